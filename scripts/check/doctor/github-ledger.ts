import { type Guard, judgeGuard, unseenRule } from './branch-guard.ts';
import { type BranchFacts, type BranchRules, isDemanded } from './branch-rules.ts';
import { type Diagnosis, missing, ok } from './diagnosis.ts';

const IMPORT = 'Import `.github/rulesets/ledger.json` (Settings → Rules → Rulesets → Import).';

/** The branch of evidence is only ever added to, by this program itself and without pull requests. */
export const examineLedgerRules = (ledger: BranchFacts): Diagnosis[] => [
  judgeGuard(ledger, FORCE_PUSH, IMPORT),
  judgeGuard(ledger, DELETION, IMPORT),
  judgeAppending(ledger),
];

const FORCE_PUSH: Guard = {
  code: 'ledger-force-push',
  demand: ({ noForcePush }) => noForcePush,
  asked: 'can be force-pushed',
  good: 'cannot be force-pushed.',
  bad: 'can be force-pushed: evidence that can be rewritten proves nothing.',
  tell: missing,
};

const DELETION: Guard = {
  code: 'ledger-deletion',
  demand: ({ noDeletion }) => noDeletion,
  asked: 'can be deleted',
  good: 'cannot be deleted.',
  bad: 'can be deleted, and all evidence with it.',
  tell: missing,
};

const judgeAppending = (ledger: BranchFacts): Diagnosis => {
  const code = 'ledger-appending';
  const isNew = 'value' in ledger.tip && ledger.tip.value === null;
  const forbids = (rules: BranchRules): boolean =>
    rules.pull !== undefined ||
    rules.checks.length > 0 ||
    rules.queue ||
    rules.frozen ||
    (isNew && rules.noCreation);
  const forbidden = isDemanded(ledger, forbids);
  if (forbidden === undefined) return unseenRule(code, `Whether ${ledger.name} can be added to`, ledger);
  if (!forbidden) return ok(code, `No rule of ${ledger.name} forbids that evidence is added.`);
  const rulesets = 'value' in ledger.rulesets ? ledger.rulesets.value : [];
  if (rulesets.length > 0 && rulesets.every(({ mine }) => mine === true))
    return ok(code, `This token may add to ${ledger.name}, because it bypasses its rules.`);
  return missing(
    code,
    `The rules of ${ledger.name} ask for pull requests or checks, or forbid pushing: \`bracket verify\` cannot write down what it finds.`,
    `Take ${ledger.name} out of the rulesets that are not for it (exclude refs/heads/${ledger.name}), and protect it by \`.github/rulesets/ledger.json\` alone.`,
  );
};
