import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  type IBackoff,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import type { Tried } from './attempt.ts';
import type { Clock } from './clock.ts';
import type { Patience } from './service.ts';

/** Leaves a service alone for a while after failures in a row; then one call probes it, and the others wait for that. */
export interface Breaker {
  /** Undefined: the service is left alone, and nothing was asked. */
  run(work: () => Promise<Tried>): Promise<Tried | undefined>;
  isOpen(): boolean;
  /** When the present rest ends, in milliseconds since 1970. */
  until(): number;
}

/** Statuses of a service that is down, or of the proxy in front of it. Any other comes from one that works. */
const DOWN = new Set([502, 503, 504]);

export const isDown = (tried: Tried): boolean =>
  'silent' in tried ? tried.silent.final !== true : DOWN.has(tried.answer.status);

/**
 * Its state lives in this process and not on disk: a run begins on a machine that is new or was used for something
 * else, where yesterday's state would keep it from a service that is well again. Its first call is a probe anyway.
 */
export const makeBreaker = ({ failures, rest }: Patience, clock: Clock): Breaker => {
  let until = 0;
  /** cockatiel measures the rest by the machine's clock; a duration that is over or endless lets ours decide. */
  const begin = ({ result }: IHalfOpenAfterBackoffContext): IBackoff<IHalfOpenAfterBackoffContext> => {
    // A probe that its caller ended has told nothing: whoever comes next probes at once.
    until = clock.now() + ('error' in result ? 0 : rest);
    return {
      next: begin,
      get duration() {
        return clock.now() < until ? Number.POSITIVE_INFINITY : 0;
      },
    };
  };
  const policy = circuitBreaker(
    handleWhenResult((tried) => isDown(tried as Tried)).orWhen(() => policy.state === CircuitState.HalfOpen),
    { breaker: new ConsecutiveBreaker(failures), halfOpenAfter: { next: begin } },
  );
  return {
    run: (work) =>
      policy.execute(work).catch((error: unknown) => {
        if (error instanceof BrokenCircuitError) return undefined;
        throw error;
      }),
    isOpen: () => policy.state === CircuitState.Open,
    until: () => until,
  };
};
