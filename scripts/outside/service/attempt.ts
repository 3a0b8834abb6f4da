import { TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel';
import { networkTrouble, unsendable } from './network-trouble.ts';
import type { Answer, Ask, Silence } from './service.ts';

/** Why one attempt has no answer. */
export interface Silent {
  readonly silence: Silence;
  /** In words that follow "it did not answer: ". */
  readonly why: string;
  readonly fix?: string;
  /** Would another attempt end the same? */
  readonly final?: true;
  readonly cause?: unknown;
}

/** What one attempt came to. */
export type Tried =
  | { readonly answer: Answer; readonly judgement: 'final' | 'again' | undefined }
  | { readonly silent: Silent };

/** One attempt, in data: no trouble of network or service is thrown, only the reason of a signal that ended it. */
export interface Attempt {
  readonly url: string;
  readonly ask: Ask;
  /** Milliseconds, headers and body included. */
  readonly timeout: number;
}

/** Asks once. Throws the signal's reason, and a `Failure` where address or headers cannot be sent. */
export const attempt = async ({ url, ask, timeout: limit }: Attempt): Promise<Tried> => {
  ask.signal?.throwIfAborted();
  const journey = begin(url, ask);
  const started = performance.now();
  try {
    const work = timeout(limit, TimeoutStrategy.Aggressive).execute(
      ({ signal }) => travel(journey, { ask, signal }),
      ask.signal,
    );
    const { status, headers, text } = await work;
    return judged({ status, headers, text, elapsed: performance.now() - started }, ask);
  } catch (error) {
    ask.signal?.throwIfAborted();
    if (error instanceof Refusal) return { silent: { silence: 'broken', why: error.message, final: true } };
    if (isTimeout(error))
      return { silent: { silence: 'timeout', why: `there was no whole answer within ${limit / 1000} s` } };
    return { silent: networkTrouble(error) };
  }
};

/** The signal of the time-out and the policy that set it off both reject; either may come first. */
const isTimeout = (error: unknown): boolean =>
  error instanceof TaskCancelledError || (error instanceof Error && error.name === 'AbortError');

const judged = (answer: Answer, { judge }: Ask): Tried => {
  const judgement = judge?.(answer);
  if (typeof judgement === 'object') return { silent: { silence: 'broken', why: judgement.flaw } };
  return { answer, judgement };
};

/** What came is unusable, and would be the next time. */
class Refusal extends Error {}

interface Journey {
  readonly target: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

const SECRETS = ['authorization', 'cookie', 'proxy-authorization'];

const begin = (url: string, ask: Ask): Journey => {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (target === undefined || !isWeb(target)) throw unsendable('its address is none of http or https');
  if (target.username !== '' || target.password !== '') throw unsendable('its address holds a password');
  return { target, method: (ask.method ?? 'GET').toUpperCase(), headers: sendable(ask), body: ask.body };
};

const isWeb = (url: URL): boolean => url.protocol === 'https:' || url.protocol === 'http:';

/** The error of the platform holds the value, which may be a token, so it goes no further. */
const sendable = (ask: Ask): Headers => {
  try {
    return new Headers({ 'user-agent': 'release-brackets', ...ask.headers });
  } catch {
    throw unsendable('one of its headers holds characters that no header may hold');
  }
};

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const HOPS = 3;

interface Trip {
  readonly ask: Ask;
  readonly signal: AbortSignal;
}

type Read = Pick<Answer, 'status' | 'headers' | 'text'>;

const travel = async (journey: Journey, { ask, signal }: Trip): Promise<Read> => {
  let here = journey;
  for (let hop = 0; hop <= HOPS; hop += 1) {
    const { target, method, headers, body = null } = here;
    const response = await fetch(target, { method, headers, body, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (ask.redirects === 'answer' || !REDIRECTS.has(response.status) || location === null)
      return await whole(response);
    await response.body?.cancel();
    here = next(here, { status: response.status, location });
  }
  throw new Refusal(`it redirects more than ${HOPS} times`);
};

/**
 * Where a redirect leads. Method and body stay (only 303 asks for GET by its definition, RFC 9110 §15.4.4). Nothing of
 * ours goes to another origin: a request with a secret or a body ends there, any other goes on without our headers.
 */
const next = (here: Journey, { status, location }: { status: number; location: string }): Journey => {
  const target = URL.canParse(location, here.target.href) ? new URL(location, here.target) : undefined;
  if (target === undefined || !isWeb(target)) throw new Refusal('it redirects to what is no web address');
  const plain = status === 303 ? { method: 'GET', body: undefined } : {};
  if (target.origin === here.target.origin) return { ...here, ...plain, target };
  const secret = SECRETS.some((name) => here.headers.has(name));
  if (secret || here.body !== undefined)
    throw new Refusal(`it points to ${target.origin}, which is another host`);
  return { ...here, ...plain, target, headers: new Headers({ 'user-agent': 'release-brackets' }) };
};

/** Bytes of a body. The longest that is asked for is Argo CD's list of a thousand Applications, 50 KB each. */
const LARGEST = 64 * 1024 * 1024;

const whole = async (response: Response): Promise<Read> => {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream, and with it the connection.
    if (size > LARGEST) throw new Refusal(`its answer is longer than ${LARGEST / 1024 / 1024} MiB`);
    text += decoder.decode(chunk, { stream: true });
  }
  return { status: response.status, headers: response.headers, text: text + decoder.decode() };
};
