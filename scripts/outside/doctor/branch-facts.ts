import {
  type BranchFacts,
  type BranchRules,
  type Ruleset,
  readProtection,
  readRules,
} from '../../check/doctor/branch-rules.ts';
import type { Learned } from '../../check/doctor/learned.ts';
import type { GitHubAsker } from './ask-github.ts';
import { type BranchShape, readBranch, readRuleset, readRulesetIds } from './github-shapes.ts';

/** All that GitHub tells of one branch, whether it exists or not: rulesets count by name. */
export const branchFacts = async (asker: GitHubAsker, name: string): Promise<BranchFacts> => {
  const part = encodeURIComponent(name);
  const [branch, answer] = await Promise.all([
    asker.maybe<BranchShape | null>(`/branches/${part}`, readBranch, {
      words: /branch not found/i,
      value: null,
    }),
    asker.about(`/rules/branches/${part}?per_page=100`, (value) => value),
  ]);
  const [rules, rulesets, protection] = [
    readFrom(answer, readRules),
    await rulesetsOf(asker, answer),
    await protectionOf(asker, branch, part),
  ];
  const tip = 'silence' in branch ? branch : { value: branch.value?.commit.sha ?? null };
  return { name, tip, rules, protection, rulesets };
};

const readFrom = <T>(answer: Learned<unknown>, read: (value: unknown) => T | undefined): Learned<T> => {
  if ('silence' in answer) return answer;
  const value = read(answer.value);
  if (value !== undefined) return { value };
  return { silence: { reason: 'unavailable', why: "GitHub's answer makes no sense" } };
};

/** The older protection is shown to administrators only; where the branch itself says that there is none, there is none. */
const protectionOf = async (
  asker: GitHubAsker,
  branch: Learned<BranchShape | null>,
  part: string,
): Promise<Learned<BranchRules>> => {
  if ('silence' in branch) return branch;
  const none = readProtection(null) as BranchRules;
  const isFree =
    branch.value === null || !branch.value.protected || branch.value.protection?.enabled === false;
  if (isFree) return { value: none };
  const words = /branch not protected/i;
  const learned = await asker.maybe(`/branches/${part}/protection`, readProtection, { words, value: none });
  // To others than administrators GitHub says that there is nothing, though the branch just said otherwise.
  if ('silence' in learned && learned.silence.reason === 'absent')
    return { silence: { reason: 'forbidden', why: 'GitHub does not show it to this token' } };
  return learned;
};

const rulesetsOf = async (
  asker: GitHubAsker,
  answer: Learned<unknown>,
): Promise<Learned<readonly Ruleset[]>> => {
  const ids = readFrom(answer, readRulesetIds);
  if ('silence' in ids) return ids;
  const found = await Promise.all(ids.value.map((id) => asker.about(`/rulesets/${id}`, readRuleset)));
  const silent = found.find((one) => 'silence' in one);
  return silent ?? { value: found.flatMap((one) => ('value' in one ? [one.value] : [])) };
};
