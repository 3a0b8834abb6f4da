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
      /** How the branch of this clone stands to that of `origin` as last fetched, where it lacks something of it. */
      readonly lacking?: 'behind' | 'parted';
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
  return [judgeEvents(facts), ...judgeStep(facts)];
};

type Legible = Extract<LedgerFacts, { state: 'read' }>;

const judgeEvents = ({ events, troubles: [first, ...more] }: Legible): Diagnosis => {
  if (first === undefined)
    return ok('ledger', `The ledger can be read: ${events} ${events === 1 ? 'event' : 'events'}.`);
  return warning('ledger', more.length > 0 ? `${first.what} (${more.length} more.)` : first.what, first.fix);
};

const judgeStep = ({ lacking }: Legible): Diagnosis[] => {
  const code = 'ledger-step';
  if (lacking === 'behind')
    return [
      warning(
        code,
        'The ledger of this clone lacks what was written at `origin`, and only this clone is asked here.',
        'Run `git fetch origin ledger:ledger`.',
      ),
    ];
  if (lacking === undefined) return [];
  return [
    warning(
      code,
      'The ledger of this clone and that of `origin` have each been written to, and only this clone is asked here.',
      'Keep that of `origin`: `git branch --force ledger origin/ledger && git update-ref refs/bracket/ledger origin/ledger`. Then verify again what it lacks.',
    ),
  ];
};
