import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ValueAddTarget, valueAddTransformer } from '../../scripts/kustomize-ts/transform/value-add.ts';
import { failureOf, transformed } from './transformed.ts';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers: [{name: main, image: nginx}]
  path: /var/lib/data
`;

const adding = (value: string, ...targets: readonly Partial<ValueAddTarget>[]): string =>
  transformed(
    POD,
    valueAddTransformer({
      value,
      targets: targets.map((target) => ({
        selector: undefined,
        fieldPath: 'spec/path',
        filePathPosition: 0,
        ...target,
      })),
    }),
  );

test('a field is replaced, or created with all that leads to it', () => {
  assert.match(adding('v', {}), 'path: v\n');
  assert.match(adding('v', { fieldPath: 'metadata/annotations/a.b\\/c' }), 'annotations:\n    a.b/c: v\n');
  assert.match(adding('3', { fieldPath: 'spec/deep/er' }), 'deep:\n    er: 3\n');
});

test('lists are entered by an index, from the end, or by a value, which is added where none fits', () => {
  assert.match(adding('v', { fieldPath: 'spec/containers/0/image' }), 'image: v\n');
  assert.match(adding('v', { fieldPath: 'spec/containers/-/image' }), 'image: v\n');
  assert.match(adding('v', { fieldPath: 'spec/containers/[name=main]/image' }), 'image: v\n');
  assert.match(
    adding('v', { fieldPath: 'spec/containers/[name=side]/image' }),
    '- image: v\n    name: side\n',
  );
  assert.match(adding('v', { fieldPath: 'spec/words/[=one]' }), 'words:\n  - v\n');
  assert.not.match(adding('v', { fieldPath: 'spec/containers/7/image' }), ': v\n');
});

test('a value can go into a path', () => {
  const paths = [1, 2, 3, 4, 99].map(
    (filePathPosition) => /path: (.*)/.exec(adding('v', { filePathPosition }))?.[1],
  );
  assert.equal(paths, [
    '/v/var/lib/data',
    '/var/v/lib/data',
    '/var/lib/v/data',
    '/var/lib/data/v',
    '/var/lib/data/v',
  ]);
  assert.match(adding('v', { fieldPath: 'spec/new', filePathPosition: 2 }), 'new: v\n');
});

test('a namespace is set as the namespace transformer sets it', () => {
  assert.match(adding('v', { fieldPath: 'metadata/namespace' }), 'namespace: v\n');
});

test('only what is selected is touched', () => {
  const kind = (name: string) => ({
    kind: name,
    group: '',
    version: '',
    name: '',
    namespace: '',
    annotationSelector: '',
    labelSelector: '',
  });
  assert.match(adding('v', { selector: kind('Pod') }), 'path: v\n');
  assert.match(adding('v', { selector: kind('Secret') }), 'path: /var/lib/data\n');
});

test('what is no scalar, and a condition without a value, are failures', () => {
  assert.match(
    failureOf(() => adding('v', { fieldPath: 'spec' })),
    'expected ScalarNode but got MappingNode',
  );
  assert.match(
    failureOf(() => adding('v', { fieldPath: 'kind/a' })),
    'expected MappingNode but got ScalarNode',
  );
  assert.match(
    failureOf(() => adding('v', { fieldPath: 'spec/containers/-2/image' })),
    'array index -2 cannot be negative',
  );
  assert.match(
    failureOf(() => adding('v', { fieldPath: 'spec/containers/[name]' })),
    'must contain fieldName=fieldValue',
  );
});

test.run();
