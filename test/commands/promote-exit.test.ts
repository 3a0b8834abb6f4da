import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exitOf } from '../../scripts/commands/promote-one.ts';
import { EXIT } from '../../scripts/outside/failure.ts';
import type { PromotionPlan } from '../../scripts/plan/promote.ts';

const exitWith = (...kinds: string[]): number =>
  exitOf({ moves: [], notReady: kinds.map((kind) => ({ kind })) } as unknown as PromotionPlan, {
    services: [],
  });

test('what differs and cannot be told is never nothing to do', () => {
  assert.is(exitWith(), EXIT.done);
  assert.is(exitWith('disagree'), EXIT.waiting);
  assert.is(exitWith('unknown-revision'), EXIT.blocked);
  assert.is(exitWith('unreadable'), EXIT.blocked);
  assert.is(exitWith('disagree', 'unreadable'), EXIT.blocked);
});

test.run();
