import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Deployment, LOG_OUTCOMES } from '../../scripts/history/deployments.ts';
import type { RanVersion, ServiceChange } from '../../scripts/model/event.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../../scripts/model/names.ts';
import { OUTCOMES } from '../../scripts/model/verification.ts';
import { parseDuration } from '../../scripts/model/window.ts';
import { type Layout, logHead, logLine } from '../../scripts/show/deploy-log.ts';
import { logHtml } from '../../scripts/show/deploy-log-html.ts';
import { logRow } from '../../scripts/show/deploy-log-report.ts';
import { STYLE } from '../../scripts/show/deploy-log-style.ts';
import { goDuration, localTime, utcTime } from '../../scripts/show/deploy-log-time.ts';
import { html, oneLine } from '../../scripts/show/escape.ts';
import { commitOf, step } from '../history/log-events.ts';
import { readPage } from './deploy-log-page.ts';
import { hostile } from './hostile.ts';

const LAYOUT: Layout = { zone: 'America/New_York', environments: ['dev', 'production'], color: false };
const NIGHT = Date.UTC(2026, 10, 27, 3, 31, 2);

const deployment = (more: Partial<Deployment> = {}): Deployment => ({
  environment: 'production' as EnvironmentName,
  commit: commitOf(1),
  at: NIGHT,
  outcome: 'pass',
  why: 'All checks pass.',
  endedAt: NIGHT + 192_000,
  attempts: 1,
  author: 'Phil',
  title: 'B322 Retry the provider',
  services: [step('service-a', '', '1.0.0'), step('service-b', '0.5.0', '0.5.1')],
  checks: [],
  ...more,
});

/** What awk has in $1, $2 and so on. */
const words = (line: string): string[] => line.trim().split(/\s+/);

test('a line has the columns that its head names, one word each', () => {
  assert.is(
    `${logHead(LAYOUT)}\n${logLine(deployment(), LAYOUT)}\n`,
    `#utc                  local                      environment  outcome      commit      after         services
2026-11-27T03:31:02Z  2026-11-26T22:31:02-05:00  production   pass         1aaaaaaaaa  3m12s         service-a:->1.0.0,service-b:0.5.0->0.5.1
`,
  );
});

test('nothing is a hyphen, so that every line has as many columns', () => {
  const { endedAt: _, ...begun } = deployment({ outcome: 'unverified', services: [] });
  assert.equal(words(logLine(begun, LAYOUT)).slice(3), ['unverified', '1aaaaaaaaa', '-', '-']);
});

test('where the version stays, the configuration or the digest tells before from after', () => {
  const last = (from: RanVersion, to: RanVersion): string | undefined =>
    words(logLine(deployment({ services: [{ service: 'b' as ServiceName, from, to }] }), LAYOUT)).at(-1);
  const [one, other] = [commitOf(1), commitOf(2)];
  assert.is(
    last({ version: '1', config: one }, { version: '1', config: other }),
    'b:1@1aaaaaaaaa->1@2aaaaaaaaa',
  );
  assert.is(last({ version: '1', config: 'main' }, { version: '1', config: one }), 'b:1@main->1@1aaaaaaaaa');
  assert.is(
    last({ version: '1', config: one }, { version: '1', config: one, digest: `sha256:${'0'.repeat(64)}` }),
    'b:1->1@000000000000',
  );
  assert.is(last({ version: '1', config: one }, { version: '2', config: other }), 'b:1->2');
});

test('the clocks of a zone are followed through the hour that is there twice and the one that is not', () => {
  const local = (text: string, zone = 'Europe/Berlin'): string => localTime(Date.parse(text), zone);
  assert.is(local('2026-10-25T00:59:59Z'), '2026-10-25T02:59:59+02:00');
  assert.is(local('2026-10-25T01:00:00Z'), '2026-10-25T02:00:00+01:00');
  assert.is(local('2026-03-29T00:59:59Z'), '2026-03-29T01:59:59+01:00');
  assert.is(local('2026-03-29T01:00:00Z'), '2026-03-29T03:00:00+02:00');
  assert.is(local('2026-11-27T03:31:02Z', 'Asia/Kathmandu'), '2026-11-27T09:16:02+05:45');
  assert.is(local('2026-11-27T03:31:02Z', 'America/St_Johns'), '2026-11-27T00:01:02-03:30');
  assert.is(local('2026-11-27T03:31:02Z', 'UTC'), '2026-11-27T03:31:02+00:00');
});

test('property: the local time is the same instant in every zone', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Dublin',
    'America/St_Johns',
    'Pacific/Apia',
    'Africa/Monrovia',
    'Australia/Lord_Howe',
  );
  const second = fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000);
  fc.assert(
    fc.property(zone, second, (name, at) => {
      assert.is(Date.parse(localTime(at, name)), at);
      assert.is(Date.parse(utcTime(at)), at);
    }),
  );
});

test('property: how long it took is a Go duration of whole seconds', () => {
  assert.equal([0, 59_499, 60_000, 3_600_000, 90_061_000].map(goDuration), [
    '0s',
    '59s',
    '1m0s',
    '1h0m0s',
    '25h1m1s',
  ]);
  assert.is(goDuration(-5000), '0s');
  fc.assert(
    fc.property(fc.nat(10_000_000), (seconds) => {
      assert.equal(parseDuration(goDuration(seconds * 1000)), { value: seconds * 1000 });
    }),
  );
});

test('on a terminal the outcome has a colour that takes no room and hides no word', () => {
  const plain = logLine(deployment({ outcome: 'fail' }), LAYOUT);
  const painted = logLine(deployment({ outcome: 'fail' }), { ...LAYOUT, color: true });
  assert.match(painted, /\u001b\[31mfail {7}\u001b\[39m/);
  assert.is(painted.replace(/\u001b\[\d+m/g, ''), plain);
});

const ran = fc.record({
  version: fc.oneof(fc.constantFrom('0.5.1', '1.10', 'v2-rc.1', 'a-'), hostile()),
  config: fc.oneof(fc.constantFrom(commitOf(1), commitOf(2), 'main'), hostile()),
});
const change: fc.Arbitrary<ServiceChange> = fc.record(
  { service: fc.constantFrom('a', 'service-b').map((name) => name as ServiceName), from: ran, to: ran },
  { requiredKeys: ['service'] },
) as fc.Arbitrary<ServiceChange>;
const anything: fc.Arbitrary<Deployment> = fc.record(
  {
    environment: fc.constantFrom('dev', 'production').map((name) => name as EnvironmentName),
    commit: fc.constantFrom(commitOf(1), commitOf(2)) as fc.Arbitrary<CommitId>,
    at: fc.integer({ min: NIGHT, max: NIGHT + 1e10 }),
    outcome: fc.constantFrom(...LOG_OUTCOMES),
    why: hostile(),
    endedAt: fc.integer({ min: NIGHT, max: NIGHT + 1e10 }),
    attempts: fc.nat(3),
    author: hostile(),
    title: hostile(),
    services: fc.array(change, { maxLength: 3 }),
    checks: fc.array(fc.record({ check: hostile(), outcome: fc.constantFrom(...OUTCOMES), why: hostile() }), {
      maxLength: 2,
    }),
  },
  {
    requiredKeys: [
      'environment',
      'commit',
      'at',
      'outcome',
      'attempts',
      'author',
      'title',
      'services',
      'checks',
    ],
  },
) as fc.Arbitrary<Deployment>;

const pageOf = (all: readonly Deployment[]): string =>
  logHtml({
    branch: 'main',
    commit: commitOf(9),
    timeZone: LAYOUT.zone,
    deployments: all.map((one) => logRow(one, LAYOUT.zone)),
    troubles: 0,
  });

test('property: text, JSON and HTML hold the same rows, whatever people wrote', () => {
  fc.assert(
    fc.property(fc.array(anything, { minLength: 1, maxLength: 4 }), (all) => {
      const page = readPage(pageOf(all));
      assert.is(page.rows.length, all.length);
      all.forEach((one, index) => {
        const line = logLine(one, LAYOUT);
        assert.match(line, /^[ -~]+$/);
        const [utc, local, environment, outcome, commit, after, services = '', ...more] = words(line);
        assert.equal(more, []);
        const row = logRow(one, LAYOUT.zone);
        assert.equal(
          [utc, local, environment, outcome, commit, after],
          [row.utc, row.local, row.environment, row.outcome, row.commit.slice(0, 10), row.after ?? '-'],
        );
        const names = services === '-' ? [] : services.split(',').map((entry) => entry.split(':')[0]);
        assert.equal(
          names,
          row.services.map(({ service }) => service),
        );
        const cells = page.rows[index] ?? [];
        assert.equal(
          [cells[0], cells[1], cells[2], cells[3]?.split(' ')[1], cells[4], cells[5]].map((cell) =>
            cell?.replace(' ', 'T'),
          ),
          [utc, local, environment, outcome, commit, after],
        );
        assert.is(cells.length, 8);
      });
    }),
  );
});

/** Every tag that a page of ours has, with the names of its attributes. */
const TAGS = new Set([
  '!doctype html',
  'html lang',
  'head',
  'meta charset',
  'meta http-equiv content',
  'meta name content',
  'title',
  'style',
  'body',
  'main',
  'h1',
  'p',
  'p class',
  'code',
  'table role',
  'caption',
  'thead role',
  'tbody role',
  'tr role',
  'th scope role',
  'th scope role data-label',
  'td role data-label',
  'td role data-label class',
  'div',
  'span aria-hidden',
  'time datetime',
  'ul role',
  'ul',
  'li',
  'b',
]);

test('property: nothing that people wrote becomes markup, or changes the direction of writing', () => {
  fc.assert(
    fc.property(fc.array(anything, { minLength: 1, maxLength: 3 }), (all) => {
      const page = pageOf(all);
      for (const tag of readPage(page).tags) assert.ok(TAGS.has(tag), tag);
      assert.not.match(page, /[\u202a-\u202e\u2066-\u2069\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      for (const { title } of all) assert.ok(page.includes(`<p>${html(title) || '-'}</p>`));
    }),
  );
});

test('the page says all of it: who, what, why, and every check that did not pass', () => {
  const [row = []] = readPage(
    pageOf([
      deployment({
        outcome: 'fail',
        attempts: 2,
        title: '<script>alert(1)</script>',
        why: 'The score is 50 %.',
        checks: [
          { check: 'home', outcome: 'pass', why: 'Fine.' },
          { check: 'orders', outcome: 'fail', why: 'It answered 500 & more.' },
        ],
      }),
    ]),
  ).rows;
  assert.is(row[3], '✗ fail');
  assert.is(row[6], 'service-a new 1.0.0 service-b 0.5.0 → 0.5.1');
  assert.is(
    row[7],
    '<script>alert(1)</script> by Phil The score is 50 %. orders: fail. It answered 500 & more. verified 2 times',
  );
});

test('the page fetches nothing and its policy allows nothing but its own style', async () => {
  const page = pageOf([deployment({ title: 'See https://evil.example' })]);
  assert.not.match(
    page.replace(/data-label|datetime/g, ''),
    /<(?:script|link|img|iframe|a)\b|\b(?:src|href|action)=|url\(|@import/,
  );
  const { createHash } = await import('node:crypto');
  const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  assert.ok(
    page.includes(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    ),
  );
});

/** Relative luminance of a colour such as `#fff` or `#1b1f24` (WCAG 2.2). */
const luminance = (color: string): number => {
  const digits = color.length === 4 ? color.replace(/[^#]/g, '$&$&') : color;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

test('every colour of a text can be read on its ground, in light and in dark', () => {
  const schemes = [...STYLE.matchAll(/:root \{([^}]*)\}/g)].map(
    ([, rules = '']) =>
      new Map([...rules.matchAll(/--(\w+): (#\w+)/g)].map(([, name, color]) => [name, color])),
  );
  assert.is(schemes.length, 3);
  for (const [index, scheme] of schemes.entries())
    for (const ground of ['ground', 'band'])
      for (const ink of ['ink', 'faint', 'good', 'bad', 'wait', 'strong']) {
        const [one = '', other = ''] = [scheme.get(ground) ?? schemes[0]?.get(ground), scheme.get(ink)];
        const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort(
          (first, second) => first - second,
        );
        const contrast = (light + 0.05) / (dark + 0.05);
        assert.ok(contrast >= 4.5, `${ink} on ${ground} in scheme ${index}: ${contrast}`);
      }
});

test('an empty page and a troubled ledger are said in words', () => {
  const head = { branch: oneLine('main'), commit: commitOf(9), timeZone: 'UTC', deployments: [] };
  assert.match(logHtml({ ...head, troubles: 0 }), /There is no deployment to show/);
  assert.match(logHtml({ ...head, troubles: 2 }), /2 troubles in the ledger:.*not everything here is proven/);
  assert.match(
    logHtml({ ...head, environment: '<b>', troubles: 0 }),
    /<title>Deploy log of &lt;b&gt;<\/title>/,
  );
});

test.run();
