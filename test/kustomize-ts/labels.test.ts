import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultConfiguration } from '../../scripts/kustomize-ts/facts/configuration.ts';
import type { Label } from '../../scripts/kustomize-ts/kustomization/kustomization.ts';
import { annotationTransformer } from '../../scripts/kustomize-ts/transform/annotations.ts';
import { labelFieldSpecs, labelTransformer } from '../../scripts/kustomize-ts/transform/labels.ts';
import { failureOf, transformed } from './transformed.ts';

const label = (given: Partial<Label>): Label => ({
  pairs: { app: 'shop' },
  includeSelectors: false,
  includeTemplates: false,
  fields: [],
  ...given,
});

const labelled = (yaml: string, given: Partial<Label>): string => {
  const entry = label(given);
  return transformed(
    yaml,
    labelTransformer({ labels: entry.pairs, fieldSpecs: labelFieldSpecs(entry, defaultConfiguration) }),
  );
};

const workload = (apiVersion: string, kind: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`;

const DEPLOYMENT = workload('apps/v1', 'Deployment');

const places = (yaml: string): string[] => {
  const path: string[] = [];
  return yaml.split('\n').flatMap((line) => {
    const [, indent = '', key = ''] = /^( *(?:- )?)([\w./]+):/.exec(line) ?? [];
    path.splice(indent.length / 2, Number.POSITIVE_INFINITY, key);
    return key === 'app' ? [path.slice(0, -1).join('.')] : [];
  });
};

test('labels go to the object alone, to its templates, or to its selectors as well', () => {
  assert.equal(places(labelled(DEPLOYMENT, {})), ['metadata.labels']);
  assert.equal(places(labelled(DEPLOYMENT, { includeTemplates: true })), [
    'metadata.labels',
    'spec.template.metadata.labels',
  ]);
  assert.equal(places(labelled(DEPLOYMENT, { includeSelectors: true })), [
    'metadata.labels',
    'spec.selector.matchLabels',
    'spec.template.metadata.labels',
  ]);
});

test('selectors are created for workloads and services, and only completed for the rest', () => {
  const created = (apiVersion: string, kind: string) =>
    places(labelled(workload(apiVersion, kind), { includeSelectors: true })).filter((place) =>
      /elector/.test(place),
    );
  assert.equal(created('v1', 'Service'), ['spec.selector']);
  assert.equal(created('v1', 'ReplicationController'), ['spec.selector']);
  assert.equal(created('apps/v1', 'StatefulSet'), ['spec.selector.matchLabels']);
  assert.equal(created('batch/v1', 'Job'), []);
  assert.equal(created('policy/v1', 'PodDisruptionBudget'), []);
  assert.equal(created('example.com/v1', 'Service'), ['spec.selector']);
  const policy = `${workload('networking.k8s.io/v1', 'NetworkPolicy')}spec:
  podSelector: {matchLabels: {tier: web}}
  ingress: [{from: [{podSelector: {matchLabels: {tier: db}}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]
`;
  assert.equal(places(labelled(policy, { includeSelectors: true })).length, 3);
});

test('the labels of claims in a stateful set follow its templates', () => {
  const yaml = `${workload('apps/v1', 'StatefulSet')}spec: {volumeClaimTemplates: [{metadata: {name: data}}]}\n`;
  assert.match(
    labelled(yaml, { includeTemplates: true }),
    'volumeClaimTemplates:\n  - metadata:\n      labels:\n        app: shop\n      name: data',
  );
});

test('fields of an entry are added; one that contradicts the others is a failure', () => {
  const fields = [{ path: 'spec/extra', kind: 'Deployment', create: true }];
  assert.equal(places(labelled(DEPLOYMENT, { fields })), ['metadata.labels', 'spec.extra']);
  assert.is(
    failureOf(() => labelled(DEPLOYMENT, { fields: [{ path: 'metadata/labels' }] })),
    'failed to merge labels: conflicting fieldspecs',
  );
  assert.is(
    failureOf(() => labelled(DEPLOYMENT, { includeTemplates: true, fields: [{ path: 'metadata/labels' }] })),
    'failed to merge template fieldSpec: conflicting fieldspecs',
  );
});

test('values that look like something else stay texts', () => {
  const result = labelled(workload('v1', 'Secret'), { pairs: { b: 'true', a: '1', c: '' } });
  assert.match(result, 'labels:\n    a: "1"\n    b: "true"\n    c: ""\n');
});

test('labels that one step created stay one value, as they do in the real tool', () => {
  const selectors = labelTransformer({
    labels: { app: 'shop' },
    fieldSpecs: labelFieldSpecs(label({ includeSelectors: true }), defaultConfiguration),
  });
  const own = labelTransformer({
    labels: { app: 'other' },
    fieldSpecs: labelFieldSpecs(label({}), defaultConfiguration),
  });
  const result = transformed(DEPLOYMENT, selectors, own);
  assert.is(result.match(/app: other/g)?.length, 3);
  assert.not.match(result, 'shop');
});

test('a value that is there changes, and others beside it stay', () => {
  const yaml = `${workload('v1', 'Secret')}`.replace('{name: a}', '{name: a, labels: {app: "7", tier: web}}');
  assert.match(labelled(yaml, {}), 'labels:\n    app: shop\n    tier: web\n');
  assert.match(labelled(yaml.replace('"7"', '{deep: 1}'), {}), 'app: shop\n');
});

test('labels that are a list are a failure', () => {
  const yaml = workload('v1', 'Secret').replace('{name: a}', '{name: a, labels: [b]}');
  assert.match(
    failureOf(() =>
      transformed(yaml, labelTransformer({ labels: { a: 'b' }, fieldSpecs: [{ path: 'metadata/labels' }] })),
    ),
    'labels',
  );
});

test('a label without a name fits nowhere', () => {
  const label = labelTransformer({
    labels: { '': 'b' },
    fieldSpecs: [{ path: 'metadata/labels', create: true }],
  });
  assert.match(
    failureOf(() => transformed(workload('v1', 'Secret'), label)),
    'wrong node kind: expected ScalarNode but got MappingNode',
  );
});

test('a label whose name would be a number without its quotes can be changed but not added', () => {
  const label = labelTransformer({
    labels: { 1: 'b' },
    fieldSpecs: [{ path: 'metadata/labels', create: true }],
  });
  const yaml = workload('v1', 'Secret');
  assert.match(
    failureOf(() => transformed(yaml, label)),
    'json: unsupported type: map[interface {}]interface {}',
  );
  const labelled = yaml.replace('{name: a}', '{name: a, labels: {"1": a}}');
  assert.match(transformed(labelled, label), '"1": b');
});

test('annotations reach the templates of whatever makes pods', () => {
  const annotate = annotationTransformer({
    annotations: { app: 'shop' },
    fieldSpecs: defaultConfiguration.commonAnnotations,
  });
  assert.equal(places(transformed(DEPLOYMENT, annotate)), [
    'metadata.annotations',
    'spec.template.metadata.annotations',
  ]);
  assert.equal(places(transformed(workload('batch/v1', 'CronJob'), annotate)), [
    'metadata.annotations',
    'spec.jobTemplate.metadata.annotations',
    'spec.jobTemplate.spec.template.metadata.annotations',
  ]);
  assert.equal(places(transformed(workload('v1', 'Pod'), annotate)), ['metadata.annotations']);
});

test.run();
