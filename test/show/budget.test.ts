import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fit, lines, shares } from '../../scripts/show/budget.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

test('who needs little leaves the rest to the others', () => {
  assert.equal(shares([10, 500, 20, 500], 430), [10, 200, 20, 200]);
  assert.equal(shares([10, 20], 1000), [10, 20]);
  assert.equal(shares([10, 20], -5), [0, 0]);
});

test('shares add up to no more than there is, and nobody is cut while there is room', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000), { maxLength: 50 }), fc.nat(60_000), (sizes, budget) => {
      const granted = shares(sizes, budget);
      assert.ok(sum(granted) <= budget);
      assert.ok(granted.every((share, index) => share <= (sizes[index] as number)));
      if (sum(sizes) <= budget) assert.equal(granted, sizes);
      else assert.ok(budget - sum(granted) < sizes.length, 'the budget is used');
    }),
  );
});

test('lines are cut at the budget and the rest is counted', () => {
  const part = lines(['one', 'two', 'a long three', 'four'], (left) => `and ${left} more`);
  assert.is(fit(part, 100), 'one\ntwo\na long three\nfour');
  assert.is(fit(part, 18), 'one\ntwo\nand 2 more');
  assert.is(fit(part, 10), 'and 4 more');
  assert.is(fit(part, 9), undefined);
});

test('as many lines are kept as fit', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 60 }), fc.nat(600), (items, budget) => {
      const part = lines(items, (left) => `+${left}`);
      const text = fit(part, budget);
      if (text === undefined) return;
      assert.ok(text.length <= budget);
      const best = Array.from({ length: items.length + 1 }, (_, kept) => part.text(kept)).filter(
        (candidate) => candidate.length <= budget,
      );
      assert.ok(text.length >= Math.max(...best.map((candidate) => candidate.length)) - 3);
    }),
  );
});

test.run();
