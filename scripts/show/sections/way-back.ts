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
    `git switch --create go-back-in-${target} COMMIT && git revert --no-edit COMMIT`,
    '```',
    '',
    `Open that as a pull request: one commit takes everything above back together. Put a lock on the bad version beside it (\`environments/locks/\`), or the next run proposes it again.`,
  ].join('\n');
};
