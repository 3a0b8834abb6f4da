import { deploymentRoutes } from './deployment-routes.ts';
import { comment, label, repository, team, user } from './shapes.ts';
import { fullName, type Hub, type StoredStatus } from './store.ts';
import { Refusal, type Route, route, type Schema } from './typing.ts';

const REPO = '/repos/{owner}/{repo}';
const ISSUE = `${REPO}/issues/{issue_number}` as const;

/** Everything around a pull request that is neither Git nor the pull request itself. */
export const repositoryRoutes = (hub: Hub): Route[] => [
  ...aboutRoutes(hub),
  ...issueRoutes(hub),
  ...statusRoutes(hub),
  ...deploymentRoutes(hub),
];

const aboutRoutes = (hub: Hub): Route[] => [
  route('get', `${REPO}/collaborators/{username}`)(204, ({ part }) => {
    if (!hub.rules.collaborators.includes(part('username'))) throw new Refusal(404, 'Not Found');
    return undefined;
  }),
  route('get', '/orgs/{org}/teams/{team_slug}/memberships/{username}')(200, ({ part }) => {
    const members = hub.rules.members[part('team_slug')] ?? [];
    const state = members.includes(part('username')) ? 'active' : 'pending';
    if (state === 'pending' && !members.includes(`${part('username')}?`)) throw new Refusal(404, 'Not Found');
    const url = `${hub.url}/orgs/${part('org')}/teams/${part('team_slug')}/memberships/${part('username')}`;
    return { url, role: 'member' as const, state };
  }),
  route('get', `${REPO}/teams`)(200, () => hub.rules.teams.map((slug) => team(hub, slug))),
];

const existing = (hub: Hub, number: string): number => {
  const pull = hub.pulls.find((one) => String(one.number) === number);
  if (pull === undefined) throw new Refusal(404, 'Not Found');
  return pull.number;
};

const issueRoutes = (hub: Hub): Route[] => [
  route('get', `${ISSUE}/comments`)(200, ({ part }) => {
    const number = existing(hub, part('issue_number'));
    const rows = hub.comments.filter((one) => one.pull === number);
    return rows.map((one) => comment(hub, one));
  }),
  route('post', `${ISSUE}/comments`)(201, ({ part, body, login }) => {
    if (body.body.length > 65_536) throw new Refusal(422, 'Validation Failed');
    const pull = existing(hub, part('issue_number'));
    const stored = { id: hub.nextId(), pull, login, body: body.body, at: hub.tick() };
    hub.comments.push(stored);
    return comment(hub, stored);
  }),
  route('post', `${ISSUE}/labels`)(200, ({ part, body }) => {
    const number = existing(hub, part('issue_number'));
    const pull = hub.pulls.find((one) => one.number === number);
    const names = (body?.labels ?? []).map((one) => (typeof one === 'string' ? one : one.name));
    if (names.some((name) => name.length > 50)) throw new Refusal(422, 'Validation Failed');
    for (const name of names) pull?.labels.add(name);
    return [...(pull?.labels ?? [])].map((name) => label(hub, name));
  }),
];

const statusRoutes = (hub: Hub): Route[] => [
  route('post', `${REPO}/statuses/{sha}`)(201, ({ part, body, login }) => {
    if ((body.description ?? '').length > 140) throw new Refusal(422, 'description is too long');
    if (hub.bare.commit(part('sha')) === undefined) throw new Refusal(422, 'No commit found for SHA');
    const stored: StoredStatus = {
      id: hub.nextId(),
      commit: part('sha'),
      context: body.context ?? 'default',
      state: body.state,
      description: body.description ?? null,
      at: hub.tick(),
    };
    hub.statuses.push(stored);
    return { ...statusShape(hub, stored), creator: user(hub, login) };
  }),
  route('get', `${REPO}/commits/{ref}/status`)(200, ({ part }) => {
    const latest = new Map(
      hub.statuses.filter((one) => one.commit === part('ref')).map((one) => [one.context, one] as const),
    );
    const statuses = [...latest.values()].map((one) => statusShape(hub, one));
    const url = `${hub.url}/repos/${fullName(hub.rules)}/commits/${part('ref')}`;
    return {
      state: statuses.every((one) => one.state === 'success') ? 'success' : 'pending',
      statuses,
      sha: part('ref'),
      total_count: statuses.length,
      repository: repository(hub) as Schema['minimal-repository'],
      commit_url: url,
      url: `${url}/status`,
    };
  }),
];

const statusShape = (hub: Hub, stored: StoredStatus) => ({
  id: stored.id,
  node_id: 'MDM6Tm9kZQ==',
  state: stored.state,
  context: stored.context,
  description: stored.description,
  target_url: null,
  avatar_url: '',
  url: `${hub.url}/repos/${fullName(hub.rules)}/statuses/${stored.commit}`,
  created_at: stored.at,
  updated_at: stored.at,
});
