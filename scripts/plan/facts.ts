import type { Walked } from '../history/walk.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Pending } from '../model/promotion.ts';
import type { Desired, PromotionPolicy, Repository, TreeEntry } from '../model/repository.ts';
import type { PullFacts } from './pulls.ts';

/** What somebody wants promoted, and how far they let the product go. */
export interface Ask {
  /** Services named by a person; empty: everything that is pending. */
  readonly services: readonly ServiceName[];
  /** Exactly the named services, even where a bracket holds more. */
  readonly only: boolean;
  readonly allowDowngrade: boolean;
  /** Why an older version is wanted. Without one a downgrade stays blocked. */
  readonly reason?: string;
  /** Nobody asked: a push, a schedule, `advance`. */
  readonly automatic: boolean;
  /** For locks that expire. */
  readonly now: Date;
}

/** A service that differs but cannot be compared or carried, and why. */
export type NotReady =
  | {
      readonly kind: 'disagree';
      readonly service: ServiceName;
      /** What each source that has the service holds. */
      readonly holds: readonly Desired[];
    }
  | {
      readonly kind: 'unknown-revision';
      readonly service: ServiceName;
      /** The desired file whose `config` this repository does not have, or does not follow. */
      readonly desired: Desired;
    }
  | {
      readonly kind: 'unreadable';
      readonly service: ServiceName;
      /** A desired file with errors: nothing is promoted out of it or over it. */
      readonly file: string;
    };

/** Everything that differs between an environment and its sources. Sorted by service. */
export interface PendingInto {
  readonly pending: readonly Pending[];
  readonly notReady: readonly NotReady[];
}

/** Everything a plan for one target is decided from. Plain data: the same facts give the same plan. */
export interface PromoteFacts {
  readonly repository: Repository;
  readonly target: EnvironmentName;
  /** Head of the branch that everything merges into. */
  readonly base: CommitId;
  readonly ask: Ask;
  readonly policy: PromotionPolicy;
  /** Every file at `base`. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly into: PendingInto;
  readonly walked: Walked;
  /** Texts of the target's desired files at `base` that a plan may edit, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** This product's pull requests into the target: open ones, and closed ones whose branch is still there. */
  readonly pulls: readonly PullFacts[];
}
