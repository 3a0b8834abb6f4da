/** How often to look at a rollout. Times are in milliseconds. */
export interface LookPace {
  /** Between two looks while no stream tells of changes: at first, and at most; it grows while nothing happens. */
  readonly first: number;
  readonly longest: number;
  /** Changes that come together are judged together. */
  readonly settle: number;
  /** A stream without a single byte for so long is taken for dead. */
  readonly silence: number;
  /** What was listed so long ago is known no more. */
  readonly stale: number;
}

/** A list that hangs takes half a minute to give up, and what was seen before it is still good then. */
export const LOOK_PACE: LookPace = {
  first: 2_000,
  longest: 15_000,
  settle: 250,
  silence: 60_000,
  stale: 45_000,
};

/** Pauses that grow by half from `first` to `longest`, and never come at the same time for two processes. */
export interface Pauses {
  next(): number;
  reset(): void;
}

export const makePauses = (first: number, longest: number): Pauses => {
  let pause = first;
  return {
    next: () => {
      const now = pause;
      pause = Math.min(longest, pause * 1.5);
      return now * (0.8 + 0.4 * Math.random());
    },
    reset: () => {
      pause = first;
    },
  };
};
