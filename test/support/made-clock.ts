import type { Clock } from '../../scripts/outside/service/clock.ts';

export interface MadeClock extends Clock {
  /** Every pause that was asked for, in milliseconds. */
  readonly slept: number[];
  pass(milliseconds: number): void;
}

/** A clock that a test sets; whoever sleeps wakes at once, and it is later. */
export const madeClock = (start = Date.parse('2026-12-01T10:00:00Z')): MadeClock => {
  let now = start;
  const slept: number[] = [];
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return {
    slept,
    pass,
    now: () => now,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      slept.push(milliseconds);
      pass(milliseconds);
    },
  };
};
