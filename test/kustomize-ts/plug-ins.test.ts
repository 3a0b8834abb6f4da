import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { builtinTypes } from '../../scripts/kustomize-ts/facts/types.ts';
import { objectsIn } from '../../scripts/kustomize-ts/object/load.ts';
import type { Transformer } from '../../scripts/kustomize-ts/object/resources.ts';
import { transformerPlugIn } from '../../scripts/kustomize-ts/transform/plug-ins.ts';
import { failureOf, loaderOf, transformed } from './transformed.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: old}
spec: {template: {spec: {containers: [{name: main, image: nginx}]}}}
`;

type Files = Readonly<Record<string, string>>;

const plugIn = (kind: string, rest = '', files: Files = {}): Transformer => {
  const yaml = `apiVersion: builtin\nkind: ${kind}\nmetadata: {name: x, namespace: shop}\n${rest}`;
  const [config] = objectsIn(yaml, builtinTypes);
  if (config === undefined) throw new Error('no config');
  return transformerPlugIn(config.root, { loader: loaderOf(files), types: builtinTypes });
};

const after = (kind: string, rest = '', files: Files = {}): string =>
  transformed(DEPLOYMENT, plugIn(kind, rest, files));

test('each built-in transformer reads its own fields', () => {
  const name = 'fieldSpecs: [{path: metadata/name}]\n';
  const cases: readonly (readonly [kind: string, rest: string, expected: string])[] = [
    [
      'AnnotationsTransformer',
      'annotations: {a: b}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n',
      'annotations:\n    a: b\n',
    ],
    [
      'LabelTransformer',
      'labels: {a: b}\nfieldSpecs: [{path: metadata/labels, create: true}]\n',
      'labels:\n    a: b\n',
    ],
    ['ImageTagTransformer', 'imageTag: {name: nginx, newTag: 1.20}\n', 'image: nginx:1.2\n'],
    ['NamespaceTransformer', '', 'namespace: shop\n'],
    ['NamespaceTransformer', 'unsetOnly: true\n', 'namespace: old\n'],
    ['PrefixTransformer', `prefix: x-\n${name}`, 'name: x-web\n'],
    ['SuffixTransformer', `suffix: -y\n${name}`, 'name: web-y\n'],
    ['PrefixSuffixTransformer', `prefix: x-\nsuffix: -y\n${name}`, 'name: x-web-y\n'],
    [
      'ReplicaCountTransformer',
      'replica: {name: web, count: 3}\nfieldSpecs: [{path: spec/replicas, create: true}]\n',
      'replicas: 3\n',
    ],
    [
      'PatchTransformer',
      'patch: |-\n  - {op: add, path: /spec/a, value: 1}\ntarget: {kind: Deployment}\n',
      'spec:\n  a: 1\n',
    ],
    [
      'PatchJson6902Transformer',
      'jsonOp: |-\n  - {op: add, path: /spec/a, value: 1}\ntarget: {kind: Deployment, name: web}\n',
      'spec:\n  a: 1\n',
    ],
    [
      'PatchStrategicMergeTransformer',
      'patches: |-\n  apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: web, namespace: old}\n  spec: {a: 1}\n',
      'spec:\n  a: 1\n',
    ],
    [
      'ReplacementTransformer',
      'replacements: [{source: {kind: Deployment, fieldPath: metadata.name}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.a], options: {create: true}}]}]\n',
      'spec:\n  a: web\n',
    ],
    ['ValueAddTransformer', 'value: v\ntargets: [{fieldPath: spec/a}]\n', 'spec:\n  a: v\n'],
    ['HashTransformer', '', 'name: web\n'],
  ];
  for (const [kind, rest, expected] of cases) assert.match(after(kind, rest), expected, kind);
});

test('names of fields match whatever their case, and fields nobody knows are passed over', () => {
  const rest =
    'Annotations: {a: 1, b: true, c: null, d: 0.1}\nother: [1]\nFieldSpecs: [{Path: metadata/annotations, CREATE: true, more: 1}]\n';
  assert.match(
    after('AnnotationsTransformer', rest),
    'annotations:\n    a: "1"\n    b: "true"\n    c: ""\n    d: "0.1"\n',
  );
});

test('a value of the wrong type says which field of which plug-in', () => {
  assert.is(
    failureOf(() => plugIn('ReplicaCountTransformer', 'replica: {name: web, count: 1.5}\n')),
    'plugin ReplicaCountTransformer.builtin.[noGrp]/x.shop fails configuration: error unmarshaling JSON: ' +
      'while decoding JSON: json: cannot unmarshal number 1.5 into Go struct field Replica.replica.count of type int64',
  );
  assert.match(
    failureOf(() => plugIn('AnnotationsTransformer', 'annotations: {a: [1]}\n')),
    /cannot unmarshal array into Go struct field AnnotationsTransformerPlugin.annotations of type string$/,
  );
  assert.match(
    failureOf(() => plugIn('NamespaceTransformer', 'unsetOnly: "no"\n')),
    'fails configuration: unmarshalling NamespaceTransformer config: error unmarshaling JSON',
  );
});

test('configs that could do nothing are failures', () => {
  const problem = (kind: string, rest = '') =>
    failureOf(() => plugIn(kind, rest)).split('fails configuration: ')[1];
  assert.is(problem('PrefixTransformer', 'prefix: x\n'), 'fieldSpecs is not expected to be nil');
  assert.is(problem('SuffixTransformer', 'suffix: x\n'), 'fieldSpecs is not expected to be nil');
  assert.is(problem('PatchStrategicMergeTransformer'), 'empty file path and empty patch content');
  assert.is(problem('PatchJson6902Transformer', 'target: {name: x}\n'), 'empty file path and empty jsonOp');
  assert.is(
    problem('PatchTransformer', 'patch: no patch\n'),
    'unable to parse SM or JSON patch from [patch: "no patch"]',
  );
  assert.match(
    problem('ReplacementTransformer', 'replacements: [{path: no.yaml}]\n') ?? '',
    /^evalsymlink failure/,
  );
  assert.is(problem('ValueAddTransformer'), 'must specify at least one target');
  assert.is(problem('ValueAddTransformer', 'targets: [{}]\n'), 'fieldPath cannot be empty');
  assert.is(
    problem('ValueAddTransformer', 'targets: [{fieldPath: a, filePathPosition: -1}]\n'),
    'value of FilePathPosition (-1) cannot be negative',
  );
  assert.is(
    problem('NamespaceTransformer', 'setRoleBindingSubjects: all\n'),
    'invalid value "all" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"',
  );
});

test('targets of a value may stand in a file, and the value is the name of the folder unless it is given', () => {
  const files = { '/app/targets.yaml': 'targets: [{fieldPath: spec/a}]\n' };
  assert.match(after('ValueAddTransformer', 'targetFilePath: targets.yaml\n', files), 'spec:\n  a: app\n');
});

test('what would run another program, or is not built in, is refused', () => {
  const [foreign] = objectsIn('apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x}\n', builtinTypes);
  assert.ok(foreign !== undefined);
  assert.is(
    failureOf(() => transformerPlugIn(foreign.root, { loader: loaderOf({}), types: builtinTypes })),
    "external plugins disabled; unable to load external plugin 'Thing'",
  );
  assert.is(
    failureOf(() => plugIn('LegacyOrderTransformer')),
    'unable to load builtin LegacyOrderTransformer.builtin.[noGrp]',
  );
  assert.is(
    failureOf(() => plugIn('ConfigMapGenerator')),
    'plugin ConfigMapGenerator.builtin.[noGrp]/x.shop not a transformer',
  );
  assert.match(
    failureOf(() => plugIn('HelmChartInflationGenerator')),
    'must specify --enable-helm',
  );
});

test.run();
