import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../scripts/outside/service/clock.ts';

/** A clock that goes as the world's does until somebody moves it on: then every sleep ends that is over by then. */
export interface JumpingClock extends Clock {
  jump(milliseconds: number): void;
}

export const jumpingClock = (): JumpingClock => {
  let ahead = 0;
  let jumping = new AbortController();
  const now = (): number => Date.now() + ahead;
  return {
    now,
    sleep: async (milliseconds, signal) => {
      const until = now() + milliseconds;
      while (now() < until) {
        signal?.throwIfAborted();
        const ends = [jumping.signal, ...(signal === undefined ? [] : [signal])];
        // Whatever ends the pause, the loop looks why.
        await pause(until - now(), undefined, { signal: AbortSignal.any(ends) }).catch(() => undefined);
      }
      signal?.throwIfAborted();
    },
    jump: (milliseconds) => {
      ahead += milliseconds;
      jumping.abort();
      jumping = new AbortController();
    },
  };
};
