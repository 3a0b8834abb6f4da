import { setTimeout as pause } from 'node:timers/promises';
import { EXIT, Failure } from '../outside/failure.ts';
import { oneLine } from '../show/escape.ts';
import type { Invocation } from './invocation.ts';

/** One line of the log, and whose it is: the same key with another text is news of the same. */
export interface LogLine {
  readonly key: string;
  readonly text: string;
}

export interface Following extends Pick<Invocation, 'print' | 'say'> {
  /** Milliseconds between two looks while everything answers. */
  readonly every: number;
  readonly signal: AbortSignal;
}

/** Nobody waits longer than this for somebody who does not answer, in milliseconds. */
const LONGEST = 300_000;

/**
 * Looks until it is told to stop, and prints every line that is new or changed. `look` answers undefined where nothing
 * can have changed. That somebody does not answer is said once, and looked again later each time; other failures end it.
 */
export const follow = async (
  look: () => Promise<readonly LogLine[] | undefined>,
  { every, signal, print, say }: Following,
): Promise<void> => {
  const printed = new Map<string, string>();
  for (let failures = 0; !signal.aborted; ) {
    const seen = await untilAborted(look().catch(silence), signal);
    if (seen instanceof Failure) {
      if (failures === 0)
        say(`${oneLine(seen.message, 500)} ${oneLine(seen.fix, 500)} It is looked again.\n`);
      failures += 1;
    } else {
      if (failures > 0) say('It answers again.\n');
      failures = 0;
      for (const text of news(seen ?? [], printed)) print(`${text}\n`);
    }
    await rest(Math.max(every, Math.min(LONGEST, every * 2 ** failures)), signal);
  }
};

/** Only that nobody answers is waited for. */
const silence = (error: unknown): Failure => {
  if (error instanceof Failure && error.exit === EXIT.outside) return error;
  throw error;
};

/** What is not printed yet, which is noted as printed. */
const news = (lines: readonly LogLine[], printed: Map<string, string>): string[] => {
  const fresh = lines.filter(({ key, text }) => printed.get(key) !== text);
  for (const { key, text } of fresh) printed.set(key, text);
  return fresh.map(({ text }) => text);
};

/** Never the same for two who follow, so that they do not all ask at once. */
const rest = (time: number, signal: AbortSignal): Promise<void> =>
  pause(time * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);

/** Does not wait for an answer that nobody wants any more. */
const untilAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener('abort', stop);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
