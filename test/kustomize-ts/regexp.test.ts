import fc from 'fast-check';
import { RE2JS } from 're2js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { anchoredRegExp, goRegExp } from '../../scripts/kustomize-ts/patch/regexp.ts';
import { failureOf } from './transformed.ts';

test('a pattern matches any part of a text, an anchored one the whole', () => {
  assert.ok(goRegExp('b+').matches('abbc'));
  assert.not(goRegExp('^b+$').matches('abbc'));
  assert.ok(anchoredRegExp('a|b').matches('b'));
  assert.not(anchoredRegExp('a|b').matches('ab'));
  assert.ok(anchoredRegExp('plain-name').matches('plain-name'));
  assert.not(anchoredRegExp('plain-name').matches('plain-name2'));
});

test('the syntax is that of RE2', () => {
  for (const [pattern, text, expected] of [
    ['^a.c$', 'a\nc', false],
    ['^(?s:a.c)$', 'a\nc', true],
    ['^b$', 'a\nb', false],
    ['(?m)^b$', 'a\nb', true],
    ['(?m)^a$', 'a\nb', true],
    ['(?i)STRASSE', 'strasse', true],
    ['(?i:[a-c])x', 'Bx', true],
    ['(?i:a)B', 'Ab', false],
    ['^\\d{2,3}$', '1234', false],
    ['^[[:alpha:]]+[^[:^digit:]]$', 'ab1', true],
    ['^\\pL\\p{Greek}\\P{Lu}$', 'aωb', true],
    ['^\\x41\\x{1F600}\\101$', 'A😀A', true],
    ['^.$', '😀', true],
    ['\\bweb\\b', 'a-web.b', true],
    ['\\Bweb', 'web', false],
    ['^\\Qa.b\\E+$', 'a.bb', true],
    ['^[]a]+$', ']a', true],
    ['^x{,2}$', 'x{,2}', true],
    ['^(?P<name>a)(?<other>b)$', 'ab', true],
    ['\\Aa\\z', 'a', true],
    ['', '', true],
  ] as const)
    assert.is(goRegExp(pattern).matches(text), expected, pattern);
});

test('what is no pattern fails in the words of Go', () => {
  for (const [pattern, failure] of [
    ['a(b', 'missing closing ): `a(b`'],
    ['a)b', 'unexpected ): `a)b`'],
    ['a[b', 'missing closing ]: `[b`'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a|+?', 'missing argument to repetition operator: `+?`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['a{2,1}', 'invalid repeat count: `{2,1}`'],
    ['((a{10}){10}){11}', 'invalid repeat count: `{11}`'],
    ['a(?=b)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?i-)', 'invalid or unsupported Perl syntax: `(?i-)`'],
    ['(?P<n', 'invalid named capture: `(?P<n`'],
    ['(?P<1-2>a)', 'invalid named capture: `(?P<1-2>`'],
    ['\\q', 'invalid escape sequence: `\\q`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['\\x{110000}', 'invalid escape sequence: `\\x{110000`'],
    ['a\\', 'trailing backslash at end of expression: ``'],
    ['[z-a]', 'invalid character class range: `z-a`'],
    ['[[:word:][:none:]]', 'invalid character class range: `[:none:]`'],
    ['\\p{None}', 'invalid character class range: `\\p{None}`'],
  ] as const)
    assert.is(
      failureOf(() => goRegExp(pattern)),
      `error parsing regexp: ${failure}`,
      pattern,
    );
});

test('no pattern takes long, whatever the text', () => {
  const start = performance.now();
  for (const pattern of ['(a*)*b', '(a|a)*b', '(a|aa|aaa)*b', '(.*)*x(.*)*y', '(a?){50}a{50}b'])
    assert.not(goRegExp(pattern).matches('a'.repeat(5000)), pattern);
  assert.match(
    failureOf(() => goRegExp('('.repeat(100_000))),
    'expression nests too deeply',
  );
  assert.match(
    failureOf(() => goRegExp('(a{999})'.repeat(1100))),
    'expression too large',
  );
  assert.ok(performance.now() - start < 20_000);
});

const ATOMS = [
  ...['a', 'b', 'A', '.', '1', '-', '_', '{', '}', '\n', 'é'],
  ...['\\d', '\\w', '\\S', '\\.', '\\-', '\\pL', '\\PN', '\\x61', '\\101', '\\Qa.b\\E'],
  ...['[ab]', '[^a]', '[a-c1-3]', '[[:alpha:]]', '[^[:^alpha:]]', '[\\d-]', '[]a]', '[a\\]]', '[-a]'],
  ...['^', '$', '\\A', '\\z', '\\b', '\\B', '(?i)', '(?m)', '(?-s)', '(?i:A)', '(?s:.)'],
];
const OPERATORS = ['', '', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,}', '{0,2}', '{,2}', '{2,1}'];

const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(fc.constantFrom(...ATOMS), fc.constantFrom(...OPERATORS)).map((pieces) => pieces.join('')),
    fc
      .tuple(fc.constantFrom('(', '(?:', '(?i:', '('), tie('pattern'), fc.constantFrom(...OPERATORS))
      .map(([open, inside, operator]) => `${open}${inside})${operator}`),
  ),
  pattern: fc
    .array(tie('part'), { maxLength: 4 })
    .chain((parts) =>
      fc.option(tie('part'), { nil: undefined, freq: 4 }).map((other) => [parts.join(''), other]),
    )
    .map(([first = '', other]) => (other === undefined ? first : `${first}|${other}`)),
}));
const texts = fc.array(fc.string({ unit: fc.constantFrom(...'abcAB12-._ é{\n'), maxLength: 8 }), {
  minLength: 3,
  maxLength: 3,
});

test('property: every pattern means what the library re2js takes it for, or fails with the same words', () => {
  let compared = 0;
  fc.assert(
    fc.property(pattern, texts, (source, all) => {
      const theirs = attempted(() => RE2JS.compile(source));
      const ours = attempted(() => goRegExp(source));
      assert.is(ours.failure, theirs.failure);
      for (const text of all) {
        assert.is(ours.made?.matches(text), theirs.made?.matcher(text).find(), JSON.stringify(text));
        if (ours.made !== undefined) compared += 1;
      }
    }),
    { numRuns: 800 },
  );
  assert.ok(compared > 500);
});

interface Attempt<T> {
  readonly made?: T;
  readonly failure?: string;
}

const attempted = <T>(make: () => T): Attempt<T> => {
  try {
    return { made: make() };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
};

test.run();
