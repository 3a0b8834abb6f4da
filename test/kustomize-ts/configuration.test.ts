import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  configurationOfCrds,
  defaultConfiguration,
  emptyConfiguration,
  mergeConfigurations,
  readConfigurations,
} from '../../scripts/kustomize-ts/facts/configuration.ts';
import { mergeFieldSpecs } from '../../scripts/kustomize-ts/facts/field-spec-merge.ts';
import type { FieldSpec } from '../../scripts/kustomize-ts/kustomization/kustomization.ts';
import { failureOf, loaderOf } from './transformed.ts';

const reading = (...files: readonly string[]) =>
  readConfigurations(
    loaderOf(Object.fromEntries(files.map((file, index) => [`/app/${index}.yaml`, file]))),
    files.map((_, index) => `${index}.yaml`),
  );

const paths = (specs: readonly FieldSpec[]) => specs.map(({ path }) => path);

test('without files the default is meant', () => {
  assert.is(reading(), defaultConfiguration);
  assert.is(mergeConfigurations(emptyConfiguration, defaultConfiguration), defaultConfiguration);
  assert.is(mergeConfigurations(defaultConfiguration, defaultConfiguration), defaultConfiguration);
});

test('files stand beside the default, ordered by type; what was there already is not repeated', () => {
  const { images, namePrefix } = reading(
    'images: [{path: spec/image, kind: Namespace}, {path: "spec/containers[]/image", create: true}]',
    'namePrefix: [{path: spec/name, kind: Pod}]',
  );
  assert.is(images.length, defaultConfiguration.images.length + 1);
  assert.is(images[0]?.path, 'spec/image');
  assert.equal(paths(namePrefix), ['spec/name', 'metadata/name']);
});

test('name references of one type become one', () => {
  const { nameReference } = reading(
    'nameReference: [{kind: ConfigMap, version: v1, fieldSpecs: [{path: spec/configName, kind: Thing}]}]',
    'nameReference: [{kind: Thing, fieldSpecs: [{path: spec/thing}]}, {kind: Thing, fieldSpecs: [{path: spec/other}]}]',
  );
  const specs = (kind: string) =>
    nameReference.filter((reference) => reference.kind === kind).map(({ fieldSpecs }) => paths(fieldSpecs));
  assert.equal(specs('Thing'), [['spec/thing', 'spec/other']]);
  assert.is(specs('ConfigMap').length, 1);
  assert.ok(specs('ConfigMap')[0]?.includes('spec/configName'));
});

test('two that disagree whether to create are a failure, which says where', () => {
  assert.is(
    failureOf(() => reading('commonLabels: [{path: metadata/labels, create: false}]')),
    'failed to merge CommonLabels fieldSpec: conflicting fieldspecs',
  );
  assert.is(
    failureOf(() => reading('replicas: [{path: a}]', 'replicas: [{path: a, create: true}]')),
    'failed to merge Replicas fieldSpec: conflicting fieldspecs',
  );
});

test('a broader spec in a file takes the place of none; a narrower one is added to a broader', () => {
  const broad = { path: 'a' };
  const narrow = { path: 'a', kind: 'Pod' };
  assert.equal(mergeFieldSpecs([narrow], [broad]), [narrow]);
  assert.equal(mergeFieldSpecs([broad], [narrow]), [broad, narrow]);
});

test('merging what is there changes nothing', () => {
  const spec = fc.record({
    path: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom('Pod', 'Job'),
    create: fc.constant(true),
  });
  fc.assert(
    fc.property(fc.array(spec), (specs) => {
      const merged = mergeFieldSpecs([], specs);
      assert.equal(mergeFieldSpecs(merged, specs), merged);
    }),
  );
});

test('unknown fields and wrong types are refused; numbers become texts', () => {
  assert.is(
    failureOf(() => reading('foo: bar')),
    'error unmarshaling JSON: while decoding JSON: json: unknown field "foo"',
  );
  assert.is(
    failureOf(() => reading('images: [{path: a, create: "yes"}]')),
    'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field FieldSpec.images.create of type bool',
  );
  assert.is(
    failureOf(() => reading('images: [{path: a, kind: 3}]')),
    'error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field FieldSpec.images.kind of type string',
  );
  assert.ok(paths(reading('images: [{Path: 4.50}]').images).includes('4.5'));
});

test('a key that stands twice is refused', () => {
  assert.is(
    failureOf(() => reading('images: [{path: a}]\nimages: [{path: b}]')),
    'error converting YAML to JSON: yaml: unmarshal errors:\n  line 2: key "images" already set in map',
  );
});

const CRD = {
  'example.com/v1.Hive': {
    Schema: {
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        spec: { $ref: 'example.com/v1.HiveSpec' },
      },
    },
  },
  'example.com/v1.HiveSpec': {
    Schema: {
      properties: {
        queen: {
          'x-kubernetes-object-ref-api-version': 'v1',
          'x-kubernetes-object-ref-kind': 'Bee',
          'x-kubernetes-object-ref-name-key': 'title',
        },
        bee: { 'x-kubernetes-object-ref-api-version': 'v1', 'x-kubernetes-object-ref-kind': 'Bee' },
        notes: { 'x-kubernetes-annotation': '' },
        selector: { 'x-kubernetes-label-selector': '' },
        own: { 'x-kubernetes-identity': '' },
        ignored: { 'x-kubernetes-identity': 3 },
      },
    },
  },
};

const ofCrds = (content: unknown) =>
  configurationOfCrds(loaderOf({ '/app/crd.json': JSON.stringify(content) }), ['crd.json']);

test('definitions say which fields hold names, labels and annotations', () => {
  const found = ofCrds(CRD);
  assert.equal(found.commonAnnotations, [{ kind: 'Hive', path: 'spec/notes' }]);
  assert.equal(found.commonLabels, [{ kind: 'Hive', path: 'spec/selector' }]);
  assert.equal(found.namePrefix, [{ kind: 'Hive', path: 'spec/own' }]);
  assert.equal(found.nameReference, [
    {
      version: 'v1',
      kind: 'Bee',
      fieldSpecs: [
        { kind: 'Hive', path: 'spec/queen/title' },
        { kind: 'Hive', path: 'spec/bee/name' },
      ],
    },
  ]);
  assert.equal(found.images, []);
});

test('definitions in YAML say the same', () => {
  const yaml = `example.com/v1.Hive:
  schema:
    properties:
      apiVersion: {}
      kind: {}
      metadata: {}
      notes: {x-kubernetes-annotation: ""}
`;
  const loader = loaderOf({ '/app/crd.yaml': yaml });
  assert.equal(configurationOfCrds(loader, ['crd.yaml']).commonAnnotations, [
    { kind: 'Hive', path: 'notes' },
  ]);
});

test('definitions that contain themselves, or multiply each other, end in a failure', () => {
  const own = { apiVersion: {}, kind: {}, metadata: {} };
  assert.match(
    failureOf(() => ofCrds({ Hive: { Schema: { properties: { ...own, spec: { $ref: 'Hive' } } } } })),
    "definition 'Hive' contains itself",
  );
  const levels = Array.from({ length: 60 }, (_, level) => {
    const $ref = `D${level + 1}`;
    return [
      `D${level}`,
      { Schema: { properties: { ...(level === 0 ? own : {}), a: { $ref }, b: { $ref } } } },
    ];
  });
  assert.match(
    failureOf(() => ofCrds(Object.fromEntries(levels))),
    'too many fields',
  );
  const chain = Array.from({ length: 2000 }, (_, level) => [
    `D${level}`,
    { Schema: { properties: { ...(level === 0 ? own : {}), a: { $ref: `D${level + 1}` } } } },
  ]);
  assert.match(
    failureOf(() => ofCrds(Object.fromEntries(chain))),
    'nested too deeply',
  );
});

test('a file that is empty or broken is a failure that names it', () => {
  const loader = loaderOf({ '/app/empty.json': '', '/app/broken.json': '{' });
  for (const file of ['empty.json', 'broken.json'])
    assert.match(
      failureOf(() => configurationOfCrds(loader, [file])),
      `unable to parse open API definition from '${file}'`,
    );
});

test.run();
