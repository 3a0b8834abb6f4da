import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answer, type Behaviour, emptyAddress, withScripted } from '../../support/scripted-server.ts';
import { asked, isUnavailable } from './asked.ts';

test('unavailable from the start and then up: it is asked again until it answers', async () => {
  await withScripted(async (server) => {
    await server.down();
    const { service, clock } = asked();
    const { sleep } = clock;
    clock.sleep = async (...pause) => {
      await sleep(...pause);
      if (clock.slept.length === 3) await server.up();
    };
    assert.is((await service.ask(server.url)).text, 'fine');
    assert.is(server.calls.length, 1);
    assert.is(clock.slept.length, 3);
  });
});

test('pauses grow from about half a second to a few, and are never the same for two processes', async () => {
  const url = await emptyAddress();
  const runs = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { service, clock } = asked();
      await isUnavailable('refused', service.ask(url));
      return clock.slept;
    }),
  );
  const mean = (at: number): number => runs.reduce((sum, pauses) => sum + (pauses[at] ?? 0), 0) / runs.length;
  assert.ok(mean(0) > 100 && mean(0) < 1000, `${mean(0)}`);
  assert.ok(mean(3) > 1000 && mean(3) < 4000, `${mean(3)}`);
  assert.is(new Set(runs.flat()).size, 80);
});

test('no pause is longer than the longest', async () => {
  const { service, clock } = asked({ retries: 12, longest: 2000, failures: 20 });
  await isUnavailable('refused', service.ask(await emptyAddress()));
  assert.is(clock.slept.length, 12);
  assert.is(Math.max(...clock.slept), 2000);
});

test('down for a while in the middle', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked();
    server.play(answer(), answer(503), { kind: 'reset' }, answer(502), answer(504), answer(200));
    assert.is((await service.ask(server.url)).status, 200);
    assert.is((await service.ask(server.url)).status, 200, 'four failures are got over');
    assert.is(server.calls.length, 6);
    assert.is(clock.slept.length, 4);
  });
});

test('refusing for ever is unavailable, and says what to do without the path and what is in it', async () => {
  const { service, clock } = asked();
  const url = await emptyAddress();
  const error = await isUnavailable('refused', service.ask(`${url}/api?token=s3cret`));
  assert.is(error.message, `Prometheus did not answer at ${url}: the connection was refused.`);
  assert.is(error.fix, `Check the network and that ${url} is Prometheus and is up, then run this again.`);
  assert.is(clock.slept.length, 4);
});

test('a host that does not exist is refused as well', async () => {
  const { service } = asked({ retries: 0 });
  const error = await isUnavailable('refused', service.ask('http://nowhere.invalid/'));
  assert.match(error.message, /no such host|could not be looked up/);
});

test('whatever status came last is the answer', async () => {
  for (const [status, calls] of [
    [200, 1],
    [404, 1],
    [401, 1],
    [500, 1],
    [429, 5],
    [502, 5],
    [503, 5],
    [504, 5],
  ] as const)
    await withScripted(async (server) => {
      server.otherwise(answer(status));
      assert.is((await asked().service.ask(server.url)).status, status);
      assert.is(server.calls.length, calls, `${status}`);
    });
});

test('Retry-After is obeyed, in seconds and as a date', async () => {
  for (const [status, after] of [
    [429, '7'],
    [503, '7'],
    [503, 'Tue, 01 Dec 2026 10:00:07 GMT'],
  ] as const)
    await withScripted(async (server) => {
      const { service, clock } = asked();
      server.play(answer(status, { headers: { 'retry-after': after } }));
      assert.is((await service.ask(server.url)).status, 200);
      assert.equal(clock.slept, [7000]);
    });
});

test('a Retry-After that makes no sense, or lies in the past, is no reason to wait', async () => {
  for (const [after, most] of [
    ['soon', 8000],
    ['-5', 8000],
    ['2026-12-01', 8000],
    ['Tue, 99 Dec 2026 10:00:07 GMT', 8000],
    ['Tue, 01 Dec 2026 09:00:00 GMT', 0],
    ['0', 0],
  ] as const)
    await withScripted(async (server) => {
      const { service, clock } = asked();
      server.play(answer(503, { headers: { 'retry-after': after } }));
      assert.is((await service.ask(server.url)).status, 200);
      assert.is(clock.slept.length, 1);
      assert.ok((clock.slept[0] as number) <= most, `${after}: ${clock.slept.join()}`);
    });
});

test('a Retry-After beyond our patience: 503 is maintenance with its end, 429 the answer', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked();
    const late = { headers: { 'retry-after': '3600' } };
    server.play(answer(503, late), answer(429, late));
    const error = await isUnavailable('maintenance', service.ask(server.url));
    assert.is(error.until, clock.now() + 3_600_000);
    assert.match(error.message, /not to be called before 2026-12-01T11:00:00Z/);
    assert.is((await service.ask(server.url)).status, 429);
    assert.equal(clock.slept, []);
    assert.is(server.calls.length, 2, 'once each');
  });
});

const HARMFUL = { method: 'POST', body: 'sell' };

test('what must not be done twice is asked again only where it was certainly not done', async () => {
  const soon = { headers: { 'retry-after': '1' } };
  const cases: readonly [Behaviour, number][] = [
    [answer(503, soon), 2],
    [answer(429, soon), 2],
    [answer(503), 1],
    [answer(502), 1],
    [answer(504), 1],
    [{ kind: 'reset' }, 1],
    [{ kind: 'half' }, 1],
    [{ kind: 'hang' }, 1],
  ];
  for (const [behaviour, calls] of cases)
    await withScripted(async (server) => {
      server.play(behaviour);
      const { service } = asked({ timeout: behaviour.kind === 'hang' ? 200 : 10_000 });
      await service.ask(server.url, HARMFUL).catch(() => undefined);
      assert.is(server.calls.length, calls, JSON.stringify(behaviour));
      assert.is(server.calls[0]?.body, 'sell');
    });
});

test('a refused POST is tried again: nothing was sent', async () => {
  const { service, clock } = asked();
  await isUnavailable('refused', service.ask(await emptyAddress(), HARMFUL));
  assert.is(clock.slept.length, 4);
});

test('whoever knows that a POST may be repeated says so, and the other way round', async () => {
  for (const [ask, calls] of [
    [{ ...HARMFUL, repeatable: true }, 2],
    [{ repeatable: false }, 1],
    [{ method: 'PATCH' }, 1],
    [{ method: 'put' }, 2],
  ] as const)
    await withScripted(async (server) => {
      server.play({ kind: 'reset' });
      await asked()
        .service.ask(server.url, ask)
        .catch(() => undefined);
      assert.is(server.calls.length, calls, JSON.stringify(ask));
    });
});

test('whoever asks may judge an answer: final, worth another try, or none at all', async () => {
  await withScripted(async (server) => {
    const { service } = asked();
    server.play(answer(503), answer(500), answer(200, { body: '<html>' }), answer(200, { body: '{}' }));
    assert.is((await service.ask(server.url, { judge: () => 'final' })).status, 503);
    const { text } = await service.ask(server.url, {
      judge: (one) => {
        if (one.status === 500) return 'again';
        return one.text.startsWith('<') ? { flaw: 'it is a page' } : undefined;
      },
    });
    assert.is(text, '{}');
    server.otherwise(answer());
    const ask = { judge: () => ({ flaw: 'it is a page' }) };
    assert.match((await isUnavailable('broken', service.ask(server.url, ask))).message, /: it is a page\.$/);
  });
});

test.run();
