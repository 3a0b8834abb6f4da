import type { Bare } from './bare.ts';

export interface StoredReview {
  readonly id: number;
  readonly login: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly body: string;
  readonly commit: string;
  readonly at: string;
}

export interface StoredPull {
  readonly number: number;
  title: string;
  body: string;
  readonly branch: string;
  /** `owner/name` the branch lives in: another one for a pull request from a fork. */
  readonly from: string;
  base: string;
  readonly author: string;
  state: 'open' | 'closed';
  mergedAt: string | null;
  mergeCommit: string | null;
  /** Last head known; an open pull request of this repository follows its branch. */
  head: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly labels: Set<string>;
  readonly users: Set<string>;
  readonly teams: Set<string>;
  readonly reviews: StoredReview[];
}

export interface StoredComment {
  readonly id: number;
  readonly pull: number;
  readonly login: string;
  readonly body: string;
  readonly at: string;
}

export interface StoredStatus {
  readonly id: number;
  readonly commit: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly at: string;
}

/** One deployment, with what was said of it, oldest first. */
export interface StoredDeployment {
  readonly id: number;
  readonly commit: string;
  readonly environment: string;
  readonly task: string;
  readonly at: string;
  readonly statuses: {
    readonly id: number;
    readonly state: string;
    readonly description: string;
    readonly at: string;
  }[];
}

export interface Rules {
  readonly owner: string;
  readonly name: string;
  readonly branch: string;
  /** Delete head branches after a merge, as the repository setting does. */
  readonly autoDelete: boolean;
  readonly requiredReviews: number;
  readonly requiredChecks: readonly string[];
  readonly squash: boolean;
  /** Branches nobody may push to. */
  readonly guarded: readonly string[];
  /** People who may be asked for a review. */
  readonly collaborators: readonly string[];
  readonly teams: readonly string[];
  /** Logins by team: those who are in it. An invitation that was not answered ends in `?`. */
  readonly members: Readonly<Record<string, readonly string[]>>;
}

/** A ruleset as people import it, and who may bypass it. */
export interface StoredRuleset {
  readonly id: number;
  readonly name: string;
  /** Branches it counts for. */
  readonly branches: readonly string[];
  readonly rules: readonly { readonly type: string; readonly parameters?: unknown }[];
  /** Logins that may always bypass it. */
  readonly bypass: readonly string[];
}

/** How the repository is set up. What only administrators see is shown to those in `admins`. */
export interface StoredSettings {
  rulesets: StoredRuleset[];
  /** Older protection, by branch. */
  readonly protections: Map<string, unknown>;
  workflows: { readonly path: string; readonly state: string }[];
  /** Names of secrets by environment. */
  readonly secrets: Map<string, readonly string[]>;
  actionsMayOpen: boolean;
  ownersErrors: { readonly line: number; readonly kind: string }[];
  admins: string[];
  /** Sent with every answer, such as another `date`. */
  headers: Record<string, string>;
}

/** Everything the server knows that Git does not hold. */
export interface Hub {
  readonly bare: Bare;
  readonly rules: Rules;
  readonly pulls: StoredPull[];
  readonly comments: StoredComment[];
  readonly statuses: StoredStatus[];
  readonly settings: StoredSettings;
  readonly deployments: StoredDeployment[];
  /** Base URL of the API, without a slash at the end. */
  url: string;
  nextId(): number;
  /** A time that only goes forward, one second a call. */
  tick(): string;
}

const START = Date.UTC(2026, 0, 5, 9, 0, 0);

export const makeHub = (bare: Bare, rules: Rules): Hub => {
  let id = 1000;
  let clock = START;
  return {
    bare,
    rules,
    pulls: [],
    comments: [],
    statuses: [],
    settings: {
      rulesets: [],
      protections: new Map(),
      workflows: [],
      secrets: new Map(),
      actionsMayOpen: false,
      ownersErrors: [],
      admins: [],
      headers: {},
    },
    deployments: [],
    url: '',
    nextId: () => ++id,
    tick: () => {
      clock += 1000;
      return new Date(clock).toISOString().replace('.000Z', 'Z');
    },
  };
};

export const fullName = (rules: Rules): string => `${rules.owner}/${rules.name}`;

/** Lets pull requests follow Git: heads move with their branches, and a branch that is gone closes its pull request. */
export const followBranches = (hub: Hub): void => {
  const heads = hub.bare.refs('refs/heads/');
  for (const pull of hub.pulls) {
    if (pull.state !== 'open' || pull.from !== fullName(hub.rules)) continue;
    const head = heads.get(`refs/heads/${pull.branch}`);
    if (head === undefined) Object.assign(pull, { state: 'closed', updatedAt: hub.tick() });
    else if (head !== pull.head) Object.assign(pull, { head, updatedAt: hub.tick() });
  }
};
