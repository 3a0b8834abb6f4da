import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explain } from '../../scripts/commands/explain.ts';
import { promote } from '../../scripts/commands/promote.ts';
import { status } from '../../scripts/commands/status.ts';
import type { ExplainReport } from '../../scripts/show/explain-report.ts';
import type { StatusReport } from '../../scripts/show/status-report.ts';
import { width } from '../../scripts/show/width.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { type Called, called } from './called.ts';
import { desired, type SmallShop, smallShop } from './small-shop.ts';

const AUTOMATIC = { services: [], only: false, allowDowngrade: false, automatic: true };

/** A head that changes with the clock of the test is no news. */
const withoutHead = (text: string): string => text.replace(/^main at [0-9a-f]{10}$/m, 'main at …');

const statusOf = (shop: SmallShop, options: { environment?: string; all?: boolean } = {}): Promise<Called> =>
  called(status, options, { root: shop.root });
const why = async (shop: SmallShop, service: string, environment: string): Promise<string> =>
  withoutHead((await called(explain, { service, environment }, { root: shop.root })).out);

test('status shows who differs, what is pending into what, and how it would move', async () => {
  const shop = smallShop(['front-end', 'service-a', 'service-b']);
  shop.want('dev', { 'service-a': '1.1.0', 'service-b': '1.0.1' });
  shop.want('hardening', { 'front-end': '1.2.0' });
  const { exit, out, talk } = await statusOf(shop);
  assert.is(exit, 0);
  assert.is(talk, '');
  assert.is(
    withoutHead(out).replace(/- front-end 1\.0\.0 is older[\s\S]*?(?=\n {2}ready)/, '…'),
    `main at …

service    dev    hardening  production
front-end  1.0.0  1.2.0 *    1.0.0 *
service-a  1.1.0  1.0.0 *    1.0.0
service-b  1.0.1  1.0.0 *    1.0.0

* what it is promoted from holds something else

dev (an entry environment): 3 services

hardening (from dev): 3 services, 3 services pending in 2 units
  blocked:
    front-end 1.2.0 → 1.0.0 (downgrade)
      …
  ready for \`npx bracket promote --to hardening\`:
    service-a 1.0.0 → 1.1.0 (minor), service-b 1.0.0 → 1.0.1 (patch)

production (from hardening): 3 services, 1 service pending in 1 unit
  ready for \`npx bracket promote --to production\`:
    front-end 1.0.0 → 1.2.0 (minor)
`,
  );
});

test('a service that is the same everywhere is a number when there are many, unless --all', async () => {
  const names = Array.from({ length: 15 }, (_, index) => `service-${String(index).padStart(2, '0')}`);
  const shop = smallShop(names);
  shop.want('dev', { 'service-07': '1.1.0' });
  const { out } = await statusOf(shop);
  assert.match(out, /^service-07 {2}1\.1\.0 {2}1\.0\.0 \* {4}1\.0\.0$/m);
  assert.match(out, /^14 more services, the same in every environment that has them \(--all shows/m);
  assert.not.match(out, /^service-03/m);
  const all = await statusOf(shop, { all: true });
  assert.is(all.out.match(/^service-\d\d /gm)?.length, 15);
});

test('one environment is shown in full', async () => {
  const shop = smallShop(['service-b']);
  shop.want('dev', { 'service-b': '1.0.1' });
  const { out } = await statusOf(shop, { environment: 'hardening' });
  assert.match(
    out,
    /^service {4}version {2}digest {2}configuration\nservice-b {2}1\.0\.0 \* {2}- {7}[0-9a-f]{10}\n\nhardening \(from dev\)/m,
  );
  const dev = await statusOf(shop, { environment: 'dev' });
  assert.match(dev.out, /^service-b {2}1\.0\.1 {4}- {7}follows main$/m);
});

test('JSON is what its schema says, and no line of text is wider than the terminal', async () => {
  const shop = smallShop(['service-a', 'service-b', `x${'y'.repeat(62)}`]);
  shop.want('dev', {
    'service-a': 'v1.20260105.0-0123456789abcdef0123456789abcdef01234567',
    'service-b': '1.0.1',
  });
  const { out } = await called(status, {}, { root: shop.root, json: true });
  assertMatchesSchema('status', out);
  const report = JSON.parse(out) as StatusReport;
  assert.equal(
    report.environments.map(({ name, pending }) => [
      name,
      pending.map(({ members }) => members.map((one) => one.service)),
    ]),
    [
      ['dev', []],
      ['hardening', [['service-a', 'service-b']]],
      ['production', []],
    ],
  );
  assertMatchesSchema(
    'status',
    (await called(status, { environment: 'dev' }, { root: shop.root, json: true })).out,
  );
  for (const columns of [40, 60, 80]) {
    const text = (await called(status, { all: true }, { root: shop.root, columns })).out;
    for (const line of text.split('\n')) assert.ok(width(line) <= columns, line);
  }
});

test('an open pull request is named, and explain says what it waits for', async () => {
  const shop = smallShop(['service-a', 'service-b']);
  shop.commit('Sign-off', {
    'environments/hardening.yaml':
      'promotesFrom: dev\ngates: { signOff: { count: 1, from: ["@acme/owners"] } }\n',
  });
  shop.want('dev', { 'service-a': '1.1.0', 'service-b': '1.0.1' });
  assert.is((await called(promote, { ...AUTOMATIC, to: 'hardening' }, { root: shop.root })).exit, 0);
  const { out } = await statusOf(shop);
  assert.match(out, /\n {2}open as #1:\n {4}service-a 1\.0\.0 → 1\.1\.0 \(minor\), service-b/);
  const text = await why(shop, 'service-a', 'hardening');
  assert.match(text, /1\. It is pending from dev: 1\.0\.0 → 1\.1\.0 \(version\)\./);
  assert.match(text, /2\. It moves only together with service-b, because commit [0-9a-f]{10} changed them/);
  assert.match(text, /3\. It is open as #1 /);
  assert.match(text, /4\. Gate signOff: /);
});

test('explain follows a version up the ladder', async () => {
  const shop = smallShop(['service-a', 'service-b']);
  shop.want('dev', { 'service-b': '1.0.1' });
  assert.is(
    await why(shop, 'service-b', 'production'),
    `main at …

service-b in production: 1.0.0
  hardening: 1.0.0

1. production holds what hardening holds of service-b.

2. dev holds 1.0.1, and it has not arrived in hardening yet.
   → See why: \`npx bracket explain service-b hardening\`.
`,
  );
  assert.match(
    await why(shop, 'service-b', 'hardening'),
    /Nothing is in its way\.\n {3}→ Run `npx bracket promote --to/,
  );
  assert.match(await why(shop, 'service-b', 'dev'), /1\. dev is an entry environment/);
  const json = await called(
    explain,
    { service: 'service-b', environment: 'production' },
    { root: shop.root, json: true },
  );
  assertMatchesSchema('explain', json.out);
  const report = JSON.parse(json.out) as ExplainReport;
  assert.equal([report.arrived, report.reasons.map(({ kind }) => kind)], [false, ['arrived', 'upstream']]);
});

test('explain names a policy, a retirement, a file with errors and a missing revision', async () => {
  const shop = smallShop(['service-a', 'service-b', 'service-c', 'service-d']);
  const manual = 'promotesFrom: dev\npromotion: { open: manual }\n';
  shop.commit('Changes', {
    'environments/hardening.yaml': manual,
    'environments/dev/service-a.yaml': desired('service-a', '1.1.0', 'main'),
    'environments/dev/service-b.yaml': null,
    'environments/dev/service-c.yaml': 'image: [',
    'environments/hardening/service-d.yaml': desired('service-d', '1.0.0', '0'.repeat(39).concat('1')),
  });
  assert.match(
    await why(shop, 'service-a', 'hardening'),
    /only when somebody asks \(promotion\.open: manual\)/,
  );
  assert.match(await why(shop, 'service-b', 'hardening'), /dev has it no more, and nothing is retired/);
  assert.match(await why(shop, 'service-c', 'hardening'), /environments\/dev\/service-c\.yaml has errors/);
  assert.match(await why(shop, 'service-d', 'hardening'), /which this repository does not\n {3}have/);
  const { out, talk } = await statusOf(shop);
  assert.match(out, /waiting to be asked for:\n {4}service-a/);
  assert.match(out, / {2}- service-c: environments\/dev\/service-c\.yaml has errors/);
  assert.match(talk, /in the files: `npx bracket validate` shows them/);
});

test('unknown names get the nearest one and exit code 2', async () => {
  const shop = smallShop(['service-b']);
  const environment = await statusOf(shop, { environment: 'hardning' });
  assert.is(environment.exit, 2);
  assert.match(environment.talk, /no environment "hardning".\n→ Did you mean hardening\?/);
  const service = await called(explain, { service: 'servic-b', environment: 'dev' }, { root: shop.root });
  assert.is(service.exit, 2);
  assert.match(service.talk, /Did you mean service-b\?/);
});

test('without an answer from the forge, status tells what this clone knows', async () => {
  const shop = smallShop(['service-b']);
  shop.want('dev', { 'service-b': '1.0.1' });
  const env = { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'acme/config', GITHUB_API_URL: 'http://127.0.0.1:9' };
  const { exit, out, talk } = await called(status, {}, { root: shop.root, env });
  assert.is(exit, 0, talk);
  assert.match(out, /^main at [0-9a-f]{10}, without pull requests: the forge did not answer$/m);
  assert.match(out, /^service-b {2}1\.0\.1 {2}1\.0\.0 \*/m);
  assert.match(talk, /Open pull requests are not known/);
});

test('status and explain write nothing', async () => {
  const shop = smallShop(['service-b']);
  shop.want('dev', { 'service-b': '1.0.1' });
  const before = shop.git('for-each-ref');
  await statusOf(shop);
  await why(shop, 'service-b', 'hardening');
  assert.is(shop.git('for-each-ref'), before);
  assert.is(shop.git('status', '--porcelain'), '');
});

test.run();
