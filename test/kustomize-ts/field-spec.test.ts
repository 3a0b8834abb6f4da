import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FieldSpec } from '../../scripts/kustomize-ts/kustomization/kustomization.ts';
import { isScalar, type Node } from '../../scripts/kustomize-ts/object/node.ts';
import type { Transformer } from '../../scripts/kustomize-ts/object/resources.ts';
import {
  applyFieldSpec,
  atFieldSpecs,
  type FieldVisit,
  splitPath,
} from '../../scripts/kustomize-ts/transform/field-spec.ts';
import { setScalar } from '../../scripts/kustomize-ts/transform/set.ts';
import { failureOf, loaded, transformed } from './transformed.ts';

const at =
  (specs: readonly FieldSpec[], visit: FieldVisit): Transformer =>
  ({ list }) => {
    for (const one of list) atFieldSpecs(one, specs, visit);
  };

const marking = (create?: 'scalar' | 'mapping'): FieldVisit => ({
  visit: (node: Node) => {
    if (isScalar(node)) setScalar(node, 'here', '!!str');
  },
  ...(create === undefined ? {} : { create, tag: '!!str' }),
});

const OBJECT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  list: [{a: 1}, {a: 2, b: 3}, null]
  nested: [[{a: 4}], {a: 5}]
  nothing: null
  'with/slash': 1
`;

const specOf = (path: string, more: Partial<FieldSpec> = {}): FieldSpec => ({ path, ...more });

const after = (path: string, visit: FieldVisit = marking(), more: Partial<FieldSpec> = {}): string =>
  transformed(OBJECT, at([specOf(path, more)], visit)).split('\nspec:\n')[1] ?? '';

test('a path steps through lists, and lists in lists, and past what is null', () => {
  assert.match(after('spec/list/a'), '- a: here\n  - a: here\n    b: 3\n  - null');
  assert.match(after('spec/nested/a'), '- - a: here\n  - a: here');
});

test('a slash that belongs to a name is escaped', () => {
  assert.match(after('spec/with\\/slash'), 'with/slash: here');
  assert.equal(splitPath('a\\/b/c\\/d\\/e'), ['a/b', 'c/d/e']);
});

test('splitting what was joined with escapes answers the same names', () => {
  const name = fc.string().filter((text) => !text.includes('\\'));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
      const path = names.map((part) => part.replaceAll('/', '\\/')).join('/');
      assert.equal(splitPath(path), names);
    }),
  );
});

test('only objects of the type are touched', () => {
  const touched = (more: Partial<FieldSpec>) => after('spec/list/b', marking(), more).includes('b: here');
  assert.equal([{ kind: 'Deployment' }, { group: 'apps' }, { version: 'v1' }, {}].map(touched), [
    true,
    true,
    true,
    true,
  ]);
  assert.equal([{ kind: 'Pod' }, { group: 'batch' }, { version: 'v2' }].map(touched), [false, false, false]);
});

test('what is missing is created only where both the spec and the step say so, and never through lists', () => {
  const create = { create: true };
  assert.match(after('spec/new/deep', marking('scalar'), create), 'new:\n    deep: here');
  assert.not.match(after('spec/new/deep', marking('scalar')), 'new:');
  assert.not.match(after('spec/new/deep', marking(), create), 'new:');
  assert.not.match(after('spec/new[]/deep', marking('scalar'), create), 'new:');
  assert.match(after('spec/list/c', marking('scalar'), create), 'b: 3\n    c: here\n  - null');
});

test('null turns into what is created, and into a list where the path expects one', () => {
  assert.match(after('spec/nothing', marking('scalar'), { create: true }), 'nothing: here');
  assert.match(after('spec/nothing', marking('mapping'), { create: true }), 'nothing: {}');
  assert.match(after('spec/nothing/deep', marking('scalar'), { create: true }), 'nothing:\n    deep: here');
  assert.match(after('spec/nothing[]/deep'), 'nothing: []');
  assert.match(after('spec/nothing/deep'), 'nothing: null');
});

test('a path that runs into a scalar says where, and in which object', () => {
  assert.equal(
    failureOf(() => after('kind/deeper')),
    "considering field 'kind/deeper' of object Deployment.v1.apps/web.[noNs]: expected sequence or mapping node",
  );
  assert.match(
    failureOf(() => after('spec/list/a/b')),
    'visit traversal on path: [a b]: expected sequence',
  );
  assert.match(
    failureOf(() => after('spec//a')),
    'cannot set or create an empty field name',
  );
});

test('lists are stepped through, so no index chooses in them', () => {
  assert.match(
    failureOf(() => after('spec/0')),
    'fieldName: 0: wrong node kind: expected SequenceNode',
  );
  assert.match(
    failureOf(() => after('spec/-1')),
    'array index -1 cannot be negative',
  );
  assert.match(
    failureOf(() => after('spec/[name]')),
    'list path element must contain fieldName=fieldValue',
  );
  assert.match(
    failureOf(() => after('spec/[name=a]/b')),
    'expected SequenceNode but got MappingNode',
  );
});

test('a path that leads deeper than files do is a failure', () => {
  const path = 'a/'.repeat(100_000);
  assert.match(
    failureOf(() => after(`${path}b`, marking('scalar'), { create: true })),
    /the path has more than \d+ fields$/,
  );
});

test('a failure names the field', () => {
  const [one] = loaded(OBJECT).list;
  try {
    if (one !== undefined) applyFieldSpec(one, specOf('kind/deeper'), () => {});
    assert.unreachable();
  } catch (error) {
    assert.is((error as { field?: string }).field, 'kind/deeper');
  }
});

test.run();
