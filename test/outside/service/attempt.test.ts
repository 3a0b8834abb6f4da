import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../../scripts/outside/failure.ts';
import { answer, type Behaviour, type Scripted, withScripted } from '../../support/scripted-server.ts';
import { asked, isUnavailable } from './asked.ts';

const HASTY = { timeout: 250, retries: 1 };

test('no answer in time is unavailable: headers that never come, a body that stops, and one that drips', async () => {
  const slow: readonly Behaviour[] = [
    { kind: 'hang' },
    { kind: 'stall' },
    { kind: 'drip', body: 'x'.repeat(100), every: 20 },
    answer(200, { after: 600 }),
  ];
  for (const behaviour of slow)
    await withScripted(async (server) => {
      server.otherwise(behaviour);
      const error = await isUnavailable('timeout', asked(HASTY).service.ask(server.url));
      assert.match(error.message, /no whole answer within 0\.25 s/);
      assert.is(server.calls.length, 2, 'tried twice');
    });
});

test('one call may be more patient, or less', async () => {
  await withScripted(async (server) => {
    server.otherwise({ kind: 'hang' });
    await isUnavailable('timeout', asked({ retries: 0 }).service.ask(server.url, { timeout: 100 }));
    server.otherwise(answer(200, { after: 400 }));
    const patient = await asked(HASTY).service.ask(server.url, { timeout: 20_000 });
    assert.ok(patient.elapsed >= 390, `${patient.elapsed}`);
  });
});

test('malformed answers are broken ones, each with words of ours', async () => {
  for (const [behaviour, why] of [
    [{ kind: 'reset' }, /the connection was cut/],
    [{ kind: 'half' }, /the connection was cut/],
    [{ kind: 'noise' }, /no whole HTTP answer/],
    [answer(200, { headers: { 'content-encoding': 'gzip' } }), /no whole HTTP answer/],
  ] as const)
    await withScripted(async (server) => {
      server.otherwise(behaviour);
      const error = await isUnavailable('broken', asked({ retries: 2 }).service.ask(server.url));
      assert.match(error.message, why);
      assert.is(server.calls.length, 3);
    });
});

test('an answer without end is cut off at 64 MiB, and not asked for again', async () => {
  await withScripted(async (server) => {
    server.play({ kind: 'flood', bytes: Number.POSITIVE_INFINITY });
    const { service } = asked();
    const error = await isUnavailable('broken', service.ask(server.url));
    assert.match(error.message, /longer than 64 MiB/);
    assert.is(server.calls.length, 1);
    server.play({ kind: 'flood', bytes: 20 * 1024 * 1024 });
    assert.is((await service.ask(server.url)).text.length, 20 * 1024 * 1024);
  });
});

test('letters that are cut between two pieces stay whole', async () => {
  const socket = createServer((one) => {
    const [head, tail] = [Buffer.from('gr\u00fc').subarray(0, 3), Buffer.from('gr\u00fcn').subarray(3)];
    one.once('data', () => {
      one.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
      one.write(head);
      setTimeout(() => one.end(tail), 50);
    });
  });
  await new Promise<void>((resolve) => void socket.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = socket.address() as AddressInfo;
    assert.is((await asked().service.ask(`http://127.0.0.1:${port}`)).text, 'grün');
  } finally {
    socket.close();
  }
});

test('a redirect on the same host is followed with everything, three times at most', async () => {
  await withScripted(async (server) => {
    const { service } = asked();
    const to = (path: string, status = 307) => answer(status, { headers: { location: path } });
    const headers = { authorization: 'Bearer s3cret' };
    server.play(to('/b', 301), to('/c', 308), to('/d'));
    await service.ask(`${server.url}/a`, { method: 'POST', headers, body: 'x' });
    assert.equal(
      server.calls.map(({ method, url, body }) => `${method} ${url} ${body}`),
      ['POST /a x', 'POST /b x', 'POST /c x', 'POST /d x'],
    );
    assert.ok(server.calls.every((call) => call.headers.authorization === 'Bearer s3cret'));
    server.play(to('/b', 303));
    await service.ask(`${server.url}/a`, { method: 'POST', headers, body: 'x' });
    assert.is(`${server.calls.at(-1)?.method} ${server.calls.at(-1)?.body}`, 'GET ', '303 asks for GET');
    server.otherwise(to('/round'));
    const before = server.calls.length;
    assert.match((await isUnavailable('broken', service.ask(server.url))).message, /more than 3 times/);
    assert.is(server.calls.length - before, 4, 'and is not asked again');
  });
});

/** Two servers, the first of which leads to the second. */
const led = (work: (here: Scripted, there: Scripted) => Promise<void>): Promise<void> =>
  withScripted((here) =>
    withScripted(async (there) => {
      here.otherwise(answer(307, { headers: { location: `${there.url}/elsewhere` } }));
      await work(here, there);
    }),
  );

test('nothing that is secret and nothing that is sent goes to another host', async () => {
  for (const ask of [
    { headers: { Authorization: 'Bearer s3cret' } },
    { headers: { cookie: 'argocd.token=s3cret' } },
    { method: 'POST', body: 's3cret' },
  ])
    await led(async (here, there) => {
      const error = await isUnavailable('broken', asked().service.ask(here.url, ask));
      assert.is(
        error.message,
        `Prometheus did not answer at ${here.url}: it points to ${there.url}, which is another host.`,
      );
      assert.is(there.calls.length, 0);
      assert.is(here.calls.length, 1, 'and is not asked again');
    });
});

test('any other question goes there, without a header of ours', async () => {
  await led(async (here, there) => {
    const { text } = await asked().service.ask(here.url, { headers: { 'x-api-key': 's3cret' } });
    assert.is(text, 'fine');
    assert.is(there.calls[0]?.url, '/elsewhere');
    assert.not.match(JSON.stringify(there.calls), /s3cret/);
  });
});

test('a redirect may be the answer, and one to what is no web address is none', async () => {
  await led(async (here, there) => {
    const { status } = await asked().service.ask(here.url, { redirects: 'answer' });
    assert.is(status, 307);
    assert.is(there.calls.length, 0);
    for (const location of ['file:///etc/passwd', 'data:text/plain,fine', 'http://['])
      await withScripted(async (server) => {
        server.otherwise(answer(302, { headers: { location } }));
        await isUnavailable('broken', asked().service.ask(server.url));
      });
  });
});

test('what cannot be sent is a mistake of ours, told without what it holds', async () => {
  const { service } = asked();
  for (const [url, headers] of [
    ['http://127.0.0.1:1/', { authorization: 'Bearer\ns3cret' }],
    ['http://127.0.0.1:1/', { authorization: 'Bearer s3cret\u2026' }],
    ['http://u:s3cret@127.0.0.1:1/', {}],
    ['s3cret', {}],
    ['file:///s3cret', {}],
  ] as const) {
    const error = (await service.ask(url, { headers }).catch((one: unknown) => one)) as Failure;
    assert.instance(error, Failure);
    assert.is(error.code, 'unsendable', error.message);
    assert.is(error.exit, 2);
    assert.not.match(`${error.message} ${error.fix} ${error.stack} ${String(error.cause)}`, /s3cret/);
  }
});

test('a port that no HTTP client opens is told at once', async () => {
  const { service, clock } = asked();
  const error = await isUnavailable('broken', service.ask('http://127.0.0.1:6000/'));
  assert.match(`${error.message} ${error.fix}`, /another protocol.*Mend the port/);
  assert.equal(clock.slept, []);
});

test('the secret is in no failure, wherever it stood', async () => {
  const headers = { authorization: 'Bearer s3cret' };
  const told: unknown[] = [];
  for (const kind of ['reset', 'half', 'noise', 'hang'] as const)
    await withScripted(async (server) => {
      server.otherwise({ kind });
      const { service } = asked({ timeout: 200, failures: 2, retries: 1 });
      const ask = () =>
        service.ask(`${server.url}/?token=s3cret`, { headers }).catch((one) => told.push(one));
      await ask();
      await ask();
    });
  assert.is(told.length, 8);
  for (const error of told as Failure[])
    assert.not.match(`${error.message} ${error.fix} ${error.stack} ${JSON.stringify(error)}`, /s3cret/);
});

test.run();
