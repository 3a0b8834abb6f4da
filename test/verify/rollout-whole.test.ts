import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unansweredOf } from '../../scripts/verify/rollout/look.ts';
import { type Rollout, rolloutOf, type Terms, type Troubles } from '../../scripts/verify/rollout/rollout.ts';
import type { ServiceStanding, Stage } from '../../scripts/verify/rollout/stage.ts';
import type { Wanted } from '../../scripts/verify/rollout/wanted.ts';

const START = Date.parse('2026-11-21T10:00:00Z');
const MINUTE = 60_000;

const STAGES: readonly Stage[] = [
  'away',
  'absent',
  'unknown',
  'not-told',
  'syncing',
  'failed',
  'refused',
  'not-looked',
  'held',
  'out-of-step',
  'progressing',
  'paused',
  'degraded',
  'leftovers',
  'there',
];

const standing = (stage: Stage, service = 'service-b'): ServiceStanding => ({
  service: service as never,
  application: `production-${service}`,
  stage,
  why: `It is ${stage}.`,
  ...(stage === 'there' ? {} : { fix: 'Do something.' }),
});

const terms = (more: Partial<Terms> = {}): Terms => ({ now: START, over: false, grace: MINUTE, ...more });

/** Looks at the same stages again and again, a step apart. */
const lookAt = (looks: readonly (readonly Stage[])[], step: number, last: Partial<Terms> = {}): Rollout => {
  let troubles: Troubles = new Map();
  let rollout: Rollout | undefined;
  looks.forEach((stages, index) => {
    const standings = stages.map((stage, number) => standing(stage, `service-${number}`));
    const more = index === looks.length - 1 ? last : {};
    rollout = rolloutOf(standings, terms({ now: START + index * step, ...more }), troubles);
    troubles = rollout.troubles;
  });
  if (rollout === undefined) throw new Error('no look');
  return rollout;
};

test('only all of it is a pass', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...STAGES), { minLength: 1 }), fc.boolean(), (stages, over) => {
      const { outcome, services } = lookAt([stages], 0, { over });
      assert.is(
        outcome === 'pass',
        stages.every((stage) => stage === 'there'),
      );
      assert.is(services.length, stages.length);
    }),
  );
});

test('before the time is over, nothing but a lasting break ends the wait', () => {
  for (const stage of STAGES)
    assert.is(lookAt([[stage]], 0).outcome, stage === 'there' ? 'pass' : 'waiting', stage);
});

test('what a stage has come to at the end', () => {
  const end = (stage: Stage) => lookAt([[stage]], 0, { over: true }).outcome;
  const expected: Partial<Record<Stage, string>> = {
    there: 'pass',
    paused: 'waiting',
    held: 'waiting',
    away: 'waiting',
  };
  for (const stage of ['absent', 'unknown', 'not-told', 'not-looked'] as const)
    expected[stage] = 'unavailable';
  for (const stage of STAGES) assert.is(end(stage), expected[stage] ?? 'fail', stage);
});

for (const stage of ['failed', 'degraded'] as const) {
  test(`${stage} is a failure before the end when two looks see it and the grace is over`, () => {
    const { outcome, services } = lookAt(
      [
        [stage, 'there'],
        [stage, 'there'],
      ],
      MINUTE,
    );
    assert.is(outcome, 'fail');
    assert.equal(
      services.map((one) => one.outcome),
      ['fail', 'pass'],
    );
  });

  test(`${stage} within the grace is waited for`, () => {
    assert.is(lookAt([[stage], [stage], [stage]], MINUTE / 3).outcome, 'waiting');
  });

  test(`${stage} in one look, after which it got better, begins anew`, () => {
    const looks: Stage[][] = [[stage], ['progressing'], [stage], ['progressing'], [stage]];
    assert.is(lookAt(looks, 10 * MINUTE).outcome, 'waiting');
    assert.is(lookAt([...looks, [stage]], 10 * MINUTE).outcome, 'fail');
  });
}

test('without a grace one look alone is no failure', () => {
  const first = rolloutOf([standing('degraded')], terms({ grace: 0 }));
  assert.is(first.outcome, 'waiting');
  assert.is(rolloutOf([standing('degraded')], terms({ grace: 0 }), first.troubles).outcome, 'fail');
});

test('a failure for certain outweighs what nobody knows, and that what goes on', () => {
  const end = (...stages: Stage[]) => lookAt([stages], 0, { over: true }).outcome;
  assert.is(end('there', 'paused', 'absent', 'refused'), 'fail');
  assert.is(end('there', 'paused', 'absent'), 'unavailable');
  assert.is(end('there', 'paused'), 'waiting');
});

test('behind a closed window it waits, and the window is named instead of an advice', () => {
  const closed = 'Its window is closed until 2026-11-22T03:30:00Z';
  const held = lookAt([['out-of-step']], 0, { over: true, closed });
  assert.is(held.outcome, 'waiting');
  assert.is(held.services[0]?.why, `It is out-of-step. ${closed}.`);
  assert.is(lookAt([['degraded']], 0, { over: true, closed }).outcome, 'fail');
});

test('the whole names what is missing, and what to do', () => {
  const { why } = lookAt([['there', 'degraded', 'paused']], 0, { over: true });
  assert.is(why, '1 of 3 services are there. service-1: It is degraded. Do something.');
  const many = lookAt([['failed', 'degraded', 'refused', 'leftovers', 'syncing']], 0, { over: true });
  assert.match(many.why, /And 2 more\.$/);
  const alike = lookAt([['absent', 'absent']], 0, { over: true });
  assert.is(alike.why, '0 of 2 services are there. service-0, service-1: It is absent. Do something.');
  assert.is(lookAt([['there', 'there']], 0).why, 'All of it is there: service-0, service-1.');
});

test('while it goes on by itself, nobody is told to do anything', () => {
  assert.is(lookAt([['progressing']], 0).services[0]?.why, 'It is progressing.');
  assert.is(lookAt([['paused']], 0).services[0]?.why, 'It is paused. Do something.');
});

test('while Argo CD says nothing, every service is unknown, and waits where it said that it comes back', () => {
  const wanted = [
    { service: 'service-b', application: 'production-service-b' },
  ] as unknown as readonly Wanted[];
  const said = { why: 'Argo CD did not answer.', fix: 'Look whether it is up.' };
  const end = (isAway: boolean) =>
    rolloutOf(unansweredOf(wanted, { ...said, isAway }), terms({ over: true })).outcome;
  assert.is(end(false), 'unavailable');
  assert.is(end(true), 'waiting');
});

test('an environment that wants nothing has nothing to wait for, and says so', () => {
  const { outcome, why } = rolloutOf([], terms());
  assert.is(outcome, 'pass');
  assert.match(why, /wants no service/);
});

test.run();
