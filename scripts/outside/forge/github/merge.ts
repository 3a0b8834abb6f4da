import { setTimeout as pause } from 'node:timers/promises';
import type { CommitId } from '../../../model/names.ts';
import { Failure } from '../../failure.ts';
import { cleanMessage } from '../request.ts';
import { conflict, PLAN_AGAIN, refused } from '../trouble.ts';
import type { Client } from './client.ts';
import { statusOf, wordsOf } from './errors.ts';
import { isOurs, readPull } from './list.ts';
import { confirmTip, deleteBranch, readTip } from './refs.ts';

interface MergeRequest {
  readonly number: number;
  readonly head: CommitId;
  readonly message: string;
}

/** Squashes exactly `head` onto the base branch; GitHub itself compares the head. A merge that happened is adopted. */
export const mergeOnGitHub = async (client: Client, request: MergeRequest): Promise<CommitId> => {
  const { branch, fullName } = await client.repository();
  const pull = await readPull(client, request.number);
  if (pull.base.ref !== branch)
    throw refused(
      `#${request.number} would be merged into ${pull.base.ref}, not ${branch}.`,
      'Change its base branch back on GitHub.',
    );
  const commit = (await mergedAs(client, request, pull)) ?? (await squash(client, request));
  await confirmTip(client, branch, commit);
  if (isOurs(pull, fullName)) await tidy(client, pull.head.ref, request.head);
  return commit;
};

type FullPull = Awaited<ReturnType<typeof readPull>>;

/** The commit of a merge that has happened; undefined while the pull request is open at the right head. */
const mergedAs = async (
  client: Client,
  request: MergeRequest,
  known?: FullPull,
): Promise<CommitId | undefined> => {
  const pull = known ?? (await readPull(client, request.number));
  if (pull.head.sha !== request.head)
    throw conflict(`#${request.number} is at ${pull.head.sha} by now, not at ${request.head}.`, PLAN_AGAIN);
  if (pull.merged) return pull.merge_commit_sha as CommitId;
  if (pull.state !== 'open') throw conflict(`#${request.number} is closed and not merged.`, PLAN_AGAIN);
  return undefined;
};

const TRIES = 4;

const squash = async (client: Client, request: MergeRequest): Promise<CommitId> => {
  const [title = '', ...rest] = cleanMessage(request.message).split('\n');
  const wanted = {
    ...client.at,
    pull_number: request.number,
    sha: request.head,
    merge_method: 'squash' as const,
    commit_title: title,
    commit_message: rest.join('\n').trimStart(),
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await client.ask({ what: `merge #${request.number}`, needs: 'contents: write' }, async () => {
        try {
          return (await client.octokit.rest.pulls.merge(wanted)).data.sha as CommitId;
        } catch (error) {
          return await afterRefusal(client, request, error);
        }
      });
    } catch (error) {
      if (!(error instanceof BaseMoved) || attempt >= TRIES)
        throw error instanceof BaseMoved ? error.last : error;
      await pause(attempt * client.pace.second);
    }
  }
};

/** The base branch moved while GitHub was merging: nothing is wrong, and the same call again will do. */
class BaseMoved extends Error {
  readonly last: Failure;
  constructor(number: number) {
    super('base moved');
    this.last = conflict(`The base branch of #${number} moves faster than it can be merged.`, PLAN_AGAIN);
  }
}

/** The answer may have been lost though the merge happened; otherwise finds out what GitHub means by its 405. */
const afterRefusal = async (client: Client, request: MergeRequest, error: unknown): Promise<CommitId> => {
  const status = statusOf(error);
  if (status === undefined || status === 401 || status === 403) throw error;
  const merged = await mergedAs(client, request);
  if (merged !== undefined) return merged;
  if (status !== 405) throw error;
  const words = wordsOf(error);
  if (/base branch was modified/i.test(words)) throw new BaseMoved(request.number);
  const pull = await readPull(client, request.number);
  if (pull.mergeable === false || pull.mergeable_state === 'dirty')
    throw conflict(
      `#${request.number} and ${pull.base.ref} changed the same lines.`,
      'Close it with `npx bracket close` and promote again: the new one starts from what is there now.',
    );
  throw refused(`GitHub did not merge #${request.number}: ${unmet(words)}`, unmetFix(words));
};

/** Known sentences of GitHub about rules, repeated in our own words so that none of its text is trusted. */
const UNMET: readonly { match: RegExp; what: string; fix: string }[] = [
  {
    match: /squash merges are not allowed/i,
    what: 'squash merges are switched off.',
    fix: 'Allow squash merging in the settings of the repository: a promotion is one commit.',
  },
  {
    match: /merge queue/i,
    what: 'the branch has a merge queue.',
    fix: 'Add it to the merge queue on GitHub, or let the account of GITHUB_TOKEN bypass the queue.',
  },
  {
    match: /review/i,
    what: 'it has not been approved as the rules of the branch ask.',
    fix: 'Ask a reviewer to approve it, then run this again.',
  },
  {
    match: /status check|check run|expected/i,
    what: 'a required check has not passed.',
    fix: 'Wait for the checks or mend what they report, then run this again.',
  },
];

const unmet = (words: string): string =>
  UNMET.find(({ match }) => match.test(words))?.what ?? 'a rule of the repository forbids it.';
const unmetFix = (words: string): string =>
  UNMET.find(({ match }) => match.test(words))?.fix ?? 'Open the pull request on GitHub: it names the rule.';

/** The branch goes with the merge, unless someone pushed to it since; if it cannot go, the merge still stands. */
const tidy = async (client: Client, branch: string, head: CommitId): Promise<void> => {
  try {
    if ((await readTip(client, branch)) === head) await deleteBranch(client, branch);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    client.say(`Merged, but ${error.message} ${error.fix}`);
  }
};
