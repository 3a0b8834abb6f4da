import { fullName, type Hub, type StoredDeployment } from './store.ts';
import { Refusal, type Route, route, type Schema } from './typing.ts';

const DEPLOYMENTS = '/repos/{owner}/{repo}/deployments';
const STATUSES = `${DEPLOYMENTS}/{deployment_id}/statuses` as const;

/** Deployments of environments and what is said of each. */
export const deploymentRoutes = (hub: Hub): Route[] => [
  route('get', DEPLOYMENTS)(200, ({ query }) =>
    hub.deployments
      .filter(
        (one) =>
          one.commit === (query.get('sha') ?? one.commit) &&
          one.environment === (query.get('environment') ?? one.environment) &&
          one.task === (query.get('task') ?? one.task),
      )
      .reverse()
      .map((one) => deployment(hub, one)),
  ),
  route('post', DEPLOYMENTS)(201, ({ body }) => {
    if (hub.bare.commit(body.ref) === undefined) throw new Refusal(422, `No ref found for: ${body.ref}`);
    if (body.required_contexts === undefined || body.required_contexts === null)
      throw new Refusal(409, 'Conflict: Commit status checks failed for the ref.');
    const stored: StoredDeployment = {
      id: hub.nextId(),
      commit: body.ref,
      environment: body.environment ?? 'production',
      task: body.task ?? 'deploy',
      at: hub.tick(),
      statuses: [],
    };
    hub.deployments.push(stored);
    return deployment(hub, stored);
  }),
  route('get', STATUSES)(200, ({ part }) => {
    const of = existing(hub, part('deployment_id'));
    return [...of.statuses].reverse().map((one) => statusOf(hub, of, one));
  }),
  route('post', STATUSES)(201, ({ part, body }) => {
    const of = existing(hub, part('deployment_id'));
    const description = body.description ?? '';
    if (description.length > 140) throw new Refusal(422, 'description is too long');
    const stored = { id: hub.nextId(), state: body.state, description, at: hub.tick() };
    of.statuses.push(stored);
    return statusOf(hub, of, stored);
  }),
];

const existing = (hub: Hub, id: string): StoredDeployment => {
  const found = hub.deployments.find((one) => String(one.id) === id);
  if (found === undefined) throw new Refusal(404, 'Not Found');
  return found;
};

const urlOf = (hub: Hub, id: number): string => `${hub.url}/repos/${fullName(hub.rules)}/deployments/${id}`;

const deployment = (
  hub: Hub,
  { id, commit, environment, task, at }: StoredDeployment,
): Schema['deployment'] => ({
  url: urlOf(hub, id),
  id,
  node_id: 'MDM6Tm9kZQ==',
  sha: commit,
  ref: commit,
  task,
  payload: {},
  environment,
  description: null,
  creator: null,
  created_at: at,
  updated_at: at,
  statuses_url: `${urlOf(hub, id)}/statuses`,
  repository_url: `${hub.url}/repos/${fullName(hub.rules)}`,
});

const statusOf = (
  hub: Hub,
  of: StoredDeployment,
  { id, state, description, at }: StoredDeployment['statuses'][number],
): Schema['deployment-status'] => ({
  url: `${urlOf(hub, of.id)}/statuses/${id}`,
  id,
  node_id: 'MDM6Tm9kZQ==',
  state: state as Schema['deployment-status']['state'],
  creator: null,
  description,
  environment: of.environment,
  target_url: '',
  created_at: at,
  updated_at: at,
  deployment_url: urlOf(hub, of.id),
  repository_url: `${hub.url}/repos/${fullName(hub.rules)}`,
});
