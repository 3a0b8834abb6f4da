import type { CheckReport } from '../../../model/forge.ts';
import type { CommitId } from '../../../model/names.ts';
import { cleanTitle, cutTo } from '../request.ts';
import { isOver, refused, unavailable } from '../trouble.ts';
import type { Client } from './client.ts';
import { deployOnGitHub } from './deploy.ts';
import { statusOf } from './errors.ts';
import { readPull } from './list.ts';
import { readReviews } from './look.ts';

/** GitHub's limit for the description of a commit status. */
const DESCRIPTION = 140;

/** Sets a commit status, unless it already says so: a commit holds at most 1,000 of a kind. Then, the deployment. */
export const checkOnGitHub = async (client: Client, commit: CommitId, report: CheckReport): Promise<void> => {
  const { octokit, at } = client;
  const wanted = {
    state: report.state,
    context: cleanTitle(report.name),
    description: cutTo(cleanTitle(report.summary), DESCRIPTION),
  };
  await client.ask({ what: `report on ${commit}`, needs: 'commit statuses: write' }, async () => {
    const { data } = await octokit.rest.repos.getCombinedStatusForRef({ ...at, ref: commit, per_page: 100 });
    const there = data.statuses.find((status) => status.context === wanted.context);
    if (there?.state === wanted.state && there.description === wanted.description) return;
    await octokit.rest.repos.createCommitStatus({ ...at, sha: commit, ...wanted });
  });
  const { environment } = report;
  if (environment !== undefined) await deployOnGitHub(client, commit, { ...report, environment });
};

/** Approves the head as it is now, as the person the token belongs to: GitHub takes nobody's word for another. */
export const approveOnGitHub = async (client: Client, number: number): Promise<void> => {
  const login = await tokenOwner(client);
  const pull = await readPull(client, number);
  if (pull.state !== 'open') throw isOver(number, pull.merged ? 'merged' : 'closed');
  if (pull.user?.login.toLowerCase() === login.toLowerCase())
    throw refused(`${login} made #${number} and cannot approve it.`, 'Ask someone else to approve it.');
  const head = pull.head.sha;
  const known = (await readReviews(client, number)).find(
    (one) => one.by.toLowerCase() === login.toLowerCase(),
  );
  if (known?.verdict === 'approved' && known.head === head) return;
  const { data } = await client.ask({ what: `approve #${number}`, needs: 'pull requests: write' }, () =>
    client.octokit.rest.pulls.createReview({
      ...client.at,
      pull_number: number,
      commit_id: head,
      event: 'APPROVE',
    }),
  );
  if (data.state !== 'APPROVED')
    throw unavailable(`GitHub recorded the review of #${number} as ${data.state}.`, 'Look at it on GitHub.');
};

/** Login of the person the token belongs to. An application is nobody, and its approval would be worth nothing. */
const tokenOwner = (client: Client): Promise<string> =>
  client.ask({ what: 'say whose token this is', needs: 'pull requests: write' }, async () => {
    try {
      return (await client.octokit.rest.users.getAuthenticated()).data.login;
    } catch (error) {
      if (statusOf(error) !== 403) throw error;
      throw refused(
        'GITHUB_TOKEN belongs to an application, and an approval must be a person’s.',
        'Approve on GitHub, or with a token of your own in GITHUB_TOKEN.',
      );
    }
  });
