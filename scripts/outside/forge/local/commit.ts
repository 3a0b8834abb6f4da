import type { CommitRequest, HeadCommit } from '../../../model/forge.ts';
import type { CommitId } from '../../../model/names.ts';
import type { Git } from '../../git.ts';
import { checkBranch, checkFiles, isLeftover, isSameCommit, parentsOf } from '../request.ts';
import { conflict, missing, PLAN_AGAIN } from '../trouble.ts';
import { alone } from './alone.ts';
import { localPerson } from './identity.ts';
import { writeCommit, writeTree } from './objects.ts';
import { branchRef } from './refs.ts';
import { openPullOf, readCommits, type State, storing, transact } from './state.ts';
import { checkFollows, checkoutsOf, follow, type Step } from './worktrees.ts';

/** Makes the commit beside the working tree, then points the branch at it if the branch is where it was expected. */
export const commitLocally = async (git: Git, request: CommitRequest, now: Date): Promise<CommitId> => {
  checkBranch(request.branch);
  checkFiles(request.files);
  const parents = parentsOf(request);
  for (const parent of parents)
    if ((await git.resolve(parent)) === undefined)
      throw missing(`The parent commit ${parent} is not in this clone.`, 'Run `git fetch`, then again.');
  const wanted: HeadCommit = { tree: await writeTree(git, request), parents, message: request.message };
  const made = await writeCommit(git, wanted, await localPerson(git, now));
  const checkouts = await checkoutsOf(git, request.branch);
  const point = () => pointBranch(git, { request, wanted, made, checkouts });
  return checkouts.length === 0 ? point() : alone(git, point);
};

interface Making {
  readonly request: CommitRequest;
  readonly wanted: HeadCommit;
  readonly made: CommitId;
}

/** Moves branch and record together; working trees that have the branch checked out follow, or nothing moves. */
const pointBranch = async (
  git: Git,
  { request, wanted, made, checkouts }: Making & { checkouts: readonly Git[] },
): Promise<CommitId> => {
  const name = branchRef(request.branch);
  const done = await transact(git, async (state) => {
    const tip = state.refs.get(name) as CommitId | undefined;
    const head = await decideTip(git, state, { request, wanted, made });
    const step = stepOf(tip, head);
    if (step) for (const checkout of checkouts) await checkFollows(checkout, step);
    const records = tip === head ? [] : await recordChanges(git, state, { request, head });
    const changes = [{ name, from: tip, to: head }, ...records];
    return { changes, why: `bracket: commit on ${request.branch}`, answer: { head, step } };
  });
  if (done.step) for (const checkout of checkouts) await follow(checkout, done.step);
  return done.head;
};

const stepOf = (from: CommitId | undefined, to: CommitId): Step | undefined =>
  from === undefined || from === to ? undefined : { from, to };

/** The commit the branch shall point to: the new one, or the one an earlier run made. Throws `conflict` otherwise. */
const decideTip = async (git: Git, state: State, { request, wanted, made }: Making): Promise<CommitId> => {
  const tip = state.refs.get(branchRef(request.branch)) as CommitId | undefined;
  if (tip !== undefined) {
    const there = (await readCommits(git, [tip])).get(tip);
    if (there && isSameCommit(there, wanted)) return tip;
    if (tip === request.expected) return made;
    const replaces = request.expected === undefined && request.parent !== undefined;
    if (replaces && there && isFree(state, request.branch, { head: tip, commit: there })) return made;
  } else if (request.expected === undefined) return made;
  throw conflict(
    `Branch ${request.branch} is at ${tip ?? 'no commit'}, expected was ${request.expected ?? 'no such branch'}.`,
    PLAN_AGAIN,
  );
};

/** May a branch that nobody expected be written? Only what a merge left behind, or a promotion that stopped half-way. */
const isFree = (state: State, branch: string, tip: { head: CommitId; commit: HeadCommit }): boolean => {
  const latest = state.pulls.findLast((pull) => pull.record.branch === branch);
  return latest === undefined
    ? branch !== state.branch && isLeftover(tip.commit)
    : latest.state === 'merged' && latest.head === tip.head;
};

/** An open pull request's kept head moves with its branch; one whose branch had gone is closed for good. */
const recordChanges = async (
  git: Git,
  state: State,
  { request, head }: { request: CommitRequest; head: CommitId },
) => {
  const open = openPullOf(state, request.branch);
  if (open !== undefined) return storing(git, state, { record: open.record, head });
  const lost = state.pulls.filter(
    (pull) => pull.record.branch === request.branch && pull.record.state === 'open',
  );
  const closed = lost.map((pull) =>
    storing(git, state, { record: { ...pull.record, state: 'closed' }, head: pull.head }),
  );
  return (await Promise.all(closed)).flat();
};
