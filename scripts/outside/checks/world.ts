import type { Check, CheckResult } from '../../model/verification.ts';
import type { Judge } from '../../verify/checks/judge.ts';
import type { Judgement, ServiceHealth } from '../../verify/checks/seen.ts';
import type { Clock } from '../service/clock.ts';
import type { Service } from '../service/service.ts';
import type { EnvironmentFacts, Variables } from './program-environment.ts';

/** What checks are made with. Everything that is asked comes through here, so that a test can be the world. */
export interface CheckWorld {
  /** Who answers at an address: the same object for the same origin, so that its failures are remembered. */
  readonly service: (kind: 'http' | 'prometheus', url: string) => Service;
  /** The health of every service of the environment. Throws `Unavailable` where Argo CD does not answer. */
  readonly health: (signal: AbortSignal) => Promise<readonly ServiceHealth[]>;
  readonly programs: {
    /** The root of the repository. */
    readonly folder: string;
    readonly variables: Variables;
    /** Names of variables that hold tokens, beside those that are known. */
    readonly secrets: readonly string[];
    readonly facts: EnvironmentFacts;
  };
  readonly judge: Judge;
  /** Takes out of a text what looks like a secret. */
  readonly masked: (text: string) => string;
  readonly clock: Clock;
}

/** Until when. Instants in milliseconds since 1970. */
export interface Limits {
  readonly deadline: number;
  /** Until then a check that does not pass is repeated and no attempt counts. */
  readonly graceUntil: number;
  /** Ends everything; what was to be answered throws its reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CheckProgress) => void;
}

/** What can be told while checks are under way. */
export type CheckProgress =
  | { readonly what: 'begun'; readonly check: Check; readonly at: number }
  /** One attempt did not pass, and another one follows. */
  | { readonly what: 'again'; readonly check: Check; readonly attempt: number; readonly judgement: Judgement }
  | { readonly what: 'ended'; readonly check: Check; readonly result: CheckResult };
