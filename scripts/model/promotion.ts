import type { CommitId, EnvironmentName, ServiceName } from './names.ts';
import type { Finding } from './problem.ts';
import type { Desired } from './repository.ts';

/** The set of services that one commit changed in one environment. A commit is a bracket. */
export interface Bracket {
  readonly commit: CommitId;
  readonly environment: EnvironmentName;
  readonly services: readonly ServiceName[];
  /** Seconds since 1970. */
  readonly time: number;
  readonly author: string;
  readonly subject: string;
}

/**
 * How a version compares with the one it replaces. `newer`: history says so, and nothing says how much; `unordered`:
 * neither semver nor history can tell.
 */
export type Bump =
  | 'major'
  | 'minor'
  | 'patch'
  | 'prerelease'
  | 'configuration'
  | 'image'
  | 'new'
  | 'retired'
  | 'downgrade'
  | 'newer'
  | 'unordered';

/** A service whose desired state differs between an environment (`target`) and the one it promotes from (`source`). */
export interface Pending {
  readonly service: ServiceName;
  readonly source: EnvironmentName;
  readonly target: EnvironmentName;
  /** What the target holds; absent: the service is new there. */
  readonly from?: Desired;
  /** What the target would hold, `config` already a commit id; absent: the service leaves. */
  readonly to?: Desired;
  readonly differs: readonly ('image' | 'version' | 'digest' | 'config')[];
  readonly bump: Bump;
}

/** What moves in one pull request. */
export interface Unit {
  readonly source: EnvironmentName;
  readonly target: EnvironmentName;
  /** Sorted by service name; never empty. */
  readonly members: readonly Pending[];
  /** The brackets in the source that tie the members together; empty for a unit of one or one asked for by name. */
  readonly brackets: readonly Bracket[];
  /** The commit of main at which the source held all members at exactly these versions at once. */
  readonly proof: CommitId;
  /** A person split it from its bracket with `--only`; written as the trailer `Promotion-Alone: true`. */
  readonly alone?: true;
}

/** A new text for one file, or its removal. */
export interface Edit {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** One unit moved to one environment: one commit, one pull request, one revert. */
export interface Promotion {
  readonly unit: Unit;
  readonly branch: string;
  readonly edits: readonly Edit[];
}

/** Why a unit cannot move, and what would let it. */
export interface Obstacle {
  readonly code: string;
  readonly what: string;
  readonly fix: string;
  /** Services that would make the unit sound if they moved with it. */
  readonly takeAlong: readonly ServiceName[];
  readonly findings: readonly Finding[];
  /** When it goes away by itself: an instant in ISO 8601, UTC. Absent: somebody must act. */
  readonly until?: string;
}

/** What is to be done about one unit or one open pull request. */
export type Move =
  | { readonly kind: 'open'; readonly promotion: Promotion }
  | { readonly kind: 'refresh'; readonly promotion: Promotion; readonly pull: number; readonly why: string }
  | { readonly kind: 'keep'; readonly unit: Unit; readonly pull: number; readonly why: string }
  | { readonly kind: 'queue'; readonly unit: Unit; readonly behind: number }
  | {
      readonly kind: 'hold';
      readonly unit: Unit;
      readonly pull: number;
      readonly why: string;
      readonly fix: string;
    }
  | { readonly kind: 'block'; readonly unit: Unit; readonly obstacles: readonly Obstacle[] }
  /** Everything in its way goes away by itself, the last of it at `until`. */
  | {
      readonly kind: 'wait';
      readonly unit: Unit;
      readonly obstacles: readonly Obstacle[];
      readonly until: string;
    }
  | {
      readonly kind: 'close';
      readonly pull: number;
      readonly branch: string;
      readonly why: string;
      readonly instead?: string;
    };

/** Everything `promote` would do for one target, decided from files and history alone. */
export interface Plan {
  readonly target: EnvironmentName;
  readonly base: CommitId;
  readonly moves: readonly Move[];
}
