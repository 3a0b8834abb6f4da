import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { log } from '../../scripts/commands/log.ts';
import type { LogOptions } from '../../scripts/commands/log-options.ts';
import type { CommitId } from '../../scripts/model/names.ts';
import type { LogReport } from '../../scripts/show/deploy-log-report.ts';
import { eventsOf } from '../history/log-events.ts';
import { addToLedger, writeDown } from '../support/ledger-lines.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { type Called, called } from './called.ts';
import { type SmallShop, smallShop } from './small-shop.ts';

type Asked = Partial<LogOptions> & { readonly json?: boolean };

const logOf = (shop: SmallShop, { json = false, ...options }: Asked = {}): Promise<Called> =>
  called(log, { follow: false, timeZone: 'Europe/Berlin', ...options }, { root: shop.root, json });

const reportOf = async (shop: SmallShop, asked: Asked = {}): Promise<LogReport> => {
  const { out, talk, exit } = await logOf(shop, { ...asked, json: true });
  assert.is(exit, 0, talk);
  assertMatchesSchema('log', out);
  return JSON.parse(out) as LogReport;
};

/** Columns of every line but the head, as awk has them. */
const rowsOf = ({ out }: Called): string[][] =>
  out
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(/\s+/));

const timeOf = (shop: SmallShop, commit: string): number =>
  Number(shop.git('show', '-s', '--format=%ct', commit)) * 1000;

/** Verifies a commit a second after it was made. */
const verify = (
  shop: SmallShop,
  commit: string,
  more: Partial<Parameters<typeof eventsOf>[0]> = {},
): string =>
  writeDown(
    shop,
    eventsOf({
      environment: 'production',
      commit: commit as CommitId,
      at: timeOf(shop, commit) + 1000,
      took: 30_000,
      outcome: 'pass',
      ...more,
    }),
  );

test('the log of a new repository is what Git knows, and nothing of it is verified', async () => {
  const shop = smallShop(['front-end', 'service-b']);
  const bracket = shop.want('production', { 'service-b': '1.0.1', 'front-end': '1.1.0' });
  const { out, talk, exit } = await logOf(shop, { environment: 'production' });
  assert.is(exit, 0);
  assert.is(talk, '');
  assert.is(
    out.replaceAll(/ [0-9a-f]{10} /g, ' <commit>   '),
    `#utc                  local                      environment  outcome      commit      after         services
2026-01-05T09:02:00Z  2026-01-05T10:02:00+01:00  production   unverified   <commit>    -             front-end:->1.0.0,service-b:->1.0.0
2026-01-05T09:03:00Z  2026-01-05T10:03:00+01:00  production   unverified   <commit>    -             front-end:1.0.0->1.1.0,service-b:1.0.0->1.0.1
`,
  );
  assert.is(rowsOf({ out, talk, exit })[1]?.[4], bracket.slice(0, 10));
});

test('what the ledger says of a commit stands in its row', async () => {
  const shop = smallShop(['service-b']);
  const commit = shop.want('production', { 'service-b': '1.0.1' });
  verify(shop, commit, { outcome: 'fail', why: 'It is down.' });
  verify(shop, commit, { attempt: 2, at: timeOf(shop, commit) + 600_000, outcome: 'pass' });
  const [, row] = rowsOf(await logOf(shop, { environment: 'production' }));
  assert.equal(row?.slice(2), [
    'production',
    'pass',
    commit.slice(0, 10),
    '10m30s',
    'service-b:1.0.0->1.0.1',
  ]);
  const { deployments, ledger } = await reportOf(shop, { environment: 'production' });
  assert.is(ledger, shop.git('rev-parse', 'ledger'));
  assert.is(deployments[1]?.attempts, 2);
  assert.is(deployments[1]?.title, 'production: service-b 1.0.1');
});

test('without a name every environment is there, in the order of time', async () => {
  const shop = smallShop(['service-b']);
  shop.want('dev', { 'service-b': '1.0.1' });
  shop.want('hardening', { 'service-b': '1.0.1' });
  const rows = rowsOf(await logOf(shop));
  assert.equal(
    rows.map((row) => row[2]),
    ['dev', 'hardening', 'production', 'dev', 'hardening'],
  );
});

test('a comment in a desired file is no deployment, and a service that leaves is one', async () => {
  const shop = smallShop(['service-b', 'service-c']);
  const path = 'environments/production/service-b.yaml';
  shop.commit('A comment', { [path]: `# hello\n${shop.git('show', `main:${path}`)}\n` });
  shop.commit('Gone', { 'environments/production/service-c.yaml': null });
  const rows = rowsOf(await logOf(shop, { environment: 'production' }));
  assert.equal(
    rows.map((row) => row[6]),
    ['service-b:->1.0.0,service-c:->1.0.0', 'service-c:1.0.0->'],
  );
});

test('the newest so many, not older than, and of one outcome', async () => {
  const shop = smallShop(['service-b']);
  const commits = Array.from({ length: 9 }, (_, index) =>
    shop.want('production', { 'service-b': `1.0.${index + 1}` }),
  );
  const [first = '', second = ''] = commits;
  verify(shop, first, { outcome: 'fail' });
  verify(shop, second, { outcome: 'fail' });
  const shown = async (asked: Asked): Promise<(string | undefined)[]> =>
    rowsOf(await logOf(shop, { environment: 'production', ...asked })).map((row) => row[6]?.split('->')[1]);
  assert.equal(await shown({ limit: '2' }), ['1.0.8', '1.0.9']);
  assert.equal(await shown({ since: '2026-01-05T09:10:00Z' }), ['1.0.8', '1.0.9']);
  assert.equal(await shown({ outcome: 'fail', limit: '1' }), ['1.0.2'], 'looked for beyond the first few');
  assert.equal(await shown({ outcome: 'fail' }), ['1.0.1', '1.0.2']);
  // The clock of these calls is at 6 January, midnight.
  assert.equal(await shown({ since: '14h50m' }), ['1.0.8', '1.0.9']);
  assert.is((await shown({ since: '1d' })).length, 10);
  const none = await logOf(shop, { outcome: 'waiting' });
  assert.is(none.exit, 0);
  assert.match(none.talk, /There is no such deployment/);
});

test('verified again months later a deployment stays where it was, and does not come back as a new one', async () => {
  const shop = smallShop(['service-b']);
  const old = shop.want('production', { 'service-b': '1.0.1' });
  shop.want('production', { 'service-b': '1.0.2' });
  verify(shop, old);
  verify(shop, old, { attempt: 2, at: Date.UTC(2026, 2, 3), outcome: 'warning' });
  const rows = rowsOf(await logOf(shop, { environment: 'production' }));
  assert.equal(
    rows.map((row) => row[3]),
    ['unverified', 'warning', 'unverified'],
  );
  const [last, ...more] = rowsOf(await logOf(shop, { environment: 'production', limit: '1' }));
  assert.equal([last?.[6], more], ['service-b:1.0.1->1.0.2', []]);
});

test('only the months that count are read', async () => {
  const shop = smallShop(['service-b']);
  const commit = shop.want('production', { 'service-b': '1.0.1' });
  addToLedger(shop, { 'production/2025-11.jsonl': 'nobody reads this\n' });
  verify(shop, commit);
  const { troubles } = await reportOf(shop, { environment: 'production', limit: '1' });
  assert.equal(troubles, []);
  const all = await reportOf(shop, { environment: 'production' });
  assert.is(all.troubles.length, 1, 'the broken line is told where it is read');
});

test('what is wrong with the ledger is told with its place and what to do, and the rows are there', async () => {
  const shop = smallShop(['service-b']);
  const commit = shop.want('production', { 'service-b': '1.0.1' });
  verify(shop, commit);
  addToLedger(shop, { 'production/2026-01.jsonl': '{"hello": 1}\n{"specversion":"1.0","id":"cut' });
  const ended = await logOf(shop, { environment: 'production' });
  assert.is(ended.exit, 0);
  const { troubles } = await reportOf(shop, { environment: 'production' });
  assert.is(troubles.length, 2);
  for (const { line, column, fix } of troubles) {
    assert.ok(ended.talk.includes(`production/2026-01.jsonl:${line}:${column} `), ended.talk);
    assert.ok(ended.talk.includes(`  fix: ${fix}`), ended.talk);
  }
  assert.is(rowsOf(ended)[1]?.[3], 'pass');
  assert.match((await logOf(shop, { format: 'html' })).out, /2 troubles in the ledger/);
});

test('a ledger that was rewritten or taken away is told loudly each time, and the rows are shown all the same', async () => {
  const shop = smallShop(['service-b']);
  const commit = shop.want('production', { 'service-b': '1.0.1' });
  const events = (outcome: 'fail' | 'pass') =>
    eventsOf({ environment: 'production', commit: commit as CommitId, at: timeOf(shop, commit), outcome });
  writeDown(shop, events('fail'));
  assert.is((await logOf(shop)).talk, '');
  shop.git('update-ref', '-d', 'refs/heads/ledger');
  const gone = await logOf(shop, { environment: 'production' });
  assert.match(
    gone.talk,
    /ledger:1:1 error ledger-rewritten\n {2}The branch `ledger` was at \w+ and is gone/,
  );
  assert.is(rowsOf(gone)[1]?.[3], 'unverified');
  writeDown(shop, events('pass'));
  for (const _ of ['once', 'again']) {
    const { exit, talk, out } = await logOf(shop, { environment: 'production' });
    assert.is(exit, 0);
    assert.match(talk, /which does not contain it[\s\S]*nothing of the ledger is evidence/);
    assert.is(rowsOf({ exit, talk, out })[1]?.[3], 'pass');
  }
  const { troubles } = await reportOf(shop);
  assert.equal(
    troubles.map(({ code }) => code),
    ['ledger-rewritten'],
  );
});

test('hostile words of commits stay words: none in the text, escaped in the page, whole in the JSON', async () => {
  const shop = smallShop(['service-b']);
  const title = '</td><script>alert(1)</script> \u001b[31m\u202etxt';
  shop.commit(title, {
    'environments/production/service-b.yaml':
      'image: ghcr.io/acme/service-b\nversion: "2.0.0"\nconfig: "main"\n',
  });
  const { out } = await logOf(shop, { environment: 'production' });
  assert.match(out, /^[ -~\n]+$/);
  assert.is(rowsOf({ out, exit: 0, talk: '' })[1]?.length, 7);
  const page = await logOf(shop, { environment: 'production', format: 'html' });
  assert.not.match(page.out, /<script|\u001b|\u202e/);
  assert.match(page.out, /&lt;\/td&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt; txt/);
  assert.is((await reportOf(shop, { environment: 'production' })).deployments[1]?.title, title);
});

test('the page is of one environment or of all, with the rows of the text', async () => {
  const shop = smallShop(['service-b']);
  shop.want('dev', { 'service-b': '1.0.1' });
  const one = (await logOf(shop, { environment: 'dev', format: 'html' })).out;
  assert.match(one, /<title>Deploy log of dev<\/title>/);
  assert.is(one.match(/<th scope="row"/g)?.length, 2);
  const all = (await logOf(shop, { format: 'html' })).out;
  assert.match(all, /<title>Deploy log<\/title>/);
  assert.is(all.match(/<th scope="row"/g)?.length, 4);
});

test('CDEvents come one a line, of the deployments that are shown', async () => {
  const shop = smallShop(['service-b']);
  const old = shop.want('production', { 'service-b': '1.0.1' });
  const commit = shop.want('production', { 'service-b': '1.0.2' });
  for (const one of [old, commit]) verify(shop, one, { checks: [['home', 'pass', 'Fine.']] });
  const { out } = await logOf(shop, { environment: 'production', format: 'cdevents', limit: '1' });
  const lines = out.trimEnd().split('\n');
  assert.ok(lines.length > 1);
  for (const line of lines) assert.match(JSON.parse(line).type, /^dev\.cdevents\./);
  assert.not.ok(out.includes(old));
  assert.ok(out.includes(commit));
});

test('what means nothing is refused with what would', async () => {
  const shop = smallShop(['service-b']);
  const refused = async (asked: Asked, said: RegExp): Promise<void> => {
    const { exit, talk, out } = await logOf(shop, asked);
    assert.equal([exit, out], [2, '']);
    assert.match(talk, said);
  };
  await refused({ environment: 'prodction' }, /Did you mean production\?/);
  await refused({ limit: '0' }, /no number of deployments/);
  await refused({ since: 'yesterday' }, /Give --since a day/);
  await refused({ since: '2026-02-30' }, /says no time/);
  await refused({ since: '-3h' }, /says no time/);
  await refused({ outcome: 'failed' }, /Did you mean fail\?/);
  await refused({ timeZone: 'Europe/Atlantis' }, /Europe\/Berlin or UTC/);
  await refused({ timeZone: '+05:00' }, /IANA/);
  await refused({ format: 'xml' }, /Choose one of text, html, json, cdevents/);
  await refused({ format: 'html', follow: true }, /Leave out --follow/);
  await refused({ format: 'html', json: true }, /two answers/);
  await refused({ every: '5s' }, /Add --follow/);
  await refused({ follow: true, every: '1ms' }, /from 100ms to 24h/);
});

test.run();
