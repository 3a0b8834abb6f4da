import type { CommitId } from '../../../model/names.ts';
import type { Git } from '../../git.ts';
import { cleanMessage } from '../request.ts';
import { conflict, PLAN_AGAIN } from '../trouble.ts';
import { alone } from './alone.ts';
import { localPerson } from './identity.ts';
import { writeCommit } from './objects.ts';
import { branchRef } from './refs.ts';
import { type LocalPull, pullIn, readCommits, type State, storing, transact } from './state.ts';
import { checkFollows, checkoutsOf, follow, type Step } from './worktrees.ts';

export interface MergeRequest {
  readonly number: number;
  readonly head: CommitId;
  readonly message: string;
}

/**
 * Squashes exactly `head` onto the base branch, takes the record and the branch along in the same transaction, and
 * brings working trees that have the base branch checked out up to date. A rerun after a crash finishes the last part.
 */
export const mergeLocally = (git: Git, request: MergeRequest, now: Date): Promise<CommitId> =>
  alone(git, () => mergeAlone(git, request, now));

const mergeAlone = async (git: Git, request: MergeRequest, now: Date): Promise<CommitId> => {
  const person = await localPerson(git, now);
  const done = await transact(git, async (state) => {
    const pull = pullIn(state, request.number);
    if (pull.state === 'merged')
      return { changes: [], why: '', answer: await settled(git, state, { pull, request }) };
    checkHead(pull, request);
    const tree = await mergedTree(git, state, pull);
    const commit =
      (await alreadyThere(git, state, { pull, tree, message: request.message })) ??
      (await writeCommit(git, { tree, parents: [state.head], message: request.message }, person));
    const step = { from: state.head, to: commit };
    for (const checkout of await checkoutsOf(git, state.branch)) await checkFollows(checkout, step);
    const record = { ...pull.record, state: 'merged', merged: commit } as const;
    const changes = [
      { name: branchRef(state.branch), ...step },
      ...(await branchDeletion(git, pull)),
      ...(await storing(git, state, { record, head: pull.head })),
    ];
    return {
      changes,
      why: `bracket: merge #${request.number}`,
      answer: { commit, step, branch: state.branch },
    };
  });
  if (done.step)
    for (const checkout of await checkoutsOf(git, done.branch)) await follow(checkout, done.step);
  return done.commit;
};

const checkHead = (pull: LocalPull, request: MergeRequest): void => {
  if (pull.state !== 'open')
    throw conflict(`#${request.number} is ${pull.state} and not merged.`, PLAN_AGAIN);
  if (pull.head !== request.head)
    throw conflict(`#${request.number} is at ${pull.head} by now, not at ${request.head}.`, PLAN_AGAIN);
};

/** The tree of base and head together; throws `conflict` naming the files that both changed. */
const mergedTree = async (git: Git, state: State, pull: LocalPull): Promise<string> => {
  if (await git.isAncestor(state.head, pull.head)) return git.run(['rev-parse', `${pull.head}^{tree}`]);
  const flags = ['--write-tree', '--no-messages', '--name-only', '-z'];
  const text = await git.run(['merge-tree', ...flags, state.head, pull.head], { accept: [0, 1] });
  const [tree = '', ...files] = text.split('\0').filter(Boolean);
  if (files.length === 0) return tree;
  throw conflict(
    `#${pull.record.number} and ${state.branch} both changed ${files.map((file) => JSON.stringify(file)).join(', ')}.`,
    'Close it with `npx bracket close` and promote again: the new one starts from what is there now.',
  );
};

/** The commit an interrupted run left on the base branch: nothing is left to merge and the message is the same. */
const alreadyThere = async (
  git: Git,
  state: State,
  wanted: { pull: LocalPull; tree: string; message: string },
): Promise<CommitId | undefined> => {
  if ((await git.run(['rev-parse', `${state.head}^{tree}`])) !== wanted.tree) return undefined;
  const range = `${wanted.pull.head}..${state.head}`;
  const since = (await git.run(['rev-list', '--first-parent', '--max-count=200', range]))
    .split('\n')
    .filter(Boolean);
  const commits = await readCommits(git, since);
  return since.find((id) => commits.get(id)?.message === cleanMessage(wanted.message)) as
    | CommitId
    | undefined;
};

/** The branch goes with the merge, unless someone has it checked out. */
const branchDeletion = async (git: Git, pull: LocalPull) =>
  (await checkoutsOf(git, pull.record.branch)).length > 0
    ? []
    : [{ name: branchRef(pull.record.branch), from: pull.head, to: undefined }];

/** An earlier run merged it. Working trees that stayed behind follow now, if they still can. */
const settled = async (
  git: Git,
  state: State,
  { pull, request }: { pull: LocalPull; request: MergeRequest },
): Promise<{ commit: CommitId; branch: string; step?: Step }> => {
  const commit = pull.record.merged as CommitId;
  if (pull.head !== request.head)
    throw conflict(`#${request.number} was merged at ${pull.head}.`, PLAN_AGAIN);
  const from = await git.resolve(`${commit}^`);
  const step = from && state.head === commit ? { from, to: commit } : undefined;
  const behind = step !== undefined && (await canFollow(git, state.branch, step));
  return { commit, branch: state.branch, ...(behind ? { step } : {}) };
};

const canFollow = async (git: Git, branch: string, step: Step): Promise<boolean> => {
  for (const checkout of await checkoutsOf(git, branch)) {
    const dryRun = checkout.run(['read-tree', '-n', '-m', '-u', step.from, step.to]);
    const possible = await dryRun.then(
      () => true,
      () => false,
    );
    if (!possible) return false;
  }
  return true;
};
