import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openService, PATIENCE } from '../../../scripts/outside/service/open-service.ts';
import { answer, type Behaviour, withScripted } from '../../support/scripted-server.ts';
import { asked } from './asked.ts';

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => void setTimeout(resolve, 5));
};

const timers = (): number => process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;

test('a signal ends an attempt at once, with its own reason, and the connection with it', async () => {
  const slow: readonly Behaviour[] = [{ kind: 'hang' }, { kind: 'stall' }];
  for (const behaviour of slow)
    await withScripted(async (server) => {
      server.otherwise(behaviour);
      const { service } = asked();
      const ended = new AbortController();
      const before = timers();
      const asking = service.ask(server.url, { signal: ended.signal }).catch((error: unknown) => error);
      await until(() => server.open() === 1);
      ended.abort(new Error('enough'));
      assert.is(((await asking) as Error).message, 'enough');
      await until(() => server.open() === 0);
      assert.ok(timers() <= before, 'no time-out runs on');
      assert.is(server.calls.length, 1, 'and nothing is tried again');
    });
});

test('a signal ends a pause at once, and leaves no timer that keeps the process', async () => {
  await withScripted(async (server) => {
    server.otherwise(answer(503, { headers: { 'retry-after': '50' } }));
    const service = openService('Prometheus', PATIENCE);
    const ended = new AbortController();
    const asking = service.ask(server.url, { signal: ended.signal }).catch((error: unknown) => error);
    await until(() => server.calls.length === 1 && server.open() === 0);
    await new Promise((resolve) => void setTimeout(resolve, 50));
    const before = timers();
    ended.abort();
    assert.is(((await asking) as Error).name, 'AbortError');
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(timers() < before, 'the pause of 50 s is gone');
    assert.is(server.calls.length, 1);
  });
});

test('a signal ends the wait for somebody else’s probe', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked({ retries: 0, failures: 1, rest: 1000 });
    server.play(answer(503));
    server.otherwise({ kind: 'hang' });
    await service.ask(server.url);
    clock.pass(1000);
    const [first, second] = [new AbortController(), new AbortController()];
    const probe = service.ask(server.url, { signal: first.signal }).catch(() => 'first');
    const other = service.ask(server.url, { signal: second.signal }).catch(() => 'second');
    await until(() => server.open() === 1);
    let over = false;
    void probe.then(() => {
      over = true;
    });
    second.abort();
    assert.is(await other, 'second');
    assert.not(over, 'the probe goes on');
    first.abort();
    assert.is(await probe, 'first');
    await until(() => server.open() === 0);
    assert.is(server.calls.length, 2);
  });
});

test('a signal that was set before sends nothing', async () => {
  await withScripted(async (server) => {
    const signal = AbortSignal.abort(new Error('never'));
    const error = await asked()
      .service.ask(server.url, { signal })
      .catch((one: Error) => one.message);
    assert.is(error, 'never');
    assert.is(server.calls.length, 0);
  });
});

test.run();
