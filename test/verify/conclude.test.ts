import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CheckResult, OUTCOMES, type Outcome } from '../../scripts/model/verification.ts';
import { conclude, type Gathered } from '../../scripts/verify/conclude.ts';
import { scoreOf } from '../../scripts/verify/score.ts';

const BOUNDS = { pass: 90, warning: 75 };

const result = (outcome: Outcome, more: Partial<CheckResult> = {}): CheckResult => ({
  check: 'smoke',
  kind: 'http',
  outcome,
  why: 'It answered.',
  attempts: 1,
  weight: 1,
  key: false,
  startedAt: 1000,
  endedAt: 2000,
  ...more,
});

const rolled = (outcome: Outcome): NonNullable<Gathered['rollout']> => ({
  outcome,
  why: `The rollout: ${outcome}.`,
  services: [],
});

test('what was found before, of the checks and afterwards, and what it comes to', () => {
  const table: readonly (readonly [Outcome | undefined, readonly Outcome[], Outcome | undefined, Outcome])[] =
    [
      // before, checks, afterwards, all
      ['pass', ['pass'], 'pass', 'pass'],
      ['pass', ['warning'], 'pass', 'warning'],
      ['pass', ['fail'], 'pass', 'fail'],
      ['pass', ['unavailable'], 'pass', 'unavailable'],
      ['pass', ['waiting'], 'pass', 'waiting'],
      ['pass', [], undefined, 'pass'],
      ['pass', ['pass'], undefined, 'unavailable'],
      ['pass', ['pass'], 'fail', 'fail'],
      ['pass', ['pass'], 'waiting', 'unavailable'],
      ['pass', ['pass'], 'unavailable', 'unavailable'],
      ['pass', ['fail'], 'unavailable', 'unavailable'],
      ['pass', ['fail'], 'waiting', 'unavailable'],
      ['pass', ['fail'], 'fail', 'fail'],
      ['fail', [], undefined, 'fail'],
      ['waiting', [], undefined, 'waiting'],
      ['unavailable', [], undefined, 'unavailable'],
      ['unavailable', ['pass'], 'pass', 'unavailable'],
      [undefined, ['pass'], undefined, 'pass'],
      [undefined, ['fail'], undefined, 'fail'],
      [undefined, ['pass'], 'unavailable', 'unavailable'],
      [undefined, [], undefined, 'unavailable'],
    ];
  for (const [before, checks, afterwards, all] of table) {
    const found = conclude(
      {
        checks: checks.map((outcome) => result(outcome)),
        ...(before === undefined ? {} : { rollout: rolled(before) }),
        ...(afterwards === undefined ? {} : { afterwards: { outcome: afterwards, why: 'Later.' } }),
      },
      BOUNDS,
    );
    assert.is(found.outcome, all, `${before} [${checks}] ${afterwards}: ${found.why}`);
  }
});

const outcome = fc.constantFrom(...OUTCOMES);

const gathered: fc.Arbitrary<Gathered> = fc
  .record({
    before: fc.option(outcome),
    afterwards: fc.option(outcome),
    checks: fc.array(fc.record({ outcome, weight: fc.nat(3), key: fc.boolean() }), { maxLength: 4 }),
  })
  .map(({ before, afterwards, checks }) => ({
    checks: checks.map(({ outcome, ...more }, index) =>
      result(outcome, { ...more, check: `check-${index}` }),
    ),
    ...(before === null ? {} : { rollout: rolled(before) }),
    ...(afterwards === null ? {} : { afterwards: { outcome: afterwards, why: 'Later.' } }),
  }));

const isGood = (outcome: Outcome): boolean => outcome === 'pass' || outcome === 'warning';

test('nothing is good, as a whole or for itself, unless it was there before and after', () => {
  fc.assert(
    fc.property(gathered, (given) => {
      const { rollout, afterwards, checks } = given;
      const found = conclude(given, BOUNDS);
      const wasThere = rollout === undefined || rollout.outcome === 'pass';
      const stayed = afterwards === undefined ? rollout === undefined : afterwards.outcome === 'pass';
      if (isGood(found.outcome))
        return (
          wasThere &&
          (checks.length === 0 ? rollout !== undefined : stayed && isGood(scoreOf(checks, BOUNDS).outcome))
        );
      if (wasThere && stayed) assert.equal(found.checks, checks);
      else assert.not.ok(found.checks.some((one) => isGood(one.outcome)));
      assert.equal(
        found.checks.map(({ check }) => check),
        checks.map(({ check }) => check),
      );
      return true;
    }),
    { numRuns: 2000 },
  );
});

test('what fails, failed while it was known to be there, or was seen not to be', () => {
  fc.assert(
    fc.property(gathered, (given) => {
      const { rollout, afterwards } = given;
      if (conclude(given, BOUNDS).outcome !== 'fail') return true;
      if (rollout?.outcome === 'fail' || afterwards?.outcome === 'fail') return true;
      return rollout === undefined ? afterwards?.outcome !== 'unavailable' : afterwards?.outcome === 'pass';
    }),
    { numRuns: 2000 },
  );
});

/** From the best to the worst that can be known of one thing. */
const ORDER: readonly Outcome[] = ['pass', 'warning', 'unavailable', 'fail'];
const rank = (outcome: Outcome): number => ORDER.indexOf(outcome === 'waiting' ? 'unavailable' : outcome);
const worsen = (outcome: Outcome): Outcome => ORDER[Math.min(rank(outcome) + 1, 3)] as Outcome;

/** A check that is not known keeps the whole from being good; one that is known to fail need not, if it weighs little. */
test('whatever gets worse never makes the whole good', () => {
  fc.assert(
    fc.property(gathered, fc.nat(10), (given, at) => {
      const { rollout, afterwards, checks } = given;
      const place = at % (checks.length + 2);
      const worse: Gathered = {
        checks: checks.map((one, index) =>
          index === place && isGood(one.outcome) ? { ...one, outcome: worsen(one.outcome) } : one,
        ),
        ...(rollout === undefined
          ? {}
          : { rollout: place === checks.length ? rolled(worsen(rollout.outcome)) : rollout }),
        ...(afterwards === undefined
          ? {}
          : {
              afterwards:
                place === checks.length + 1
                  ? { ...afterwards, outcome: worsen(afterwards.outcome) }
                  : afterwards,
            }),
      };
      const [one, other] = [conclude(given, BOUNDS).outcome, conclude(worse, BOUNDS).outcome];
      return isGood(one) ? rank(other) >= rank(one) : !isGood(other);
    }),
    { numRuns: 2000 },
  );
});

test.run();
