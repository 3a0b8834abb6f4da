import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { WrittenPrometheus } from '../../../scripts/check/written-verify.ts';
import type { Clock } from '../../../scripts/outside/service/clock.ts';
import { findPrometheus, missingPrometheus } from '../../support/fetched-prometheus.ts';
import { makePrometheus, type Prometheus, pastOf } from '../../support/prometheus.ts';
import { checksOf, listen, makeWorld, ran, summary } from './world.ts';

const MINUTE = 60_000;
/** Whole minutes, so that steps of a minute fall on values. */
const NOW = Math.floor(Date.now() / MINUTE) * MINUTE;
const instants = (from: number, to: number): number[] =>
  Array.from({ length: (to - from) / 15_000 + 1 }, (_, index) => NOW + from + index * 15_000);
const HOURS = instants(-120 * MINUTE, 0);

const PAST = [
  pastOf('steady', HOURS, () => 5),
  pastOf('doubled', HOURS, (at) => (at < NOW - 30 * MINUTE ? 10 : 20)),
  pastOf('once_high', HOURS, (at) => (at === NOW - 5 * MINUTE ? 100 : 1)),
  pastOf('new', instants(-10 * MINUTE, 0), () => 1),
  pastOf('began_at_nothing', HOURS, (at) => (at < NOW - 30 * MINUTE ? 0 : 3)),
].join('');

/** Stands at the last minute of the past; sleeping moves it. */
const stoppedClock = (): Clock => {
  let now = NOW;
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      if (milliseconds >= MINUTE)
        return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      now += milliseconds;
    },
  };
};

let prometheus: Prometheus;

const ask = async (question: Omit<WrittenPrometheus, 'url'>, url = prometheus.url): Promise<string> =>
  summary(await ran(checksOf({ prometheus: { url, ...question } }), makeWorld({ clock: stoppedClock() })));

const programs = findPrometheus();
if (programs === undefined) process.stdout.write(`# skip ${missingPrometheus()} to ask a real one\n`);
else {
  test.before(async () => {
    prometheus = await makePrometheus(programs, { past: PAST });
    await prometheus.start();
  });
  test.after(() => prometheus.close());

  test('one value between its bounds', async () => {
    assert.is(
      await ask({ query: 'steady', above: 4, below: 6 }),
      'pass 1: The value is 5, and must be above 4 and below 6.',
    );
    assert.is(await ask({ query: 'steady', below: 5 }), 'fail 1: The value is 5, and must be below 5.');
    assert.match(await ask({ query: 'scalar(steady)', above: 4 }), /^pass/);
    assert.match(await ask({ query: 'sum({__name__=~"steady|new"})', above: 5 }), /^pass 1: The value is 6/);
  });

  test('what is no single number', async () => {
    assert.match(await ask({ query: 'nothing', above: 0 }), /^unavailable 1: The query gave no data/);
    assert.match(await ask({ query: 'steady > 5', above: 0 }), /^unavailable 1: The query gave no data/);
    assert.match(await ask({ query: 'vector(0) / 0', below: 1 }), /^unavailable 1: The value is "NaN"/);
    assert.match(await ask({ query: 'vector(1) / 0', above: 1 }), /^unavailable 1: The value is "\+Inf"/);
    assert.match(
      await ask({ query: '{__name__=~"steady|new"}', above: 0 }),
      /^unavailable 1: The query gave 2 series/,
    );
  });

  test('a query that cannot be read, or gives something else', async () => {
    assert.match(
      await ask({ query: 'sum(', below: 1 }),
      /^fail 1: Prometheus cannot read the query: ".*parse error.*"; mend `query`/,
    );
    assert.match(await ask({ query: '"text"', below: 1 }), /^fail 1: The query gives a text/);
    assert.match(await ask({ query: 'steady[5m]', below: 9 }), /^fail 1: .*avg_over_time/);
    assert.match(
      await ask({ query: 'steady * on() {__name__=~"steady|new"}', below: 1 }),
      /^unavailable 1: Prometheus answered 422: ".*many-to-many/,
    );
  });

  test('a range holds when every value of it does', async () => {
    const range = { range: '10m', step: '1m' };
    assert.is(
      await ask({ query: 'steady', below: 6, ...range }),
      'pass 1: The values (11) are 5, and must be below 6.',
    );
    assert.match(
      await ask({ query: 'once_high', below: 50, ...range }),
      /^fail 1: The values \(11\) are 1 to 100, .*; 1 of them is not\.$/,
    );
    assert.match(await ask({ query: 'once_high', below: 50, range: '4m', step: '1m' }), /^pass/);
    assert.match(await ask({ query: 'new', above: 0, ...range }), /^pass/);
    assert.match(
      await ask({ query: 'new', above: 0, range: '30m', step: '1m' }),
      /^unavailable 1: There are 11 of 31 values/,
    );
    assert.match(await ask({ query: 'nothing', above: 0, ...range }), /^unavailable/);
    assert.match(
      await ask({ query: 'vector(1)', above: 0, range: '1h', step: '250ms' }),
      /^fail 1: .*11,000/,
    );
  });

  test('held against the time before', async () => {
    const hour = { before: '1h' };
    assert.is(
      await ask({ query: 'steady', against: { ...hour, below: 1.1 } }),
      'pass 1: The quotient is 1, and must be below 1.1.',
    );
    assert.is(
      await ask({ query: 'doubled', against: { ...hour, below: 1.5 } }),
      'fail 1: The quotient is 2, and must be below 1.5.',
    );
    assert.match(await ask({ query: 'doubled', against: { before: '10m', below: 1.5 } }), /^pass/);
    assert.match(
      await ask({ query: 'new', against: { ...hour, below: 2 } }),
      /^unavailable 1: For the time before: The query gave no data/,
    );
    assert.match(
      await ask({ query: 'began_at_nothing', against: { ...hour, below: 2 } }),
      /^unavailable 1: The value before is 0/,
    );
    assert.match(
      await ask({ query: 'doubled', range: '1h', against: { ...hour, below: 1.5 } }),
      /^fail 1: The quotients \(121\) are 1 to 2/,
    );
  });

  test('samples: all of them in a row', async () => {
    const check = (samples: number) =>
      checksOf({
        interval: '10s',
        prometheus: { url: prometheus.url, query: 'time()', below: NOW / 1000 + 25, samples },
      });
    const three = await ran(check(3), makeWorld({ clock: stoppedClock() }));
    assert.match(summary(three), /^pass 1: 3 samples in a row hold\. The last: The value is /);
    assert.is((three.results[0]?.endedAt ?? 0) - (three.results[0]?.startedAt ?? 0), 20_000);
    assert.match(
      summary(await ran(check(5), makeWorld({ clock: stoppedClock() }))),
      /^fail 1: Sample 4 of 5: The value is /,
    );
  });

  test('down when it is asked first, and up later', async () => {
    await prometheus.stop();
    const down = await ask({ query: 'steady', below: 6 });
    assert.match(down, /^unavailable 1: Prometheus did not answer/);
    const checks = checksOf({
      attempts: 100,
      interval: '100ms',
      prometheus: { url: prometheus.url, query: 'max_over_time(steady[3h])', below: 6 },
    });
    let started: Promise<void> | undefined;
    const { results } = await ran(checks, makeWorld(), {
      onProgress: ({ what }) => {
        if (what === 'again') started ??= prometheus.start();
      },
    });
    await started;
    assert.is(results[0]?.outcome, 'pass');
    assert.ok((results[0]?.attempts ?? 0) > 1);
  });

  test('one that warns has not seen all there is', async () => {
    const source = 'remote_read: [{ url: "http://127.0.0.1:1/read", read_recent: true }]\n';
    const warning = await makePrometheus(programs, { past: PAST, configuration: source });
    try {
      await warning.start();
      assert.match(
        await ask({ query: 'steady', below: 6 }, warning.url),
        /^unavailable 1: Prometheus warns .*remote/,
      );
    } finally {
      await warning.close();
    }
  });
}

test('one that takes too long, or speaks another language', async () => {
  const slow = await listen(() => undefined);
  const strange = await listen((_, response) => response.end('<html>Sign in</html>'));
  try {
    const hanging = checksOf({ timeout: '100ms', prometheus: { url: slow.url, query: 'a', below: 1 } });
    assert.match(summary(await ran(hanging)), /^unavailable 1: There was no whole answer within 0\.1 s/);
    const other = checksOf({ prometheus: { url: strange.url, query: 'a', below: 1 } });
    assert.match(summary(await ran(other)), /^unavailable 1: What answered does not speak/);
  } finally {
    await Promise.all([slow.close(), strange.close()]);
  }
});

test('behind a proxy it has a path of its own', async () => {
  const asked: (string | undefined)[] = [];
  const proxy = await listen(({ url }, response) => {
    asked.push(url);
    response.end('{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}');
  });
  try {
    const url = `${proxy.url}/team/prometheus/?tenant=shop`;
    assert.match(await ask({ query: 'a + b', below: 2 }, url), /^pass/);
    assert.is(asked[0], `/team/prometheus/api/v1/query?tenant=shop&query=a+%2B+b&time=${NOW / 1000}.000`);
  } finally {
    await proxy.close();
  }
});

test.run();
