import type { Forge } from '../../forge.ts';
import type { Git } from '../../git.ts';
import { asForgeError } from '../trouble.ts';
import { checkLocally } from './checks.ts';
import { commitLocally } from './commit.ts';
import { lookLocally, readPullLocally } from './look.ts';
import { mergeLocally } from './merge.ts';
import { approveLocally, closeLocally, openLocally } from './pulls.ts';

/**
 * The forge inside this clone: branches, and pull requests as records below `refs/bracket/`. Nothing leaves the
 * machine, and nothing but Git is needed. Commits and records carry the time `now`.
 */
export const openLocalForge = (git: Git, now: Date): Forge => ({
  name: 'local',
  look: (question) => told(lookLocally(git, question)),
  commit: (request) => told(commitLocally(git, request, now)),
  open: (request) => told(openLocally(git, request, now).then((number) => readPullLocally(git, number))),
  approve: (number, as) => told(approveLocally(git, number, { by: as, at: now })),
  check: (commit, report) => told(checkLocally(git, commit, report)),
  merge: (request) => told(mergeLocally(git, request, now)),
  close: ({ number, comment, keepBranch = false }) =>
    told(closeLocally(git, number, { text: comment, at: now, keepBranch })),
});

const told = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw asForgeError(error);
  });
