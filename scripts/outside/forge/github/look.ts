import type { ForgeView, Pull, Review } from '../../../model/forge.ts';
import type { CommitId } from '../../../model/names.ts';
import { latestReviews } from '../reviews.ts';
import type { Client } from './client.ts';
import { type ListedPull, listPulls, readPull } from './list.ts';
import { readCommit, readTip, requireTip } from './refs.ts';
import { withTeams } from './teams.ts';

/** What GitHub holds now: the base branch, and this product's pull requests or the one asked for. */
export const lookOnGitHub = async (
  client: Client,
  question: { prefix: string; number?: number; teams?: readonly string[] },
): Promise<ForgeView> => {
  const { branch } = await client.repository();
  const { number, prefix, teams = [] } = question;
  const [head, pulls] = await Promise.all([
    requireTip(client, branch),
    number === undefined
      ? lookAtAll(client, prefix)
      : lookAtOne(client, number, teams).then((pull) => [pull]),
  ]);
  return { branch, head, pulls };
};

/** So many closed ones whose branch is gone are told of, for people to see; nothing is decided by them. */
const RECENT = 10;

/**
 * Every open one, and per branch that still exists the latest closed one, which is a person's hold or what a merge
 * left. Of those whose branch is gone a repository has thousands: only the ones that changed last are told of.
 */
const lookAtAll = async (client: Client, prefix: string): Promise<Pull[]> => {
  const [open, recent, branches] = await Promise.all([
    listPulls(client, { state: 'open' }),
    listPulls(client, { state: 'closed', latest: true }),
    branchesBelow(client, prefix),
  ]);
  const isWanted = (pull: ListedPull): boolean => pull.head.ref.startsWith(prefix);
  const known = new Set([...open, ...recent].map((pull) => pull.head.ref));
  const unseen = [...branches.keys()].filter((branch) => !known.has(branch));
  const older = await Promise.all(unseen.map((branch) => listPulls(client, { state: 'closed', branch })));
  const latest = latestPerBranch([...recent, ...older.flat()].filter(isWanted));
  const gone = latest.filter((pull) => !branches.has(pull.head.ref)).slice(-RECENT);
  const left = latest.filter((pull) => branches.has(pull.head.ref));
  const wanted = [...open.filter(isWanted), ...left, ...gone].sort((a, b) => a.number - b.number);
  return Promise.all(wanted.map((pull) => describePull(client, pull, branches.get(pull.head.ref))));
};

const latestPerBranch = (pulls: readonly ListedPull[]): ListedPull[] => {
  const ordered = [...pulls].sort((a, b) => a.number - b.number);
  const latest = [...new Map(ordered.map((pull) => [pull.head.ref, pull] as const)).values()];
  return latest.sort((a, b) => a.number - b.number);
};

const branchesBelow = (client: Client, prefix: string): Promise<Map<string, CommitId>> =>
  client.ask({ what: 'list the branches', needs: 'contents: read' }, async () => {
    const { octokit, at } = client;
    const refs = await octokit.paginate(octokit.rest.git.listMatchingRefs, {
      ...at,
      ref: `heads/${prefix}`,
      per_page: 100,
    });
    return new Map(refs.map(({ ref, object }) => [ref.slice('refs/heads/'.length), object.sha as CommitId]));
  });

const lookAtOne = async (client: Client, number: number, teams: readonly string[]): Promise<Pull> => {
  const pull = await readPull(client, number);
  const [described, reviews] = await Promise.all([
    describePull(client, pull, await readTip(client, pull.head.ref)),
    readReviews(client, number),
  ]);
  return { ...described, reviews: teams.length === 0 ? reviews : await withTeams(client, reviews, teams) };
};

/**
 * A pull request in the words of the model, with the commit at its head. GitHub updates pull requests some time after
 * their branches, so of an open one the branch says where the head is, and whether it is open at all.
 */
export const describePull = async (
  client: Client,
  pull: ListedPull,
  tip: CommitId | undefined,
): Promise<Pull> => {
  const head = (pull.state === 'open' && tip) || (pull.head.sha as CommitId);
  const commit = await readCommit(client, head);
  return { ...wordsOf(client, pull, tip !== undefined), head, commit };
};

const wordsOf = (client: Client, pull: ListedPull, branchExists: boolean): Omit<Pull, 'head' | 'commit'> => ({
  number: pull.number,
  branch: pull.head.ref,
  state: pull.merged_at !== null ? 'merged' : pull.state === 'open' && branchExists ? 'open' : 'closed',
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
