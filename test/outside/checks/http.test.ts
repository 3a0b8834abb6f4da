import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { worldClock } from '../../../scripts/outside/service/clock.ts';
import { duringMaintenance } from '../../../scripts/outside/service/expected.ts';
import { openService, PATIENCE } from '../../../scripts/outside/service/open-service.ts';
import { checksOf, listen, makeWorld, ran, summary } from './world.ts';

test('a request is sent as it is written, and its answer is judged', async () => {
  const asked: string[] = [];
  const server = await listen(({ method, url, headers }, response) => {
    asked.push(`${method} ${url} ${headers['x-shop']} ${headers['authorization']}`);
    response.setHeader('Content-Type', 'application/json');
    response.end('{"status":"ok"}');
  });
  try {
    const http = { url: `${server.url}/healthz?deep=1`, headers: { 'X-Shop': 'yes' } };
    const expect = { body: '"status":"ok"', headers: { 'content-type': 'json$' }, latency: '5s' };
    const [one] = (await ran(checksOf({ weight: 2, key: true, http: { ...http, expect } }))).results;
    assert.is(one?.outcome, 'pass', one?.why);
    assert.equal(
      [one?.check, one?.kind, one?.weight, one?.key, one?.attempts],
      ['check-0', 'http', 2, true, 1],
    );
    assert.ok((one?.endedAt ?? 0) >= (one?.startedAt ?? Number.POSITIVE_INFINITY));
    assert.match(
      summary(await ran(checksOf({ http: { ...http, expect: { body: 'down' } } }))),
      /^fail 1: .*the body does not match/,
    );
    assert.match(
      summary(await ran(checksOf({ http: { ...http, method: 'POST', expect: { status: [201] } } }))),
      /^fail 1: .*must be 201/,
    );
    assert.equal(
      asked,
      ['GET', 'GET', 'POST'].map((method) => `${method} /healthz?deep=1 yes undefined`),
    );
  } finally {
    await server.close();
  }
});

test('a redirect is an answer and not followed', async () => {
  let asked = 0;
  const server = await listen((_, response) => {
    asked += 1;
    response.writeHead(302, { Location: '/login' }).end();
  });
  try {
    const expect = { status: 302, headers: { Location: '^/login$' } };
    assert.match(summary(await ran(checksOf({ http: { url: server.url, expect } }))), /^pass/);
    assert.match(summary(await ran(checksOf({ http: { url: server.url } }))), /^fail 1: It answered 302/);
    assert.is(asked, 2);
  } finally {
    await server.close();
  }
});

test('attempts: any one that passes is enough, and a 503 is asked again only by them', async () => {
  let asked = 0;
  const server = await listen((_, response) => {
    asked += 1;
    response.writeHead(asked % 3 === 0 ? 200 : 503).end();
  });
  const patient = openService('The endpoint', { ...PATIENCE, pause: 1 });
  const world = makeWorld({ service: () => patient });
  try {
    const http = { url: server.url };
    const three = await ran(checksOf({ attempts: 3, interval: '10ms', http }), world);
    assert.match(summary(three), /^pass 3: It answered 200/);
    assert.equal(
      three.progress.map((one) =>
        one.what === 'again' ? `again ${one.attempt} ${one.judgement.outcome}` : one.what,
      ),
      ['begun', 'again 1 fail', 'again 2 fail', 'ended'],
    );
    assert.match(
      summary(await ran(checksOf({ attempts: 2, interval: '10ms', http }), world)),
      /^fail 2: It answered 503/,
    );
    assert.is(asked, 5);
  } finally {
    await server.close();
  }
});

test('nobody there, a hanging one and half an answer are unavailable, and no failure', async () => {
  const gone = await listen(() => undefined);
  await gone.close();
  const hanging = await listen(() => undefined);
  const half = await listen((_, response) => {
    response.writeHead(200, { 'Content-Length': '100' }).write('half');
    setTimeout(() => response.destroy(), 20);
  });
  try {
    for (const { url } of [gone, half])
      assert.match(
        summary(await ran(checksOf({ http: { url } }))),
        /^unavailable 1: The endpoint did not answer/,
      );
    const slow = checksOf({ timeout: '50ms', attempts: 2, interval: '1ms', http: { url: hanging.url } });
    assert.match(
      summary(await ran(slow)),
      /^unavailable 2: There was no whole answer within 0\.05 s: .*the `timeout` of the check/,
    );
  } finally {
    await Promise.all([hanging.close(), half.close()]);
  }
});

test('while failures are expected no attempt counts', async () => {
  let asked = 0;
  const server = await listen((_, response) => {
    asked += 1;
    response.writeHead(asked < 5 ? 503 : 200).end();
  });
  try {
    const world = makeWorld();
    const check = checksOf({ attempts: 1, interval: '10ms', http: { url: server.url } });
    const expected = { graceUntil: world.clock.now() + 60_000 };
    assert.match(summary(await ran(check, world, expected)), /^pass 5/);
    asked = 0;
    assert.match(summary(await ran(check, world)), /^fail 1/);
  } finally {
    await server.close();
  }
});

test('the deadline ends everything: what failed has failed, and what had no turn is unknown', async () => {
  const hanging = await listen(() => undefined);
  const failing = await listen((_, response) => void response.writeHead(500).end());
  try {
    const world = makeWorld();
    const soon = { deadline: world.clock.now() + 300 };
    const checks = checksOf(
      { attempts: 100, interval: '50ms', http: { url: failing.url } },
      { http: { url: hanging.url } },
      { level: 'warning', http: { url: hanging.url } },
      { run: ['true'] },
    );
    const { results } = await ran(checks, world, soon);
    assert.equal(
      results.map(({ outcome }) => outcome),
      ['fail', 'unavailable', 'warning', 'unavailable'],
    );
    assert.match(results[1]?.why ?? '', /give `verify\.timeout` more/);
    assert.match(results[3]?.why ?? '', /before it was asked: give `verify\.timeout` more/);
    assert.is(results[3]?.attempts, 0);
  } finally {
    await Promise.all([hanging.close(), failing.close()]);
  }
});

test('a declared maintenance is waited for, and counts as no attempt', async () => {
  const server = await listen((_, response) => response.end());
  const clock = worldClock();
  const maintained = (until: number) =>
    makeWorld({
      clock,
      service: () =>
        duringMaintenance(openService('The shop', PATIENCE), () =>
          clock.now() < until ? { reason: 'new disks', until } : undefined,
        ),
    });
  try {
    const check = checksOf({ http: { url: server.url } });
    assert.match(summary(await ran(check, maintained(clock.now() + 200))), /^pass 2/);
    const long = await ran(check, maintained(clock.now() + 3_600_000));
    assert.match(summary(long), /^unavailable 1: The shop is in maintenance until .*new disks/);
  } finally {
    await server.close();
  }
});

test('one that is left alone after failures is asked again when its rest is over', async () => {
  let asked = 0;
  const server = await listen((_, response) => {
    asked += 1;
    response.writeHead(asked < 3 ? 503 : 200).end();
  });
  const resting = openService('The shop', { ...PATIENCE, retries: 0, failures: 2, rest: 100 });
  try {
    const check = checksOf({ attempts: 3, interval: '1ms', http: { url: server.url } });
    const found = await ran(check, makeWorld({ service: () => resting }));
    assert.match(summary(found), /^pass 4/);
    assert.is(asked, 3);
  } finally {
    await server.close();
  }
});

test('a question that cannot be sent fails, and the other checks are asked all the same', async () => {
  const server = await listen((_, response) => response.end());
  try {
    const checks = checksOf(
      { http: { url: server.url, headers: { 'X-Name': 'snow ☃' } } },
      { http: { url: server.url } },
    );
    const { results } = await ran(checks);
    assert.equal(
      results.map(({ outcome }) => outcome),
      ['fail', 'pass'],
    );
  } finally {
    await server.close();
  }
});

test('what is seen of a secret is not kept', async () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;
  const server = await listen((_, response) => response.end(token));
  try {
    const { results } = await ran(checksOf({ http: { url: server.url, expect: { body: 'ok' } } }));
    assert.is(results[0]?.outcome, 'fail');
    assert.not.match(results[0]?.why ?? '', /a1B2/);
  } finally {
    await server.close();
  }
});

test('stopping it ends all that is under way with the reason', async () => {
  const server = await listen(() => undefined);
  try {
    const stop = new AbortController();
    const checks = checksOf(...Array(6).fill({ http: { url: server.url } }), { run: ['true'] });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    const reason = await ran(checks, makeWorld(), { signal: stop.signal }).catch(
      (error: Error) => error.message,
    );
    assert.is(reason, 'enough');
  } finally {
    await server.close();
  }
});

test('four questions at once, and a program alone, in the order of the file', async () => {
  let [here, most] = [0, 0];
  const server = await listen((_, response) => {
    here += 1;
    most = Math.max(most, here);
    setTimeout(() => {
      here -= 1;
      response.end();
    }, 50);
  });
  try {
    const question = { http: { url: server.url } };
    const checks = checksOf(...Array(9).fill(question), { run: ['true'] }, { run: ['true'] }, question);
    const { results, progress } = await ran(checks);
    assert.equal(
      results.map(({ check }) => check),
      checks.map(({ name }) => name),
    );
    assert.ok(results.every(({ outcome }) => outcome === 'pass'));
    assert.is(most, 4);
    assert.equal(
      progress.slice(-6).map((one) => `${one.what} ${one.check.name}`),
      ['check-9', 'check-10', 'check-11'].flatMap((name) => [`begun ${name}`, `ended ${name}`]),
    );
  } finally {
    await server.close();
  }
});

test('argocd: what Argo CD says of every service', async () => {
  const check = checksOf({ attempts: 2, interval: '1ms', argocd: {} });
  const healths = ['Progressing', 'Healthy'];
  const world = makeWorld({ health: async () => [{ service: 'api', health: healths.shift() ?? 'Healthy' }] });
  assert.match(summary(await ran(check, world)), /^pass 2: All services \(1\) are Healthy/);
  const degraded = makeWorld({ health: async () => [{ service: 'api', health: 'Degraded' }] });
  assert.match(summary(await ran(check, degraded)), /^fail 2: Wanted is Healthy, but api is Degraded/);
});

test.run();
