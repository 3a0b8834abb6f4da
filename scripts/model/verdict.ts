import type { EnvironmentName } from './names.ts';

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

/** The result of one check against one exact state of an environment. */
export interface Evidence {
  readonly environment: EnvironmentName;
  /** The Git tree of `environments/<environment>` that was checked. */
  readonly tree: string;
  readonly check: string;
  readonly passed: boolean;
  /** When the check ended, in milliseconds since 1970. */
  readonly at: number;
}
