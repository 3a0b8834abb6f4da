import { type LedgerEvent, type ServiceChange, TYPE_PREFIX } from '../../model/event.ts';
import type { CommitId, EnvironmentName } from '../../model/names.ts';
import type { Outcome } from '../../model/verification.ts';
import { grouped, type Some } from './grouped.ts';

type Named<Name extends string> = Extract<LedgerEvent, { readonly type: `${typeof TYPE_PREFIX}${Name}` }>;

/** What a check of one attempt came to. */
export type FinishedCheck = Omit<
  Named<'test.finished'>['data'],
  'environment' | 'commit' | 'tree' | 'attempt'
>;

/** One verification of one state: everything that happened in it. */
export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  /** When it was begun, and when all of it was over. In milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt?: number;
  /** What it came to; absent: it goes on, or was broken off. */
  readonly outcome?: Outcome;
  /** One sentence. */
  readonly why?: string;
  /** In percent. */
  readonly score?: number;
  readonly checks: readonly FinishedCheck[];
  /** As they were written down. */
  readonly events: readonly LedgerEvent[];
}

/** Everything that happened to one commit in one environment. */
export interface Sequence {
  readonly id: string;
  readonly environment: EnvironmentName;
  readonly commit: CommitId;
  readonly tree: string;
  /** Who made the commit, its first line, and what it changed; empty where the event that says so is missing. */
  readonly author: string;
  readonly title: string;
  readonly services: readonly ServiceChange[];
  /** When the first attempt began, and when the latest was over. In milliseconds since 1970. */
  readonly startedAt: number;
  readonly finishedAt?: number;
  /** Oldest first, never empty. */
  readonly attempts: readonly Attempt[];
  /** The latest attempt: what the state is known to be. */
  readonly latest: Attempt;
}

/** By commit and environment, in the order in which they were first written down. */
export const sequencesOf = (events: readonly LedgerEvent[]): Sequence[] =>
  [...grouped(events, (event) => event.sequenceid).values()].map(sequenceOf);

/** Is everything over that was begun? Then the outcome stands until the state is verified again. */
export const isComplete = ({ latest }: Sequence): boolean => latest.finishedAt !== undefined;

const sequenceOf = (events: Some<LedgerEvent>): Sequence => {
  const { environment, commit, tree } = events[0].data;
  const numbered = [...grouped(events, (event) => event.data.attempt).values()];
  const attempts = numbered.map(attemptOf).sort((one, other) => one.number - other.number);
  const latest = attempts.at(-1) as Attempt;
  const { author, title, services } = finder(events)('configuration-change.triggered')?.data ?? UNTOLD;
  return {
    id: events[0].sequenceid,
    environment,
    commit,
    tree,
    author,
    title,
    services,
    startedAt: Math.min(...attempts.map(({ startedAt }) => startedAt)),
    ...(latest.finishedAt === undefined ? {} : { finishedAt: latest.finishedAt }),
    attempts,
    latest,
  };
};

const UNTOLD = { author: '', title: '', services: [] } as const;

const attemptOf = (events: Some<LedgerEvent>): Attempt => {
  const find = finder(events);
  const finished = find('configuration-change.finished');
  const score = find('evaluation.finished')?.data.score;
  return {
    number: events[0].data.attempt,
    startedAt: events.reduce((first, event) => Math.min(first, timeOf(event)), Number.POSITIVE_INFINITY),
    ...(finished === undefined
      ? {}
      : { finishedAt: timeOf(finished), outcome: finished.data.outcome, why: finished.data.why }),
    ...(score === undefined ? {} : { score }),
    checks: events.flatMap(checkIn),
    events,
  };
};

const checkIn = (event: LedgerEvent): FinishedCheck[] => {
  if (event.type !== `${TYPE_PREFIX}test.finished`) return [];
  const { environment: _environment, commit: _commit, tree: _tree, attempt: _attempt, ...check } = event.data;
  return [check];
};

/** When an event happened, in milliseconds since 1970. */
export const timeOf = ({ time }: LedgerEvent): number => Date.parse(time);

/** The first of these events with a name. */
const finder =
  (events: readonly LedgerEvent[]) =>
  <Name extends string>(name: Name): Named<Name> | undefined =>
    events.find((event): event is Named<Name> => event.type === `${TYPE_PREFIX}${name}`);
