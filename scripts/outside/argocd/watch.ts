import type { Clock } from '../service/clock.ts';
import type { Argocd } from './argocd.ts';
import type { Desk } from './desk.ts';
import { type LookPace, makePauses } from './pace.ts';

/** One wait that is going on. */
export interface Watch {
  readonly argocd: Argocd;
  readonly environment: string;
  readonly clock: Clock;
  readonly pace: LookPace;
  readonly desk: Desk;
  /** Aborted when the time is over, when the caller ends it, and when all is said. */
  readonly end: AbortSignal;
  /** Starts what goes on beside the looking. Its failure is nobody's, and the wait ends after it. */
  beside(work: () => Promise<void>): void;
  /** Does a stream tell of changes now? */
  isStreaming: boolean;
}

/** Runs something whose failure decides nothing. */
export const quietly = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch {
    // Whoever looks next sees what became of it.
  }
};

/** A stream that breaks again at once is left alone longer each time, up to so many times the longest pause. */
const RESTS = 4;

/** Takes in changes as they are told. A stream that breaks is opened anew, and meanwhile the lists come more often. */
export const keepListening = async (watch: Watch): Promise<void> => {
  const { argocd, environment, clock, pace, desk, end } = watch;
  const pauses = makePauses(pace.first, RESTS * pace.longest);
  while (!end.aborted) {
    await quietly(async () => {
      for await (const change of argocd.watch(environment, { signal: end, silence: pace.silence })) {
        watch.isStreaming = true;
        pauses.reset();
        desk.change(change);
      }
    });
    watch.isStreaming = false;
    await clock.sleep(pauses.next(), end);
  }
};
