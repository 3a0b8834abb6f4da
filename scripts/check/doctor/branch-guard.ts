import { type BranchFacts, type BranchRules, isDemanded } from './branch-rules.ts';
import { type Diagnosis, type missing, ok } from './diagnosis.ts';
import { unanswered } from './learned.ts';

/** Something that the rules of a branch should demand. */
export interface Guard {
  readonly code: string;
  readonly demand: (rules: BranchRules) => boolean;
  /** What follows the name of the branch: after "whether", where it is so, and where it is not. */
  readonly asked: string;
  readonly good: string;
  readonly bad: string;
  readonly tell: typeof missing;
}

/** Is it demanded? `fix` is what makes it so. */
export const judgeGuard = (branch: BranchFacts, guard: Guard, fix: string): Diagnosis => {
  const held = isDemanded(branch, guard.demand);
  if (held === undefined) return unseenRule(guard.code, `Whether ${branch.name} ${guard.asked}`, branch);
  if (held) return ok(guard.code, `${branch.name} ${guard.good}`);
  return guard.tell(guard.code, `${branch.name} ${guard.bad}`, fix);
};

/** A rule that could not be seen, because the rulesets or the protection of the branch were not shown. */
export const unseenRule = (code: string, asked: string, branch: BranchFacts): Diagnosis => {
  const { rules, protection, name } = branch;
  const [silent] = [rules, protection].flatMap((one) => ('silence' in one ? [one.silence] : []));
  const fix = `Look at the rules of ${name} (Settings → Rules), or ask with a token that has \`administration: read\`.`;
  return unanswered({ code, asked, fix }, silent ?? { reason: 'unavailable', why: 'nothing answered' });
};
