import { repository } from './shapes.ts';
import { fullName, type Hub, type StoredRuleset } from './store.ts';
import { Refusal, type Route, route, type Schema } from './typing.ts';

const REPO = '/repos/{owner}/{repo}';
const BRANCH = `${REPO}/branches/{branch}` as const;

/** How the repository is set up: read-only, and some of it for administrators only. */
export const settingsRoutes = (hub: Hub, readers: readonly string[]): Route[] => [
  ...aboutRoutes(hub, readers),
  ...branchRoutes(hub),
  ...actionRoutes(hub),
];

const isAdmin = (hub: Hub, login: string): boolean => hub.settings.admins.includes(login);

const forAdmins = (hub: Hub, login: string): void => {
  if (!isAdmin(hub, login)) throw new Refusal(403, 'Resource not accessible by integration');
};

const aboutRoutes = (hub: Hub, readers: readonly string[]): Route[] => [
  route('get', REPO)(200, ({ login }) => {
    const { allow_squash_merge, delete_branch_on_merge, ...rest } = repository(hub);
    const push = !readers.includes(login);
    return {
      ...rest,
      // Who may only read is not shown how pull requests are merged.
      ...(push ? { allow_squash_merge, delete_branch_on_merge } : {}),
      permissions: { admin: isAdmin(hub, login), push, pull: true },
      network_count: 0,
      subscribers_count: 0,
    } as Schema['full-repository'];
  }),
  route('get', `${REPO}/codeowners/errors`)(
    200,
    () =>
      ({
        errors: hub.settings.ownersErrors.map((one) => ({ ...one, column: 1 })),
      }) as Schema['codeowners-errors'],
  ),
];

const branchRoutes = (hub: Hub): Route[] => [
  route('get', BRANCH)(200, ({ part }) => {
    const sha = hub.bare.ref(`refs/heads/${part('branch')}`);
    if (sha === undefined) throw new Refusal(404, 'Branch not found');
    const enabled = hub.settings.protections.has(part('branch'));
    return {
      name: part('branch'),
      commit: { sha },
      protected: enabled || rulesetsOf(hub, part('branch')).length > 0,
      protection: { enabled },
    } as Schema['branch-with-protection'];
  }),
  route('get', `${BRANCH}/protection`)(200, ({ part, login }) => {
    forAdmins(hub, login);
    const protection = hub.settings.protections.get(part('branch'));
    if (protection === undefined) throw new Refusal(404, 'Branch not protected');
    return protection as Schema['branch-protection'];
  }),
  route('get', `${REPO}/rules/branches/{branch}`)(200, ({ part }) =>
    rulesetsOf(hub, part('branch')).flatMap(
      ({ id, rules }) =>
        rules.map((rule) => ({
          ...rule,
          ruleset_id: id,
          ruleset_source: fullName(hub.rules),
          ruleset_source_type: 'Repository',
        })) as Schema['repository-rule-detailed'][],
    ),
  ),
  route('get', `${REPO}/rulesets/{ruleset_id}`)(200, ({ part, login }) => {
    const found = hub.settings.rulesets.find(({ id }) => String(id) === part('ruleset_id'));
    if (found === undefined) throw new Refusal(404, 'Not Found');
    return {
      id: found.id,
      name: found.name,
      current_user_can_bypass: found.bypass.includes(login) ? 'always' : 'never',
      ...(isAdmin(hub, login) ? { bypass_actors: found.bypass.map(() => BYPASSING) } : {}),
    } as unknown as Schema['repository-ruleset'];
  }),
];

const BYPASSING = { actor_id: 7, actor_type: 'Integration', bypass_mode: 'always' } as const;

const rulesetsOf = (hub: Hub, branch: string): StoredRuleset[] =>
  hub.settings.rulesets.filter(({ branches }) => branches.includes(branch));

const actionRoutes = (hub: Hub): Route[] => [
  route('get', `${REPO}/actions/workflows`)(
    200,
    () =>
      ({
        total_count: hub.settings.workflows.length,
        workflows: hub.settings.workflows,
      }) as { total_count: number; workflows: Schema['workflow'][] },
  ),
  route('get', `${REPO}/actions/permissions/workflow`)(200, ({ login }) => {
    forAdmins(hub, login);
    return {
      default_workflow_permissions: 'read' as const,
      can_approve_pull_request_reviews: hub.settings.actionsMayOpen,
    };
  }),
  route('get', `${REPO}/environments/{environment_name}/secrets`)(200, ({ part, login }) => {
    forAdmins(hub, login);
    const names = hub.settings.secrets.get(part('environment_name'));
    if (names === undefined) throw new Refusal(404, 'Not Found');
    const secrets = names.map((name) => ({ name, created_at: '', updated_at: '' }));
    return { total_count: secrets.length, secrets };
  }),
];
