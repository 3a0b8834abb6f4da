import { cleanText, cutTo } from '../request.ts';
import { isOver, refused } from '../trouble.ts';
import type { Client } from './client.ts';
import { isOurs, listPulls, readPull } from './list.ts';
import { deleteBranch, readTip } from './refs.ts';

const WRITING = 'pull requests: write';

/**
 * Says why, deletes the branch, closes. In this order, because a closed pull request whose branch remains is how a
 * person says no: a crash in between must never look like that. GitHub closes by itself when the branch goes.
 */
export const closeOnGitHub = async (
  client: Client,
  request: { number: number; comment: string; keepBranch?: boolean },
): Promise<void> => {
  const { fullName } = await client.repository();
  const pull = await readPull(client, request.number);
  if (pull.merged) throw isOver(request.number, 'merged');
  if (!isOurs(pull, fullName))
    throw refused(`#${request.number} comes from another repository.`, 'Close it on GitHub yourself.');
  await comment(client, request);
  if (request.keepBranch !== true) await deleteOwnBranch(client, pull);
  if ((await readPull(client, request.number)).state === 'open') await close(client, request.number);
};

/** A branch that another open pull request has as well stays. */
const deleteOwnBranch = async (client: Client, pull: Awaited<ReturnType<typeof readPull>>): Promise<void> => {
  const others = await listPulls(client, { state: 'open', branch: pull.head.ref });
  const shared = others.some((other) => other.number !== pull.number);
  if (!shared && (await readTip(client, pull.head.ref)) !== undefined)
    await deleteBranch(client, pull.head.ref);
};

const close = (client: Client, number: number): Promise<unknown> =>
  client.ask({ what: `close #${number}`, needs: WRITING }, () =>
    client.octokit.rest.pulls.update({ ...client.at, pull_number: number, state: 'closed' }),
  );

/** Comments once: a comment that is there is not repeated, and a lost answer is looked up before trying again. */
const comment = async (client: Client, request: { number: number; comment: string }): Promise<void> => {
  const body = cutTo(cleanText(request.comment), 65_536);
  if (await isSaid(client, request.number, body)) return;
  const { octokit, at } = client;
  await client.ask({ what: `comment on #${request.number}`, needs: WRITING }, async () => {
    try {
      await octokit.rest.issues.createComment({ ...at, issue_number: request.number, body });
    } catch (error) {
      if (!(await isSaid(client, request.number, body))) throw error;
    }
  });
};

const isSaid = (client: Client, number: number, body: string): Promise<boolean> =>
  client.ask({ what: `read the comments of #${number}`, needs: 'pull requests: read' }, async () => {
    const { octokit, at } = client;
    const comments = await octokit.paginate(octokit.rest.issues.listComments, {
      ...at,
      issue_number: number,
      per_page: 100,
    });
    return comments.some((one) => one.body?.trim() === body.trim());
  });
