import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { builtinTypes } from '../../scripts/kustomize-ts/facts/types.ts';
import { absorber } from '../../scripts/kustomize-ts/object/absorb.ts';
import { rememberId } from '../../scripts/kustomize-ts/object/identity.ts';
import { objectsIn } from '../../scripts/kustomize-ts/object/load.ts';
import {
  NOTES,
  ORIGIN,
  type Resource,
  removeNotes,
  setKind,
  setName,
} from '../../scripts/kustomize-ts/object/resource.ts';
import { resources } from '../../scripts/kustomize-ts/object/resources.ts';
import { emit } from '../../scripts/kustomize-ts/yaml/emit.ts';

const object = (metadata: string, rest = ''): Resource => {
  const [found] = objectsIn(
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {${metadata}}\n${rest}`,
    builtinTypes,
  );
  if (found === undefined) throw new Error('no object');
  return found;
};

const generated = (behavior: string, rest = '', more = ''): Resource =>
  object(`name: a, annotations: {${NOTES.behavior}: ${behavior}, ${NOTES.needsHash}: enabled${more}}`, rest);

const absorbed = (present: readonly Resource[], ...made: Resource[]): Resource[] => {
  const all = resources([...present]);
  absorber(all)(made);
  return all.list;
};

const printed = (subject: Resource): string => {
  removeNotes(subject, []);
  return emit(subject.root);
};

const failure = (step: () => unknown): string => {
  try {
    step();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no failure';
};

const ID = (name: string): string =>
  `resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"ConfigMap", isClusterScoped:false}, Name:"${name}", Namespace:""}`;

test('something new is appended', () => {
  assert.is(absorbed([object('name: b')], generated('unspecified')).length, 2);
  assert.is(absorbed([object('name: a, namespace: other')], generated('create')).length, 2);
});

test('create meets an id that is there, merge and replace meet none: both fail', () => {
  const exists = `id ${ID('a')} exists; behavior must be merge or replace`;
  assert.is(
    failure(() => absorbed([object('name: a')], generated('unspecified'))),
    exists,
  );
  assert.is(
    failure(() => absorbed([object('name: a, namespace: default')], generated('create'))),
    exists,
  );
  assert.is(
    failure(() => absorbed([], generated('create'), generated('create'))),
    exists,
  );
  const none = `id ${ID('a')} does not exist; cannot merge or replace`;
  assert.is(
    failure(() => absorbed([], generated('merge'))),
    none,
  );
  assert.is(
    failure(() => absorbed([object('name: b')], generated('replace'))),
    none,
  );
});

test('merge takes the place of the old, joins labels, annotations and data as texts, and keeps no other field', () => {
  const old = object(
    'name: a, labels: {x: 1}, annotations: {y: 0644, z: old}',
    'immutable: true\ndata: {a: 0644, b: null, c: {x: 1}, d: yes, k: old}\nbinaryData: {r: aGk=}\n',
  );
  const all = absorbed([old, object('name: b')], generated('merge', 'data: {k: new}\n', ', z: new'));
  assert.is(all.length, 2);
  assert.is(
    printed(all[0] as Resource),
    'apiVersion: v1\nbinaryData:\n  r: aGk=\ndata:\n  a: "0644"\n  b: ""\n  c: ""\n  d: "yes"\n  k: new\nkind: ConfigMap\n' +
      'metadata:\n  annotations:\n    "y": "0644"\n    z: new\n  labels:\n    x: "1"\n  name: a\n',
  );
});

test('replace keeps nothing of the old but its metadata', () => {
  const [first] = absorbed(
    [object('name: a, labels: {x: "1"}', 'data: {k: old}\n')],
    generated('replace', 'data: {m: new}\n'),
  );
  assert.is(
    printed(first as Resource),
    'apiVersion: v1\ndata:\n  m: new\nkind: ConfigMap\nmetadata:\n  labels:\n    x: "1"\n  name: a\n',
  );
});

test('only where both were generated does the merged one get a hash', () => {
  const notes = (all: Resource[]): string => emit((all[0] as Resource).root);
  assert.not.match(notes(absorbed([object('name: a')], generated('merge'))), /needsHashSuffix/);
  assert.match(notes(absorbed([generated('create')], generated('merge'))), /needsHashSuffix: enabled/);
  const without = object(`name: a, annotations: {${NOTES.behavior}: merge}`);
  assert.not.match(notes(absorbed([generated('create')], without)), /needsHashSuffix/);
});

test('an object is found by every name it ever had, and keeps the last one', () => {
  const renamed = object('name: a');
  rememberId(renamed);
  setName(renamed, 'p-a');
  const [first] = absorbed(
    [renamed],
    generated('merge', 'data: {k: v}\n'),
    generated('merge', 'data: {l: w}\n'),
  );
  assert.is(
    printed(first as Resource),
    'apiVersion: v1\ndata:\n  k: v\n  l: w\nkind: ConfigMap\nmetadata:\n  name: p-a\n',
  );
});

test('an object is no longer found by an id that the merged one does not have', () => {
  const old = object('name: a');
  rememberId(old);
  setKind(old, 'Secret');
  const [secret] = objectsIn('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n', builtinTypes);
  assert.is(absorbed([old], generated('merge'), secret as Resource).length, 2);
});

test('two objects that ever had the id are one too many', () => {
  const [one, two] = [object('name: a'), object('name: a')];
  for (const [index, renamed] of [one, two].entries()) {
    rememberId(renamed);
    setName(renamed, `${index}-a`);
  }
  assert.match(
    failure(() => absorbed([one, two], generated('merge'))),
    /^found multiple objects \[\{"apiVersion":"v1".*"name":"0-a"\}\} \{.*"name":"1-a"\}\}\] that could accept merge of ConfigMap\.v1\.\[noGrp\]\/a\.\[noNs\]$/,
  );
});

test('what was merged into still comes from where it came from', () => {
  const old = object(`name: a, annotations: {${ORIGIN}: old}`);
  const [merged] = absorbed([old], generated('merge', '', `, ${ORIGIN}: new`));
  assert.match(emit((merged as Resource).root), /config\.kubernetes\.io\/origin: old\n/);
});

test('a key that the real tool could not read back fails here, too', () => {
  assert.match(
    failure(() => absorbed([object('name: a', 'data: {"1": x}\n')], generated('merge'))),
    /^json: unsupported type: map\[interface \{\}\]interface \{\}: the key "1"/,
  );
});

test.run();
