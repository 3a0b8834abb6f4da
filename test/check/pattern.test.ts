import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { patternFault } from '../../scripts/check/pattern.ts';

const ACCEPTED = [
  'B\\d+',
  '(?:SHOP|PAY)-\\d+',
  '[A-Z]+-\\d+(?:\\.\\d+)?',
  'A\\d+|B\\d+|C\\d+|D\\d+|E\\d+|F\\d+',
  '(?:[A-Z]{2}){3}',
  '\\p{Lu}+-\\d{1,6}',
  '[()|+*?]+',
  'a\\(+',
  '\\\\1',
  '(?<team>[a-z]+)-\\d+',
];

for (const pattern of ACCEPTED)
  test(`${pattern} can be used`, () => {
    assert.is(patternFault(pattern), undefined);
  });

const REFUSED: readonly [string, RegExp][] = [
  ['(', /unterminated group/],
  ['[a', /unterminated character class/],
  ['a{2,1}', /out of order/],
  ['(a+)+', /repeats a group/],
  ['(?:a|a)*', /repeats a group/],
  ['(a{2,}){3}', /repeats a group/],
  ['((a?))+', /repeats a group/],
  ['(a?){30}', /repeats a group/],
  ['a?a?a?a?a?', /more than 4/],
  ['(a|a)(a|a)(a|a)(a|a)(a|a)', /more than 4/],
  ['(a)\\1', /refers back/],
  ['(?<n>a)\\k<n>', /refers back/],
  ['(?=a)a', /ahead or behind/],
  ['(?<!a)b', /ahead or behind/],
];

for (const [pattern, reason] of REFUSED)
  test(`${pattern} cannot be used`, () => {
    assert.match(patternFault(pattern) ?? '', reason);
  });

const piece = fc.constantFrom(
  'a',
  'b',
  '.',
  '\\w',
  '[ab]',
  '(',
  '(?:',
  ')',
  '|',
  '*',
  '+',
  '?',
  '{2,}',
  '{3}',
  '{0,9}',
);

test('whatever can be used answers at once, also where nothing fits', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
      const pattern = pieces.join('');
      if (patternFault(pattern) !== undefined) return;
      accepted += 1;
      const whole = new RegExp(`^(?:${pattern})$`, 'u');
      const started = performance.now();
      for (const text of ['a'.repeat(100), 'ab'.repeat(50), `${'a'.repeat(99)}!`]) whole.test(text);
      assert.ok(performance.now() - started < 2000, `${pattern} took too long`);
    }),
    { numRuns: 3000 },
  );
  assert.ok(accepted > 200, `only ${accepted} patterns were accepted: the test asks too little`);
});

test.run();
