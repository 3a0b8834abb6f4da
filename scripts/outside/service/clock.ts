import { setTimeout as pause } from 'node:timers/promises';

/** Time, as the policy sees it; tests let it run faster. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects as soon as the signal is aborted, and then leaves no timer behind. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Time as it passes in the world, or so many times as fast. */
export const worldClock = (speed = 1): Clock => {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * speed,
    sleep: (milliseconds, signal) =>
      pause(milliseconds / speed, undefined, signal === undefined ? {} : { signal }),
  };
};
