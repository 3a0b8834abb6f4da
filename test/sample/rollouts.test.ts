import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MODELS } from '../../scripts/check/rendered/models.generated.js';
import { structureFaults } from '../../scripts/check/rendered/structure.ts';
import type { PlainObject } from '../../scripts/render/plain.ts';
import { type Analysis, type Metric, type Resource, type Strategy, selects } from './manifests.ts';
import { ENVIRONMENTS, named, OVERLAYS, pick, resourcesOf, templatesIn, workloads } from './overlays.ts';

const root = new URL('../..', import.meta.url).pathname;

const faultsIn = (resource: Resource): string[] => {
  const { apiVersion, kind, metadata } = resource;
  assert.ok(MODELS.has(`${apiVersion}/${kind}`), `no model of ${apiVersion}/${kind}`);
  const name = { apiVersion, kind, namespace: '', name: metadata.name };
  return structureFaults(resource as unknown as PlainObject, name, MODELS).map(({ what }) => what);
};

for (const { service, environment } of OVERLAYS)
  test(`${service} in ${environment}: every object has the form of its type, Rollouts and analyses too`, () => {
    for (const resource of resourcesOf(service, environment)) assert.equal(faultsIn(resource), []);
  });

test('a Rollout or an analysis of another form would have been seen', () => {
  for (const kind of ['Rollout', 'AnalysisTemplate']) {
    const wrong = { apiVersion: 'argoproj.io/v1alpha1', kind, metadata: { name: 'a' }, spec: { argz: 1 } };
    assert.ok(faultsIn(wrong as unknown as Resource).length > 0, kind);
  }
});

const strategyOf = (service: string, environment: string): Strategy => {
  const strategy = workloads(resourcesOf(service, environment))[0]?.spec.strategy;
  assert.ok(strategy);
  return strategy;
};
const analysesIn = ({ blueGreen, canary }: Strategy): Analysis[] =>
  [
    blueGreen?.prePromotionAnalysis,
    blueGreen?.postPromotionAnalysis,
    ...(canary?.steps ?? []).map(({ analysis }) => analysis),
  ].flatMap((analysis) => analysis ?? []);

for (const environment of ENVIRONMENTS) {
  test(`in ${environment} each service has the strategy that its page says`, () => {
    const kinds = OVERLAYS.filter((one) => one.environment === environment).map(({ service }) => [
      service,
      ...Object.keys(strategyOf(service, environment)),
    ]);
    assert.equal(kinds, [
      ['front-end', 'canary'],
      ['service-a', 'blueGreen'],
      ['service-b', 'rollingUpdate', 'type'],
    ]);
    const title = (service: string): string =>
      readFileSync(`${root}services/${service}/README.md`, 'utf8').split('\n')[0] ?? '';
    assert.match(title('front-end'), /canary/);
    assert.match(title('service-a'), /blue-green/);
    assert.match(title('service-b'), /rolling update/);
  });

  test(`in ${environment} no strategy ever has fewer pods than wanted, and a stuck version is given up`, () => {
    assert.equal(strategyOf('service-b', environment).rollingUpdate, { maxSurge: 1, maxUnavailable: 0 });
    const { maxSurge, maxUnavailable } = strategyOf('front-end', environment).canary ?? {};
    assert.equal([maxSurge, maxUnavailable], [1, 0]);
    for (const service of ['front-end', 'service-a']) {
      const [rollout] = pick(resourcesOf(service, environment), 'Rollout');
      assert.is(rollout?.spec.progressDeadlineAbort, true);
    }
  });

  test(`in ${environment} the Services of a Rollout are there, are different, and select its pods`, () => {
    for (const service of ['front-end', 'service-a']) {
      const all = resourcesOf(service, environment);
      const { blueGreen, canary } = strategyOf(service, environment);
      const names = [
        blueGreen?.activeService,
        blueGreen?.previewService,
        canary?.stableService,
        canary?.canaryService,
      ].flatMap((name) => name ?? []);
      assert.is(new Set(names).size, 2);
      const labels = workloads(all)[0]?.spec.template?.metadata.labels ?? {};
      for (const name of names) {
        const { metadata, spec } = named(all, 'Service', name);
        const { selector = {} } = spec;
        assert.ok(selects(selector, labels));
        assert.is(metadata.annotations?.['argocd.argoproj.io/sync-options'], 'ServerSideApply=false');
        assert.not.ok('rollouts-pod-template-hash' in selector, 'the hash is for Argo Rollouts to write');
      }
    }
  });

  test(`in ${environment} customers reach a Service that no version owns; callers of service-a the active one`, () => {
    const all = resourcesOf('front-end', environment);
    const backend = pick(all, 'Ingress')[0]?.spec.rules?.[0]?.http.paths[0]?.backend.service.name ?? '';
    const { canary } = strategyOf('front-end', environment);
    assert.not.ok([canary?.canaryService, canary?.stableService].includes(backend));
    named(all, 'Service', backend);
    const url = pick(all, 'ConfigMap')[0]?.data?.['SERVICE_A_URL'];
    assert.is(url, `http://${strategyOf('service-a', environment).blueGreen?.activeService}`);
  });

  test(`in ${environment} pods are spread by the label that their controller writes`, () => {
    for (const { service } of OVERLAYS.filter((one) => one.environment === environment)) {
      const [workload] = workloads(resourcesOf(service, environment));
      const wanted = workload?.kind === 'Rollout' ? 'rollouts-pod-template-hash' : 'pod-template-hash';
      for (const { matchLabelKeys } of workload?.spec.template?.spec.topologySpreadConstraints ?? [])
        assert.equal(matchLabelKeys, [wanted]);
    }
  });

  test(`in ${environment} a budget counts what may be away, for it sees the pods of both versions`, () => {
    for (const { service } of OVERLAYS.filter((one) => one.environment === environment)) {
      const [budget] = pick(resourcesOf(service, environment), 'PodDisruptionBudget');
      assert.equal([budget?.spec.maxUnavailable, budget?.spec.minAvailable], [1, undefined]);
    }
  });

  test(`in ${environment} every analysis that is asked for is there with what it needs, and none is left over`, () => {
    for (const service of ['front-end', 'service-a']) {
      const all = resourcesOf(service, environment);
      const asked = analysesIn(strategyOf(service, environment));
      const names = asked.flatMap(({ templates }) => templates.map(({ templateName }) => templateName));
      const there = pick(all, 'AnalysisTemplate').map(({ metadata }) => metadata.name);
      assert.equal([...new Set(names)].sort(), there.sort());
      for (const { templates, args = [] } of asked)
        for (const { templateName } of templates) {
          const wanted = named(all, 'AnalysisTemplate', templateName).spec.args ?? [];
          const open = wanted.filter(({ value }) => value === undefined).map(({ name }) => name);
          assert.equal(
            args.map(({ name }) => name),
            open,
          );
        }
    }
  });

  test(`in ${environment} service-a takes no callers before its smoke test has passed on the new pods`, () => {
    const all = resourcesOf('service-a', environment);
    const { blueGreen } = strategyOf('service-a', environment);
    assert.equal(blueGreen?.prePromotionAnalysis?.templates, [{ templateName: 'service-a-smoke' }]);
    assert.is(blueGreen?.prePromotionAnalysis?.dryRun, undefined);
    const [metric] = named(all, 'AnalysisTemplate', 'service-a-smoke').spec.metrics ?? [];
    const job = metric?.provider.job?.spec;
    assert.ok(Number(job?.activeDeadlineSeconds) > 0 && Number(job?.backoffLimit) >= 0);
    const url = job?.template?.spec.containers[0]?.env?.[0]?.value;
    assert.is(url, `http://${blueGreen?.previewService}`);
  });

  test(`in ${environment} nothing cuts the measurement of service-a off`, () => {
    assert.is(strategyOf('service-a', environment).blueGreen?.scaleDownDelaySeconds, undefined);
  });
}

const measured = OVERLAYS.filter(({ service }) => service !== 'service-b').flatMap(
  ({ service, environment }) =>
    pick(resourcesOf(service, environment), 'AnalysisTemplate').map((template) => ({
      template,
      environment,
    })),
);
const metricsOf = ({ spec }: Resource): readonly Metric[] =>
  (spec.metrics ?? []).filter(({ provider }) => provider.prometheus !== undefined);

/** A condition of Argo Rollouts (expr) in the part that JavaScript has, too. */
const holds = (condition: string | undefined, result: readonly number[]): boolean => {
  const [, comparison = '', limit = ''] =
    /^len\(result\) > 0 && result\[0\] (<=|>) ([\d.]+)$/.exec(condition ?? '') ?? [];
  assert.ok(comparison, `not understood: ${condition}`);
  const [first] = result;
  if (first === undefined) return false;
  return comparison === '>' ? first > Number(limit) : first <= Number(limit);
};

test('no data is no pass, nor NaN; and a value is either good or bad', () => {
  const metrics = measured.flatMap(({ template }) => metricsOf(template));
  assert.ok(ENVIRONMENTS.length === 0 || metrics.length > 4);
  for (const { successCondition, failureCondition, ...metric } of metrics) {
    for (const nothing of [[], [Number.NaN]])
      assert.equal([holds(successCondition, nothing), holds(failureCondition, nothing)], [false, false]);
    for (const value of [0, 0.01, 0.0101, 0.5, 0.51, 1, Number.POSITIVE_INFINITY])
      assert.is.not(holds(successCondition, [value]), holds(failureCondition, [value]));
    assert.ok(holds(successCondition, [0]) && holds(failureCondition, [1]));
    const most = metric.failureLimit + Number(metric.inconclusiveLimit);
    assert.ok(Number(metric.count) > most, 'a pass takes more good measurements than may be missing');
  }
});

test('a measurement asks about the new pods alone, in their own namespace, and about enough requests', () => {
  for (const { template } of measured)
    for (const { provider } of metricsOf(template)) {
      const query = provider.prometheus?.query ?? '';
      const series = [...query.matchAll(/\{([^{}]*(?:\{\{[^{}]*\}\}[^{}]*)*)\}\[/g)].map(([, text]) => text);
      assert.ok(series.length >= 2, query);
      for (const text of series)
        assert.match(
          text ?? '',
          /namespace="\{\{args\.namespace\}\}", pod=~"\{\{args\.rollout\}\}-\{\{args\.hash\}\}-\.\+"/,
        );
      assert.match(query, /and\nsum\(increase\(.*\)\) >= \{\{args\.least-requests\}\}\n$/);
    }
});

test('a version that answers nothing but errors is bad, not unknown', () => {
  for (const { template } of measured) {
    const errors = metricsOf(template).find(({ name }) => name === 'answered-without-error');
    if (errors !== undefined)
      assert.match(
        errors.provider.prometheus?.query ?? '',
        /^\(sum\(rate\(.*code=~"5\.\."\}.*\)\) or vector\(0\)\)\n\//,
      );
  }
});

test('production measures and decides, hardening measures only, dev has nobody to measure', () => {
  if (ENVIRONMENTS.length === 0) return;
  const decides = (environment: string): (string | undefined)[] =>
    ['front-end', 'service-a'].flatMap((service) =>
      analysesIn(strategyOf(service, environment))
        .filter(({ templates }) => templates[0]?.templateName.endsWith('-answers'))
        .map(({ dryRun }) => (dryRun === undefined ? 'decides' : dryRun[0]?.metricName)),
    );
  assert.equal(decides('production'), ['decides', 'decides', 'decides']);
  assert.equal(decides('hardening'), ['.*', '.*', '.*']);
  assert.equal(decides('dev'), []);
});

test('a step of the canary is a whole pod in production, and each is followed by an analysis', () => {
  if (ENVIRONMENTS.length === 0) return;
  const { steps = [] } = strategyOf('front-end', 'production').canary ?? {};
  const replicas = workloads(resourcesOf('front-end', 'production'))[0]?.spec.replicas ?? 0;
  const weights = steps.flatMap(({ setWeight }) => setWeight ?? []);
  assert.equal(weights, [20, 60]);
  for (const weight of weights) assert.is((replicas * weight) % 100, 0);
  assert.equal(
    steps.map((step) => Object.keys(step)[0]),
    ['setWeight', 'analysis', 'setWeight', 'analysis'],
  );
});

test('pods that are measured say where Prometheus finds their numbers', () => {
  for (const environment of ENVIRONMENTS)
    for (const service of ['front-end', 'service-a'])
      for (const { metadata, spec } of workloads(resourcesOf(service, environment)).flatMap(templatesIn)) {
        const port = spec.containers[0]?.ports?.[0]?.containerPort;
        assert.is(metadata.annotations?.['prometheus.io/port'], String(port));
      }
});

test.run();
