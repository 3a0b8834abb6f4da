import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answer, withScripted } from '../../support/scripted-server.ts';
import { asked, isUnavailable } from './asked.ts';

const REST = 30_000;
/** Every ask is one call, so that failures are easy to count. */
const PLAIN = { retries: 0, failures: 3, rest: REST };

test('after failures in a row it is left alone, and says until when', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked(PLAIN);
    server.otherwise({ kind: 'reset' });
    for (let failure = 1; failure <= 3; failure += 1) await isUnavailable('broken', service.ask(server.url));
    const error = await isUnavailable('resting', service.ask(server.url));
    assert.is(
      error.message,
      'Prometheus failed 3 times in a row and is left alone until 2026-12-01T10:00:30Z.',
    );
    assert.is(error.until, clock.now() + REST);
    clock.pass(REST - 1);
    await isUnavailable('resting', service.ask(server.url));
    assert.is(server.calls.length, 3, 'nothing is asked meanwhile');
    clock.pass(1);
    server.otherwise(answer());
    assert.is((await service.ask(server.url)).status, 200);
    server.play({ kind: 'reset' });
    await isUnavailable('broken', service.ask(server.url));
    assert.is((await service.ask(server.url)).status, 200, 'one failure is one again');
  });
});

test('only failures in a row count, and only those of a service that is down', async () => {
  await withScripted(async (server) => {
    const { service } = asked(PLAIN);
    const down = answer(503);
    server.play(
      down,
      down,
      answer(),
      down,
      down,
      answer(404),
      down,
      down,
      answer(500),
      down,
      down,
      answer(429),
    );
    for (let ask = 0; ask < 12; ask += 1) await service.ask(server.url);
    server.otherwise(down);
    for (let ask = 0; ask < 3; ask += 1) assert.is((await service.ask(server.url)).status, 503);
    await isUnavailable('resting', service.ask(server.url));
  });
});

test('half open: of many who ask at once exactly one reaches a service that is still down', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked(PLAIN);
    server.otherwise(answer(503, { after: 50 }));
    for (let ask = 0; ask < 3; ask += 1) await service.ask(server.url);
    clock.pass(REST);
    const many = await Promise.allSettled(Array.from({ length: 10 }, () => service.ask(server.url)));
    assert.is(server.calls.length, 4, 'one probe');
    assert.is(many.filter(({ status }) => status === 'fulfilled').length, 1, 'its answer');
    await isUnavailable('resting', service.ask(server.url));
    clock.pass(REST);
    await service.ask(server.url);
    assert.is(server.calls.length, 5, 'one probe a rest');
  });
});

test('half open: whoever waits for the probe asks as soon as the service is well', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked(PLAIN);
    server.otherwise(answer(503));
    for (let ask = 0; ask < 3; ask += 1) await service.ask(server.url);
    clock.pass(REST);
    let most = 0;
    server.otherwise(answer(200, { after: 50 }));
    const probe = service.ask(server.url);
    const others = Array.from({ length: 5 }, () => service.ask(server.url));
    await probe.then(() => {
      most = server.calls.length;
    });
    assert.is(most, 4, 'nobody went before the probe was back');
    for (const one of await Promise.all(others)) assert.is(one.status, 200);
    assert.is(server.calls.length, 9);
  });
});

test('a probe that its caller ends tells nothing: the next one probes at once', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked(PLAIN);
    server.otherwise(answer(503));
    for (let ask = 0; ask < 3; ask += 1) await service.ask(server.url);
    clock.pass(REST);
    server.otherwise({ kind: 'hang' });
    const ended = new AbortController();
    const probe = service.ask(server.url, { signal: ended.signal });
    const others = Array.from({ length: 3 }, () => service.ask(server.url));
    while (server.calls.length < 4) await new Promise((resolve) => void setTimeout(resolve, 5));
    server.otherwise(answer(503));
    ended.abort();
    await probe.catch(() => undefined);
    const [next, ...rest] = others;
    assert.is((await next)?.status, 503, 'whoever waited first was the next probe');
    for (const one of rest) await isUnavailable('resting', one);
    assert.is(server.calls.length, 5, 'and the only one');
  });
});

test('a breaker that opens in the middle ends the tries: the last answer is the answer', async () => {
  await withScripted(async (server) => {
    const { service } = asked({ retries: 9, failures: 3 });
    server.otherwise(answer(503));
    assert.is((await service.ask(server.url)).status, 503);
    assert.is(server.calls.length, 3);
    const error = await isUnavailable('resting', service.ask(server.url));
    assert.match(error.fix, /after that/);
  });
});

test('every service has a breaker of its own', async () => {
  await withScripted(async (server) => {
    server.otherwise(answer(503));
    const first = asked(PLAIN);
    for (let ask = 0; ask < 3; ask += 1) await first.service.ask(server.url);
    await isUnavailable('resting', first.service.ask(server.url));
    assert.is((await asked(PLAIN).service.ask(server.url)).status, 503);
  });
});

test.run();
