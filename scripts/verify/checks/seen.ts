import type { Outcome } from '../../model/verification.ts';

/** What an HTTP endpoint answered. Names of headers are in lower case. */
export interface HttpSeen {
  readonly kind: 'http';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Milliseconds until the whole answer was there. */
  readonly elapsed: number;
}

/** One answer of Prometheus' HTTP API. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

export interface PrometheusSeen {
  readonly kind: 'prometheus';
  readonly now: ApiAnswer;
  /** The same query some time before, where the check compares with it. */
  readonly before?: ApiAnswer;
}

/** How a program ended. */
export interface ProgramSeen {
  readonly kind: 'run';
  readonly end:
    | { readonly how: 'exit'; readonly code: number }
    | { readonly how: 'signal'; readonly signal: string }
    | { readonly how: 'not-started'; readonly why: string }
    /** It was still running when its time was over. In milliseconds. */
    | { readonly how: 'ended'; readonly after: number };
  readonly output: string;
}

/** The health of an Application, in Argo CD's own words; absent where it said nothing. */
export interface ServiceHealth {
  readonly service: string;
  readonly health?: string;
}

export interface HealthSeen {
  readonly kind: 'argocd';
  readonly services: readonly ServiceHealth[];
}

/** Nobody answered. */
export interface Silent {
  readonly kind: 'silence';
  /** One sentence. */
  readonly what: string;
}

/** What came of asking once. */
export type Seen = HttpSeen | PrometheusSeen | ProgramSeen | HealthSeen | Silent;

/** What that means, in one sentence. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly why: string;
}

export const pass = (why: string): Judgement => ({ outcome: 'pass', why });
export const fail = (why: string): Judgement => ({ outcome: 'fail', why });
export const unavailable = (why: string): Judgement => ({ outcome: 'unavailable', why });

/** So much of a stranger's text tells enough. */
const SHOWN = 80;

/** Text of a stranger inside a sentence: quoted, on one line, nothing in it that steers a terminal, not long. */
export const told = (text: string, limit = SHOWN): string => {
  const clean = text
    .slice(0, 4 * limit)
    .toWellFormed()
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return JSON.stringify(clean.length > limit ? `${clean.slice(0, limit - 1).toWellFormed()}…` : clean);
};

/** Milliseconds inside a sentence. */
export const seconds = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${Math.round(milliseconds / 100) / 10} s`;
