import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { duringMaintenance, withGrace } from '../../../scripts/outside/service/expected.ts';
import { maintenanceOf } from '../../../scripts/verify/maintenance.ts';
import { answer, withScripted } from '../../support/scripted-server.ts';
import { asked, isUnavailable } from './asked.ts';

test('declared maintenance: nothing is asked, the reason and the end are told, and it ends by itself', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked();
    const list = [
      {
        of: new URL(server.url).host,
        reason: 'New disks\nand more',
        from: '2026-12-01T10:00:00Z',
        until: '2026-12-01T11:00:00Z',
      },
    ];
    const during = duringMaintenance(service, (url) => maintenanceOf(list, new URL(url).host, clock.now()));
    const error = await isUnavailable('maintenance', during.ask(server.url));
    assert.is(error.until, Date.parse('2026-12-01T11:00:00Z'));
    assert.is(error.message, 'Prometheus is in maintenance until 2026-12-01T11:00:00Z: New disks and more.');
    assert.match(error.fix, /verify\.maintenance/);
    assert.is(server.calls.length, 0);
    clock.pass(3_600_000 - 1);
    await isUnavailable('maintenance', during.ask(server.url));
    clock.pass(1);
    assert.is((await during.ask(server.url)).status, 200);
    assert.is(during.name, 'Prometheus');
  });
});

test('in its grace a service may be down in every way, for longer than its patience, and nothing counts', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked({ timeout: 250, retries: 1, failures: 2 });
    const graceful = withGrace(service, clock.now() + 600_000);
    const down = [answer(502), answer(503), answer(504)];
    server.play(...down, { kind: 'reset' }, { kind: 'hang' }, ...down, ...down);
    assert.is((await graceful.ask(server.url)).status, 200);
    assert.is(server.calls.length, 12);
    server.play(answer(503), answer(503));
    assert.is((await graceful.ask(server.url)).status, 200);
    server.play(answer(503));
    assert.is((await service.ask(server.url)).status, 200, 'the breaker has seen none of it');
  });
});

test('a service that was refused since before its grace comes up in it', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked({ retries: 0, failures: 1 });
    await server.down();
    await isUnavailable('refused', service.ask(server.url));
    await isUnavailable('resting', service.ask(server.url));
    const { sleep } = clock;
    clock.sleep = async (...pause) => {
      await sleep(...pause);
      if (clock.slept.length === 3) await server.up();
    };
    assert.is((await withGrace(service, clock.now() + 600_000).ask(server.url)).status, 200);
  });
});

test('pauses of a grace stay short, and none goes beyond its end; then failures count', async () => {
  await withScripted(async (server) => {
    server.otherwise(answer(503));
    const { service, clock } = asked({ retries: 2, failures: 5 });
    const start = clock.now();
    assert.is((await withGrace(service, start + 60_000).ask(server.url)).status, 503);
    let at = start;
    const inGrace = clock.slept.filter((pause) => {
      at += pause;
      return at <= start + 60_001;
    });
    assert.ok(inGrace.length > 10, `${inGrace.length}`);
    assert.ok(Math.max(...inGrace) <= 5000, inGrace.join());
    assert.is(
      Math.round(inGrace.reduce((sum, pause) => sum + pause, 0)),
      60_000,
      'the last pause ends with it',
    );
    assert.is(clock.slept.length - inGrace.length, 2, 'then as patient as ever');
    assert.is(server.calls.length, clock.slept.length + 1, 'and never without a pause');
  });
});

test('Retry-After is obeyed in a grace, up to its end', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked();
    const after = (seconds: string) => answer(503, { headers: { 'retry-after': seconds } });
    server.play(after('20'), after('3600'));
    assert.is((await withGrace(service, clock.now() + 60_000).ask(server.url)).status, 200);
    assert.equal(clock.slept, [20_000, 40_000]);
  });
});

test('what a service says in its grace without being down is the answer', async () => {
  for (const status of [200, 404, 500])
    await withScripted(async (server) => {
      const { service, clock } = asked();
      server.otherwise(answer(status));
      assert.is((await withGrace(service, clock.now() + 60_000).ask(server.url)).status, status);
      assert.is(server.calls.length, 1);
    });
});

test('what must not be done twice is not, grace or not', async () => {
  await withScripted(async (server) => {
    const { service, clock } = asked({ retries: 0 });
    server.play({ kind: 'reset' });
    const graceful = withGrace(service, clock.now() + 60_000);
    await graceful.ask(server.url, { method: 'POST', body: 'x' }).catch(() => undefined);
    assert.is(server.calls.length, 1);
  });
});

test.run();
