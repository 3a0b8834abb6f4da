import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Clock } from '../../../scripts/outside/service/clock.ts';
import { Unavailable } from '../../../scripts/outside/service/service.ts';
import { checksOf, makeWorld, ran, summary } from './world.ts';

/** Time that passes only where everybody waits for it. */
const idleClock = (): Clock => {
  let now = 0;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  const pass = (): void => {
    const [next] = [...sleepers].sort((a, b) => a.at - b.at);
    if (next === undefined) return;
    sleepers.delete(next);
    now = Math.max(now, next.at);
    next.wake();
    setImmediate(pass);
  };
  return {
    now: () => now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { at: now + milliseconds, wake: resolve };
        signal?.addEventListener('abort', () => {
          if (sleepers.delete(sleeper)) reject(signal.reason);
        });
        sleepers.add(sleeper);
        setImmediate(pass);
      }),
  };
};

/** What the world says at one attempt, and how long it takes to say it. */
const saying = fc.record({
  says: fc.constantFrom('Healthy', 'Degraded', 'Progressing', 'silent', 'away'),
  takes: fc.integer({ min: 0, max: 30 }),
});

const story = fc.record({
  sayings: fc.array(saying, { minLength: 1, maxLength: 12 }),
  attempts: fc.integer({ min: 1, max: 5 }),
  interval: fc.integer({ min: 1, max: 40 }),
  timeout: fc.integer({ min: 1, max: 40 }),
  grace: fc.integer({ min: 0, max: 100 }),
  deadline: fc.integer({ min: 0, max: 300 }),
});

test('whatever the world says: attempts, grace, time-out and deadline hold', async () => {
  await fc.assert(
    fc.asyncProperty(story, async ({ sayings, attempts, interval, timeout, grace, deadline }) => {
      const clock = idleClock();
      const asked: { readonly at: number; readonly says: string; readonly inTime: boolean }[] = [];
      const world = makeWorld({
        clock,
        health: async () => {
          const { says, takes } = sayings[asked.length % sayings.length] as (typeof sayings)[number];
          const at = clock.now();
          asked.push({ at, says, inTime: takes < Math.min(timeout, deadline - at) });
          if (takes > 0) await clock.sleep(takes);
          if (says === 'silent' || says === 'away') throw gone(says === 'away' ? at + 50 : undefined);
          return [{ service: 'api', health: says }];
        },
      });
      const checks = checksOf({ attempts, interval: `${interval}ms`, timeout: `${timeout}ms`, argocd: {} });
      const { results } = await ran(checks, world, { deadline, graceUntil: grace });
      const [result] = results;
      const passed = asked.findIndex(({ says, inTime }) => says === 'Healthy' && inTime);
      assert.is(result?.outcome === 'pass', passed >= 0, 'it passes exactly when one attempt does');
      if (passed >= 0) assert.is(passed, asked.length - 1, 'nobody asks on after a pass');
      assert.is(result?.attempts, asked.length);
      for (const { at } of asked) assert.ok(at < deadline, 'nobody asks after the deadline');
      const counted = asked.filter(({ at, says, inTime }) => at >= grace && !(says === 'away' && inTime));
      assert.ok(counted.length <= attempts, `${counted.length} of ${attempts} attempts`);
      if (!asked.some(({ says, inTime }) => says === 'Degraded' && inTime))
        assert.is.not(result?.outcome, 'fail', 'nothing fails that was not seen to be wrong');
      assert.ok((result?.endedAt ?? 0) <= Math.max(deadline, 0));
    }),
    { numRuns: 300 },
  );
});

const gone = (until: number | undefined): Unavailable =>
  new Unavailable({
    silence: until === undefined ? 'refused' : 'resting',
    what: 'Argo CD did not answer.',
    fix: 'Look.',
    ...(until === undefined ? {} : { until }),
  });

test('the last attempt decides: silence after a failure is not a failure, and the other way round', async () => {
  const last = async (...says: readonly string[]): Promise<string | undefined> => {
    const rest = [...says];
    const health = async () => {
      const health = rest.shift() ?? '';
      if (health === 'silent') throw gone(undefined);
      return [{ service: 'api', health }];
    };
    const checks = checksOf({ attempts: says.length, interval: '1ms', argocd: {} });
    return (await ran(checks, makeWorld({ clock: idleClock(), health }))).results[0]?.outcome;
  };
  assert.is(await last('Degraded', 'silent'), 'unavailable');
  assert.is(await last('silent', 'Degraded'), 'fail');
  assert.is(await last('Degraded', 'Progressing'), 'waiting');
});

test('an attempt that the deadline cuts has seen nothing: what was seen before stands', async () => {
  const clock = idleClock();
  const rest = ['Degraded'];
  const health = async () => {
    const health = rest.shift();
    if (health === undefined) await clock.sleep(10_000);
    return [{ service: 'api', health: health ?? 'Healthy' }];
  };
  const checks = checksOf({ attempts: 3, interval: '1ms', argocd: {} });
  const found = await ran(checks, makeWorld({ clock, health }), { deadline: 100 });
  assert.match(summary(found), /^fail 2: /);
});

test.run();
