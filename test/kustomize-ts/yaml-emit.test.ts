import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Mapping,
  mapping,
  type Node,
  nothing,
  sequence,
  text,
  unresolved,
} from '../../scripts/kustomize-ts/object/node.ts';
import { emit, emitJson } from '../../scripts/kustomize-ts/yaml/emit.ts';
import { compareKeys } from '../../scripts/kustomize-ts/yaml/order.ts';
import { readObjects } from '../../scripts/kustomize-ts/yaml/read.ts';
import { texts } from './yaml-samples.ts';

const printed = (value: string): string => emitJson({ k: value }).slice('k: '.length, -1);

test('keys are sorted, sequences stand right below their key, empty collections on their line', () => {
  const node = mapping([
    [
      'list',
      sequence([
        text('a'),
        mapping([
          ['y', text('1')],
          ['x', sequence()],
        ]),
        sequence([text('b'), sequence([nothing()])]),
      ]),
    ],
    ['empty', mapping()],
    ['deep', mapping([['deeper', mapping([['deepest', text('')]])]])],
  ]);
  assert.is(
    emit(node),
    `deep:
  deeper:
    deepest: ""
empty: {}
list:
- a
- x: []
  "y": "1"
- - b
  - - null
`,
  );
});

test('a text is quoted when YAML 1.1 would take it for something else', () => {
  for (const value of [
    'yes',
    'No',
    'ON',
    'y',
    'N',
    'true',
    '~',
    'null',
    '',
    '12',
    '0x1f',
    '017',
    '1_000',
    '1e3',
    '.5',
  ])
    assert.is(printed(value), `"${value}"`);
  for (const value of ['2020-01-01', '12:30', '-1:30:00.5', '+.inf', '.NaN', '0b101', '2020-1-2T3:4:5Z'])
    assert.is(printed(value), `"${value}"`);
});

test('a text stays plain when nobody could mistake it', () => {
  for (const value of [
    'inf',
    '1e1000',
    'tRue',
    '=',
    '<<',

    '1.2.3',
    'a:b',
    'a#b',
    '-a',
    '--',
    '2020-13-01',
  ])
    assert.is(printed(value), value);
});

test('indicators and spaces at the ends ask for single quotes', () => {
  for (const value of [
    'a: b',
    '- a',
    ' a',
    'a ',
    'a #b',
    '#',
    '[a',
    '{',
    '&a',
    '*a',
    '!a',
    '%a',
    '@a',
    '`a',
    '---',
    '...',
    '? a',
    'a:',
  ])
    assert.is(printed(value), `'${value}'`);
  assert.is(printed("'it' #is"), "'''it'' #is'");
});

test('what cannot be printed is escaped', () => {
  assert.is(printed('a\tb'), '"a\\tb"');
  assert.is(printed('\u{1f600}'), '"\\U0001F600"');
  assert.is(printed('\0\x1b\x01\r'), '"\\0\\e\\x01\\r"');
  assert.is(printed('\ufeffab'), '"\\uFEFF\\x61\\x62"');
  assert.is(printed('\u00e9\u00a0\u6f22'), '\u00e9\u00a0\u6f22');
});

test('lines become a literal block, with hints for the space they begin with and the breaks they end with', () => {
  assert.is(emitJson({ k: 'a\nb\n' }), 'k: |\n  a\n  b\n');
  assert.is(emitJson({ k: 'a\nb' }), 'k: |-\n  a\n  b\n');
  assert.is(emitJson({ k: 'a\n\n', l: 1 }), 'k: |+\n  a\n\nl: 1\n');
  assert.is(emitJson({ k: '  a\n b' }), 'k: |2-\n    a\n   b\n');
  assert.is(emitJson({ k: '\na' }), 'k: |2-\n\n  a\n');
  assert.is(emitJson([['a\nb']]), '- - |-\n    a\n    b\n');
});

test('no block holds a space at the end of a line, a tab or a carriage return', () => {
  assert.is(printed('a \nb'), '"a \\nb"');
  assert.is(printed('a\n\tb'), '"a\\n\\tb"');
  assert.is(printed('a\r\nb'), '"a\\r\\nb"');
  assert.is(printed('a\nb '), '"a\\nb "');
});

test('long lines are folded behind column 80, at lone spaces', () => {
  const word = 'x'.repeat(39);
  assert.is(emitJson({ k: `${word} ${word} ${word}` }), `k: ${word} ${word}\n  ${word}\n`);
  assert.is(emitJson({ k: `${word} ${word}  ${word}` }), `k: ${word} ${word}  ${word}\n`);
  assert.is(emitJson({ k: `'${word} ${word} ${word}` }), `k: '''${word} ${word}\n  ${word}'\n`);
  assert.is(emitJson({ k: `\t${word} ${word}  ${word}` }), `k: "\\t${word} ${word}\n  \\ ${word}"\n`);
  assert.is(emitJson({ k: [`${word} ${word} ${word}`] }), `k:\n- ${word} ${word}\n  ${word}\n`);
});

test('a line of exactly 80 columns goes on, a longer one ends', () => {
  const x = (count: number): string => 'x'.repeat(count);
  assert.is(emitJson({ k: `${x(77)} y` }), `k: ${x(77)} y\n`);
  assert.is(emitJson({ k: `${x(78)} y` }), `k: ${x(78)}\n  y\n`);
  assert.is(emitJson({ k: `'${x(74)} y` }), `k: '''${x(74)} y'\n`);
  assert.is(emitJson({ k: `'${x(75)} y` }), `k: '''${x(75)}\n  y'\n`);
  assert.is(emitJson({ k: `\t${x(74)} y` }), `k: "\\t${x(74)} y"\n`);
  assert.is(emitJson({ k: `\t${x(75)} y` }), `k: "\\t${x(75)}\n  y"\n`);
});

test('a key that is long or of several lines stands behind a question mark', () => {
  const long = 'k'.repeat(129);
  assert.is(emitJson({ [long]: 1 }), `? ${long}\n: 1\n`);
  assert.is(emitJson({ ['k'.repeat(128)]: 1 }), `${'k'.repeat(128)}: 1\n`);
  assert.is(emitJson({ [long]: ['a', { b: 1 }] }), `? ${long}\n: - a\n  - b: 1\n`);
  assert.is(emitJson({ [long]: { b: { c: 1 } } }), `? ${long}\n: b:\n    c: 1\n`);
  assert.is(emitJson({ 'a\nb': 1 }), '? |-\n  a\n  b\n: 1\n');
  assert.is(emitJson({ é: 1, ['é'.repeat(65)]: 2 }), `é: 1\n? ${'é'.repeat(65)}\n: 2\n`);
});

test('numbers are written as Go writes them', () => {
  const numbers = [1, 1.5, 1e-7, 1e21, 123456789.125, 1e20, -0, 100000.5, 0.0001, 0.00001, 1234567.5];
  assert.is(
    emitJson(numbers),
    '- 1\n- 1.5\n- 1e-07\n- 1e+21\n- 1.23456789125e+08\n- 1e+20\n- 0\n- 100000.5\n- 0.0001\n- 1e-05\n- 1.2345675e+06\n',
  );
  assert.is(
    emitJson([18446744073709551615n, 2n ** 64n, -(2n ** 63n)]),
    '- 18446744073709551615\n- 1.8446744073709552e+19\n- -9223372036854775808\n',
  );
});

test('a scalar without a tag means what its text means', () => {
  const node = sequence([
    unresolved('0644'),
    unresolved('yes'),
    unresolved('1.50'),
    unresolved('2020-01-01'),
    unresolved('~'),
  ]);
  assert.is(emit(node), '- 420\n- "yes"\n- 1.5\n- "2020-01-01T00:00:00Z"\n- null\n');
});

test('what JSON or YAML cannot hold ends the build', () => {
  assert.throws(() => emit(unresolved('.nan')), /unsupported value: NaN/);
  assert.throws(() => emitJson('\x7f'), /control characters are not allowed/);
  assert.throws(() => emitJson({ ['k'.repeat(1023)]: 1 }), /did not find expected ',' or '}'/);
  assert.throws(() => emitJson({ 'a\x85b': 1 }), /line 1: did not find expected ',' or '}'/);
  assert.throws(() => emit(text('\ta\nb')), /found a tab character/);
  assert.throws(
    () => emit({ kind: 'scalar', tag: '!!int', value: 'abc', quoted: false }),
    /cannot decode !!str `abc` as a !!int/,
  );
});

test('keys come in the order of go-yaml: digits are numbers, letters come last', () => {
  const keys = ['9', '10', '1a', 'A', 'a', 'a-b', 'a_b', 'a1', 'a01', 'a2', 'a10'];
  const sorted = keys.toReversed().sort(compareKeys);
  assert.equal(sorted, keys);
  assert.equal(['a100', 'a15'].sort(compareKeys), ['a15', 'a100']);
  assert.equal(['aé', 'az', 'a.b', 'a'].sort(compareKeys), ['a', 'a.b', 'az', 'aé']);
});

const asObject = (members: Record<string, Node>): Mapping => mapping(Object.entries(members));

test('whatever text is printed is read back as itself', () => {
  fc.assert(
    fc.property(texts, texts, (value, key) => {
      fc.pre(!/[\x7f-\x9f\ufffe\uffff]/.test(value + key) && key !== '<<' && !/^\t[\s\S]*\n/.test(value));
      const printedObject = emit(
        asObject({ kind: text('A'), spec: mapping([[key, sequence([text(value)])]]) }),
      );
      const [back] = readObjects(printedObject);
      assert.is(emit(back as Mapping), printedObject);
    }),
  );
});

test.run();
