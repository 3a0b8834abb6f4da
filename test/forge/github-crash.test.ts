/**
 * Invariant 5 at the forge: the process dies at any call, before or after GitHub carried it out; the same command run
 * again ends in the same state as if nothing had happened. Not a sample: every call of every flow is tried.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommitId } from '../../scripts/model/names.ts';
import { ForgeError } from '../../scripts/outside/failure.ts';
import type { Fault } from '../support/github/faults.ts';
import { mainOf, openOne, requestOn, STORY } from './ground.ts';
import { ending, type Hub, startHub } from './hub.ts';

type Flow = (hub: Hub) => Promise<unknown>;

const story = { ...STORY, reviewers: ['@rob', '@stranger'] };
const flows: Readonly<Record<string, { before: Flow; run: Flow }>> = {
  'a promotion': {
    before: async () => undefined,
    run: async (hub) => {
      const head = await hub.forge.commit(requestOn(mainOf(hub)));
      await hub.forge.open(story);
      await hub.forge.check(head, { name: 'bracket/gate', state: 'pending', summary: 'waiting' });
    },
  },
  'a merge': {
    before: async (hub) => {
      await openOne(hub);
    },
    run: (hub) => {
      const head = hub.server.hub.pulls[0]?.head as CommitId;
      return hub.forge.merge({ number: 1, head, message: 'Promoted\n\nBody' });
    },
  },
  'a close': {
    before: async (hub) => {
      await openOne(hub);
    },
    run: (hub) => hub.forge.close({ number: 1, comment: 'Replaced.' }),
  },
};

const SILENT = { retries: 0 };
const troubles: readonly [string, Omit<Fault, 'after'>][] = [
  ['dies before it', { trouble: { kind: 'reset' } }],
  ['dies after it', { done: true, trouble: { kind: 'reset' } }],
  ['hears nonsense instead', { trouble: { kind: 'answer', answer: { status: 200, body: { sha: 'x' } } } }],
];

/** How a flow ends when nothing goes wrong, and how many calls it makes. */
const calmly = async (flow: { before: Flow; run: Flow }): Promise<{ state: string; calls: number }> => {
  const hub = await startHub({}, SILENT);
  await flow.before(hub);
  hub.server.calls.clear();
  await flow.run(hub);
  const calls = hub.server.calls.all.length;
  await hub.close();
  return { state: ending(hub), calls };
};

/** Runs a flow into a fault, then again without; answers what the first run threw. */
const stumble = async (
  flow: { before: Flow; run: Flow },
  fault: Fault,
): Promise<{ state: string; thrown: unknown }> => {
  const hub = await startHub({}, SILENT);
  await flow.before(hub);
  hub.server.faults.add(fault);
  const thrown = await flow.run(hub).then(
    () => undefined,
    (error: unknown) => error,
  );
  await flow.run(hub);
  await hub.close();
  return { state: ending(hub), thrown };
};

/** Before one call is after the one before it, and what answers nonsense is believed nowhere: one flow tells of all. */
const applies = (name: string, what: string): boolean => name === 'a merge' || what === 'dies after it';

for (const [name, flow] of Object.entries(flows))
  for (const [what, fault] of troubles.filter(([what]) => applies(name, what)))
    test(`${name} that at any call ${what}, and is run again, ends as if nothing had happened`, async () => {
      const { state, calls } = await calmly(flow);
      assert.ok(calls >= 5);
      let failed = 0;
      for (let after = 0; after < calls; after += 1) {
        const end = await stumble(flow, { ...fault, after });
        assert.is(end.state, state, `call ${after + 1}`);
        if (end.thrown === undefined) continue;
        assert.instance(end.thrown, ForgeError, `call ${after + 1}: ${String(end.thrown)}`);
        failed += 1;
      }
      assert.ok(failed >= 2, `${failed} of ${calls} runs stopped`);
    });

test.run();
