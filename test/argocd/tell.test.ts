import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Window } from '../../scripts/model/repository.ts';
import { buildRepository } from '../check/build-repository.ts';
import { ADDRESS, ladder, projectOf, refused, setOf, target, written } from './told.ts';

test('one project and one set for each environment, and a root that applies them all', () => {
  assert.equal(
    written(ladder()).map(({ path, from }) => `${path} ${from}`),
    [
      'environments/argocd/kustomization.yaml environments/*.yaml',
      'environments/argocd/root-project.yaml environments/*.yaml',
      'environments/argocd/root.yaml environments/*.yaml',
      'environments/argocd/projects/dev.yaml environments/dev.yaml',
      'environments/argocd/projects/prod.yaml environments/prod.yaml',
      'environments/argocd/applicationsets/dev.yaml environments/dev.yaml',
      'environments/argocd/applicationsets/prod.yaml environments/prod.yaml',
    ],
  );
});

test('a project allows this repository, one cluster, one namespace and nothing outside namespaces', () => {
  const { metadata, spec } = projectOf(written(ladder()), 'prod');
  assert.is(metadata.name, 'prod');
  assert.equal(spec.sourceRepos, [ADDRESS]);
  assert.equal(spec.destinations, [{ name: 'in-cluster', namespace: 'shop-prod' }]);
  assert.equal(spec.clusterResourceWhitelist, []);
  assert.is(spec.syncWindows, undefined);
});

test('a project allows what the environment says, each namespace once', () => {
  const allow = {
    namespaces: ['monitoring', 'shop-prod'],
    clusterResources: [{ group: '', kind: 'Namespace' }],
  };
  const { spec } = projectOf(written(ladder({ cluster: 'prod.eu', allow })), 'prod');
  assert.equal(spec.destinations, [
    { name: 'prod.eu', namespace: 'shop-prod' },
    { name: 'prod.eu', namespace: 'monitoring' },
  ]);
  assert.equal(spec.clusterResourceWhitelist, [{ group: '', kind: 'Namespace' }]);
});

test('the role for verification reads the Applications of its project and does nothing', () => {
  const [role, ...more] = projectOf(written(ladder()), 'prod').spec.roles ?? [];
  assert.is(role?.name, 'verify');
  assert.equal(role?.policies, ['p, proj:prod:verify, applications, get, prod/*, allow']);
  assert.equal(more, []);
});

const window = (more: Partial<Window> = {}): Window => ({
  kind: 'allow',
  schedule: '30 3 * * *',
  duration: '1h',
  timeZone: 'America/Toronto',
  ...more,
});
const withWindows = (...windows: readonly Window[]) =>
  ladder({}, { prod: { promotesFrom: 'dev', gates: { windows }, argocd: target('prod') } });

test('the windows of the gate are the sync windows of the project', () => {
  const { spec } = projectOf(
    written(withWindows(window(), window({ kind: 'deny', schedule: '0 0 24 12 *' }))),
    'prod',
  );
  assert.equal(spec.syncWindows, [
    { ...window(), applications: ['*'] },
    { ...window({ kind: 'deny', schedule: '0 0 24 12 *' }), applications: ['*'] },
  ]);
});

test('two windows that Argo CD takes for one are refused', () => {
  const wrong = refused(withWindows(window(), window({ timeZone: 'UTC' })));
  assert.equal(
    wrong.map(({ code, path }) => [code, path]),
    [['argocd-window-twice', ['gates', 'windows', 1]]],
  );
});

test('a set reads one folder of the main branch, and an Application is all that its file says', () => {
  const { metadata, spec } = setOf(written(ladder(), { branch: 'trunk' }), 'prod');
  assert.is(metadata.name, 'prod');
  assert.is(spec.goTemplate, true);
  assert.equal(spec.goTemplateOptions, ['missingkey=error']);
  assert.equal(spec.generators[0]?.git, {
    repoURL: ADDRESS,
    revision: 'refs/heads/trunk',
    requeueAfterSeconds: 60,
    files: [{ path: 'environments/prod/*.yaml' }],
  });
  const { template } = spec;
  assert.equal(template.metadata, {
    name: 'prod-{{ trimSuffix ".yaml" .path.filename }}',
    labels: {
      environment: 'prod',
      service: '{{ trimSuffix ".yaml" .path.filename }}',
      bracket: '{{ dig "bracket" "none" . }}',
    },
    annotations: { 'bracket/version': '{{ .version }}', 'bracket/config': '{{ .config }}' },
  });
  assert.equal(template.spec.source, {
    repoURL: ADDRESS,
    targetRevision: '{{ .config }}',
    path: 'services/{{ trimSuffix ".yaml" .path.filename }}/overlays/prod',
    kustomize: {
      images: ['{{ .image }}={{ .image }}:{{ .version }}{{ with dig "digest" "" . }}@{{ . }}{{ end }}'],
    },
  });
  assert.is(template.spec.project, 'prod');
  assert.equal(template.spec.destination, { name: 'in-cluster', namespace: 'shop-prod' });
  assert.equal(template.spec.ignoreDifferences, [
    { kind: 'Service', jsonPointers: ['/spec/selector/rollouts-pod-template-hash'] },
  ]);
});

test('what runs is synced by itself, retried with the newest revision, and an emergency stop is left alone', () => {
  const { spec } = setOf(written(ladder()), 'prod');
  const { automated, syncOptions, retry } = spec.template.spec.syncPolicy;
  assert.equal(automated, { prune: true, selfHeal: true });
  assert.equal(syncOptions, ['CreateNamespace=false', 'PruneLast=true', 'ServerSideApply=true']);
  assert.is(retry.refresh, true);
  assert.equal(spec.ignoreApplicationDifferences, [{ jsonPointers: ['/spec/syncPolicy/automated'] }]);
});

test('an environment may switch off auto-sync, pruning and self-healing, and name its own sync options', () => {
  const policyOf = (more: Parameters<typeof ladder>[0]) =>
    setOf(written(ladder(more)), 'prod').spec.template.spec.syncPolicy;
  assert.is(policyOf({ automated: { enabled: false } }).automated, undefined);
  assert.equal(policyOf({ automated: { prune: false } }).automated, { prune: false, selfHeal: true });
  assert.equal(policyOf({ automated: { selfHeal: false } }).automated, { prune: true, selfHeal: false });
  assert.equal(policyOf({ syncOptions: ['CreateNamespace=true'] }).syncOptions, ['CreateNamespace=true']);
  assert.is(policyOf({ syncOptions: [] }).syncOptions, undefined);
});

test('one sync option with two values is refused', () => {
  const wrong = refused(ladder({ syncOptions: ['Prune=true', 'PruneLast=true', 'Prune=false'] }));
  assert.equal(
    wrong.map(({ code, path }) => [code, path]),
    [['argocd-option-twice', ['argocd', 'syncOptions', 2]]],
  );
});

test('by default only an entry environment lets Argo CD delete, and the root keeps the others', () => {
  const files = written(ladder());
  assert.equal(setOf(files, 'dev').spec.syncPolicy, {
    applicationsSync: 'sync',
    preserveResourcesOnDeletion: false,
  });
  assert.equal(setOf(files, 'prod').spec.syncPolicy, {
    applicationsSync: 'create-update',
    preserveResourcesOnDeletion: true,
  });
  assert.is(setOf(files, 'dev').metadata.annotations, undefined);
  for (const { metadata } of [setOf(files, 'prod'), projectOf(files, 'prod')])
    assert.is(metadata.annotations?.['argocd.argoproj.io/sync-options'], 'Prune=false,Delete=false');
});

test('an environment may say for itself what may be deleted', () => {
  const files = written(ladder({ deletion: { applications: 'sync', preserveResources: false } }));
  assert.equal(setOf(files, 'prod').spec.syncPolicy, {
    applicationsSync: 'sync',
    preserveResourcesOnDeletion: false,
  });
  assert.is(setOf(files, 'prod').metadata.annotations, undefined);
  const half = setOf(written(ladder({ deletion: { applications: 'create-only' } })), 'prod');
  assert.equal(half.spec.syncPolicy, { applicationsSync: 'create-only', preserveResourcesOnDeletion: true });
});

const requires = (...of: readonly string[]) => ({
  releases: { '1.0.0': { requires: Object.fromEntries(of.map((one) => [one, '*'])) } },
});
const stepsOf = (services: Parameters<typeof buildRepository>[0]['services']) =>
  setOf(
    written(ladder({ order: 'progressive' }, { services: services ?? {} })),
    'prod',
  ).spec.strategy?.rollingSync.steps.map(
    ({ matchExpressions: [one] }) => `${one?.key} ${one?.operator} ${one?.values.join(' ')}`,
  );

test('a progressive rollout brings what others require first, and everything else last', () => {
  assert.equal(stepsOf({ web: requires('api', 'auth'), api: requires('db'), db: {}, auth: {}, alone: {} }), [
    'service In auth db',
    'service In api',
    'service NotIn api auth db',
  ]);
});

test('where nobody requires anybody there is one step, and a circle is one step, too', () => {
  assert.equal(stepsOf({ web: {}, api: {} }), ['environment In prod']);
  assert.equal(stepsOf({ a: requires('b'), b: requires('a'), web: requires('a') }), [
    'service In a b',
    'service NotIn a b',
  ]);
  assert.equal(stepsOf({ a: requires('a') }), ['environment In prod'], 'a service that requires itself');
});

test('a progressive rollout lets the controller turn auto-sync off, and keeps prune where it looks for it', () => {
  const { spec } = setOf(written(ladder({ order: 'progressive' })), 'prod');
  assert.is(spec.ignoreApplicationDifferences, undefined);
  assert.equal(spec.template.spec.syncPolicy.automated, { prune: true, selfHeal: true });
  assert.is(setOf(written(ladder({ order: 'none' })), 'prod').spec.strategy, undefined);
});

test('without an environment that says `argocd` nothing is told, and no address is needed', () => {
  assert.equal(written(buildRepository({ environments: { dev: {} } })), []);
});

test('one AppProject belongs to one environment, and none to the root but its own', () => {
  const codes = (project: string) =>
    refused(ladder({ project })).map(({ code, environment }) => `${code} ${environment}`);
  assert.equal(codes('dev'), ['argocd-project-twice prod']);
  assert.equal(codes('release-brackets'), ['argocd-project-twice prod']);
});

const silent = (one: Parameters<typeof target>[1] = {}) => {
  const { repository: _, ...rest } = target('dev');
  return buildRepository({ environments: { dev: { argocd: { ...rest, ...one } } } });
};

test('the address is what the environments say, else what stands there, else the remote', () => {
  const addressOf = (known: Parameters<typeof written>[1], one = {}) =>
    projectOf(written(silent(one), known), 'dev').spec.sourceRepos[0];
  assert.is(addressOf({ stands: 'https://s/x', remote: 'https://r/x' }, { repository: ADDRESS }), ADDRESS);
  assert.is(addressOf({ stands: 'https://s/x', remote: 'https://r/x' }), 'https://s/x');
  assert.is(addressOf({ remote: 'https://r/x' }), 'https://r/x');
  assert.equal(
    refused(silent()).map(({ code, fix }) => [code, /argocd\.repository/.test(fix)]),
    [['argocd-repository', true]],
  );
});

test('two environments cannot say two addresses', () => {
  const wrong = refused(ladder({ repository: 'https://github.com/acme/other' }));
  assert.equal(
    wrong.map(({ code, environment }) => `${code} ${environment}`),
    ['argocd-repository prod'],
  );
});

test('the tokens that Argo CD gives out are no difference that the root Application undoes', () => {
  const root = written(ladder()).find(({ path }) => path === 'environments/argocd/root.yaml')?.object;
  assert.equal(root?.kind === 'Application' && root.spec.ignoreDifferences, [
    { group: 'argoproj.io', kind: 'AppProject', jqPathExpressions: ['.spec.roles[]?.jwtTokens'] },
  ]);
});

test.run();
