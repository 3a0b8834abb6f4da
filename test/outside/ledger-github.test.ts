import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, Failure, ForgeError } from '../../scripts/outside/failure.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { appendEvents, type LedgerWriting } from '../../scripts/outside/ledger/append.ts';
import { readLedger } from '../../scripts/outside/ledger/read.ts';
import { type Hub, startHub, withHub } from '../forge/hub.ts';
import { numbered, textOf } from '../history/random-events.ts';
import { sandbox } from '../support/git-repository.ts';
import type { Fault } from '../support/github/faults.ts';
import { cloneOf, idsOf, THERE, writtenIn } from './ledger-ground.ts';
import { interleave, plans, wantedBy } from './ledger-writers.ts';

const FILE = 'production/2026-11.jsonl';

const writerAt = (hub: Hub, box = cloneOf(hub)): LedgerWriting => ({
  git: openGit(box.root),
  forge: hub.forge,
  env: {},
});

const storedAt = (hub: Hub): string => hub.bare.run(['cat-file', 'blob', `ledger:${FILE}`]);

test('on GitHub the ledger is a branch of its own, and a clone reads it back', () =>
  withHub(async (hub) => {
    const writer = writerAt(hub);
    const first = await appendEvents(writer, [numbered(1)]);
    const second = await appendEvents(writer, [numbered(1), numbered(2)]);
    assert.is(hub.bare.ref('refs/heads/ledger'), second);
    assert.equal(hub.bare.commit(second as string)?.parents, [first]);
    assert.equal(hub.bare.commit(first as string)?.parents, []);
    assert.is(storedAt(hub), textOf([numbered(1), numbered(2)]));
    assert.equal(await writtenIn(openGit(cloneOf(hub).root), THERE), [numbered(1), numbered(2)]);
    assert.is(await appendEvents(writer, [numbered(2)]), second);
  }));

test('the ledger is never moved by force, whoever comes between', () =>
  withHub(async (hub) => {
    const writer = writerAt(hub);
    await appendEvents(writer, [numbered(1)]);
    const moments = [
      ['POST', '/git/commits', 2],
      ['PATCH', '/git/refs', 3],
    ] as const;
    for (const [method, path, number] of moments) {
      const act = (): void => {
        const text = storedAt(hub) + textOf([numbered(50 + number)]);
        hub.push('ledger', { [FILE]: text }, 'Somebody was faster');
      };
      hub.server.faults.add({ method, path, trouble: { kind: 'meanwhile', act } });
      await appendEvents(writer, [numbered(number)]);
    }
    const moves = hub.server.calls.all.filter((call) => call.method === 'PATCH');
    assert.ok(moves.length >= 2, `${moves.length} moves`);
    for (const { body } of moves) assert.is((body as { force?: boolean }).force, false);
    assert.is((await readLedger(writer.git, THERE)).rewritten, undefined);
    for (const number of [1, 2, 3, 52, 53]) assert.match(storedAt(hub), numbered(number).id);
  }));

test('ten writers at once, each with a clone of its own, all get through', () =>
  withHub(async (hub) => {
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        appendEvents(writerAt(hub), [numbered(index + 1), numbered(100)]),
      ),
    );
    const wanted = [100, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((number) => numbered(number));
    assert.equal(idsOf(await writtenIn(openGit(cloneOf(hub).root), THERE)), idsOf(wanted));
  }));

test('however writers come between each other, nothing is lost and nothing doubled', () =>
  fc.assert(
    fc.asyncProperty(fc.scheduler(), plans, (schedule, writers) =>
      withHub(async (hub) => {
        await interleave(schedule, writers, () => writerAt(hub));
        assert.equal(idsOf(await writtenIn(openGit(cloneOf(hub).root), THERE)), wantedBy(writers));
      }),
    ),
    { numRuns: 1 },
  ));

test('bytes that are no text stay as they are', () =>
  withHub(async (hub) => {
    const writer = writerAt(hub);
    await appendEvents(writer, [numbered(1)]);
    const bad = Buffer.from([0x7b, 0xff, 0xfe, 0xc3]);
    const tip = hub.bare.ref('refs/heads/ledger') as string;
    const tree = hub.bare.writeTree(tip, [{ path: FILE, mode: '100644', sha: hub.bare.writeBlob(bad) }]);
    const [before] = [hub.bare.commit(tip)];
    assert.ok(before);
    hub.bare.setRef('refs/heads/ledger', hub.bare.writeCommit({ ...before, tree, parents: [tip] }));
    await appendEvents(writer, [numbered(2)]);
    const blob = hub.bare.run(['rev-parse', `ledger:${FILE}`]).trim();
    const whole = Buffer.concat([bad, Buffer.from(`\n${textOf([numbered(2)])}`)]);
    assert.is(blob, hub.bare.writeBlob(whole));
  }));

test('a GitHub that does not answer is no empty ledger, and what could not be written is told', () =>
  withHub(
    async (hub) => {
      const writer = writerAt(hub);
      await appendEvents(writer, [numbered(1)]);
      hub.server.faults.add({ times: 99, trouble: { kind: 'reset' } });
      const failure = await appendEvents(writer, [numbered(2)]).catch((error: unknown) => error);
      assert.instance(failure, ForgeError);
      hub.server.faults.clear();
      assert.is(storedAt(hub), textOf([numbered(1)]));
      const lost = sandbox();
      lost.git('remote', 'add', 'origin', `${hub.server.root}-that-is-not-there`);
      const unknown = await appendEvents(writerAt(hub, lost), [numbered(2)]).catch((error: unknown) => error);
      assert.instance(unknown, Failure);
      assert.is((unknown as Failure).exit, EXIT.outside);
      assert.is(storedAt(hub), textOf([numbered(1)]), 'and nothing began anew');
    },
    {},
    { retries: 0 },
  ));

/** Before one call is after the one before it. */
const troubles: Readonly<Record<string, Omit<Fault, 'after'>>> = {
  'dies after it': { done: true, trouble: { kind: 'reset' } },
};

for (const [name, fault] of Object.entries(troubles))
  test(`a writer that at any call ${name}, and is run again, ends as if nothing had happened`, async () => {
    const events = [numbered(2), numbered(3)];
    const live = async (after?: number): Promise<{ stored: string; calls: number; failed: boolean }> => {
      const hub = await startHub({}, { retries: 0 });
      const writer = writerAt(hub);
      await appendEvents(writer, [numbered(1)]);
      hub.server.calls.clear();
      if (after !== undefined) hub.server.faults.add({ ...fault, after });
      const end = await appendEvents(writer, events).catch((error: unknown) => error);
      const calls = hub.server.calls.all.length;
      await appendEvents(writer, events);
      await hub.close();
      const commits = hub.bare.run(['rev-list', '--count', 'ledger']).trim();
      return { stored: `${commits} ${storedAt(hub)}`, calls, failed: end instanceof Error };
    };
    const calm = await live();
    assert.ok(calm.calls >= 6, `${calm.calls} calls`);
    let failed = 0;
    for (let after = 0; after < calm.calls; after += 1) {
      const end = await live(after);
      assert.is(end.stored, calm.stored, `call ${after + 1}`);
      if (end.failed) failed += 1;
    }
    assert.ok(failed >= 3, `${failed} runs stopped`);
  });

test.run();
