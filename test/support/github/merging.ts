import type { StoredPull } from './store.ts';
import { followBranches, fullName, type Hub } from './store.ts';
import { Refusal } from './typing.ts';

/** What GitHub says about merging a pull request now. */
export const mergeability = (hub: Hub, pull: StoredPull): { mergeable: boolean | null; state: string } => {
  if (pull.state === 'closed') return { mergeable: null, state: 'unknown' };
  if (mergedTree(hub, pull) === undefined) return { mergeable: false, state: 'dirty' };
  return { mergeable: true, state: unmetRule(hub, pull) === undefined ? 'clean' : 'blocked' };
};

/** Merges as `PUT /merge` does, with GitHub's own refusals. */
export const mergePull = (
  hub: Hub,
  pull: StoredPull,
  wanted: { sha?: string; method: string; title?: string; message?: string },
): string => {
  if (pull.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable');
  if (wanted.sha !== undefined && wanted.sha !== pull.head)
    throw new Refusal(409, 'Head branch was modified. Review and try the merge again.');
  if (wanted.method === 'squash' && !hub.rules.squash)
    throw new Refusal(405, 'Squash merges are not allowed on this repository.');
  const unmet = unmetRule(hub, pull);
  if (unmet !== undefined) throw new Refusal(405, unmet);
  const tree = mergedTree(hub, pull);
  if (tree === undefined) throw new Refusal(405, 'Pull Request is not mergeable');
  const commit = squash(hub, pull, { tree, title: wanted.title, message: wanted.message });
  hub.bare.setRef(`refs/heads/${pull.base}`, commit);
  const at = hub.tick();
  Object.assign(pull, { state: 'closed', mergedAt: at, updatedAt: at, mergeCommit: commit });
  if (hub.rules.autoDelete && pull.from === fullName(hub.rules))
    hub.bare.setRef(`refs/heads/${pull.branch}`, null);
  followBranches(hub);
  return commit;
};

const squash = (
  hub: Hub,
  pull: StoredPull,
  wanted: { tree: string; title: string | undefined; message: string | undefined },
): string => {
  const at = hub.tick();
  const title = wanted.title ?? `${pull.title} (#${pull.number})`;
  return hub.bare.writeCommit({
    tree: wanted.tree,
    parents: [hub.bare.ref(`refs/heads/${pull.base}`) as string],
    author: { name: pull.author, email: `${pull.author}@users.noreply.github.test`, date: at },
    committer: { name: 'GitHub', email: 'noreply@github.test', date: at },
    message: wanted.message ? `${title}\n\n${wanted.message}` : title,
  });
};

const mergedTree = (hub: Hub, pull: StoredPull): string | undefined =>
  hub.bare.attempt(['merge-tree', '--write-tree', `refs/heads/${pull.base}`, pull.head])?.split('\n')[0];

const unmetRule = (hub: Hub, pull: StoredPull): string | undefined => {
  const latest = new Map(
    pull.reviews.filter((one) => one.state !== 'COMMENTED').map((one) => [one.login, one.state] as const),
  );
  const approvals = [...latest.values()].filter((state) => state === 'APPROVED').length;
  if (approvals < hub.rules.requiredReviews)
    return `At least ${hub.rules.requiredReviews} approving review is required by reviewers with write access.`;
  const missing = hub.rules.requiredChecks.find((context) => !passed(hub, pull.head, context));
  return missing === undefined ? undefined : `Required status check "${missing}" is expected.`;
};

const passed = (hub: Hub, commit: string, context: string): boolean =>
  hub.statuses.findLast((status) => status.commit === commit && status.context === context)?.state ===
  'success';
