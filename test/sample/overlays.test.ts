import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { findKustomize } from '../support/kustomize.ts';
import { type Pod, type Resource, readResources, sampleNames, selects } from './manifests.ts';
import { podFaults } from './pod-faults.ts';

const root = new URL('../..', import.meta.url).pathname;
const { services, environments } = sampleNames(root);
const found = findKustomize();
if (found.build === undefined) process.stdout.write(`# skip ${found.why}\n`);

const built = new Map<string, readonly Resource[]>();
/** What one overlay builds; each is built once. */
const resourcesOf = (service: string, environment: string): readonly Resource[] => {
  const folder = `${root}services/${service}/overlays/${environment}`;
  const resources = built.get(folder) ?? readResources(found.build?.(folder) ?? '');
  built.set(folder, resources);
  return resources;
};

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

const pick = (resources: readonly Resource[], kind: string): Resource[] =>
  resources.filter((resource) => resource.kind === kind);

for (const service of found.build === undefined ? [] : services) {
  const { image } = parse(readFileSync(`${root}services/${service}/service.yaml`, 'utf8')) as {
    image: string;
  };
  for (const environment of environments) {
    const pods = (): Pod[] =>
      resourcesOf(service, environment).flatMap(({ spec }) => spec?.template?.spec ?? []);

    test(`${service} in ${environment} builds: a Deployment, a Service, a budget, an account of its own`, () => {
      const resources = resourcesOf(service, environment);
      for (const kind of ['Deployment', 'Service', 'PodDisruptionBudget', 'ServiceAccount', 'ConfigMap'])
        assert.is(pick(resources, kind).length, 1, kind);
      assert.is(pick(resources, 'Deployment')[0]?.spec.template?.spec.serviceAccountName, service);
    });

    test(`${service} in ${environment}: every image is the service's own, without a tag`, () => {
      const images = pods().flatMap(({ containers }) => containers.map((container) => container.image));
      assert.ok(images.length > 0);
      for (const one of images) assert.is(one, image);
    });

    test(`${service} in ${environment}: every pod is hardened`, () => {
      assert.equal(pods().flatMap(podFaults), []);
    });

    test(`${service} in ${environment}: all three probes, and a rollout that never has too few pods`, () => {
      const [deployment] = pick(resourcesOf(service, environment), 'Deployment');
      for (const container of deployment?.spec.template?.spec.containers ?? [])
        for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const)
          assert.ok(container[probe], probe);
      assert.equal(deployment?.spec.strategy?.rollingUpdate, { maxSurge: 1, maxUnavailable: 0 });
    });

    test(`${service} in ${environment}: names and labels meet`, () => {
      const resources = resourcesOf(service, environment);
      const deployment = pick(resources, 'Deployment')[0]?.spec;
      const labels = deployment?.template?.metadata.labels ?? {};
      const [pod] = deployment?.template?.spec.containers ?? [];
      const selector = pick(resources, 'Service')[0]?.spec.selector ?? {};
      assert.ok(selects(selector, labels) && Object.keys(selector).length > 0);
      assert.ok(selects(deployment?.selector?.matchLabels ?? {}, labels));
      assert.ok(
        selects(
          pick(resources, 'PodDisruptionBudget')[0]?.spec.selector?.matchLabels ?? { none: '' },
          labels,
        ),
      );
      for (const spread of deployment?.template?.spec.topologySpreadConstraints ?? [])
        assert.ok(selects(spread.labelSelector.matchLabels, labels));
      assert.is(pod?.envFrom?.[0]?.configMapRef.name, pick(resources, 'ConfigMap')[0]?.metadata.name);
      assert.is(pick(resources, 'Service')[0]?.spec.ports?.[0]?.targetPort, pod?.ports?.[0]?.name);
    });
  }

  test(`${service} differs from environment to environment where it should`, () => {
    const shapes = environments.map((environment) => resourcesOf(service, environment));
    const replicas = shapes.map((all) => pick(all, 'Deployment')[0]?.spec.replicas);
    const levels = shapes.map((all) => pick(all, 'ConfigMap')[0]?.data?.['LOG_LEVEL']);
    assert.is(new Set(replicas).size, environments.length, `replicas ${replicas}`);
    assert.is(new Set(levels).size, environments.length, `log levels ${levels}`);
  });
}

if (found.build !== undefined) {
  for (const environment of environments) {
    test(`service-a's migration in ${environment} runs before the pods, ends, and can run again`, () => {
      const resources = resourcesOf('service-a', environment);
      const [job] = pick(resources, 'Job');
      assert.equal(job?.metadata.annotations, {
        'argocd.argoproj.io/hook': 'PreSync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
        'argocd.argoproj.io/sync-wave': '-1',
      });
      assert.is(job?.metadata.name, 'service-a-migration');
      assert.ok(Number(job?.spec.activeDeadlineSeconds) > 0 && Number(job?.spec.backoffLimit) >= 0);
      assert.is(job?.spec.template?.spec.restartPolicy, 'Never');
    });

    test(`service-a's migration in ${environment} needs nothing that its own sync creates`, () => {
      const [job] = pick(resourcesOf('service-a', environment), 'Job');
      assert.is(job?.spec.template?.spec.serviceAccountName, undefined);
      for (const container of job?.spec.template?.spec.containers ?? [])
        assert.is(container.envFrom, undefined);
    });

    test(`no request and no disruption budget in ${environment} counts the migration as a server`, () => {
      const resources = resourcesOf('service-a', environment);
      const labels = pick(resources, 'Job')[0]?.spec.template?.metadata.labels ?? {};
      assert.not.ok(selects(pick(resources, 'Service')[0]?.spec.selector ?? {}, labels));
      assert.not.ok(
        selects(pick(resources, 'PodDisruptionBudget')[0]?.spec.selector?.matchLabels ?? {}, labels),
      );
    });
  }

  test('one image override, as Argo CD gives it, sets the version of the pods and of the migration', () => {
    const scratch = mkdtempSync(join(tmpdir(), 'bracket-overlay-'));
    const base = relative(scratch, `${root}services/service-a/overlays/production`);
    const override = `[{ name: ghcr.io/acme/service-a, newTag: "1.2.3", digest: sha256:${'0'.repeat(64)} }]`;
    writeFileSync(join(scratch, 'kustomization.yaml'), `resources: [${base}]\nimages: ${override}\n`);
    try {
      const images = readResources(found.build(scratch))
        .flatMap(({ spec }) => spec?.template?.spec.containers ?? [])
        .map(({ image }) => image);
      const wanted = `ghcr.io/acme/service-a:1.2.3@sha256:${'0'.repeat(64)}`;
      assert.equal(images, [wanted, wanted]);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });

  test('the front end answers under a host of its own in every environment', () => {
    const hosts = environments.map(
      (name) => pick(resourcesOf('front-end', name), 'Ingress')[0]?.spec.rules?.[0]?.host,
    );
    assert.is(new Set(hosts).size, environments.length, `${hosts}`);
  });

  test('only production talks to the real payment provider', () => {
    for (const environment of environments) {
      const url = pick(resourcesOf('service-b', environment), 'ConfigMap')[0]?.data?.['PROVIDER_URL'] ?? '';
      assert.is(url.includes('sandbox'), environment !== 'production', `${environment}: ${url}`);
    }
  });
}

test.run();
