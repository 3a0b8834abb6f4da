import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallShop } from '../commands/small-shop.ts';
import { plotOf } from '../support/argocd/plot.ts';
import { openStandIn, type Script, type StandIn } from '../support/argocd/stand-in.ts';
import type { Sandbox } from '../support/git-repository.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { bracket } from './command-line.ts';

const APPLICATION = plotOf({ to: { version: '1.0.0', config: 'a'.repeat(40) }, steps: ['there'] });

/** A shop whose production is deployed by an Argo CD, with the files that tell it. */
const deployedBy = async (
  script: Partial<Script>,
  work: (standIn: StandIn, box: Sandbox) => Promise<void>,
): Promise<void> => {
  const standIn = await openStandIn({ applications: [APPLICATION], ...script });
  const box = smallShop(['service-b']);
  const argocd = `argocd: { project: production, cluster: production, namespace: shop, order: progressive, repository: "https://github.com/acme/shop", server: "${standIn.url}" }\n`;
  box.commit('Argo CD', { 'environments/production.yaml': `promotesFrom: hardening\n${argocd}` });
  await bracket(box.root, ['argocd']);
  box.commit('What Argo CD is told');
  try {
    await work(standIn, box);
  } finally {
    await standIn.close();
  }
};

const amiss = async (box: Sandbox, token: string | undefined) => {
  const env = token === undefined ? {} : { ARGOCD_AUTH_TOKEN: token };
  const { code, out, talk } = await bracket(box.root, ['doctor', '--json'], { env });
  assertMatchesSchema('doctor', out);
  if (token !== undefined) assert.not.ok((out + talk).includes(token), 'no token is printed');
  const { findings } = JSON.parse(out) as { findings: { code: string; state: string }[] };
  return {
    code,
    out,
    found: findings.filter(({ state }) => state !== 'ok').map((one) => `${one.code} ${one.state}`),
  };
};

test('an Argo CD that answers: version, fixes, token, Applications, files, and what time it is', () =>
  deployedBy({ version: 'v3.5.2' }, async (standIn, box) => {
    assert.equal(await amiss(box, standIn.token).then(({ code, found }) => [code, found]), [0, []]);
    const ended = await bracket(box.root, ['doctor'], { env: { ARGOCD_AUTH_TOKEN: standIn.token } });
    assert.match(ended.out, /✓ ok {7}Argo CD 3\.5\.2 answers at http:/);
    assert.ok(
      ended.out.split('\n').every((row) => row.length <= 80),
      ended.out,
    );
  }));

test('an Argo CD without the fixes that progressive syncs need', () =>
  deployedBy({ version: 'v3.4.6' }, async (standIn, box) => {
    const { code, found } = await amiss(box, standIn.token);
    assert.equal(found, ['argocd-progressive-loop missing', 'argocd-stuck-hook warning']);
    assert.is(code, 3);
  }));

test('no token, and one that is refused', () =>
  deployedBy({ version: 'v3.5.2' }, async (_, box) => {
    const none = await amiss(box, undefined);
    assert.equal([none.code, none.found], [3, ['argocd-token missing']]);
    assert.match(none.out, /argocd proj role create-token production verify/);
    const wrong = await amiss(box, 'eyJhbGciOiJIUzI1NiJ9.another');
    assert.equal([wrong.code, wrong.found], [3, ['argocd-token missing']]);
  }));

test('Applications that are not there, and files that are stale', () =>
  deployedBy({ version: 'v3.5.2', applications: [] }, async (standIn, box) => {
    assert.equal((await amiss(box, standIn.token)).found, ['argocd-applications missing']);
    box.commit('By hand', { 'environments/argocd/root.yaml': '# mine\n' });
    const { code, found } = await amiss(box, standIn.token);
    assert.equal(found, ['argocd-files missing', 'argocd-applications missing']);
    assert.is(code, 3);
  }));

test('an Argo CD that is down is unknown: exit 6, and the rest is said', () =>
  deployedBy({}, async (standIn, box) => {
    await standIn.close();
    const { code, found } = await amiss(box, standIn.token);
    assert.equal(found, ['clock unknown', 'argocd-version unknown', 'argocd-token unknown']);
    assert.is(code, 6);
  }));

test('a ledger with a line that nobody of us wrote is told with its place', () =>
  deployedBy({ version: 'v3.5.2' }, async (standIn, box) => {
    box.git('switch', '--quiet', '--orphan', 'ledger');
    box.commit('production: began', { 'production/2026-01.jsonl': 'hello\n' });
    box.git('switch', '--quiet', 'main');
    const { code, found, out } = await amiss(box, standIn.token);
    assert.equal([code, found], [0, ['ledger warning']]);
    assert.match(out, /production\/2026-01\.jsonl:1/);
  }));

test.run();
