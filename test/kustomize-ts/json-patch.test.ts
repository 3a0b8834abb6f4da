import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { builtinTypes } from '../../scripts/kustomize-ts/facts/types.ts';
import { isMapping } from '../../scripts/kustomize-ts/object/node.ts';
import { resource } from '../../scripts/kustomize-ts/object/resource.ts';
import { jsonPatch, readJsonPatch } from '../../scripts/kustomize-ts/patch/json-patch.ts';
import { goJson, type Json, toJson } from '../../scripts/kustomize-ts/yaml/json.ts';
import { readNode } from '../../scripts/kustomize-ts/yaml/read.ts';
import { failureOf } from './transformed.ts';

/** An object after a JSON patch, as Go writes JSON. */
const patched = (object: string, operations: string): string => {
  const root = readNode(object);
  if (!isMapping(root)) throw new Error('no object');
  const target = resource(root, builtinTypes);
  jsonPatch(target, readJsonPatch(operations));
  return goJson(toJson(target.root));
};

const one = (op: string, path: string, more: Readonly<Record<string, Json>> = {}): string =>
  JSON.stringify([{ op, path, ...more }]);

const OBJECT = '{list: [a, b, c], map: {x: 1, nil: null}, text: word}';
const changes = (...operations: Parameters<typeof one>): string => patched(OBJECT, one(...operations));
const fails = (...operations: Parameters<typeof one>): string => failureOf(() => changes(...operations));

test('add sets a member, or makes room in a list', () => {
  assert.is(
    patched('{a: 1}', one('add', '/b', { value: { c: [true, null] } })),
    '{"a":1,"b":{"c":[true,null]}}',
  );
  for (const [index, list] of [
    ['0', '["new","a","b","c"]'],
    ['3', '["a","b","c","new"]'],
    ['-', '["a","b","c","new"]'],
    ['-2', '["a","b","new","c"]'],
    ['+1', '["a","new","b","c"]'],
  ] as const)
    assert.match(changes('add', `/list/${index}`, { value: 'new' }), `"list":${list}`, index);
  assert.match(changes('add', '/map/y'), '"y":null', 'no value is null');
});

test('remove takes away what is there, and nothing else', () => {
  assert.match(changes('remove', '/list/1'), '"list":["a","c"]');
  assert.match(changes('remove', '/list/-1'), '"list":["a","b"]');
  assert.match(changes('remove', '/map/nil'), '"map":{"x":1}');
  assert.is(
    fails('remove', '/map/y'),
    "error in remove for path: '/map/y': Unable to remove nonexistent key: y: missing value",
  );
});

test('replace may name a member that is not there, but no index', () => {
  assert.match(changes('replace', '/map/y', { value: 2 }), '"map":{"nil":null,"x":1,"y":2}');
  assert.match(changes('replace', '/list/-1', { value: 2 }), '"list":["a","b",2]');
  assert.is(
    fails('replace', '/list/3', { value: 2 }),
    'replace operation does not apply: doc is missing key: /list/3: missing value',
  );
  assert.is(changes('replace', '', { value: { a: 1 } }), '{"a":1}');
  assert.is(changes('replace', '', { value: 3 }), changes('test', '/text', { value: 'word' }));
});

test('move and copy', () => {
  assert.match(changes('move', '/map/list', { from: '/list' }), '{"map":{"list":["a","b","c"],');
  assert.match(changes('copy', '/list/0', { from: '/map' }), '"list":[{"nil":null,"x":1},"a"');
  assert.match(changes('copy', '/map/z', { from: '/map/none' }), '"z":null', 'nothing is copied as null');
  const later = [
    { op: 'copy', from: '/map', path: '/twin' },
    { op: 'add', path: '/twin/x', value: 2 },
  ];
  assert.match(
    patched(OBJECT, JSON.stringify(later)),
    '"map":{"nil":null,"x":1}',
    'a copy is one of its own',
  );
  assert.is(
    fails('move', '/a', { from: '/b' }),
    "error in move for path: 'b': Unable to remove nonexistent key: b: missing value",
  );
  assert.is(
    fails('copy', '/a'),
    'copy operation failed to decode from: operation, missing from field: missing value',
  );
});

test('test compares what stands there, and its spelling', () => {
  for (const [path, value] of [
    ['/list', ['a', 'b', 'c']],
    ['/map', { nil: null, x: 1 }],
    ['/map/nil', null],
    ['/map/none', null],
  ] as const)
    assert.is(changes('test', path, { value: value as Json }), patched(OBJECT, '[]'), path);
  assert.is(fails('test', '/map', { value: { x: 1 } }), 'testing value /map failed: test failed');
  assert.is(fails('test', '/list'), 'testing value /list failed: test failed');
  const less = '{"op":"test","path":"/a","value":"x<y"}';
  assert.is(
    failureOf(() => patched('{a: x<y}', `[${less}]`)),
    'testing value /a failed: test failed',
  );
  assert.is(patched('{a: x<y}', `- ${less}`), '{"a":"x\\u003cy"}', 'YAML is spelled anew');
  assert.is(
    failureOf(() => patched('{a: 1}', '[{"op":"test","path":"/a","value":1.0}]')),
    'testing value /a failed: test failed',
  );
  assert.is(patched('{a: 1}', '[{"op":"test","path":"/a","value":1,"why":1.0}]'), '{"a":1}');
});

test('a path leads through members and indexes; ~1 is a slash and ~0 a tilde', () => {
  assert.match(changes('add', '/map/a~1b~01', { value: 1 }), '"a/b~1":1');
  assert.match(
    changes('add', 'any/map/y', { value: 1 }),
    '"y":1',
    'what is before the first slash does not count',
  );
  for (const path of ['/none/x', '/text/x', '/map/nil/x', '/list/9/x', '/list/x/y', 'map', ''])
    assert.is(
      fails('add', path, { value: 1 }),
      `add operation does not apply: doc is missing path: "${path}": missing value`,
    );
});

test('an index that is none fails in the words of the library that people search for', () => {
  for (const [index, why] of [
    ['4', 'Unable to access invalid index: 4: invalid index referenced'],
    ['-5', 'Unable to access invalid index: -5: invalid index referenced'],
    ['x', 'value was not a proper array index: \'x\': strconv.Atoi: parsing "x": invalid syntax'],
    [
      '99999999999999999999',
      'value was not a proper array index: \'99999999999999999999\': strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
  ] as const)
    assert.is(
      fails('add', `/list/${index}`, { value: 1 }),
      `error in add for path: '/list/${index}': ${why}`,
    );
});

test('an operation that nobody knows fails', () => {
  assert.is(fails('merge', '/a'), 'Unexpected kind: merge');
  for (const unknown of ['[null]', '[{}]', '[{"op":null}]', '[{"OP":"add"}]', '[{"op":5}]'])
    assert.is(
      failureOf(() => patched(OBJECT, unknown)),
      'Unexpected kind: unknown',
      unknown,
    );
  assert.is(
    failureOf(() => patched(OBJECT, '[{"op":"add"}]')),
    'add operation failed to decode path: missing value',
  );
  assert.is(
    failureOf(() => patched(OBJECT, '[{"op":"replace","path":5}]')),
    'replace operation failed to decode path: json: cannot unmarshal number into Go value of type string',
  );
});

test('a patch is strict JSON where it starts with a bracket, and YAML 1.1 elsewhere', () => {
  assert.is(
    patched('{}', '- {op: add, path: /a, value: [yes, 0644, 2020-01-01, 1_000, ~]}'),
    '{"a":[true,420,"2020-01-01",1000,null]}',
  );
  assert.is(
    patched('{}', ' [{op: add, path: /a, value: on}]'),
    '{"a":true}',
    'a blank before it makes YAML of it',
  );
  assert.match(
    failureOf(() => readJsonPatch('[{"op":"add"},]')),
    'invalid character',
  );
  assert.match(
    failureOf(() => readJsonPatch('[{op: add}]')),
    'invalid character',
  );
  assert.is(
    failureOf(() => readJsonPatch('a: b')),
    'json: cannot unmarshal object into Go value of type jsonpatch.Patch',
  );
  assert.is(
    failureOf(() => readJsonPatch('- a')),
    'json: cannot unmarshal string into Go value of type jsonpatch.Operation',
  );
  assert.is(
    failureOf(() => readJsonPatch('')),
    'empty json patch operations',
  );
  assert.is(readJsonPatch('# nothing').length, 0);
});

test('the whole object goes through JSON: numbers become floats, dates texts', () => {
  assert.is(
    patched('{big: 9007199254740993, huge: 12345678901234567890, f: 1.50, d: 2020-01-01, o: 0o17}', '[]'),
    '{"big":9007199254740992,"d":"2020-01-01T00:00:00Z","f":1.5,"huge":12345678901234567000,"o":15}',
  );
});

test('names of JavaScript are names like any other', () => {
  const operations = [
    { op: 'add', path: '/__proto__', value: { a: 1 } },
    { op: 'add', path: '/__proto__/b', value: 2 },
    { op: 'add', path: '/constructor', value: { prototype: 3 } },
  ];
  assert.is(
    patched('{}', JSON.stringify(operations)),
    '{"__proto__":{"a":1,"b":2},"constructor":{"prototype":3}}',
  );
  assert.is(Object.hasOwn(Object.prototype, 'b'), false);
});

test('property: what is added can be tested, moved there and back, and removed again', () => {
  const key = fc.string({ minLength: 1, maxLength: 6 });
  const value = fc.jsonValue({ maxDepth: 3 }).map((found) => JSON.parse(JSON.stringify(found)) as Json);
  fc.assert(
    fc.property(key, value, (name, added) => {
      fc.pre(!['a', 'b'].includes(name) && name.isWellFormed());
      const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const before = patched('{a: {}, b: 2}', '[]');
      const add = { op: 'add', path, value: added };
      const steps = [
        { ...add, op: 'test' },
        { op: 'move', from: path, path: '/a/x' },
        { op: 'move', from: '/a/x', path },
      ];
      const yaml = (operations: readonly object[]): string => ` ${JSON.stringify(operations)}`;
      const once = patched('{a: {}, b: 2}', yaml([add]));
      assert.is(patched('{a: {}, b: 2}', yaml([add, ...steps])), once);
      assert.is(patched('{a: {}, b: 2}', yaml([add, ...steps, { op: 'remove', path }])), before);
    }),
  );
});

test.run();
