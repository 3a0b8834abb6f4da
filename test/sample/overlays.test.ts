import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { type Labels, type Pod, type Resource, selects } from './manifests.ts';
import {
  ENVIRONMENTS,
  named,
  OVERLAYS,
  pick,
  resourcesOf,
  templatesIn,
  withImages,
  workloads,
} from './overlays.ts';
import { podFaults } from './pod-faults.ts';

const root = new URL('../..', import.meta.url).pathname;
const services = [...new Set(OVERLAYS.map(({ service }) => service))];
const imageOf = (service: string): string =>
  (parse(readFileSync(`${root}services/${service}/service.yaml`, 'utf8')) as { image: string }).image;

const HARD: Pod = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'app',
      image: 'x',
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      resources: { requests: { cpu: '1', memory: '1Mi' }, limits: { memory: '1Mi' } },
    },
  ],
};

test('the eye for soft pods sees each thing that is missing', () => {
  assert.equal(podFaults(HARD), []);
  assert.equal(podFaults({ containers: [] }).length, 4);
  assert.equal(podFaults({ ...HARD, containers: [{ name: 'app', image: 'x' }] }).length, 5);
  assert.match(
    podFaults({ ...HARD, initContainers: [{ name: 'first', image: 'x' }] })[0] ?? '',
    /^first may gain/,
  );
});

for (const { service, environment } of OVERLAYS) {
  const all = (): readonly Resource[] => resourcesOf(service, environment);
  const pods = (): Pod[] => all().flatMap((one) => templatesIn(one).map(({ spec }) => spec));
  const workload = (): Resource['spec'] => {
    const [one] = workloads(all());
    assert.ok(one);
    return one.spec;
  };

  test(`${service} in ${environment} builds: one workload, a budget, an account and settings of its own`, () => {
    assert.is(workloads(all()).length, 1);
    for (const kind of ['PodDisruptionBudget', 'ServiceAccount', 'ConfigMap'])
      assert.is(pick(all(), kind).length, 1, kind);
    assert.is(workload().template?.spec.serviceAccountName, service);
  });

  test(`${service} in ${environment}: every image is the service's own, without a tag`, () => {
    const images = pods().flatMap(({ containers }) => containers.map(({ image }) => image));
    assert.ok(images.length > 0);
    for (const one of images) assert.is(one, imageOf(service));
  });

  test(`${service} in ${environment}: every pod is hardened, of an analysis and a migration too`, () => {
    assert.equal(pods().flatMap(podFaults), []);
  });

  test(`${service} in ${environment}: everything is labelled as a part of the shop, pods too`, () => {
    const labels = [
      ...all().map(({ metadata }) => metadata.labels),
      ...all().flatMap((one) => templatesIn(one).map(({ metadata }) => metadata.labels)),
    ];
    for (const one of labels)
      assert.ok(
        selects({ 'app.kubernetes.io/part-of': 'shop', 'app.kubernetes.io/name': service }, one ?? {}),
      );
  });

  test(`${service} in ${environment}: all three probes, and time for a pod to say goodbye`, () => {
    for (const container of workload().template?.spec.containers ?? [])
      for (const part of ['startupProbe', 'livenessProbe', 'readinessProbe', 'lifecycle'] as const)
        assert.ok(container[part], part);
    assert.ok(Number(workload().minReadySeconds) > 0);
  });

  test(`${service} in ${environment}: names and labels meet`, () => {
    const labels: Labels = workload().template?.metadata.labels ?? {};
    const [pod] = workload().template?.spec.containers ?? [];
    assert.ok(pick(all(), 'Service').length > 0);
    for (const { spec } of pick(all(), 'Service')) {
      assert.ok(Object.keys(spec.selector ?? {}).length > 0 && selects(spec.selector ?? {}, labels));
      assert.is(spec.ports?.[0]?.targetPort, pod?.ports?.[0]?.name);
    }
    assert.ok(selects(workload().selector?.matchLabels ?? { none: '' }, labels));
    const [budget] = pick(all(), 'PodDisruptionBudget');
    assert.ok(selects(budget?.spec.selector?.matchLabels ?? { none: '' }, labels));
    for (const spread of workload().template?.spec.topologySpreadConstraints ?? [])
      assert.ok(selects(spread.labelSelector.matchLabels, labels));
    assert.is(pod?.envFrom?.[0]?.configMapRef.name, pick(all(), 'ConfigMap')[0]?.metadata.name);
  });

  test(`${service} in ${environment}: one image override, as Argo CD gives it, reaches every pod`, () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const override = `[{ name: ${imageOf(service)}, newTag: "1.2.3", digest: ${digest} }]`;
    const images = withImages(service, environment, override)
      .flatMap((one) => templatesIn(one))
      .flatMap(({ spec }) => spec.containers.map(({ image }) => image));
    assert.is(images.length, pods().length);
    for (const image of images) assert.is(image, `${imageOf(service)}:1.2.3@${digest}`);
  });
}

for (const service of services)
  test(`${service} differs from environment to environment where it should`, () => {
    const shapes = ENVIRONMENTS.map((environment) => resourcesOf(service, environment));
    const replicas = shapes.map((all) => workloads(all)[0]?.spec.replicas);
    const levels = shapes.map((all) => pick(all, 'ConfigMap')[0]?.data?.['LOG_LEVEL']);
    assert.is(new Set(replicas).size, ENVIRONMENTS.length, `replicas ${replicas}`);
    assert.is(new Set(levels).size, ENVIRONMENTS.length, `log levels ${levels}`);
  });

for (const environment of ENVIRONMENTS) {
  const job = (): Resource => named(resourcesOf('service-a', environment), 'Job', 'service-a-migration');

  test(`service-a's migration in ${environment} runs before the pods, ends, and can run again`, () => {
    assert.equal(job().metadata.annotations, {
      'argocd.argoproj.io/hook': 'PreSync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      'argocd.argoproj.io/sync-wave': '-1',
    });
    const { spec } = job();
    assert.ok(Number(spec.activeDeadlineSeconds) > 0 && Number(spec.backoffLimit) >= 0);
    assert.is(spec.template?.spec.restartPolicy, 'Never');
    assert.equal([spec.parallelism, spec.podReplacementPolicy], [1, 'Failed']);
  });

  test(`service-a's migration in ${environment} only goes forward`, () => {
    assert.equal(job().spec.template?.spec.containers[0]?.args, ['migrate', 'up']);
  });

  test(`service-a's migration in ${environment} needs nothing that its own sync creates`, () => {
    assert.is(job().spec.template?.spec.serviceAccountName, undefined);
    for (const container of job().spec.template?.spec.containers ?? [])
      assert.is(container.envFrom, undefined);
  });

  test(`no request and no disruption budget in ${environment} counts the migration or the smoke test as a server`, () => {
    const all = resourcesOf('service-a', environment);
    const others = [job(), named(all, 'AnalysisTemplate', 'service-a-smoke')].flatMap(templatesIn);
    assert.is(others.length, 2);
    const selectors = [
      ...pick(all, 'Service').map(({ spec }) => spec.selector ?? {}),
      ...[...pick(all, 'PodDisruptionBudget'), ...workloads(all)].map(
        ({ spec }) => spec.selector?.matchLabels ?? {},
      ),
    ];
    for (const { metadata } of others)
      for (const selector of selectors) assert.not.ok(selects(selector, metadata.labels));
  });

  test(`only production talks to the real payment provider, so ${environment} does as it should`, () => {
    const url = pick(resourcesOf('service-b', environment), 'ConfigMap')[0]?.data?.['PROVIDER_URL'] ?? '';
    assert.is(url.includes('sandbox'), environment !== 'production', url);
  });
}

test('the front end answers under a host of its own in every environment', () => {
  const hosts = ENVIRONMENTS.map(
    (name) => pick(resourcesOf('front-end', name), 'Ingress')[0]?.spec.rules?.[0]?.host,
  );
  assert.is(new Set(hosts).size, ENVIRONMENTS.length, `${hosts}`);
});

test.run();
