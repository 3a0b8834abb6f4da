import type { Clock } from '../service/clock.ts';
import { networkTrouble } from '../service/network-trouble.ts';
import { Unavailable } from '../service/service.ts';
import { isObject, nameOf, objectOf, trouble } from './answer.ts';
import { makeEventReader } from './events.ts';
import type { ArgocdSettings } from './settings.ts';

/** One Application is new or another; or, without `application`, gone. */
export interface Change {
  readonly name: string;
  readonly application?: unknown;
}

interface Listening {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly settings: ArgocdSettings;
  /** Milliseconds without a single byte after which the stream is taken for dead. */
  readonly silence: number;
  readonly signal: AbortSignal;
}

/**
 * The changes that Argo CD tells, from all that there is at the start, until the signal ends it. Throws `Unavailable`
 * when the stream breaks, ends or says nothing for too long, the signal's reason, or a `Failure` for a refused token.
 */
export const listen = async function* (listening: Listening): AsyncGenerator<Change> {
  const { settings, signal } = listening;
  const watch = makeWatch(settings.clock, listening);
  try {
    const response = await watch.within(() =>
      fetch(listening.url, {
        headers: { ...listening.headers, accept: 'text/event-stream' },
        redirect: 'manual',
        signal: watch.signal,
      }),
    );
    const wrong = trouble(response, 'text/event-stream', settings);
    if (wrong !== undefined) throw wrong;
    const body = response.body as ReadableStream<Uint8Array> | null;
    for await (const event of eventsOf(body?.getReader(), watch)) yield* changeOf(event, settings.server);
    throw cut(settings.server, 'it was ended');
  } catch (error) {
    signal.throwIfAborted();
    throw asUnavailable(error, settings.server);
  } finally {
    watch.end();
  }
};

type Reader = ReadableStreamDefaultReader<Uint8Array>;

const eventsOf = async function* (reader: Reader | undefined, watch: Watch): AsyncGenerator<string> {
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  const events = makeEventReader();
  for (;;) {
    const { done, value } = await watch.within(() => reader.read());
    if (done) return;
    yield* events.read(decoder.decode(value, { stream: true }));
  }
};

/** A stream that hangs looks like one on which nothing happens, so silence has a limit. */
interface Watch {
  readonly signal: AbortSignal;
  within<T>(work: () => Promise<T>): Promise<T>;
  end(): void;
}

const makeWatch = (clock: Clock, { silence, signal, settings }: Listening): Watch => {
  const closing = new AbortController();
  return {
    signal: AbortSignal.any([signal, closing.signal]),
    within: async (work) => {
      const heard = new AbortController();
      const timer = clock.sleep(silence, heard.signal).then(
        () => closing.abort(cut(settings.server, `nothing came for ${Math.round(silence / 1000)} s`)),
        () => undefined,
      );
      try {
        return await work();
      } finally {
        heard.abort();
        await timer;
      }
    },
    end: () => closing.abort(),
  };
};

/** What one event says. An event about nothing we can name is a broken stream: a change may be lost with it. */
const changeOf = (event: string, server: string): Change[] => {
  const { result } = objectOf(event, server);
  const application = isObject(result) ? result['application'] : undefined;
  const type = isObject(result) ? result['type'] : undefined;
  const name = nameOf(application);
  if (name === undefined || (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED'))
    throw cut(server, 'it told an error instead of an Application');
  return [type === 'DELETED' ? { name } : { name, application }];
};

const cut = (server: string, why: string): Unavailable =>
  new Unavailable({
    silence: 'broken',
    what: `The event stream of Argo CD at ${server} broke: ${why}.`,
    fix: 'Nothing to do: it is asked without the stream, and the stream is tried again.',
  });

const asUnavailable = (error: unknown, server: string): unknown => {
  if (error instanceof RangeError) return cut(server, error.message);
  return error instanceof TypeError ? cut(server, networkTrouble(error).why) : error;
};
