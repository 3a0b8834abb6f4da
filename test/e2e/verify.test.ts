import { spawn } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallShop } from '../commands/small-shop.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { emptyAddress } from '../support/scripted-server.ts';
import { bracket, program, traces } from './command-line.ts';
import { inShop, ledgerOf, openSite, told, type VerifiedShop } from './verified-shop.ts';

const verify = ({ box, env }: VerifiedShop, ...args: string[]) =>
  bracket(box.root, ['verify', 'hardening', ...args], { env });

const outcomeOf = (out: string): string => (JSON.parse(out) as { outcome: string }).outcome;

const SEQUENCE = [
  'configuration-change.triggered',
  'deployment.triggered',
  'deployment.started',
  'deployment.finished pass',
  'test.triggered',
  'test.started',
  'test.finished pass',
  'evaluation.triggered',
  'evaluation.started',
  'evaluation.finished pass',
  'release.triggered',
  'release.started',
  'release.finished pass',
  'promotion.triggered',
  'promotion.started',
  'promotion.finished pass',
  'configuration-change.finished pass',
];

test('a rollout is waited for, checked and written down, and then its bracket may go on', async () => {
  await inShop({}, async (shop) => {
    const { box } = shop;
    assert.is((await bracket(box.root, ['promote', '--to', 'production'])).code, 0);
    const before = await bracket(box.root, ['gate', '1']);
    assert.is(before.code, 5, before.out);
    assert.match(before.out.replace(/\s+/g, ' '), /smoke has no evidence.*npx bracket verify hardening/);
    const ended = await verify(shop, '--json');
    assert.is(ended.code, 0, ended.out + ended.talk);
    assertMatchesSchema('verify', ended.out);
    assert.is(outcomeOf(ended.out), 'pass');
    assert.match(ended.talk, /back, front: /, 'whoever waits sees what happens, and of both at once');
    assert.equal(told(ledgerOf(box)), SEQUENCE);
    const commit = box.git('rev-parse', 'main');
    assert.match(box.git('cat-file', 'blob', `refs/bracket/checks/${commit}`), /verify\/hardening.*success/);
    const after = await bracket(box.root, ['gate', '1']);
    assert.is(after.code, 0, after.out);
    assert.is((await bracket(box.root, ['merge', '1'])).code, 0);
    const log = await bracket(box.root, ['log', 'hardening']);
    assert.match(log.out, /hardening +pass/);
  });
});

test('an old state that is synced and healthy is no rollout, and nothing is known', async () => {
  await inShop({ steps: ['before'], timeout: '2s' }, async (shop) => {
    const ended = await verify(shop);
    assert.is(ended.code, 6, ended.out);
    assert.match(ended.out, /unavailable/);
    assert.match(ended.out.replace(/\s+/g, ' '), /nothing counts as passed or failed/);
    assert.is(shop.site.asked(), 0, 'nothing is checked of what is not there');
    assert.equal(told(ledgerOf(shop.box)).slice(-2), [
      'evaluation.finished unavailable',
      'configuration-change.finished unavailable',
    ]);
    await bracket(shop.box.root, ['promote', '--to', 'production']);
    assert.is((await bracket(shop.box.root, ['gate', '1'])).code, 5);
  });
});

test('a rollout that breaks is a failure, one that waits for a person is not', async () => {
  await inShop({ steps: ['before', 'syncing', 'degraded'], timeout: '10s' }, async (shop) => {
    const ended = await verify(shop, '--json');
    assert.is(ended.code, 5, ended.out + ended.talk);
    assert.is(outcomeOf(ended.out), 'fail');
    assertMatchesSchema('verify', ended.out);
    assert.is(told(ledgerOf(shop.box)).at(-1), 'configuration-change.finished fail');
  });
  await inShop({ steps: ['syncing', 'paused'], timeout: '2s' }, async (shop) => {
    const ended = await verify(shop);
    assert.is(ended.code, 4, ended.out);
    assert.match(ended.out, /waiting/);
  });
});

test('a check that fails fails the whole, and what was proven before is not proven any more', async () => {
  await inShop({}, async (shop) => {
    assert.is((await verify(shop)).code, 0);
    shop.site.status = 503;
    const ended = await verify(shop, '--json');
    assert.is(ended.code, 5, ended.out);
    assertMatchesSchema('verify', ended.out);
    const attempts = ledgerOf(shop.box).map(({ data }) => data.attempt);
    assert.equal([...new Set(attempts)], [1, 2], 'one sequence, two attempts');
    assert.is(new Set(ledgerOf(shop.box).map(({ sequenceid }) => sequenceid)).size, 1);
    await bracket(shop.box.root, ['promote', '--to', 'production']);
    const gate = await bracket(shop.box.root, ['gate', '1']);
    assert.is(gate.code, 5);
    assert.match(gate.out, /smoke failed/);
  });
});

test('an Argo CD that is away is waited for until the time is over, and blamed on nobody', async () => {
  await inShop({ timeout: '2s' }, async (shop) => {
    await shop.argocd.close();
    const ended = await verify(shop);
    assert.is(ended.code, 6, ended.out);
    assert.match(ended.out.replace(/\s+/g, ' '), /Argo CD did not answer|left alone/);
  });
  await inShop({}, async (shop) => {
    shop.argocd.fail('list', 'bad-gateway', 3);
    shop.argocd.fail('stream', 'bad-gateway', 3);
    assert.is((await verify(shop)).code, 0, 'it came back in time');
  });
});

test('a token that is missing or refused is told with its variable, and never shown', async () => {
  await inShop({}, async (shop) => {
    const missing = await bracket(shop.box.root, ['verify', 'hardening']);
    assert.is(missing.code, 5);
    assert.match(missing.talk, /ARGOCD_AUTH_TOKEN is not set/);
    shop.argocd.fail('list', 'refuse-token');
    const refused = await verify(shop);
    assert.is(refused.code, 5);
    assert.match(refused.talk.replace(/\s+/g, ' '), /create-token hardening verify.*ARGOCD_AUTH_TOKEN/);
    assert.not.match(refused.talk + refused.out, new RegExp(shop.argocd.token));
  });
});

test('checks may see it when the rollout does not stay', async () => {
  const more = '    - { name: long, run: ["sh", "-c", "sleep 2"] }\n';
  await inShop({ more }, async (shop) => {
    const going = verify(shop, '--json');
    while (shop.site.asked() === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    shop.argocd.alter('hardening-back', (one) => ({
      ...one,
      status: { ...one.status, health: { status: 'Degraded' } },
    }));
    const ended = await going;
    assert.is(ended.code, 5, ended.out);
    assert.match(ended.out, /did not stay up/);
  });
});

test('an environment without Argo CD relies on its checks and says so; one without either cannot be verified', async () => {
  const site = await openSite();
  try {
    const box = smallShop(['back']);
    box.commit('dev is checked', {
      'environments/dev.yaml': `promotion: { open: direct }\nverify: { checks: [{ name: smoke, http: { url: "${site.url}" } }, { name: facts, run: ["sh", "-c", "echo $BRACKET_VERSION_BACK; exit 3"], level: warning }] }\n`,
    });
    const ended = await bracket(box.root, ['verify', 'dev']);
    assert.is(ended.code, 0, ended.out);
    assert.match(ended.out, /its checks alone\s+decide/);
    assert.match(ended.out, /warning +facts.*\n +\| 1\.0\.0/);
    assert.ok(told(ledgerOf(box)).includes('deployment.finished unavailable'));
    const none = await bracket(box.root, ['verify', 'production']);
    assert.is(none.code, 2);
    assert.match(none.talk.replace(/\s+/g, ' '), /argocd\.server.*verify\.checks/);
  } finally {
    await site.close();
  }
});

test('a dry run asks everything and leaves nothing behind', async () => {
  await inShop({}, async (shop) => {
    const before = traces(shop.box);
    const ended = await verify(shop, '--dry-run', '--json');
    assert.is(ended.code, 0, ended.talk);
    assert.ok(shop.site.asked() > 0);
    assert.is((JSON.parse(ended.out) as { recorded: boolean }).recorded, false);
    assert.is(traces(shop.box), before);
  });
});

test('--commit names the state that is there, and no other', async () => {
  await inShop({}, async (shop) => {
    const { box } = shop;
    assert.is((await verify(shop, '--commit', 'HEAD')).code, 0);
    box.commit('Elsewhere', { 'README.md': 'A shop.\n' });
    assert.is((await verify(shop, '--commit', 'HEAD')).code, 0, 'nothing of hardening changed');
    const old = await verify(shop, '--commit', 'HEAD~2');
    assert.is(old.code, 2);
    assert.match(old.talk, /no longer what it was/);
    assert.is((await verify(shop, '--commit', 'nowhere')).code, 2);
    assert.is((await bracket(box.root, ['verify', '--commit', 'HEAD'])).code, 2);
  });
});

test('without a name everything that nobody has judged is verified, once', async () => {
  await inShop({}, async ({ box, env, site }) => {
    const first = await bracket(box.root, ['verify'], { env });
    assert.is(first.code, 0, first.talk);
    assert.match(first.out, /^hardening at/);
    const asked = site.asked();
    const second = await bracket(box.root, ['verify'], { env });
    assert.is(second.code, 0);
    assert.match(second.talk, /Nothing to do/);
    assert.is(site.asked(), asked);
  });
});

test('a run that is killed while it waits is carried on by the next, and nothing stands twice', async () => {
  await inShop({ script: { every: 100_000 } }, async (shop) => {
    const { box, env, argocd } = shop;
    const child = spawn(process.execPath, [program, 'verify', 'hardening'], {
      cwd: box.root,
      env: { PATH: process.env['PATH'], ...env },
      stdio: 'ignore',
    });
    while (ledgerOf(box).length < 3) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('close', resolve));
    argocd.tick(10);
    assert.is((await verify(shop)).code, 0);
    assert.equal(told(ledgerOf(box)), SEQUENCE);
  });
});

test('whoever stops it leaves nothing that counts', async () => {
  await inShop({ script: { every: 100_000 } }, async (shop) => {
    const { box, env } = shop;
    const child = spawn(process.execPath, [program, 'verify', 'hardening'], {
      cwd: box.root,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let talk = '';
    child.stderr.on('data', (chunk: Buffer) => {
      talk += chunk.toString('utf8');
    });
    while (ledgerOf(box).length < 3) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.is(code, 4, talk);
    assert.match(talk, /was stopped before it was over/);
    assert.is(ledgerOf(box).length, 3);
  });
});

test('two runs at once both stand in the ledger, each as an attempt of its own', async () => {
  await inShop({}, async (shop) => {
    const [one, other] = await Promise.all([verify(shop, '--json'), verify(shop, '--json')]);
    assert.equal([one.code, other.code], [0, 0], one.talk + other.talk);
    const attempts = [one.out, other.out].map((out) => (JSON.parse(out) as { attempt: number }).attempt);
    assert.equal(attempts.sort(), [1, 2]);
    assert.equal(told(ledgerOf(shop.box)).sort(), [...SEQUENCE, ...SEQUENCE].sort());
  });
});

test('what still comes up within its grace is asked until it has', async () => {
  await inShop({ more: '  grace: 30s\n' }, async (shop) => {
    shop.site.status = 503;
    const going = verify(shop, '--json');
    while (shop.site.asked() < 2) await new Promise((resolve) => setTimeout(resolve, 50));
    shop.site.status = 200;
    const ended = await going;
    assert.is(ended.code, 0, ended.out + ended.talk);
    const [smoke] = (JSON.parse(ended.out) as { checks: { attempts: number }[] }).checks;
    assert.is(smoke?.attempts, 1, 'what was expected to fail is no attempt');
  });
});

test('a maintenance is no failure, and says until when', async () => {
  const nobody = await emptyAddress();
  const { host } = new URL(nobody);
  const more = `    - { name: stats, http: { url: "${nobody}/" } }
  maintenance:
    - { of: "${host}", reason: New disks, until: "2099-01-01T00:00:00Z" }
`;
  await inShop({ more }, async (shop) => {
    const ended = await verify(shop);
    assert.is(ended.code, 6, ended.out);
    assert.match(ended.out.replace(/\s+/g, ' '), /in maintenance until 2099-01-01.*New disks/);
  });
});

test.run();
