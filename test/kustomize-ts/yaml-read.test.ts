import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildFailure } from '../../scripts/kustomize-ts/failure.ts';
import { at, type Node } from '../../scripts/kustomize-ts/object/node.ts';
import { emit } from '../../scripts/kustomize-ts/yaml/emit.ts';
import { goJson, toDecodedJson, toJson } from '../../scripts/kustomize-ts/yaml/json.ts';
import { readNode, readObjects } from '../../scripts/kustomize-ts/yaml/read.ts';

/** What a value comes to as JSON. */
const meaningOf = (source: string): unknown => plain(toJson(readNode(source)));
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)));

const failureOf = (source: string | Uint8Array): string => {
  try {
    readObjects(source);
  } catch (error) {
    if (error instanceof BuildFailure) return error.message;
    throw error;
  }
  return 'nothing failed';
};

test('a file is cut at every line that begins with three dashes; empty documents are dropped', () => {
  const objects = readObjects(
    '# only a comment\n---\n---\nkind: A\n--- # another\nkind: B\n---\n~\n---\n{}\n---\n[]\n',
  );
  assert.equal(objects.map(emit), ['kind: A\n', 'kind: B\n']);
  assert.is(failureOf('kind: A\n--- b\nkind: B\n'), 'invalid document separator: --- b');
});

test('what follows the end of a document in its part is not looked at', () => {
  assert.equal(readObjects('kind: A\n...\n: nonsense').map(emit), ['kind: A\n']);
});

test('JSON, byte order marks, CRLF and UTF-16 are read', () => {
  assert.equal(readObjects('{"kind": "A", "x": [1, null, "\\u00e9"]}').map(emit), [
    'kind: A\nx:\n- 1\n- null\n- é\n',
  ]);
  assert.equal(readObjects('\ufeffkind: A\r\nx: |\r\n  a\r\n  b\r\n---\r\n\ufeffkind: B\r\n').map(emit), [
    'kind: A\nx: |\n  a\n  b\n',
    'kind: B\n',
  ]);
  const utf16 = Buffer.from('\ufeffkind: é', 'utf16le');
  assert.equal(readObjects(utf16).map(emit), ['kind: é\n']);
  assert.equal(readObjects(Buffer.from(utf16).swap16()).map(emit), ['kind: é\n']);
});

test('bytes that are no text fail as libyaml says', () => {
  const behind = (...octets: number[]): string =>
    failureOf(Buffer.concat([Buffer.from('a: '), Buffer.from(octets)]));
  assert.is(behind(0xff), 'yaml: invalid leading UTF-8 octet');
  assert.is(behind(0xc3), 'yaml: incomplete UTF-8 octet sequence');
  assert.is(behind(0xc3, 0x28), 'yaml: invalid trailing UTF-8 octet');
  assert.is(behind(0xc0, 0x80), 'yaml: invalid length of a UTF-8 sequence');
  assert.is(behind(0xed, 0xa0, 0x80), 'yaml: invalid Unicode character');
  assert.is(behind(0), 'yaml: control characters are not allowed');
  assert.is(behind(0x7f), 'yaml: control characters are not allowed');
});

test('scalars mean what go-yaml v3 makes of them', () => {
  const meanings: readonly (readonly [string, unknown])[] = [
    ['yes', 'yes'],
    ['off', 'off'],
    ['True', true],
    ['0644', 420],
    ['0o644', 420],
    ['0b11', 3],
    ['-0x1F', -31],
    ['1_000', 1000],
    ['08', 8],
    ['0b-101', -5],
    ['1e3', 1000],
    ['1.50', 1.5],
    ['.5_0', 0.5],
    ['1e1000', '1e1000'],
    ['2020-01-01', '2020-01-01T00:00:00Z'],
    ['2020-1-2 3:4:5.600', '2020-01-02T03:04:05.6Z'],
    ['2020-01-02T03:04:05+02:00', '2020-01-02T03:04:05+02:00'],
    ['2020-01-02T03:04:05+00:00', '2020-01-02T03:04:05Z'],
    ['2020-02-30', '2020-02-30'],
    ['1:30', '1:30'],
    ['~', null],
    ['', null],
    ['18446744073709551615', '18446744073709551615n'],
    ['18446744073709551616', 18446744073709552000],
    ['"12"', '12'],
    ['!!str 12', '12'],
    ['!!float 3', 3],
    ['!!int "3"', 3],
    ['!mine 3', '3'],
    ['! 3', 3],
    ['!!binary aGVsbG8=', 'hello'],
    ['<<', '<<'],
  ];
  for (const [source, meaning] of meanings) assert.equal(meaningOf(source), meaning, source);
});

test('a tag that does not fit fails when the value is needed', () => {
  assert.throws(() => meaningOf('!!int abc'), /^yaml: cannot decode !!str `abc` as a !!int$/);
  assert.throws(() => meaningOf('!!bool yes'), /^yaml: cannot decode !!str `yes` as a !!bool$/);
  assert.throws(() => meaningOf('!!binary x'), /invalid base64 data/);
});

test('scalars go on over lines, folded', () => {
  assert.is(meaningOf('a\n  b\n\n  c # no\n'), 'a b\nc');
  assert.is(meaningOf('"a \\\n  b\\  \n\n  c"'), 'a b \nc');
  assert.is(meaningOf("'it''s\n  so'"), "it's so");
  assert.is(meaningOf('>-\n  a\n  b\n\n  c\n'), 'a b\nc');
  assert.is(meaningOf('|2+\n   a\n\n'), ' a\n\n');
});

test('a folded scalar gains breaks around indented lines, as kustomize writes it once in between', () => {
  assert.is(meaningOf('>-\n  a\n   b\n  c\n'), 'a\n\n b\nc');
  assert.is(meaningOf('>2-\n\n   a\n  b\n\n  c\n'), '\n a\nb c');
  assert.is(meaningOf('|-\n  a\n   b\n  c\n'), 'a\n b\nc');
  assert.throws(
    () => meaningOf('|2\n  \ta\n'),
    /found a tab character where an indentation space is expected/,
  );
  assert.is(meaningOf('|2\n  \ta \n  b\n'), '\ta \nb\n');
});

test('read without being written in between, a value is what it says', () => {
  const node = readNode('a: >-\n  x\n   y\n  z\nb: {c: , d: 0644}\n');
  assert.is(goJson(toDecodedJson(node)), '{"a":"x\\n y\\nz","b":{"c":null,"d":420}}');
  assert.is(goJson(toJson(node)), '{"a":"x\\n\\n y\\nz","b":{"c":"","d":420}}');
});

test('escapes are those of YAML, without the slash of JSON', () => {
  assert.is(
    meaningOf('"\\x41\\u00e9\\U0001F600\\e\\N\\_\\L\\P\\0"'),
    'A\u00e9\u{1f600}\x1b\x85\xa0\u2028\u2029\0',
  );
  for (const [source, problem] of [
    ['"\\/"', 'found unknown escape character'],
    ['"\\xZZ"', 'did not find expected hexdecimal number'],
    ['"\\ud83d"', 'found invalid Unicode character escape code'],
  ] as const)
    assert.is(failureOf(source), `yaml: ${problem}`);
});

test('aliases and merge keys are expanded, own keys win, earlier sources win', () => {
  const source = 'kind: A\na: &a {x: 1, y: [1]}\nb: *a\nc:\n  <<: [*a, {x: 2, z: 3}]\n  y: 4\n';
  assert.equal(readObjects(source).map(emit), [
    'a:\n  x: 1\n  "y":\n  - 1\nb:\n  x: 1\n  "y":\n  - 1\nc:\n  x: 1\n  "y": 4\n  z: 3\nkind: A\n',
  ]);
});

test('an expanded alias shares nothing with its anchor', () => {
  const [object] = readObjects('a: &a {x: 1}\nb: *a\n');
  assert.is.not(at(object, 'a'), at(object, 'b'));
  assert.is.not(at(object, 'a', 'x'), at(object, 'b', 'x'));
});

test('a merge of anything but mappings fails', () => {
  assert.is(failureOf('a: {<<: 3}'), 'map merge requires map or sequence of maps as the value');
  assert.is(failureOf('a: {<<: [[x]]}'), 'invalid map merge: received a nested sequence');
  assert.is(failureOf('a: &a [1]\nb: {<<: *a}'), 'invalid map merge: received alias for a non-map value');
  assert.is(failureOf('a: {<<: {b: 1}, <<: {c: 1}}'), 'duplicate merge key');
});

test('a key may stand once, and below the root only texts may be keys', () => {
  assert.is(
    failureOf('a: 1\nb: 2\na: 3\n'),
    'yaml: unmarshal errors:\n  line 3: mapping key "a" already defined at line 1',
  );
  assert.is(failureOf('a: {1: x}'), 'json: unsupported type: map[interface {}]interface {}');
  assert.is(failureOf('? [a]\n: b'), 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into string');
  assert.equal(readObjects('1: x\ntrue: y\n').map(emit), ['"1": x\n"true": "y"\n']);
});

test('nothing at all inside brackets is printed as an empty text, yet it is null', () => {
  const node = readNode('{a: , b: ~, c}');
  assert.is(emit(node), 'a: ""\nb: null\nc: ""\n');
  assert.is((at(node, 'a') as { tag: string }).tag, '!!null');
});

test('a key is found within 1024 characters', () => {
  const keyed = (length: number): string => `a:\n  ${'k'.repeat(length)}: 1\n`;
  assert.is(failureOf(keyed(1024)), 'nothing failed');
  assert.is(failureOf(keyed(1025)), 'yaml: line 2: mapping values are not allowed in this context');
  assert.is(failureOf(`a:\n  "${'\u{1f600}'.repeat(1022)}": 1\n`), 'nothing failed');
});

test('a quoted << is no merge key, and is lost', () => {
  assert.equal(readObjects('"<<": 1\na: {"<<": {b: 1}, c: 2}\n').map(emit), ['a:\n  c: 2\n']);
});

test('a tab may stand before a comment that follows another one, and before no other that begins a line', () => {
  const tab = 'found character that cannot start any token';
  for (const [before, after] of [
    ['# a\n', 'a: 1\n'],
    ['a:\n- # a\n', '  1\n'],
    ['a: |\n  x\n# a\n\n \t\n', 'b: 1\n'],
    [`# a\n${'\n'.repeat(500)}`, 'a: 1\n'],
  ])
    assert.is(failureOf(`${before}\t# b\n${after}`), 'nothing failed', before);
  assert.match(failureOf('a: 1 # a\n\t# b\nb: 1\n'), tab);
  assert.match(failureOf('\t# b\na: 1\n'), tab);
  assert.match(failureOf(`# a\n${'\n'.repeat(600)}\t# b\na: 1\n`), tab);
});

test('a document that is no mapping is no resource', () => {
  assert.is(failureOf('- a'), 'missing Resource metadata');
  assert.is(failureOf('a'), 'missing Resource metadata');
});

test('a broken text fails in the words of go-yaml, with the line that it names', () => {
  const problems: readonly (readonly [string, string])[] = [
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    ['x: 1\na: b: c', 'yaml: line 2: mapping values are not allowed in this context'],
    ['x: 1\na: b\n c: d', 'yaml: line 3: mapping values are not allowed in this context'],
    ['x:\n  - a\n  b: c', "yaml: line 1: did not find expected '-' indicator"],
    ['x:\n  b: c\n  - a', 'yaml: line 1: did not find expected key'],
    ['x: [a\ny: b', "yaml: line 1: did not find expected ',' or ']'"],
    ['x: {a: b\ny: c', "yaml: line 1: did not find expected ',' or '}'"],
    ['x:\n\t- a', 'yaml: line 2: found character that cannot start any token'],
    ['x: @a', 'yaml: found character that cannot start any token'],
    ['x: "a', 'yaml: found unexpected end of stream'],
    ['x: *a', "yaml: unknown anchor 'a' referenced"],
    ['x: "a"!t b: c', 'yaml: mapping values are not allowed in this context'],
    ['x: |\n\ta', 'yaml: line 2: found a tab character where an indentation space is expected'],
    ['x\ny: 1', 'yaml: line 2: mapping values are not allowed in this context'],
    ['x: 1\ny', "yaml: line 2: could not find expected ':'"],
    ['%YAML 1.2\n--- a', 'yaml: found incompatible YAML document'],
    ['x: !a!b c', 'yaml: found undefined tag handle'],
  ];
  for (const [source, problem] of problems) assert.is(failureOf(source), problem, source);
});

test('aliases do not blow up, and do not contain themselves', () => {
  const laughs = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 12; level++)
    laughs.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  assert.is(failureOf(laughs.join('\n')), 'yaml: document contains excessive aliasing');
  assert.is(failureOf('a: &a [*a]'), "yaml: anchor 'a' value contains itself");
  assert.is(failureOf('a: &a {<<: *a}'), "yaml: anchor 'a' value contains itself");
});

test('nesting ends somewhere, before the stack does', () => {
  const deep = 100_000;
  assert.match(failureOf(`a: ${'['.repeat(deep)}`), /exceeded max depth of 1000/);
  assert.match(failureOf(`a: ${'{a: '.repeat(deep)}`), /exceeded max depth of 1000/);
  assert.match(failureOf(`a:\n${'- '.repeat(deep)}a`), /exceeded max depth of 1000/);
  const nested = `kind: A\na: ${'['.repeat(900)}${']'.repeat(900)}`;
  assert.is(readObjects(nested).length, 1);
  assert.ok(emit(readObjects(nested)[0] as Node).includes('- - - '));
});

test('keys that mean something to JavaScript are keys like others', () => {
  const [object] = readObjects('__proto__: {polluted: 1}\nconstructor: 2\n');
  assert.equal([...(object?.entries.keys() ?? [])], ['__proto__', 'constructor']);
  assert.is(({} as { polluted?: unknown }).polluted, undefined);
  assert.equal(Object.keys(toJson(object as Node) as object), ['__proto__', 'constructor']);
});

test('whatever is read, it is read or fails with a reason', () => {
  const piece = fc.constantFrom(
    'a',
    ' ',
    '\n',
    ': ',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '#',
    '&a ',
    '*a',
    '!t ',
    '|',
    '>',
    '\t',
    '---\n',
    '<<: ',
    '\\',
    '%',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      assert.type(failureOf(pieces.join('')), 'string');
    }),
    { numRuns: 2000 },
  );
});

test.run();
