import { type ArgocdFacts, examineArgocd } from './argocd.ts';
import { type CloneFacts, examineClone } from './clone.ts';
import { type Examined, GROUPS, missing } from './diagnosis.ts';
import { examineForge, type ForgeFacts } from './forge.ts';
import { examineLedger, type LedgerFacts } from './ledger.ts';
import { examineMachine, type MachineFacts } from './machine.ts';

/** Everything that was gathered, in the machine and outside. */
export interface DoctorFacts {
  readonly machine: MachineFacts;
  readonly clone: CloneFacts;
  /** Environment files, and others that everything rests on, which cannot be read. */
  readonly unreadable: readonly string[];
  readonly forge: ForgeFacts;
  readonly ledger: LedgerFacts;
  readonly argocd: ArgocdFacts;
}

/** What is configured, what is missing and what nobody can know, group by group; groups that do not apply are left out. */
export const examine = (facts: DoctorFacts): Examined[] => {
  const forge = examineForge(facts.forge);
  const found = {
    machine: examineMachine(facts.machine),
    clone: [...examineClone(facts.clone), ...judgeReadable(facts)],
    forge: forge.forge,
    main: forge.main,
    ledger: [...examineLedger(facts.ledger), ...forge.ledger],
    workflows: forge.workflows,
    argocd: examineArgocd(facts.argocd),
  };
  return GROUPS.map((group) => ({ group, diagnoses: found[group] })).filter(
    ({ diagnoses }) => diagnoses.length > 0,
  );
};

const judgeReadable = ({ unreadable: [first, ...more] }: DoctorFacts) =>
  first === undefined
    ? []
    : [
        missing(
          'readable',
          `${first}${more.length === 0 ? '' : ` and ${more.length} more`} cannot be read, so what it says is not looked at.`,
          'Run `npx bracket validate`, which says what is wrong with it.',
        ),
      ];
