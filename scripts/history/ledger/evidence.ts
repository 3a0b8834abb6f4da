import { type LedgerEvent, TYPE_PREFIX } from '../../model/event.ts';
import type { Evidence } from '../../model/verdict.ts';

/** What gates judge by: every check that is over, and every verification as a whole. Oldest first. */
export const evidenceOf = (events: readonly LedgerEvent[]): Evidence[] =>
  events.flatMap(toEvidence).sort((one, other) => one.at - other.at);

const toEvidence = (event: LedgerEvent): Evidence[] => {
  const at = Date.parse(event.time);
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
