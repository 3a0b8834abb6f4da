import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Outcome } from '../../scripts/model/verification.ts';
import { scoreOf } from '../../scripts/verify/score.ts';

interface Wish {
  readonly outcome: Outcome;
  readonly weight?: number;
  readonly key?: boolean;
}

const results = (wishes: readonly Wish[]) =>
  wishes.map(({ outcome, weight = 1, key = false }, index) => ({
    check: `check-${index}`,
    outcome,
    weight,
    key,
  }));

const keptn = { pass: 90, warning: 75 };

/** The wishes, the thresholds, and `outcome score`. */
const CASES: readonly (readonly [string, readonly Wish[], { pass: number; warning: number }, string])[] = [
  ['all pass', [{ outcome: 'pass' }, { outcome: 'pass' }], keptn, 'pass 100'],
  ['a warning earns half', [{ outcome: 'pass', weight: 3 }, { outcome: 'warning' }], keptn, 'warning 87.5'],
  ['enough is enough', [{ outcome: 'pass', weight: 9 }, { outcome: 'fail' }], keptn, 'pass 90'],
  ['between the thresholds', [{ outcome: 'pass', weight: 3 }, { outcome: 'fail' }], keptn, 'warning 75'],
  ['below both', [{ outcome: 'pass', weight: 2 }, { outcome: 'fail' }], keptn, 'fail 66.666667'],
  [
    "Keptn's own example: 85 of 92",
    [
      { outcome: 'pass', weight: 85 },
      { outcome: 'fail', weight: 7 },
    ],
    keptn,
    'pass 92.391304',
  ],
  [
    'a key check fails',
    [
      { outcome: 'pass', weight: 99 },
      { outcome: 'fail', key: true },
    ],
    keptn,
    'fail 99',
  ],
  [
    'a key check warns',
    [
      { outcome: 'pass', weight: 9 },
      { outcome: 'warning', key: true },
    ],
    keptn,
    'pass 95',
  ],
  ['only warnings never fail', [{ outcome: 'warning' }], keptn, 'warning 50'],
  [
    'unknown keeps from passing',
    [{ outcome: 'pass', weight: 99 }, { outcome: 'unavailable' }],
    keptn,
    'unavailable 99',
  ],
  ['waiting does too', [{ outcome: 'pass' }, { outcome: 'waiting' }], keptn, 'waiting 50'],
  ['unknown before waiting', [{ outcome: 'waiting' }, { outcome: 'unavailable' }], keptn, 'unavailable 0'],
  ['a failure that nothing mends', [{ outcome: 'fail' }, { outcome: 'unavailable' }], keptn, 'fail 0'],
  [
    'one that an answer may mend',
    [{ outcome: 'fail' }, { outcome: 'unavailable', weight: 3 }],
    keptn,
    'unavailable 0',
  ],
  [
    'a key failure before unknown',
    [{ outcome: 'fail', key: true, weight: 0 }, { outcome: 'unavailable' }],
    keptn,
    'fail 0',
  ],
  [
    'without weight it does not count',
    [{ outcome: 'pass' }, { outcome: 'fail', weight: 0 }],
    keptn,
    'pass 100',
  ],
  ['nothing weighs and all passed', [{ outcome: 'pass', weight: 0 }], keptn, 'pass 100'],
  ['nothing weighs and one warned', [{ outcome: 'warning', weight: 0 }], keptn, 'pass 100'],
  [
    'nothing weighs and one failed',
    [
      { outcome: 'pass', weight: 0 },
      { outcome: 'fail', weight: 0 },
    ],
    keptn,
    'fail 0',
  ],
  ['nothing weighs and one is unknown', [{ outcome: 'unavailable', weight: 0 }], keptn, 'unavailable 0'],
  [
    'tenths add up',
    Array(10).fill({ outcome: 'pass', weight: 0.1 }),
    { pass: 100, warning: 100 },
    'pass 100',
  ],
  [
    'three tenths of a whole',
    [...Array(3).fill({ outcome: 'pass', weight: 0.1 }), { outcome: 'fail', weight: 0.7 }],
    { pass: 30, warning: 0 },
    'pass 30',
  ],
  ['nothing at all', [], keptn, 'unavailable undefined'],
];

for (const [that, wishes, thresholds, expected] of CASES)
  test(that, () => {
    const { outcome, score, why } = scoreOf(results(wishes), thresholds);
    assert.is(`${outcome} ${score}`, expected);
    assert.match(why, /^\S.*\.$/);
    assert.not.match(why, /undefined|NaN|^ /);
  });

test('what decided is named', () => {
  const many = results(Array(8).fill({ outcome: 'fail', key: true }));
  assert.is(
    scoreOf(many, keptn).why,
    'check-0, check-1, check-2, check-3, check-4 and 3 more failed, and must not.',
  );
});

const OUTCOME = fc.constantFrom<Outcome>('pass', 'warning', 'fail', 'waiting', 'unavailable');
const wish = fc.record({
  outcome: OUTCOME,
  weight: fc.oneof(
    fc.constantFrom(0, 0.1, 1, 2, 3),
    fc.integer({ min: 0, max: 10_000 }).map((one) => one / 10),
  ),
  key: fc.boolean(),
});
const wishes = fc.array(wish, { maxLength: 8 });
const thresholds = fc
  .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
  .map(([a, b]) => ({ pass: Math.max(a, b), warning: Math.min(a, b) }));

test('the score stays between 0 and 100', () => {
  fc.assert(
    fc.property(wishes, thresholds, (some, least) => {
      const { score } = scoreOf(results(some), least);
      assert.is(score === undefined, some.length === 0);
      assert.ok(score === undefined || (score >= 0 && score <= 100));
    }),
  );
});

test('the order of the checks changes nothing', () => {
  fc.assert(
    fc.property(
      wishes.chain((some) =>
        fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
      ),
      thresholds,
      ([some, others], least) => {
        const [one, other] = [scoreOf(results(some), least), scoreOf(results(others), least)];
        assert.equal([one.outcome, one.score], [other.outcome, other.score]);
      },
    ),
  );
});

test('nothing passes with something unknown, and nothing fails without a failure', () => {
  fc.assert(
    fc.property(wishes, thresholds, (some, least) => {
      const { outcome } = scoreOf(results(some), least);
      const has = (one: Outcome): boolean => some.some((result) => result.outcome === one);
      if (has('unavailable') || has('waiting') || some.length === 0) assert.is.not(outcome, 'pass');
      if (!has('fail')) assert.is.not(outcome, 'fail');
      if (some.some((result) => result.key && result.outcome === 'fail')) assert.is(outcome, 'fail');
    }),
  );
});

/** What may become of a result when the environment gets better, or what is unknown turns out well. */
const BETTER: Readonly<Record<Outcome, readonly Outcome[]>> = {
  fail: ['warning', 'pass'],
  unavailable: ['waiting', 'pass'],
  waiting: ['pass'],
  warning: ['pass'],
  pass: [],
};
const RANK: readonly Outcome[] = ['fail', 'unavailable', 'waiting', 'warning', 'pass'];

test('a better result never makes the whole worse', () => {
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 8 }), fc.nat(), thresholds, (some, at, least) => {
      const before = scoreOf(results(some), least);
      const chosen = at % some.length;
      for (const better of BETTER[some[chosen]?.outcome ?? 'pass']) {
        const after = scoreOf(
          results(some.map((one, index) => (index === chosen ? { ...one, outcome: better } : one))),
          least,
        );
        assert.ok((after.score ?? 0) >= (before.score ?? 0));
        assert.ok(
          RANK.indexOf(after.outcome) >= RANK.indexOf(before.outcome),
          `${before.outcome} became ${after.outcome}`,
        );
      }
    }),
    { numRuns: 2000 },
  );
});

test.run();
