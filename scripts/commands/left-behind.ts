import type { Pull } from '../model/forge.ts';
import type { CommitId } from '../model/names.ts';

/** Branches that closed pull requests left, and where they are. One that is open again is nobody's leftover. */
export const leftBehind = (pulls: readonly Pull[]): Map<string, CommitId> => {
  const open = new Set(pulls.filter(({ state }) => state === 'open').map(({ branch }) => branch));
  return new Map(
    pulls
      .filter(({ state, branch, branchExists }) => state === 'closed' && branchExists && !open.has(branch))
      .map((pull) => [pull.branch, pull.head]),
  );
};
