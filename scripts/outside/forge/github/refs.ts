import { setTimeout as pause } from 'node:timers/promises';
import type { HeadCommit } from '../../../model/forge.ts';
import type { CommitId } from '../../../model/names.ts';
import { conflict, missing, PLAN_AGAIN, unavailable } from '../trouble.ts';
import type { Client } from './client.ts';
import { statusOf, wordsOf } from './errors.ts';

const READING = 'contents: read';

/** The commit a branch points to, or undefined when there is no such branch. */
export const readTip = (client: Client, branch: string): Promise<CommitId | undefined> =>
  client.ask({ what: `read branch ${branch}`, needs: READING }, async () => {
    try {
      const { data } = await client.octokit.rest.git.getRef({ ...client.at, ref: `heads/${branch}` });
      return data.object.sha as CommitId;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  });

/** A commit as Git holds it. */
export const readCommit = (client: Client, commit: string): Promise<HeadCommit> =>
  client.ask({ what: `read commit ${commit}`, needs: READING }, async () => {
    const { data } = await client.octokit.rest.git.getCommit({ ...client.at, commit_sha: commit });
    return {
      tree: data.tree.sha,
      parents: data.parents.map((parent) => parent.sha as CommitId),
      message: data.message.trimEnd(),
    };
  });

export interface Pointing {
  readonly branch: string;
  readonly from: CommitId | undefined;
  readonly to: CommitId;
  /** May history be replaced? Only on branches of this product, and only when they are where they were expected. */
  readonly force: boolean;
}

/** Creates or moves a branch and reads it back; `conflict` when somebody was faster. */
export const pointBranch = async (client: Client, pointing: Pointing): Promise<void> => {
  const { branch, from, to, force } = pointing;
  const { git } = client.octokit.rest;
  await client.ask({ what: `move branch ${branch}`, needs: 'contents: write' }, async () => {
    try {
      if (from === undefined) await git.createRef({ ...client.at, ref: `refs/heads/${branch}`, sha: to });
      else await git.updateRef({ ...client.at, ref: `heads/${branch}`, sha: to, force });
    } catch (error) {
      if (statusOf(error) !== 422 || !MOVED.test(wordsOf(error))) throw error;
      if ((await readTip(client, branch)) !== to)
        throw conflict(`Branch ${branch} was moved meanwhile.`, PLAN_AGAIN);
    }
  });
  await confirmTip(client, branch, to);
};

const MOVED = /already exists|does not exist|not a fast.forward/i;
const LOOKS = 3;

/**
 * Invariant 8: success is only reported of a ref that was read back. Someone may have built on it in the meantime;
 * GitHub's replicas may lag a moment.
 */
export const confirmTip = async (client: Client, branch: string, commit: CommitId): Promise<void> => {
  let tip: CommitId | undefined;
  for (let look = 1; look <= LOOKS; look += 1) {
    tip = await readTip(client, branch);
    if (tip === commit) return;
    if (tip !== undefined && (await readCommit(client, tip)).parents.includes(commit)) return;
    if (look < LOOKS) await pause(look * 0.5 * client.pace.second);
  }
  throw unavailable(
    `GitHub reported success, but branch ${branch} is ${tip ?? 'absent'} and not ${commit}.`,
    'Look at the branch on GitHub; if nobody moved it, run this again.',
  );
};

/** Deletes a branch; one that is already gone is what was wanted. Reads back that it is gone. */
export const deleteBranch = async (client: Client, branch: string): Promise<void> => {
  await client.ask({ what: `delete branch ${branch}`, needs: 'contents: write' }, async () => {
    try {
      await client.octokit.rest.git.deleteRef({ ...client.at, ref: `heads/${branch}` });
    } catch (error) {
      const gone = statusOf(error) === 404 || (statusOf(error) === 422 && MOVED.test(wordsOf(error)));
      if (!gone) throw error;
    }
  });
  if ((await readTip(client, branch)) !== undefined)
    throw unavailable(`GitHub reported success, but branch ${branch} is still there.`, 'Delete it by hand.');
};

/** The tip of a branch that must exist. */
export const requireTip = async (client: Client, branch: string): Promise<CommitId> => {
  const tip = await readTip(client, branch);
  if (tip === undefined)
    throw missing(`Branch ${branch} does not exist on GitHub.`, 'Push it, then run this again.');
  return tip;
};
