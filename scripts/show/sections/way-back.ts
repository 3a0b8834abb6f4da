import { code } from '../escape.ts';
import type { PromotionStory } from '../story.ts';

/** How to stop this before the merge and how to go back after it, as commands to copy. */
export const wayBack = ({ promotion, mainBranch }: PromotionStory): string => {
  const { target, members } = promotion.unit;
  const first = members[0]?.service ?? '';
  return [
    `**Before the merge**: close this pull request and leave its branch. Nothing opens it again until somebody asks by name: \`npx bracket promote --to ${target} ${first}\`.`,
    '',
    `**After the merge**, with COMMIT being the one that it became on ${code(mainBranch)}:`,
    '',
    '```sh',
    `npx bracket rollback --env ${target} --bracket COMMIT --reason "what went wrong"`,
    '```',
    '',
    'It is one commit, so `git revert COMMIT` undoes the same files.',
  ].join('\n');
};
