import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FieldSpec } from '../../scripts/kustomize-ts/kustomization/kustomization.ts';
import { allIds } from '../../scripts/kustomize-ts/object/identity.ts';
import { listAnnotation, NOTES, nameOf } from '../../scripts/kustomize-ts/object/resource.ts';
import { prefixTransformer } from '../../scripts/kustomize-ts/transform/prefix.ts';
import { suffixTransformer } from '../../scripts/kustomize-ts/transform/suffix.ts';
import { loaded, transformed } from './transformed.ts';

const NAMES: readonly FieldSpec[] = [{ path: 'metadata/name' }];
const prefixed = (prefix: string, fieldSpecs = NAMES) => prefixTransformer({ prefix, fieldSpecs });
const suffixed = (suffix: string, fieldSpecs = NAMES) => suffixTransformer({ suffix, fieldSpecs });

const object = (apiVersion: string, kind: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`;

test('names take on both, and definitions, API services and namespaces neither', () => {
  const named = (apiVersion: string, kind: string) =>
    /name: (.*)/.exec(transformed(object(apiVersion, kind), prefixed('x-'), suffixed('-y')))?.[1];
  assert.is(named('v1', 'ConfigMap'), 'x-a-y');
  assert.is(named('example.com/v1', 'APIService'), 'x-a-y');
  assert.is(named('apiregistration.k8s.io/v1', 'APIService'), 'a');
  assert.is(named('apiextensions.k8s.io/v1', 'CustomResourceDefinition'), 'a');
  assert.is(named('v1', 'Namespace'), 'a');
});

test('each step remembers the name before it, and what was added', () => {
  const all = loaded(object('v1', 'ConfigMap'));
  for (const step of [prefixed('x-'), suffixed('-y'), prefixed('z-')]) step(all);
  const [one] = all.list;
  assert.ok(one !== undefined);
  assert.equal(
    allIds(one).map((id) => id.name),
    ['a', 'x-a', 'x-a-y', 'z-x-a-y'],
  );
  assert.equal(listAnnotation(one, NOTES.prefixes), ['x-', 'z-']);
  assert.equal(listAnnotation(one, NOTES.suffixes), ['-y']);
});

test('other fields take on the prefix by their specs, and are created where these say so', () => {
  const fieldSpecs = [
    { path: 'data/a', kind: 'ConfigMap' },
    { path: 'data/b', kind: 'ConfigMap', create: true },
    { path: 'data/c', kind: 'ConfigMap' },
    { path: 'data/a', kind: 'Secret' },
  ];
  const result = transformed(`${object('v1', 'ConfigMap')}data: {a: 1}\n`, prefixed('x-', fieldSpecs));
  assert.match(result, 'data:\n  a: x-1\n  b: x-\nkind');
  assert.match(result, 'name: a\n');
});

test('a name that looks like a number is a text once it has been touched', () => {
  const yaml = 'apiVersion: v1\nkind: Secret\nmetadata: {name: 12}\n';
  assert.match(transformed(yaml, prefixed('3')), 'name: "312"');
});

test('prefixes and suffixes do not care for their order', () => {
  const affix = fc.stringMatching(/^[a-z-]{1,5}$/);
  fc.assert(
    fc.property(affix, affix, (before, after) => {
      const one = loaded(object('v1', 'Secret'));
      const other = loaded(object('v1', 'Secret'));
      prefixed(before)(one);
      suffixed(after)(one);
      suffixed(after)(other);
      prefixed(before)(other);
      assert.equal(one.list.map(nameOf), other.list.map(nameOf));
      assert.equal(one.list.map(nameOf), [`${before}a${after}`]);
    }),
  );
});

test.run();
