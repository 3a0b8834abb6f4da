import type { CommitId, EnvironmentName, ServiceName } from './names.ts';

/**
 * What looking at something came to. `pass`; `warning`: not as wished, and nothing is stopped; `fail`: it was seen to be
 * wrong; `waiting`: it goes on by itself, or when somebody continues it elsewhere; `unavailable`: nobody can know now.
 */
export const OUTCOMES = ['pass', 'warning', 'fail', 'waiting', 'unavailable'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The health of an Application, in Argo CD's own words, that a check may take for good. */
export type WantedHealth = 'Healthy' | 'Suspended' | 'Progressing';

/** Lower and upper bounds of a number, each exclusive; at least one of them is there. */
export interface Bounds {
  readonly above?: number;
  readonly below?: number;
}

/** A request, and what must come back. */
export interface HttpQuestion {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'OPTIONS';
  readonly headers: Readonly<Record<string, string>>;
  /** Statuses that are a pass. */
  readonly statuses: readonly number[];
  /** A regular expression that must occur in the body. */
  readonly body?: string;
  /** Headers of the answer, each with a regular expression for its value. */
  readonly expectHeaders: Readonly<Record<string, string>>;
  /** The longest time until the whole answer is there, in milliseconds. */
  readonly latency?: number;
}

/** A query, and what its value must be. Times are in milliseconds. */
export interface PrometheusQuestion extends Bounds {
  readonly url: string;
  readonly query: string;
  /** The same query so long before: the value divided by the earlier one has bounds. */
  readonly against?: Bounds & { readonly before: number };
  /** Absent: one instant. */
  readonly range?: number;
  readonly step: number;
  /** How many times in a row it must hold. */
  readonly samples: number;
}

/** What one check asks. */
export type CheckQuestion =
  | { readonly kind: 'http'; readonly http: HttpQuestion }
  | { readonly kind: 'run'; readonly run: readonly string[] }
  | { readonly kind: 'prometheus'; readonly prometheus: PrometheusQuestion }
  | { readonly kind: 'argocd'; readonly health: readonly WantedHealth[] };

export type CheckKind = CheckQuestion['kind'];

/** One check of an environment, with every default filled in. Times are in milliseconds. */
export interface Check {
  readonly name: string;
  /** How long one attempt may take. */
  readonly timeout: number;
  readonly attempts: number;
  /** Between two attempts, and between two samples. */
  readonly interval: number;
  /** What it means when it does not pass. */
  readonly level: 'fail' | 'warning';
  readonly weight: number;
  /** Does its failure fail the whole, whatever the score? */
  readonly key: boolean;
  readonly question: CheckQuestion;
}

/** A time in which something that is asked is declared to be down: no failure of it counts. */
export interface Maintenance {
  /** `argocd`, or the host (with its port where it has one) of an address that is asked. */
  readonly of: string;
  readonly reason: string;
  /** Instants in ISO 8601 with a zone; or else `schedule` and `duration`, as in a window. */
  readonly from?: string;
  readonly until?: string;
  readonly schedule?: string;
  readonly duration?: string;
  readonly timeZone?: string;
}

/** What is verified of an environment after a rollout, with every default filled in. Times are in milliseconds. */
export interface Verify {
  /** When the rollout and all checks must be over. */
  readonly timeout: number;
  /** How long after the rollout failures are expected and repeated. */
  readonly grace: number;
  /** The least score in percent that is a pass, and the least that is a warning and no failure. */
  readonly pass: number;
  readonly warning: number;
  readonly checks: readonly Check[];
  readonly maintenance: readonly Maintenance[];
}

/** What one check came to. */
export interface CheckResult {
  readonly check: string;
  readonly kind: CheckKind;
  readonly outcome: Outcome;
  /** One sentence: what was seen. */
  readonly why: string;
  /** How often it was tried. */
  readonly attempts: number;
  readonly weight: number;
  readonly key: boolean;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** What a program printed, its end where it was long. Without anything that looks like a secret. */
  readonly output?: string;
}

/** How one service's rollout stands. */
export interface ServiceRollout {
  readonly service: ServiceName;
  readonly outcome: Outcome;
  /** One sentence: what is there, and what is missing. */
  readonly why: string;
}

/** What was found of one state of an environment, and when. */
export interface Verification {
  readonly environment: EnvironmentName;
  /** The commit that made the environment what it is. */
  readonly commit: CommitId;
  /** The Git tree of `environments/<environment>` at it. */
  readonly tree: string;
  /** Ties all events of this commit in this environment. */
  readonly sequence: string;
  /** Counted from 1: how often this state has been verified. */
  readonly attempt: number;
  /** Of the rollout as a whole; absent where no Argo CD deploys the environment. */
  readonly rollout?: {
    readonly outcome: Outcome;
    readonly why: string;
    readonly services: readonly ServiceRollout[];
  };
  readonly checks: readonly CheckResult[];
  /** In percent; absent where there was nothing to score. */
  readonly score?: number;
  readonly outcome: Outcome;
  /** One sentence. */
  readonly why: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
}
