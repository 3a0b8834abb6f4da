import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { builtinTypes } from '../../scripts/kustomize-ts/facts/types.ts';
import { hashOf, hashTransformer } from '../../scripts/kustomize-ts/generate/hash.ts';
import { allIds } from '../../scripts/kustomize-ts/object/identity.ts';
import { objectsIn } from '../../scripts/kustomize-ts/object/load.ts';
import { NOTES, nameOf, type Resource } from '../../scripts/kustomize-ts/object/resource.ts';
import { resources } from '../../scripts/kustomize-ts/object/resources.ts';

const object = (kind: string, rest: string, annotations = '{}'): Resource => {
  const [found] = objectsIn(
    `apiVersion: v1\nkind: ${kind}\nmetadata: {name: settings, annotations: ${annotations}}\n${rest}\n`,
    builtinTypes,
  );
  if (found === undefined) throw new Error('no object');
  return found;
};

const hash = (kind: string, rest: string): string => hashOf(object(kind, rest));

/** Each was read off the name that Kustomize 5.5 gives to such an object. */
const KNOWN: readonly (readonly [kind: string, rest: string, hash: string])[] = [
  ['ConfigMap', '', '6ct58987ht'],
  ['ConfigMap', 'data:', '6ct58987ht'],
  ['ConfigMap', 'data: null', 'g886t7dd28'],
  ['ConfigMap', 'data: foo', 'dbtkmgt2k2'],
  ['ConfigMap', 'data: [1]', 'dk855m5d49'],
  ['ConfigMap', 'data: {zone: eu}', '752dck9dm5'],
  ['ConfigMap', 'data: {zone: eu}\nbinaryData: {raw: //4=}', 'bt8ffffm76'],
  [
    'ConfigMap',
    'data: {a: 12345678901234567890, b: 1.5, c: 1e30, d: <>&, e: {y: [1, null]}}\nmetadata/name: foo\nbinaryData: foo',
    't7bdtctbk2',
  ],
  ['Secret', 'stringData: {a: b}', '86kg747449'],
  ['Secret', 'type: 0644\ndata: {}', '9g88f6mf2m'],
  ['Secret', 'type: Opaque\ndata: {}', '46f8b28mk5'],
];

for (const [kind, rest, wanted] of KNOWN)
  test(`a ${kind} with ${rest === '' ? 'nothing' : JSON.stringify(rest)} has the hash ${wanted}`, () => {
    assert.is(hash(kind, rest), wanted);
  });

test('neither name nor labels nor the order of keys count, but the type of a Secret does', () => {
  assert.is(
    hash('ConfigMap', 'data: {a: x, b: "y"}'),
    hash('ConfigMap', 'data: {b: "y", a: x}\nimmutable: true'),
  );
  assert.is.not(hash('Secret', 'type: a'), hash('Secret', 'type: b'));
});

test('only what a generator marked gets its hash, and stays known by the name it had', () => {
  const marked = object('ConfigMap', 'data: {zone: eu}', `{${NOTES.needsHash}: enabled}`);
  const plain = object('ConfigMap', 'data: {zone: eu}');
  hashTransformer()(resources([marked, plain]));
  assert.is(nameOf(marked), 'settings-752dck9dm5');
  assert.equal(
    allIds(marked).map(({ name }) => name),
    ['settings', 'settings-752dck9dm5'],
  );
  assert.is(nameOf(plain), 'settings');
});

test('the hash of other kinds cannot be known, which is said', () => {
  assert.throws(
    () => hash('Deployment', ''),
    /only a ConfigMap or Secret can have a hash suffix, not a Deployment/,
  );
  assert.throws(() => hash('constructor', ''), /not a constructor/);
});

test.run();
