import type { ForgeView, Pull, Review } from '../../../model/forge.ts';
import type { CommitId } from '../../../model/names.ts';
import { latestReviews } from '../reviews.ts';
import type { Client } from './client.ts';
import { type ListedPull, listPulls, readPull } from './list.ts';
import { readCommit, readTip, requireTip } from './refs.ts';

/** What GitHub holds now: the base branch, and this product's pull requests or the one asked for. */
export const lookOnGitHub = async (
  client: Client,
  question: { prefix: string; number?: number },
): Promise<ForgeView> => {
  const { branch } = await client.repository();
  const { number, prefix } = question;
  const [head, pulls] = await Promise.all([
    requireTip(client, branch),
    number === undefined ? lookAtAll(client, prefix) : lookAtOne(client, number).then((pull) => [pull]),
  ]);
  return { branch, head, pulls };
};

/**
 * Every open one; of the others per branch the latest whose branch still exists (a person's hold), and of those whose
 * branch is gone the ones among the hundred that changed last: nothing is decided by them, and a repository has thousands.
 */
const lookAtAll = async (client: Client, prefix: string): Promise<Pull[]> => {
  const [open, recent, branches] = await Promise.all([
    listPulls(client, { state: 'open' }),
    listPulls(client, { state: 'closed', latest: true }),
    branchesBelow(client, prefix),
  ]);
  const isWanted = (pull: ListedPull): boolean => pull.head.ref.startsWith(prefix);
  const known = new Set([...open, ...recent].map((pull) => pull.head.ref));
  const unseen = [...branches].filter((branch) => !known.has(branch));
  const older = await Promise.all(unseen.map((branch) => listPulls(client, { state: 'closed', branch })));
  const closed = latestPerBranch([...recent, ...older.flat()].filter(isWanted));
  const wanted = [...open.filter(isWanted), ...closed].sort((a, b) => a.number - b.number);
  return Promise.all(wanted.map((pull) => describePull(client, pull, branches.has(pull.head.ref))));
};

const latestPerBranch = (pulls: readonly ListedPull[]): ListedPull[] => {
  const ordered = [...pulls].sort((a, b) => a.number - b.number);
  return [...new Map(ordered.map((pull) => [pull.head.ref, pull] as const)).values()];
};

const branchesBelow = (client: Client, prefix: string): Promise<Set<string>> =>
  client.ask({ what: 'list the branches', needs: 'contents: read' }, async () => {
    const { octokit, at } = client;
    const refs = await octokit.paginate(octokit.rest.git.listMatchingRefs, {
      ...at,
      ref: `heads/${prefix}`,
      per_page: 100,
    });
    return new Set(refs.map((ref) => ref.ref.slice('refs/heads/'.length)));
  });

const lookAtOne = async (client: Client, number: number): Promise<Pull> => {
  const pull = await readPull(client, number);
  const [described, reviews] = await Promise.all([
    describePull(client, pull, (await readTip(client, pull.head.ref)) !== undefined),
    readReviews(client, number),
  ]);
  return { ...described, reviews };
};

/** A pull request in the words of the model, with the commit at its head. */
export const describePull = async (
  client: Client,
  pull: ListedPull,
  branchExists: boolean,
): Promise<Pull> => ({
  number: pull.number,
  branch: pull.head.ref,
  head: pull.head.sha as CommitId,
  state: pull.merged_at !== null ? 'merged' : pull.state === 'open' ? 'open' : 'closed',
  title: pull.title,
  body: pull.body ?? '',
  url: pull.html_url,
  author: pull.user?.login ?? '',
  labels: pull.labels.map((label) => label.name),
  reviewers: [
    ...(pull.requested_reviewers ?? []).map((user) => `@${user.login}`),
    ...(pull.requested_teams ?? []).map((team) => `@${client.at.owner}/${team.slug}`),
  ],
  branchExists,
  commit: await readCommit(client, pull.head.sha),
});

const VERDICTS: Readonly<Record<string, Review['verdict']>> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes-requested',
  DISMISSED: 'dismissed',
};
/** Stands for a head that GitHub no longer knows: equal to none. */
const UNKNOWN_HEAD = '0'.repeat(40) as CommitId;

/** The latest review of each person that is no comment, whatever head it was for. */
export const readReviews = async (client: Client, number: number): Promise<Review[]> => {
  const { octokit, at } = client;
  const history = await client.ask(
    { what: `read the reviews of #${number}`, needs: 'pull requests: read' },
    () => octokit.paginate(octokit.rest.pulls.listReviews, { ...at, pull_number: number, per_page: 100 }),
  );
  return latestReviews(
    history.flatMap((review) => {
      const verdict = VERDICTS[review.state];
      const head = (review.commit_id as CommitId | null) ?? UNKNOWN_HEAD;
      return verdict === undefined || !review.user ? [] : [{ by: review.user.login, verdict, head }];
    }),
  );
};
