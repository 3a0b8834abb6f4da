import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeYaml } from '../../scripts/kustomize-ts/yaml/decode.ts';
import { fromJson, goJson, type Json, parseJson, toJson } from '../../scripts/kustomize-ts/yaml/json.ts';
import { readNode } from '../../scripts/kustomize-ts/yaml/read.ts';

const jsonOf = (source: string): string => goJson(decodeYaml(source));

test('a kustomization file is YAML 1.1', () => {
  assert.is(jsonOf('[yes, n, On, off, True, ~, y]'), '[true,false,true,false,true,null,true]');
  assert.is(jsonOf('[0644, 0o17, 0b11, 1_000, 1e3, 1.50, 1:30, 08]'), '[420,15,3,1000,1000,1.5,"1:30",8]');
  assert.is(jsonOf('[2020-01-01, "yes", !!str no, ! 3, !mine 4]'), '["2020-01-01","yes","no","3","4"]');
});

test('keys become texts, and the last of equal keys wins', () => {
  assert.is(
    jsonOf('{1: a, 2.5: b, yes: c, 0x10: d, 1e10: e, 16777217.0: f}'),
    '{"1":"a","1.6777216e+07":"f","16":"d","1e+10":"e","2.5":"b","true":"c"}',
  );
  assert.is(jsonOf('{a: 1, a: 2}'), '{"a":2}');
  assert.throws(() => decodeYaml('{~: a}'), /unsupported map key of type: %!s\(<nil>\), key: <nil>/);
  assert.throws(() => decodeYaml('{[a]: b}'), /^yaml: invalid map key/);
});

test('a merge key overwrites what stands before it and gives way to what follows', () => {
  assert.is(jsonOf('{a: 1, <<: {a: 2, b: 3}, b: 4}'), '{"a":2,"b":4}');
  assert.is(jsonOf('{<<: [{a: 1}, {a: 2, b: 3}]}'), '{"a":1,"b":3}');
  assert.is(jsonOf('x: &x {a: 1}\nz: {<<: *x, b: 2}'), '{"x":{"a":1},"z":{"a":1,"b":2}}');
  assert.throws(
    () => decodeYaml('{<<: 3}'),
    /^yaml: map merge requires map or sequence of maps as the value$/,
  );
});

test('only the first document counts, and an empty text is null', () => {
  assert.is(decodeYaml(''), null);
  assert.is(decodeYaml('# nothing\n'), null);
  assert.is(jsonOf('a: 1\n---\n: broken'), '{"a":1}');
});

test('errors name the line where the problem is', () => {
  assert.throws(
    () => decodeYaml('a: 1\nb: c: d\n'),
    /^yaml: line 2: mapping values are not allowed in this context$/,
  );
  assert.throws(
    () => decodeYaml('a:\n  - b\n  c: d\n'),
    /^yaml: line 2: did not find expected '-' indicator$/,
  );
  assert.throws(() => decodeYaml('a: .nan'), /^json: unsupported value: NaN$/);
});

test('aliases may not make a document much larger than it is', () => {
  const laughs = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 10; level++)
    laughs.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  assert.throws(() => decodeYaml(laughs.join('\n')), /^yaml: document contains excessive aliasing$/);
  assert.throws(() => decodeYaml('&a {b: *a}'), /^yaml: anchor 'a' value contains itself$/);
});

test('objects have no prototype, so no key means anything', () => {
  const decoded = decodeYaml('__proto__: {polluted: 1}\n') as object;
  assert.is(Object.getPrototypeOf(decoded), null);
  assert.equal(Object.keys(decoded), ['__proto__']);
  const parsed = parseJson('{"__proto__": {"polluted": 1}}') as object;
  assert.equal(Object.keys(parsed), ['__proto__']);
  assert.is(({} as { polluted?: unknown }).polluted, undefined);
});

test('JSON is written as Go writes it', () => {
  assert.is(
    goJson({ b: '<&>', a: '\u2028\u2029', '\uffee': 1, '\u{10000}': 2 }),
    '{"a":"\\u2028\\u2029","b":"\\u003c\\u0026\\u003e","\uffee":1,"\u{10000}":2}',
  );
  assert.is(
    goJson([1e21, 1e-7, 1e20, 0.1, -0, 2n ** 64n, '\x01\b\f\x7f', '\ud800']),
    '[1e+21,1e-7,100000000000000000000,0.1,-0,18446744073709551616,"\\u0001\\b\\f\x7f","\ufffd"]',
  );
});

test('JSON is read strictly, and its integers stay exact', () => {
  assert.equal(parseJson(' [1, 9007199254740993, -1.5e3, "\\u00e9\\/\\ud83d\\ude00", true, null] '), [
    1,
    9007199254740993n,
    -1500,
    '\u00e9/\u{1f600}',
    true,
    null,
  ]);
  const problems: readonly (readonly [string, string])[] = [
    ['', 'unexpected end of JSON input'],
    ['[1', 'unexpected end of JSON input'],
    ['[1,]', "invalid character ']' looking for beginning of value"],
    ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"],
    ['[1 2]', "invalid character '2' after array element"],
    ['{"a":1 "b"}', `invalid character '"' after object key:value pair`],
    ['1 2', "invalid character '2' after top-level value"],
    ['nul', 'unexpected end of JSON input'],
    ['nulL', "invalid character 'L' in literal null (expecting 'l')"],
    ['01', "invalid character '1' after top-level value"],
    ['1.', 'unexpected end of JSON input'],
    ['-a', "invalid character 'a' in numeric literal"],
    ['1ex', "invalid character 'x' in exponent of numeric literal"],
    ['"\n"', "invalid character '\\n' in string literal"],
    ['"\\x"', "invalid character 'x' in string escape code"],
    ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
  ];
  for (const [source, problem] of problems) {
    try {
      parseJson(source);
      assert.unreachable(source);
    } catch (error) {
      assert.is((error as Error).message, problem, source);
    }
  }
  assert.throws(() => parseJson('['.repeat(100_000)), /exceeded max depth/);
});

/** Plain data as JSON holds it: without a negative zero. */
const data = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);

test('plain data survives JSON, and the way through a value that can be customized', () => {
  fc.assert(
    fc.property(data, (value) => {
      const wanted = goJson(value);
      assert.is(goJson(parseJson(JSON.stringify(value))), wanted);
      assert.is(goJson(toJson(fromJson(value))), wanted);
    }),
  );
});

test('a value as JSON means what its text means', () => {
  assert.is(
    goJson(toJson(readNode('{a: 0644, b: yes, c: 2020-01-01, d: 1.0, e: [~, "1"]}'))),
    '{"a":420,"b":"yes","c":"2020-01-01T00:00:00Z","d":1,"e":[null,"1"]}',
  );
});

test.run();
