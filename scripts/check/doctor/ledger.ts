import { type Diagnosis, missing, ok, warning } from './diagnosis.ts';
import type { Silence } from './learned.ts';
import { unanswered } from './learned.ts';

/** The branch of evidence as it can be read from here. */
export type LedgerFacts =
  | { readonly state: 'absent' }
  | {
      readonly state: 'read';
      readonly events: number;
      /** What is wrong with it: where, what and the fix, the first one in words. */
      readonly troubles: readonly { readonly what: string; readonly fix: string }[];
    }
  /** What was written once is no longer what it was. */
  | { readonly state: 'rewritten'; readonly what: string; readonly fix: string }
  | { readonly state: 'unread'; readonly silence: Silence };

export const examineLedger = (facts: LedgerFacts): Diagnosis[] => {
  const code = 'ledger';
  if (facts.state === 'absent')
    return [ok(code, 'There is no ledger yet: the first verification of a rollout begins it.')];
  if (facts.state === 'rewritten')
    return [missing(code, `${facts.what} Nothing of it is evidence.`, facts.fix)];
  if (facts.state === 'unread')
    return [
      unanswered(
        { code, asked: 'What the ledger holds', fix: 'Run `git fetch origin ledger` and mend what it says.' },
        facts.silence,
      ),
    ];
  const [first] = facts.troubles;
  const more = facts.troubles.length - 1;
  if (first === undefined)
    return [ok(code, `The ledger can be read: ${facts.events} ${facts.events === 1 ? 'event' : 'events'}.`)];
  return [warning(code, more > 0 ? `${first.what} (${more} more.)` : first.what, first.fix)];
};
