import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { status } from '../support/github/faults.ts';
import { emptyAddress } from '../support/scripted-server.ts';
import { fails, openOne, PREFIX } from './ground.ts';
import { type Hub, withHub } from './hub.ts';

const look = (hub: Hub) => hub.forge.look({ prefix: PREFIX });

test('down and up again in the middle of a look: all calls that were hit are made again', async () => {
  await withHub(async (hub) => {
    await openOne(hub);
    hub.server.calls.clear();
    await look(hub);
    const quiet = hub.server.calls.all.length;
    hub.server.calls.clear();
    hub.server.faults.add({ after: 1, times: 4, trouble: status(503) });
    assert.is((await look(hub)).pulls.length, 1);
    assert.is(hub.server.calls.all.length, quiet + 4);
  });
});

test('GitHub that cannot be reached ends with exit code 6 and where it was looked for', async () => {
  await withHub(async (hub) => {
    const url = await emptyAddress();
    const error = await fails('unavailable', () =>
      hub.forgeOf({ GITHUB_API_URL: url }).look({ prefix: PREFIX }),
    );
    assert.is(error.exit, 6);
    assert.is(
      error.message,
      `GitHub did not answer at ${url}: the connection was refused, so nobody could find acme/shop.`,
    );
    assert.match(error.fix, /Check the network/);
    assert.not.match(`${error.message} ${error.stack} ${JSON.stringify(error)}`, /ghp_|ghs_/);
  });
});

test('a GitHub that fails and fails is left alone, says until when, and is asked again after that', async () => {
  await withHub(
    async (hub) => {
      hub.server.faults.add({ times: 1000, trouble: status(503) });
      for (let failures = 0; failures < 20; failures = hub.server.calls.all.length)
        assert.is((await fails('unavailable', () => look(hub))).exit, 6);
      const before = hub.server.calls.all.length;
      assert.is(before, 20);
      const error = await fails('unavailable', () => look(hub));
      assert.match(
        error.message,
        /^GitHub failed 20 times in a row and is left alone until 20\S+Z, so nobody could find acme\/shop\.$/,
      );
      assert.match(error.fix, /Run this again after that/);
      assert.is(error.exit, 6);
      assert.is(hub.server.calls.all.length, before, 'nothing was asked');
      hub.server.faults.clear();
      await pause(3000);
      assert.is((await look(hub)).pulls.length, 0);
    },
    {},
    { second: 100 },
  );
});

test('a GitHub that announces a long maintenance is believed at once', async () => {
  await withHub(async (hub) => {
    const answer = { status: 503, headers: { 'retry-after': '3600' }, body: { message: 'Back soon' } };
    hub.server.faults.add({ times: 1000, trouble: { kind: 'answer', answer } });
    const error = await fails('unavailable', () => look(hub));
    assert.match(error.message, /^GitHub is away and asks not to be called before 20\S+Z, so nobody/);
    assert.is(hub.server.calls.all.length, 1);
  });
});

test('what would leave two of a thing is sent once, and found where only its answer was lost', async () => {
  for (const done of [true, false])
    await withHub(async (hub) => {
      const pull = await openOne(hub);
      const head = pull.head;
      hub.server.calls.clear();
      for (const path of [/\/comments$/, /\/deployments$/])
        hub.server.faults.add({ method: 'POST', path, done, trouble: { kind: 'reset' } });
      const report = { name: 'bracket/verify', state: 'success', summary: 'It is there' } as const;
      const environment = 'production' as NonNullable<Parameters<Hub['forge']['check']>[1]['environment']>;
      await fails('unavailable', () => hub.forge.check(head, { ...report, environment }));
      const closing = hub.forge.close({ number: pull.number, comment: 'Replaced.' });
      if (done) await closing;
      else await fails('unavailable', () => closing);
      const sent = hub.server.calls.creating().map(({ path }) => path.replace(/.*\//, ''));
      assert.is(sent.filter((one) => one === 'deployments').length, 1);
      assert.is(sent.filter((one) => one === 'comments').length, 1);
    });
});

test.run();
