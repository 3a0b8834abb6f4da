import type { CommitId, EnvironmentName } from './names.ts';
import type { Outcome } from './verification.ts';

/** The questions asked of a promotion, in the order in which they are answered. */
export const GATES = ['lock', 'signOff', 'requirements', 'checks', 'soak', 'breaker', 'windows'] as const;
export type GateName = (typeof GATES)[number];

/** What one gate says. `open`: go on. `waiting`: it opens by itself. `blocked`: a person must act, and how. */
export type Verdict =
  | { readonly gate: GateName; readonly state: 'open'; readonly why: string }
  | {
      readonly gate: GateName;
      readonly state: 'waiting';
      readonly why: string;
      /** An instant in ISO 8601, UTC. */
      readonly until: string;
    }
  | { readonly gate: GateName; readonly state: 'blocked'; readonly why: string; readonly fix: string };

/** What verifying one exact state of an environment came to, as the ledger holds it. */
export interface Evidence {
  readonly environment: EnvironmentName;
  /** The commit that had made the environment what it was. */
  readonly commit: CommitId;
  /** The Git tree of `environments/<environment>` that was checked. */
  readonly tree: string;
  /** The check; absent: the verification as a whole. */
  readonly check?: string;
  readonly outcome: Outcome;
  /** When it ended, in milliseconds since 1970. */
  readonly at: number;
}
