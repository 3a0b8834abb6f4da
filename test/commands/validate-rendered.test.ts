/** What `validate` says of what Argo CD would apply, at the line that is to be changed. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProblems } from '../../scripts/commands/find-problems.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';

type Files = Readonly<Record<string, string | null>>;

const named = (kind: string, path: string): string =>
  `# yaml-language-server: $schema=${'../'.repeat(path.split('/').length - 1)}schemas/${kind}.schema.json\n`;
const file = (kind: string, path: string, rest: string): Files => ({ [path]: `${named(kind, path)}${rest}` });

const environment = (name: string, rest: string): Files =>
  file(
    'environment',
    `environments/${name}.yaml`,
    `${rest}argocd: { project: ${name}, cluster: ${name}, namespace: shop }\n`,
  );
const desired = (name: string, service: string, config: string): Files =>
  file(
    'desired',
    `environments/${name}/${service}.yaml`,
    `image: ghcr.io/acme/${service}\nversion: "1.0.0"\nconfig: "${config}"\n`,
  );

const deployment = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: app
          image: ghcr.io/acme/${name}
`;

const service = (name: string): Files => ({
  ...file(
    'service',
    `services/${name}/service.yaml`,
    `description: x\nowners: ["@a"]\nimage: ghcr.io/acme/${name}\n`,
  ),
  [`services/${name}/base/kustomization.yaml`]:
    'resources:\n  - deployment.yaml\ncomponents: [../../components/hard]\n',
  [`services/${name}/base/deployment.yaml`]: deployment(name),
  [`services/${name}/overlays/dev/kustomization.yaml`]: 'resources: [../../base]\n',
  [`services/${name}/overlays/prod/kustomization.yaml`]: 'resources: [../../base]\n',
});

/** Two services in dev, which follows main, and in prod, which pins the first commit. */
const shop = (): Sandbox & { readonly pin: string } => {
  const box = sandbox();
  const pin = box.commit('Services', {
    ...service('api'),
    ...service('web'),
    'services/components/hard/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{ path: hard.yaml, target: { kind: Deployment } }]\n',
    'services/components/hard/hard.yaml': '- { op: add, path: /spec/replicas, value: 2 }\n',
  });
  box.commit('What runs', {
    ...environment('dev', 'promotion: { open: direct }\n'),
    ...environment('prod', 'promotesFrom: dev\n'),
    ...desired('dev', 'api', 'main'),
    ...desired('dev', 'web', 'main'),
    ...desired('prod', 'api', pin),
    ...desired('prod', 'web', pin),
  });
  return { ...box, pin };
};

/** `code file:line:column` of every problem, sorted. */
const found = async (box: Sandbox, changed?: string): Promise<string[]> => {
  const now = new Date('2026-11-21T12:00:00Z');
  const problems = await findProblems(openGit(box.root), changed === undefined ? { now } : { now, changed });
  return problems.map(({ code, place }) => `${code} ${place.file}:${place.line}:${place.column}`).sort();
};

const BASE = 'services/api/base';
const deploymentWith = (from: string, to: string): Files => ({
  [`${BASE}/deployment.yaml`]: deployment('api').replace(from, to),
});

test('a sound shop has no problem, whether or not anything is remembered', async () => {
  const box = shop();
  assert.equal(await found(box), []);
  assert.equal(await found(box), []);
});

test('what cannot be built is told where it is named', async () => {
  const box = shop();
  box.write({ [`${BASE}/kustomization.yaml`]: 'resources:\n  - deployment.yaml\n  - gone.yaml\n' });
  assert.equal(await found(box), [`build-failed ${BASE}/kustomization.yaml:3:5`]);
  box.write({ [`${BASE}/kustomization.yaml`]: 'resources:\n  - deployment.yaml\nbogus: 1\n' });
  assert.equal(await found(box), [`build-failed ${BASE}/kustomization.yaml:3:8`]);
});

test('an image that the override does not reach', async () => {
  const box = shop();
  box.write(deploymentWith('ghcr.io/acme/api', 'ghcr.io/acme/apy'));
  assert.equal(await found(box), [
    'image-unreached environments/dev/api.yaml:2:8',
    'image-unreached environments/prod/api.yaml:2:8',
  ]);
});

test('a Rollout whose generated names stay as they were written', async () => {
  const box = shop();
  box.write({
    [`${BASE}/kustomization.yaml`]:
      'resources:\n  - deployment.yaml\nconfigMapGenerator: [{ name: settings, literals: [A=1] }]\n',
    [`${BASE}/deployment.yaml`]: `${deployment('api')
      .replace('apps/v1', 'argoproj.io/v1alpha1')
      .replace('kind: Deployment', 'kind: Rollout')
      .replace(
        'spec:',
        'spec:\n  strategy: { canary: {} }',
      )}          envFrom:\n            - configMapRef: { name: settings }\n`,
  });
  assert.equal(await found(box), [`generated-name ${BASE}/deployment.yaml:15:37`]);
});

test('a hook that leaves its name to the cluster', async () => {
  const box = shop();
  box.write({
    [`${BASE}/kustomization.yaml`]: 'resources:\n  - deployment.yaml\n  - hook.yaml\n',
    [`${BASE}/hook.yaml`]: `apiVersion: batch/v1
kind: Job
metadata:
  generateName: migrate-
  annotations: { argocd.argoproj.io/hook: PreSync }
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: ghcr.io/acme/api }] } } }
`,
  });
  assert.equal(await found(box), [`hook-generate-name ${BASE}/hook.yaml:4:17`]);
});

test('what lies outside the AppProject, until the environment allows it', async () => {
  const box = shop();
  box.write({
    [`${BASE}/kustomization.yaml`]: 'resources:\n  - deployment.yaml\n  - more.yaml\n',
    [`${BASE}/more.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata: { name: a, namespace: kube-system }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: { name: api }
rules: []
`,
  });
  assert.equal(await found(box), [
    `cluster-resource-outside ${BASE}/more.yaml:6:7`,
    `cluster-resource-outside ${BASE}/more.yaml:6:7`,
    `namespace-outside ${BASE}/more.yaml:3:33`,
    `namespace-outside ${BASE}/more.yaml:3:33`,
  ]);
  const allow =
    'allow: { namespaces: [kube-system], clusterResources: [{ group: rbac.authorization.k8s.io, kind: ClusterRole }] }';
  for (const [name, rest] of [
    ['dev', 'promotion: { open: direct }\n'],
    ['prod', 'promotesFrom: dev\n'],
  ] as const)
    box.write({
      [`environments/${name}.yaml`]: (environment(name, rest)[`environments/${name}.yaml`] ?? '').replace(
        'namespace: shop',
        `namespace: shop, ${allow}`,
      ),
    });
  assert.equal(await found(box), []);
});

test('two services that bring one object', async () => {
  const box = shop();
  const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: both\n';
  for (const name of ['api', 'web'])
    box.write({
      [`services/${name}/base/kustomization.yaml`]: 'resources: [deployment.yaml, both.yaml]\n',
      [`services/${name}/base/both.yaml`]: map,
    });
  assert.equal(await found(box), [
    'object-twice services/web/base/both.yaml:4:9',
    'object-twice services/web/base/both.yaml:4:9',
  ]);
});

test('fields that do not exist, in the base and in the patch of one environment', async () => {
  const box = shop();
  box.write({
    ...deploymentWith('image:', 'imagee:'),
    'services/web/overlays/prod/kustomization.yaml':
      'resources: [../../base]\npatches: [{ path: patch.yaml }]\n',
    'services/web/overlays/prod/patch.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec:\n  paus: true\n',
  });
  assert.equal(await found(box), [
    'image-unreached environments/dev/api.yaml:2:8',
    'image-unreached environments/prod/api.yaml:2:8',
    `manifest-unknown-field ${BASE}/deployment.yaml:12:11`,
    'manifest-unknown-field services/web/overlays/prod/patch.yaml:5:3',
  ]);
});

test('a pin is judged where it is pinned', async () => {
  const box = shop();
  const bad = box.commit('Wrong', deploymentWith('image:', 'imagee:'));
  box.commit('Mended', deploymentWith('', ''));
  box.commit('Pinned all the same', desired('prod', 'api', bad));
  assert.equal(await found(box), [
    'image-unreached environments/prod/api.yaml:2:8',
    'manifest-unknown-field environments/prod/api.yaml:4:9',
  ]);
});

test('of a change only what it can affect is rendered and told', async () => {
  const box = shop();
  const base = box.commit('Wrong before', deploymentWith('image:', 'imagee:'));
  box.git('switch', '--quiet', '--create', 'topic');
  box.commit('Something else', {
    'services/web/base/deployment.yaml': deployment('web').replace('spec:', 'spec:\n  paused: "no"'),
  });
  assert.equal(await found(box, base), ['manifest-wrong-type services/web/base/deployment.yaml:6:11']);
  box.commit('A component that both read', {
    'services/components/hard/hard.yaml': '- { op: add, path: /spec/replica, value: 2 }\n',
  });
  const all = await found(box, base);
  assert.ok(all.some((one) => one.startsWith('manifest-unknown-field services/api/')));
  assert.ok(all.some((one) => one.startsWith('manifest-unknown-field services/web/')));
});

test('an object that a change brings is compared with those of services that it does not touch', async () => {
  const box = shop();
  box.git('switch', '--quiet', '--create', 'topic');
  box.commit('The same name', {
    'services/web/base/deployment.yaml': deployment('api').replaceAll('acme/api', 'acme/web'),
  });
  assert.equal(await found(box, 'main'), [
    'object-twice services/web/base/deployment.yaml:4:9',
    'object-twice services/web/base/deployment.yaml:4:9',
  ]);
});

test('an overlay that changes nothing in dev is judged for where it will go', async () => {
  const box = shop();
  box.write({ 'services/api/overlays/prod/kustomization.yaml': 'resources: [../../base, nowhere]\n' });
  assert.equal(await found(box), ['build-failed services/api/overlays/prod/kustomization.yaml:1:25']);
});

test.run();
