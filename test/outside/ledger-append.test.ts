import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { eventOf, type LedgerEvent, type Subject } from '../../scripts/model/event.ts';
import type { EnvironmentName } from '../../scripts/model/names.ts';
import { Failure } from '../../scripts/outside/failure.ts';
import { type Git, openGit } from '../../scripts/outside/git.ts';
import { appendEvents } from '../../scripts/outside/ledger/append.ts';
import { numbered, SUBJECT, textOf } from '../history/random-events.ts';
import { HERE, idsOf, localGround, tamper, writerIn, writtenIn } from './ledger-ground.ts';
import { interleave, plans, wantedBy } from './ledger-writers.ts';

const FILE = 'production/2026-11.jsonl';

const stored = (ground: { box: { git(...args: string[]): string } }, path = FILE): string =>
  ground.box.git('show', `ledger:${path}`);

test('the first event begins a branch of its own, and main stays as it is', async () => {
  const ground = localGround();
  const main = ground.box.git('rev-parse', 'main');
  const commit = await appendEvents(ground, [numbered(1)]);
  assert.is(ground.box.git('rev-parse', 'ledger'), commit);
  assert.is(ground.box.git('rev-list', '--count', 'ledger'), '1');
  assert.is(ground.box.git('log', '-1', '--format=%s', 'ledger'), 'production: deployment started');
  assert.is(`${stored(ground)}\n`, textOf([numbered(1)]));
  assert.is(ground.box.git('rev-parse', 'main'), main);
  assert.is(ground.box.git('status', '--porcelain'), '');
});

test('what a commit says names the environment, the last event and its outcome', async () => {
  const ground = localGround();
  const data = { outcome: 'pass', why: 'Every check passed.' } as const;
  await appendEvents(ground, [eventOf(SUBJECT, { name: 'evaluation.finished', at: 1e12, data })]);
  assert.is(ground.box.git('log', '-1', '--format=%B', 'ledger'), 'production: evaluation finished, pass');
  await appendEvents(ground, [numbered(3), numbered(4)]);
  assert.is(
    ground.box.git('log', '-1', '--format=%s', 'ledger'),
    'production: deployment started (2 events)',
  );
});

test('an event that is there is not written again, and nothing is committed for it', async () => {
  const ground = localGround();
  const tip = await appendEvents(ground, [numbered(1), numbered(1)]);
  const later = { ...numbered(1), time: '2026-11-30T00:00:00.000Z' } as LedgerEvent;
  assert.is(await appendEvents(ground, [later]), tip);
  assert.is(await appendEvents(ground, []), undefined);
  assert.is(ground.box.git('rev-list', '--count', 'ledger'), '1');
  await appendEvents(ground, [later, numbered(2)]);
  assert.equal(await writtenIn(ground.git), [numbered(1), numbered(2)]);
});

test('every event goes to the month in which it happened, and is not written again in the next one', async () => {
  const ground = localGround();
  const midnight = Date.UTC(2026, 11, 1);
  await appendEvents(ground, [numbered(1, midnight - 1), numbered(2, midnight)]);
  assert.equal(ground.box.git('ls-tree', '-r', '--name-only', 'ledger').split('\n'), [
    'production/2026-11.jsonl',
    'production/2026-12.jsonl',
  ]);
  await appendEvents(ground, [numbered(1, midnight + 5), numbered(2, midnight + 5)]);
  assert.is(ground.box.git('rev-list', '--count', 'ledger'), '1');
  const year = Date.UTC(2027, 0, 1);
  await appendEvents(ground, [numbered(3, year - 1)]);
  await appendEvents(ground, [numbered(3, year)]);
  assert.is(ground.box.git('rev-list', '--count', 'ledger'), '2');
});

test('whatever bytes are there stay as they are, and the event has a line of its own', async () => {
  const ground = localGround();
  await appendEvents(ground, [numbered(1)]);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(1000), async (there, number) => {
      const before = Buffer.from(there);
      tamper(ground.box, { [FILE]: before });
      const event = numbered(number + 2);
      await appendEvents(ground, [event]);
      const entries = await ground.git.tree('ledger', [FILE]);
      const [after = Buffer.alloc(0)] = (await ground.git.blobs(entries.map(({ blob }) => blob))).values();
      const isEnded = before.at(-1) === 10;
      assert.equal(after, Buffer.concat([before, Buffer.from(`${isEnded ? '' : '\n'}${textOf([event])}`)]));
    }),
    { numRuns: 6 },
  );
});

test('a line that only pretends to be the event does not keep it from being written', async () => {
  const ground = localGround();
  const event = numbered(1);
  const cut = JSON.stringify(event).slice(0, -2);
  const other = JSON.stringify({ ...event, type: 'dev.release-brackets.release.started' });
  await appendEvents(ground, [numbered(9)]);
  tamper(ground.box, { [FILE]: `${JSON.stringify({ id: event.id })}\n${other}\nnull\n${cut}` });
  await appendEvents(ground, [event]);
  assert.is(stored(ground).split('\n').at(-1), JSON.stringify(event));
});

test('of two runs that end the same attempt, what the first found stands alone', async () => {
  const ground = localGround();
  const ending = (outcome: 'pass' | 'fail', ...more: LedgerEvent[]): LedgerEvent[] => [
    eventOf(SUBJECT, { name: 'evaluation.finished', at: 1e12, data: { outcome, why: 'Judged.' } }),
    ...more,
    eventOf(SUBJECT, { name: 'configuration-change.finished', at: 1e12, data: { outcome, why: 'Over.' } }),
  ];
  const failed = ending('fail');
  await appendEvents(ground, failed);
  const released = eventOf(SUBJECT, { name: 'release.started', at: 1e12, data: {} });
  await appendEvents(ground, ending('pass', released));
  assert.equal(await writtenIn(ground.git), failed);
  const again = { ...released, id: released.id.replace('/1/', '/2/') } as LedgerEvent;
  await appendEvents(ground, [{ ...again, data: { ...SUBJECT, attempt: 2 } } as LedgerEvent]);
  assert.is((await writtenIn(ground.git)).length, 3);
});

test('an event that nobody would read is refused, and nothing is written', async () => {
  const ground = localGround();
  const title = 'x'.repeat(1 << 20);
  const data = { author: 'Ann', title, services: [] };
  const event = eventOf(SUBJECT, { name: 'configuration-change.triggered', at: 1e12, data });
  const failure = await appendEvents(ground, [numbered(1), event]).catch((error: unknown) => error);
  assert.instance(failure, Failure);
  assert.match((failure as Failure).fix, /^Make what it tells shorter/);
  assert.is(await ground.git.resolve('ledger'), undefined);
});

test('where only origin’s branch is known, the ledger goes on from it', async () => {
  const origin = localGround();
  await appendEvents(origin, [numbered(1)]);
  const clone = localGround();
  clone.box.git('fetch', '--quiet', origin.box.root, 'ledger:refs/remotes/origin/ledger');
  await appendEvents(clone, [numbered(1), numbered(2)]);
  assert.equal(await writtenIn(clone.git), [numbered(1), numbered(2)]);
  assert.is(clone.box.git('rev-parse', 'ledger^'), origin.box.git('rev-parse', 'ledger'));
});

test('however writers come between each other, nothing is lost and nothing doubled', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), plans, async (schedule, writers) => {
      const ground = localGround();
      await interleave(schedule, writers, () => writerIn(ground.box.root));
      assert.equal(idsOf(await writtenIn(ground.git)), wantedBy(writers));
    }),
    { numRuns: 3 },
  );
});

test('ten writers at once all get through', async () => {
  const ground = localGround();
  const writers = Array.from({ length: 10 }, (_, index) =>
    appendEvents(writerIn(ground.box.root), [numbered(index + 1), numbered(100)]),
  );
  await Promise.all(writers);
  const wanted = [100, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => numbered(number));
  assert.equal(idsOf(await writtenIn(ground.git)), idsOf(wanted));
});

class Crash extends Error {}

/** A process that dies when it starts its n-th Git, or when that has ended. */
const dying = (git: Git, at: number, after: boolean): Git & { count(): number } => {
  let calls = 0;
  return {
    ...git,
    run: async (args, options) => {
      calls += 1;
      if (calls === at && !after) throw new Crash();
      const answer = await git.run(args, options);
      if (calls === at) throw new Crash();
      return answer;
    },
    count: () => calls,
  };
};

const EVENTS = [numbered(1), numbered(2, Date.UTC(2026, 11, 3))];

for (const after of [false, true])
  test(`a process that dies ${after ? 'after' : 'before'} any step, and a run after it, end as if nothing had happened`, async () => {
    const calm = localGround();
    const counting = dying(calm.git, -1, after);
    await appendEvents(writerIn(calm.box.root, counting), EVENTS);
    assert.ok(counting.count() >= 8, `${counting.count()} steps`);
    for (let at = 1; at <= counting.count(); at += 1) {
      const ground = localGround();
      const end = await appendEvents(writerIn(ground.box.root, dying(ground.git, at, after)), EVENTS).catch(
        (error: unknown) => error,
      );
      assert.instance(end, Crash, `step ${at}`);
      await appendEvents(writerIn(ground.box.root, openGit(ground.box.root)), EVENTS);
      assert.is(ground.box.git('rev-parse', 'ledger^{tree}'), calm.box.git('rev-parse', 'ledger^{tree}'));
      assert.is(ground.box.git('rev-list', '--count', 'ledger'), '1', `step ${at}`);
    }
  });

test('events of several environments are one commit', async () => {
  const ground = localGround();
  const dev: Subject = { ...SUBJECT, environment: 'dev' as EnvironmentName };
  await appendEvents(ground, [numbered(1), eventOf(dev, { name: 'deployment.started', at: 1e12, data: {} })]);
  assert.is(ground.box.git('rev-list', '--count', 'ledger'), '1');
  assert.is((await writtenIn(ground.git, { ...HERE, environments: [dev.environment] })).length, 1);
});

test.run();
