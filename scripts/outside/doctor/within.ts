import { setTimeout as pause } from 'node:timers/promises';
import type { Learned } from '../../check/doctor/learned.ts';
import { Failure } from '../failure.ts';

/** Milliseconds that doctor waits for what has no limit of its own, such as Git on a line that is dead. */
const LIMIT = 20_000;

/** What `work` answers, or why it has no answer. Whoever is too slow is left alone; others are not kept waiting. */
export const within = async <T>(who: string, work: () => Promise<T>, limit = LIMIT): Promise<Learned<T>> => {
  const end = new AbortController();
  const late = pause(limit, undefined, { signal: end.signal }).then(
    (): Learned<T> => ({
      silence: { reason: 'unavailable', why: `${who} did not answer within ${limit / 1000} s` },
    }),
  );
  late.catch(() => undefined);
  try {
    return await Promise.race([late, work().then((value): Learned<T> => ({ value }))]);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return {
      silence: { reason: 'unavailable', why: error.message.replace(/\.$/, ''), fix: error.fix },
    };
  } finally {
    end.abort();
  }
};
