import type { Review } from '../model/forge.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Desired, Environment, Lock, Release } from '../model/repository.ts';
import type { Evidence, Verdict } from '../model/verdict.ts';

/** One service that a pull request changes in one environment. */
export interface Moved {
  readonly service: ServiceName;
  /** Absent: it is new there. */
  readonly from?: Desired;
  /** Absent: it leaves. */
  readonly to?: Desired;
  /** Records after the one and up to the other; undefined where a record that should say it is missing. */
  readonly releases: readonly Release[] | undefined;
}

/** One state of an environment: a commit that made it so, and the Git tree of `environments/<environment>` there. */
export interface HeldState {
  readonly commit: CommitId;
  readonly tree: string;
}

/** Everything that decides whether one pull request may change one environment now. */
export interface GateFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** As it is on the branch that everything merges into: a pull request cannot lower its own gates. */
  readonly environment: Environment;
  readonly locks: readonly Lock[];
  readonly moved: readonly Moved[];
  readonly author: string;
  readonly head: CommitId;
  readonly reviews: readonly Review[];
  /**
   * Where the versions come from, and every state of it that held all of them at once exactly as they move; absent for
   * an entry environment.
   */
  readonly proof?: { readonly environment: EnvironmentName; readonly states: readonly HeldState[] };
  /** Nothing runs there, so nothing of it could ever be verified. */
  readonly isEmpty?: boolean;
  /** What the ledger holds, oldest first. */
  readonly evidence: readonly Evidence[];
}

/** Answers undefined where the environment does not ask this question. */
export type Gate = (facts: GateFacts) => Verdict | undefined;
