import type { ForgeView, HeadCommit, Pull } from '../../../model/forge.ts';
import type { Git } from '../../git.ts';
import { latestReviews } from '../reviews.ts';
import { unavailable } from '../trouble.ts';
import { pullRef } from './refs.ts';
import { type LocalPull, pullIn, readCommits, readState } from './state.ts';

/** Reads refs, records and head commits: three processes, whatever the number of pull requests. */
export const lookLocally = async (
  git: Git,
  question: { prefix: string; number?: number },
): Promise<ForgeView> => {
  const state = await readState(git);
  const wanted =
    question.number === undefined
      ? current(state.pulls.filter((pull) => pull.record.branch.startsWith(question.prefix)))
      : [pullIn(state, question.number)];
  const commits = await readCommits(
    git,
    wanted.map((pull) => pull.head),
  );
  const pulls = wanted.map((pull) => describe(pull, commits.get(pull.head), question.number !== undefined));
  return { branch: state.branch, head: state.head, pulls };
};

/** One pull request as it stands, without its reviews. */
export const readPullLocally = async (git: Git, number: number): Promise<Pull> => {
  const pull = pullIn(await readState(git), number);
  return describe(pull, (await readCommits(git, [pull.head])).get(pull.head), false);
};

/** Every open one, and per branch the latest that is not. */
const current = (pulls: readonly LocalPull[]): LocalPull[] =>
  pulls.filter(
    (pull) =>
      pull.state === 'open' ||
      !pulls.some(
        (later) =>
          later.state !== 'open' &&
          later.record.branch === pull.record.branch &&
          later.record.number > pull.record.number,
      ),
  );

const describe = (pull: LocalPull, commit: HeadCommit | undefined, withReviews: boolean): Pull => {
  const { record } = pull;
  if (commit === undefined)
    throw unavailable(`The head ${pull.head} of #${record.number} is not in this clone.`, 'Run `git fsck`.');
  return {
    number: record.number,
    branch: record.branch,
    head: pull.head,
    state: pull.state,
    title: record.title,
    body: record.body,
    url: pullRef(record.number),
    author: record.author,
    labels: record.labels,
    reviewers: record.reviewers,
    branchExists: pull.branchExists,
    commit,
    ...(withReviews
      ? { reviews: latestReviews(record.reviews.map(({ by, verdict, head }) => ({ by, verdict, head }))) }
      : {}),
  };
};
