import type { PullRequest } from '../../../model/forge.ts';
import type { CommitId } from '../../../model/names.ts';
import type { Git } from '../../git.ts';
import { checkBranch, cleanText, cleanTitle } from '../request.ts';
import { conflict, isOver, missing, PLAN_AGAIN, refused } from '../trouble.ts';
import { localPerson } from './identity.ts';
import type { PullRecord } from './record.ts';
import { branchRef } from './refs.ts';
import { type LocalPull, openPullOf, pullIn, type State, storing, transact } from './state.ts';
import { checkoutsOf } from './worktrees.ts';

/** Opens or updates; answers the number. Two processes that open at once get the same pull request. */
export const openLocally = async (git: Git, request: PullRequest, now: Date): Promise<number> => {
  checkBranch(request.branch);
  const author = (await localPerson(git, now)).name;
  return transact(git, async (state) => {
    const there = existing(state, request);
    const head = there?.head ?? (await newHead(git, state, request.branch));
    const number = there?.record.number ?? 1 + Math.max(0, ...state.pulls.map((pull) => pull.record.number));
    const record = merged(there?.record ?? blank(number, request.branch, author), request);
    return {
      changes: await storing(git, state, { record, head }),
      why: `bracket: open #${number}`,
      answer: number,
    };
  });
};

const existing = (state: State, request: PullRequest): LocalPull | undefined => {
  if (request.number === undefined) return openPullOf(state, request.branch);
  const pull = pullIn(state, request.number);
  if (pull.record.branch !== request.branch)
    throw conflict(
      `#${request.number} is of branch ${pull.record.branch}, not ${request.branch}.`,
      PLAN_AGAIN,
    );
  if (pull.state !== 'open') throw conflict(`#${request.number} is ${pull.state} by now.`, PLAN_AGAIN);
  return pull;
};

const newHead = async (git: Git, state: State, branch: string): Promise<CommitId> => {
  const head = state.refs.get(branchRef(branch)) as CommitId | undefined;
  if (head === undefined)
    throw missing(`There is no branch ${branch} to open a pull request of.`, PLAN_AGAIN);
  if (await git.isAncestor(head, state.head))
    throw conflict(`Branch ${branch} has nothing that ${state.branch} has not.`, PLAN_AGAIN);
  return head;
};

const blank = (number: number, branch: string, author: string): PullRecord => ({
  format: 1,
  number,
  branch,
  title: '',
  body: '',
  author,
  state: 'open',
  labels: [],
  reviewers: [],
  reviews: [],
  comments: [],
});

const merged = (record: PullRecord, request: PullRequest): PullRecord => ({
  ...record,
  title: cleanTitle(request.title),
  body: cleanText(request.body),
  labels: [...new Set([...record.labels, ...request.labels])],
  reviewers: [...new Set([...record.reviewers, ...request.reviewers])],
});

const alike = (one: string, other: string): boolean =>
  one.trim().toLocaleLowerCase('en') === other.trim().toLocaleLowerCase('en');

/** Records that someone approves the head as it is now. Never the author, neither of the pull request nor of its commit. */
export const approveLocally = async (
  git: Git,
  number: number,
  review: { by: string; at: Date },
): Promise<void> => {
  const by = cleanText(review.by).trim();
  if (by === '' || /\p{C}/u.test(by))
    throw refused(
      by === ''
        ? 'An approval needs a name.'
        : 'The name of who approves holds characters that cannot be seen.',
      'Say who approves: `--as NAME`.',
    );
  await transact(git, async (state) => {
    const pull = pullIn(state, number);
    if (pull.state !== 'open') throw isOver(number, pull.state);
    const author = await git.run(['log', '-1', '--format=%an', pull.head]);
    if (alike(by, pull.record.author) || alike(by, author))
      throw refused(
        `${by} made #${number} and cannot approve it.`,
        'Ask someone else to, or say who does: `--as NAME`.',
      );
    const latest = pull.record.reviews.findLast((one) => alike(one.by, by));
    const known = latest?.verdict === 'approved' && latest.head === pull.head;
    const fresh = { by, verdict: 'approved', head: pull.head, at: review.at.toISOString() } as const;
    const record = known ? pull.record : { ...pull.record, reviews: [...pull.record.reviews, fresh] };
    return {
      changes: await storing(git, state, { record, head: pull.head }),
      why: `bracket: approve #${number}`,
      answer: undefined,
    };
  });
};

/** Writes the comment into the record, closes it, and deletes the branch unless it is kept, all in one step. */
export const closeLocally = async (
  git: Git,
  number: number,
  comment: { text: string; at: Date; keepBranch: boolean },
): Promise<void> => {
  const by = (await localPerson(git, comment.at)).name;
  await transact(git, async (state) => {
    const pull = pullIn(state, number);
    const { branch } = pull.record;
    if (pull.state === 'merged') throw isOver(number, 'merged');
    const reused = openPullOf(state, branch);
    const free = !comment.keepBranch && (reused === undefined || reused === pull);
    const tip = free ? state.refs.get(branchRef(branch)) : undefined;
    if (tip !== undefined) await checkFree(git, branch);
    const deletion = tip === undefined ? [] : [{ name: branchRef(branch), from: tip, to: undefined }];
    const record = closed(pull.record, { by, text: cleanText(comment.text), at: comment.at.toISOString() });
    const changes = [...deletion, ...(await storing(git, state, { record, head: pull.head }))];
    return { changes, why: `bracket: close #${number}`, answer: undefined };
  });
};

const closed = (record: PullRecord, comment: PullRecord['comments'][number]): PullRecord => {
  const said = record.comments.some((one) => one.text === comment.text);
  return { ...record, state: 'closed', comments: said ? record.comments : [...record.comments, comment] };
};

/** A branch that someone has checked out is not taken from under their feet. */
const checkFree = async (git: Git, branch: string): Promise<void> => {
  const [checkout] = await checkoutsOf(git, branch);
  if (checkout !== undefined)
    throw refused(
      `Branch ${branch} is checked out in ${checkout.root} and cannot be deleted.`,
      'Switch that working tree to another branch with `git switch`, then run this again.',
    );
};
