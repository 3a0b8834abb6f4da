import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { evidenceOf } from '../../scripts/history/ledger/evidence.ts';
import { eventOf, type LedgerEvent } from '../../scripts/model/event.ts';
import { OUTCOMES, type Outcome } from '../../scripts/model/verification.ts';
import { SUBJECT } from '../history/random-events.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;

const evaluated = (
  [attempt, outcome]: readonly [number, Outcome],
  at: number,
  commit: string = SUBJECT.commit,
): LedgerEvent =>
  eventOf(
    { ...SUBJECT, commit: commit as never, attempt },
    { name: 'evaluation.finished', at, data: { outcome, why: '' } },
  );

const told = (...events: LedgerEvent[]): Outcome[] => evidenceOf(events).map(({ outcome }) => outcome);

test('the later attempt is the later evidence, whatever the clock of whoever made it said', () => {
  const first = evaluated([1, 'pass'], NOON);
  const back = evaluated([2, 'fail'], NOON - 5 * HOUR);
  assert.equal(told(first, back), ['pass', 'fail']);
  assert.equal(told(back, first), ['pass', 'fail'], 'in the file of an earlier month');
  const ahead = evaluated([1, 'pass'], NOON + 90 * 24 * HOUR);
  assert.equal(told(ahead, evaluated([2, 'fail'], NOON)), ['pass', 'fail']);
  assert.is(evidenceOf([first, back])[1]?.at, NOON - 5 * HOUR, 'its own time stays what it was');
});

test('between different states the clocks decide', () => {
  const other = evaluated([1, 'fail'], NOON - HOUR, 'c'.repeat(40));
  assert.equal(told(evaluated([1, 'pass'], NOON), other), ['fail', 'pass']);
});

test('attempts of one state stand in their order, and without any jump the time is the order', () => {
  const random = fc.record({
    attempt: fc.integer({ min: 1, max: 4 }),
    at: fc.integer({ min: NOON, max: NOON + 4 * HOUR }),
    commit: fc.constantFrom('c'.repeat(40), 'd'.repeat(40)),
    outcome: fc.constantFrom(...OUTCOMES),
  });
  const attemptsOf = (events: readonly LedgerEvent[], commit: string): number[] => {
    const order = evidenceOf(events).filter((one) => one.commit === commit);
    return order.map(({ at }) => events.find((one) => Date.parse(one.time) === at)?.data.attempt ?? 0);
  };
  const all = fc.uniqueArray(random, { selector: ({ at }) => at, maxLength: 12 });
  fc.assert(
    fc.property(all, (list) => {
      const events = list.map(({ attempt, at, commit, outcome }) =>
        evaluated([attempt, outcome], at, commit),
      );
      assert.is(evidenceOf(events).length, events.length);
      for (const commit of ['c'.repeat(40), 'd'.repeat(40)]) {
        const attempts = attemptsOf(events, commit);
        assert.equal(attempts, [...attempts].sort());
      }
      const honest = list.map(({ at, ...others }) =>
        evaluated([others.attempt, others.outcome], at + others.attempt * 10 * HOUR, others.commit),
      );
      const times = evidenceOf(honest).map(({ at }) => at);
      assert.equal(
        times,
        [...times].sort((one, other) => one - other),
      );
    }),
  );
});

test.run();
