import { type LedgerEvent, TYPE_PREFIX } from '../../model/event.ts';
import type { Evidence } from '../../model/verdict.ts';
import { timeOf } from './sequences.ts';

/**
 * What gates judge by: every check that is over, and every verification as a whole. Oldest first. Attempts at one state
 * are counted, and that says more of their order than the clocks of those who made them.
 */
export const evidenceOf = (events: readonly LedgerEvent[]): Evidence[] => {
  const placeOf = placesIn(events);
  return events
    .flatMap((event) => toEvidence(event).map((evidence) => ({ evidence, ...placeOf(event) })))
    .sort((one, other) => one.time - other.time || one.attempt - other.attempt)
    .map(({ evidence }) => evidence);
};

interface Place {
  /** Not before anything of an earlier attempt, in milliseconds since 1970. */
  readonly time: number;
  readonly attempt: number;
}

const placesIn = (events: readonly LedgerEvent[]): ((event: LedgerEvent) => Place) => {
  const inTurn = events
    .filter((event) => toEvidence(event).length > 0)
    .sort((one, other) => one.data.attempt - other.data.attempt);
  /** By sequence: until when its attempts so far lasted, and the same before the latest of them. */
  const ends = new Map<string, { readonly attempt: number; readonly before: number; readonly end: number }>();
  const times = new Map<LedgerEvent, number>();
  for (const event of inTurn) {
    const { attempt } = event.data;
    const known = ends.get(event.sequenceid);
    const before = known === undefined ? 0 : known.attempt === attempt ? known.before : known.end;
    const time = Math.max(before, timeOf(event));
    times.set(event, time);
    ends.set(event.sequenceid, { attempt, before, end: Math.max(known?.end ?? 0, time) });
  }
  return (event) => ({ time: times.get(event) ?? timeOf(event), attempt: event.data.attempt });
};

const toEvidence = (event: LedgerEvent): Evidence[] => {
  const at = timeOf(event);
  switch (event.type) {
    case `${TYPE_PREFIX}test.finished`: {
      const { environment, commit, tree, check, outcome } = event.data;
      return [{ environment, commit, tree, check, outcome, at }];
    }
    case `${TYPE_PREFIX}evaluation.finished`: {
      const { environment, commit, tree, outcome } = event.data;
      return [{ environment, commit, tree, outcome, at }];
    }
    default:
      return [];
  }
};
