import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallShop } from '../commands/small-shop.ts';
import { openStandIn } from '../support/argocd/stand-in.ts';
import { startGitHub } from '../support/github/server.ts';
import { bracket } from './command-line.ts';
import { inShop, ledgerOf, openSite, told } from './verified-shop.ts';

test('on GitHub it stands at the commit, as a deployment of the environment, and on the branch ledger there', async () => {
  await inShop({}, async ({ box, env }) => {
    const github = await startGitHub({ from: box.root });
    try {
      box.git('remote', 'add', 'origin', github.root);
      const run = (...args: string[]) => bracket(box.root, args, { env: { ...env, ...github.env } });
      const ended = await run('verify', 'hardening');
      assert.is(ended.code, 0, ended.out + ended.talk);
      const main = github.git('rev-parse', 'main');
      const { statuses, deployments } = github.hub;
      assert.equal(
        statuses.map(({ commit, context, state }) => [commit, context, state]),
        [
          [main, 'bracket/verify/hardening', 'pending'],
          [main, 'bracket/verify/hardening', 'success'],
        ],
      );
      assert.equal(
        deployments.map(({ commit, environment, statuses: said }) => [
          commit,
          environment,
          said.map(({ state }) => state),
        ]),
        [[main, 'hardening', ['in_progress', 'success']]],
      );
      const there = { git: (...args: readonly string[]) => github.git(...args) };
      assert.is(told(ledgerOf(there)).at(-1), 'configuration-change.finished pass');
      assert.is(box.git('for-each-ref', 'refs/heads/ledger'), '', 'the clone itself holds none');
      assert.is((await run('promote', '--to', 'production')).code, 0);
      const gate = await run('gate', '1');
      assert.is(gate.code, 0, gate.out + gate.talk);
      assert.is((await run('verify')).code, 0);
      assert.is(deployments.length, 1, 'judged already');
    } finally {
      await github.close();
    }
  });
});

test('a token that may not write statuses still verifies, and one that may not write the ledger does not pretend', async () => {
  await inShop({}, async ({ box, env }) => {
    const github = await startGitHub({ from: box.root });
    try {
      box.git('remote', 'add', 'origin', github.root);
      const run = (...args: string[]) => bracket(box.root, args, { env: { ...env, ...github.env } });
      const answer = { status: 403, body: { message: 'Resource not accessible by integration' } };
      github.faults.add({ path: /\/statuses\//, times: 9, trouble: { kind: 'answer', answer } });
      const told = await run('verify', 'hardening');
      assert.is(told.code, 0, told.talk);
      assert.match(
        told.talk.replace(/\s+/g, ' '),
        /does not stand at the commit.*commit statuses: write|does not stand at the commit.*statuses/,
      );
      github.faults.add({ path: /\/git\/trees$/, times: 99, trouble: { kind: 'answer', answer } });
      const refused = await run('verify', 'hardening');
      assert.is(refused.code, 5, refused.out + refused.talk);
      assert.match(refused.talk, /contents: write/);
    } finally {
      await github.close();
    }
  });
});

test('what main no longer wants is waited for no longer', async () => {
  await inShop({ script: { every: 100_000 }, timeout: '5m' }, async ({ box, env, argocd }) => {
    const going = bracket(box.root, ['verify', 'hardening'], { env });
    while (ledgerOf(box).length < 3) await new Promise((resolve) => setTimeout(resolve, 100));
    box.want('hardening', { back: '1.2.0' });
    await new Promise((resolve) => setTimeout(resolve, 6000));
    argocd.alter('hardening-back', (one) => ({
      ...one,
      status: { ...one.status, health: { status: 'Progressing' } },
    }));
    const ended = await going;
    assert.is(ended.code, 6, ended.out);
    assert.match(ended.out.replace(/\s+/g, ' '), /Main wants something else by now/);
  });
});

test('without a name one environment that cannot be verified keeps no other from it', async () => {
  await inShop({}, async ({ box, site }) => {
    box.commit('dev is checked', {
      'environments/dev.yaml': `promotion: { open: direct }\nverify: { checks: [{ name: smoke, http: { url: "${site.url}" } }] }\n`,
    });
    const ended = await bracket(box.root, ['verify']);
    assert.is(ended.code, 5, ended.talk);
    assert.match(ended.talk, /ARGOCD_AUTH_TOKEN is not set/);
    assert.match(ended.out, /^dev at [\s\S]*pass/);
  });
});

test('where services follow main, a later commit counts as long as it changes nothing of them', async () => {
  const site = await openSite();
  const box = smallShop(['back']);
  const commit = box.git('rev-parse', 'HEAD');
  const argocd = await openStandIn({
    applications: [
      {
        service: 'back',
        environment: 'dev',
        project: 'dev',
        image: 'ghcr.io/acme/back',
        to: { version: '1.0.0', config: 'main', revision: commit },
        steps: ['there'],
      },
    ],
  });
  try {
    box.commit('dev is verified', {
      'environments/dev.yaml': `promotion: { open: direct }\nverify: { timeout: 3s, checks: [{ name: smoke, http: { url: "${site.url}" } }] }\nargocd: { project: dev, cluster: c, namespace: dev, server: "${argocd.url}" }\n`,
    });
    const env = { ARGOCD_AUTH_TOKEN: argocd.token };
    const same = await bracket(box.root, ['verify', 'dev'], { env });
    assert.is(same.code, 0, same.out);
    box.commit('Another overlay', {
      'services/back/overlays/dev/kustomization.yaml': 'resources: []\nnamePrefix: a-\n',
    });
    const changed = await bracket(box.root, ['verify', 'dev'], { env });
    assert.is(changed.code, 6, `${changed.out}: Argo CD has not looked at the new commit`);
    argocd.alter('dev-back', (one) => {
      const revision = box.git('rev-parse', 'HEAD');
      return { ...one, status: { ...one.status, sync: { ...one.status?.sync, status: 'Synced', revision } } };
    });
    const arrived = await bracket(box.root, ['verify', 'dev'], { env });
    assert.is(arrived.code, 0, arrived.out);
    const commits = new Set(ledgerOf(box).map(({ subject }) => subject));
    assert.is(commits.size, 2, 'another configuration is another state');
  } finally {
    await Promise.all([argocd.close(), site.close()]);
  }
});

test('evidence of a state with another configuration proves nothing about this one', async () => {
  const site = await openSite();
  const box = smallShop(['back']);
  try {
    box.commit('dev is checked', {
      'environments/dev.yaml': `promotion: { open: direct }\nverify: { checks: [{ name: smoke, http: { url: "${site.url}" } }] }\n`,
      'environments/hardening.yaml': 'promotesFrom: dev\ngates: { checks: [smoke], soak: 1ms }\n',
    });
    box.want('dev', { back: '1.1.0' });
    assert.is((await bracket(box.root, ['verify', 'dev'])).code, 0);
    box.commit('Another base', {
      'services/back/overlays/dev/kustomization.yaml': 'resources: []\nnamePrefix: a-\n',
      'services/back/overlays/hardening/kustomization.yaml': 'resources: []\nnamePrefix: a-\n',
    });
    assert.is((await bracket(box.root, ['promote', '--to', 'hardening'])).code, 0);
    const before = await bracket(box.root, ['gate', '1']);
    assert.is(before.code, 5, before.out);
    assert.match(before.out, /smoke has no evidence/);
    assert.is((await bracket(box.root, ['verify', 'dev'])).code, 0);
    const after = await bracket(box.root, ['gate', '1']);
    assert.is(after.code, 0, after.out);
    box.commit('Nothing to do with it', { 'README.md': 'A shop.\n' });
    assert.is((await bracket(box.root, ['gate', '1'])).code, 0);
  } finally {
    await site.close();
  }
});

test.run();
