import type { Pull, PullRequest } from '../../../model/forge.ts';
import { checkBranch, cleanText, cleanTitle, cutTo } from '../request.ts';
import { conflict, missing, PLAN_AGAIN } from '../trouble.ts';
import type { Client } from './client.ts';
import { statusOf, wordsOf } from './errors.ts';
import { isOurs, type ListedPull, listPulls, readPull } from './list.ts';
import { describePull } from './look.ts';
import { readTip } from './refs.ts';
import { askReviewers } from './reviewers.ts';

/** GitHub's limits, in UTF-16 units. */
const LIMIT = { body: 65_536, label: 50, labels: 100 };

const WRITING = 'pull requests: write';

/** Opens the pull request of a branch or adopts the one that is open, then sees to its texts, labels and reviewers. */
export const openOnGitHub = async (client: Client, request: PullRequest): Promise<Pull> => {
  checkBranch(request.branch);
  const texts = { title: cleanTitle(request.title), body: cutTo(cleanText(request.body), LIMIT.body) };
  const there = await existing(client, request);
  const fresh = there === undefined;
  const pull = there ?? (await create(client, request.branch, texts));
  if (pull.title !== texts.title || sameLines(pull.body ?? '') !== sameLines(texts.body))
    await client.ask({ what: `update pull request #${pull.number}`, needs: WRITING }, () =>
      client.octokit.rest.pulls.update({ ...client.at, pull_number: pull.number, ...texts }),
    );
  await addLabels(client, pull, request.labels);
  await askReviewers(client, { pull, wanted: request.reviewers, fresh });
  return describePull(client, await readPull(client, pull.number), await readTip(client, request.branch));
};

/** A person's edit in the browser turns line ends into CRLF; that alone is no difference. */
const sameLines = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd();

const existing = async (client: Client, request: PullRequest): Promise<ListedPull | undefined> => {
  if (request.number === undefined) return ofBranch(client, request.branch);
  const pull = await readPull(client, request.number);
  const { fullName } = await client.repository();
  if (pull.head.ref !== request.branch || !isOurs(pull, fullName))
    throw conflict(`#${request.number} is of branch ${pull.head.ref}, not ${request.branch}.`, PLAN_AGAIN);
  if (pull.state !== 'open')
    throw conflict(
      `#${request.number} is ${pull.merged_at === null ? 'closed' : 'merged'} by now.`,
      PLAN_AGAIN,
    );
  return pull;
};

const ofBranch = async (client: Client, branch: string): Promise<ListedPull | undefined> => {
  const { branch: base } = await client.repository();
  const open = await listPulls(client, { state: 'open', branch });
  return open.find((pull) => pull.base.ref === base);
};

/** Opens it; GitHub's answer that there is one already, after a lost answer or a race, is adopted. */
const create = async (
  client: Client,
  branch: string,
  texts: { title: string; body: string },
): Promise<ListedPull> => {
  const { branch: base } = await client.repository();
  return client.ask({ what: `open a pull request for ${branch}`, needs: WRITING }, async () => {
    try {
      const wanted = { ...texts, head: branch, base, maintainer_can_modify: false };
      return (await client.octokit.rest.pulls.create({ ...client.at, ...wanted })).data;
    } catch (error) {
      if (statusOf(error) !== 422) throw error;
      const there = await whyNot(client, wordsOf(error), { branch, base });
      if (there === undefined) throw error;
      return there;
    }
  });
};

/** What GitHub's 422 means: the pull request that is open already, or a `ForgeError`, or nothing we know. */
const whyNot = async (
  client: Client,
  words: string,
  { branch, base }: { branch: string; base: string },
): Promise<ListedPull | undefined> => {
  if (/no commits between/i.test(words))
    throw conflict(`Branch ${branch} has nothing that ${base} has not.`, PLAN_AGAIN);
  if (/"field":"head"/.test(words))
    throw missing(`There is no branch ${branch} to open a pull request of.`, PLAN_AGAIN);
  return /already exists/i.test(words) ? ofBranch(client, branch) : undefined;
};

/** Adds what is missing; labels that people put there stay. */
const addLabels = async (client: Client, pull: ListedPull, labels: readonly string[]): Promise<void> => {
  const there = new Set(pull.labels.map((label) => label.name.toLowerCase()));
  const cut = labels.map((label) => cutTo(cleanTitle(label), LIMIT.label)).slice(0, LIMIT.labels);
  const wanted = [...new Set(cut)].filter((label) => !there.has(label.toLowerCase()));
  if (wanted.length === 0) return;
  await client.ask({ what: `label pull request #${pull.number}`, needs: WRITING }, () =>
    client.octokit.rest.issues.addLabels({ ...client.at, issue_number: pull.number, labels: wanted }),
  );
};
