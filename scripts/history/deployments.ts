import { type LedgerEvent, type ServiceChange, TYPE_PREFIX } from '../model/event.ts';
import type { CommitId, EnvironmentName } from '../model/names.ts';
import type { Bracket } from '../model/promotion.ts';
import type { CheckResult, Outcome } from '../model/verification.ts';
import { type Sequence, sequencesOf, timeOf } from './ledger/sequences.ts';

/**
 * What became of a deployment. `running`: it is being verified; `unverified`: Git has the commit, and the ledger has
 * nothing of it.
 */
export const LOG_OUTCOMES = [
  'pass',
  'warning',
  'fail',
  'waiting',
  'unavailable',
  'running',
  'unverified',
] as const satisfies readonly (Outcome | 'running' | 'unverified')[];
export type LogOutcome = (typeof LOG_OUTCOMES)[number];

/** One commit that made an environment what it was, and what came of it. Texts of people are as they wrote them. */
export interface Deployment {
  readonly environment: EnvironmentName;
  readonly commit: CommitId;
  /** When main took the commit, or else when the ledger first heard of it; milliseconds since 1970. */
  readonly at: number;
  readonly outcome: LogOutcome;
  /** One sentence; absent where the ledger has none. */
  readonly why?: string;
  /** When the outcome was known, in milliseconds since 1970. */
  readonly endedAt?: number;
  /** How often it was verified; 0: never. */
  readonly attempts: number;
  readonly author: string;
  readonly title: string;
  readonly services: readonly ServiceChange[];
  /** Of the latest attempt, in the order in which they ended. */
  readonly checks: readonly Pick<CheckResult, 'check' | 'outcome' | 'why'>[];
}

/** A commit of main that changed what an environment wants, as Git knows it. */
export interface Merged extends Omit<Bracket, 'services'> {
  readonly services: readonly ServiceChange[];
}

/** What the log is made of. */
export interface LogFacts {
  /** Newest first. */
  readonly merged: readonly Merged[];
  readonly events: readonly LedgerEvent[];
  /** When commits that only the ledger names were made, as far as Git has them; seconds since 1970. */
  readonly times: ReadonlyMap<CommitId, number>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** After how many milliseconds without an end a verification must have died. */
  readonly longest: (environment: EnvironmentName) => number;
}

/** Joins what Git says was deployed with what the ledger says came of it: one a commit and environment, oldest first. */
export const deploymentsOf = (facts: LogFacts): Deployment[] => {
  const sequences = new Map(sequencesOf(facts.events).map((one) => [keyOf(one), one]));
  const known = new Set(facts.merged.map(keyOf));
  const ofGit = facts.merged.map((one) => ({
    ...subjectOf(one),
    ...resultOf(sequences.get(keyOf(one)), facts),
  }));
  const ofLedger = [...sequences.values()]
    .filter((sequence) => !known.has(keyOf(sequence)))
    .map((sequence) => ({ ...toldSubject(sequence, facts), ...resultOf(sequence, facts) }));
  return [...ofGit, ...ofLedger].sort(inOrder(facts.merged));
};

/** By time; in the same second as Git has them, and what one commit did by name. `merged` begins with the newest. */
const inOrder = (merged: readonly Merged[]): ((one: Deployment, other: Deployment) => number) => {
  const places = new Map(merged.map(({ commit }, index) => [commit, index]));
  const placeOf = ({ commit }: Deployment): number => places.get(commit) ?? -1;
  return (one, other) =>
    one.at - other.at || placeOf(other) - placeOf(one) || (keyOf(one) < keyOf(other) ? -1 : 1);
};

/** What tells deployments apart. */
export const keyOf = ({ environment, commit }: Pick<Deployment, 'environment' | 'commit'>): string =>
  `${environment}/${commit}`;

type Result = Pick<Deployment, 'outcome' | 'why' | 'endedAt' | 'attempts' | 'checks'>;

const subjectOf = ({
  environment,
  commit,
  time,
  author,
  subject,
  services,
}: Merged): Omit<Deployment, keyof Result> => ({
  environment,
  commit,
  at: time * 1000,
  author,
  title: subject,
  services,
});

/** What the ledger itself says of a commit that changed no desired file: the configuration of an entry environment. */
const toldSubject = (sequence: Sequence, { times }: LogFacts): Omit<Deployment, keyof Result> => {
  const { environment, commit, author, title, services, startedAt } = sequence;
  const made = times.get(commit);
  const at = made === undefined ? startedAt : made * 1000;
  return { environment, commit, at, author, title, services };
};

/** What the latest attempt came to, whatever the ones before it did. */
const resultOf = (sequence: Sequence | undefined, facts: LogFacts): Result => {
  if (sequence === undefined) return { outcome: 'unverified', attempts: 0, checks: [] };
  const { latest } = sequence;
  const checks = latest.checks.map(({ check, outcome, why }) => ({ check, outcome, why }));
  return { ...endOf(sequence, facts), attempts: latest.number, checks };
};

/**
 * What was evaluated counts, as it does for gates, even where the end was not written down any more. Without it the
 * attempt goes on, unless nothing was heard of it for longer than it may take: then whoever verified has died. (When it
 * was triggered says nothing: that is when the commit was made.)
 */
const endOf = (
  { environment, latest }: Sequence,
  { now, longest }: LogFacts,
): Pick<Result, 'outcome' | 'why' | 'endedAt'> => {
  const { outcome, why = '', finishedAt, events } = latest;
  if (outcome !== undefined && finishedAt !== undefined) return { outcome, why, endedAt: finishedAt };
  for (const event of events)
    if (event.type === `${TYPE_PREFIX}evaluation.finished`)
      return { outcome: event.data.outcome, why: event.data.why, endedAt: timeOf(event) };
  const heard = Math.max(...events.map(timeOf));
  if (now - heard <= longest(environment)) return { outcome: 'running' };
  return { outcome: 'unavailable', why: 'Verifying it was begun and never ended.' };
};

/** Which deployments are asked for. */
export interface Choice {
  /** At least 1. */
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly since?: number;
  readonly outcome?: LogOutcome;
}

/** The newest of those that are asked for, oldest first. */
export const choose = (all: readonly Deployment[], { limit, since, outcome }: Choice): Deployment[] =>
  all
    .filter((one) => (since === undefined || one.at >= since) && (outcome ?? one.outcome) === one.outcome)
    .slice(-limit);
