import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gate } from '../../scripts/commands/gate.ts';
import { merge } from '../../scripts/commands/merge.ts';
import { promote } from '../../scripts/commands/promote.ts';
import { verify } from '../../scripts/commands/verify.ts';
import type { Outcome } from '../../scripts/model/verification.ts';
import { startGitHub } from '../support/github/server.ts';
import { addToLedger } from '../support/ledger-lines.ts';
import { type Called, called } from './called.ts';
import { type SmallShop, smallShop } from './small-shop.ts';

process.setMaxListeners(0);

const PRODUCTION = 'promotesFrom: hardening\npromotion: { whenSuperseded: replace }\n';
const ASKING = `${PRODUCTION}gates: { checks: [smoke], soak: 1ms }\n`;

/** Hardening was verified with this result, and its new version waits in a pull request into production. */
const waiting = async (program = 'true', production = ASKING): Promise<SmallShop> => {
  const box = smallShop(['a']);
  box.commit('Gates', {
    'environments/hardening.yaml': `promotesFrom: dev\nverify: { checks: [{ name: smoke, run: ["${program}"] }] }\n`,
    'environments/production.yaml': production,
  });
  box.want('hardening', { a: '1.1.0' });
  await called(verify, { environment: 'hardening' }, world(box));
  await opened(box, {});
  return box;
};

const world = (box: SmallShop, env: Readonly<Record<string, string | undefined>> = {}) => ({
  root: box.root,
  env: { ...process.env, ...env },
  now: new Date(),
});

const opened = async (box: SmallShop, env: Readonly<Record<string, string>>): Promise<void> => {
  const options = { to: 'production', services: [], only: false, allowDowngrade: false, automatic: false };
  const promoted = await called(promote, options as never, world(box, env));
  assert.is(promoted.exit, 0, promoted.out + promoted.talk);
};

/** Both say the same, and nothing is merged unless both are open. */
const asked = async (box: SmallShop, env: Readonly<Record<string, string>> = {}): Promise<Called> => {
  const head = box.git('rev-parse', 'main');
  const judged = await called(gate, { pull: '1' }, world(box, env));
  assert.is(box.git('rev-parse', 'main'), head, 'to ask is not to merge');
  const merged = await called(merge, { pull: '1' }, world(box, env));
  assert.is(merged.exit, judged.exit, `${judged.out}${judged.talk}\n${merged.out}${merged.talk}`);
  if (judged.exit !== 0) assert.is(box.git('rev-parse', 'main'), head, 'nothing was merged');
  return { ...judged, talk: judged.talk.replace(/\s+/g, ' '), out: judged.out.replace(/\s+/g, ' ') };
};

/** What stands at the commit of the pull request. */
const stands = (box: SmallShop): string => {
  const refs = box.git('for-each-ref', '--format=%(refname)', 'refs/bracket/checks').split('\n');
  return refs
    .map((ref) => box.git('cat-file', 'blob', ref))
    .filter((text) => text.includes('bracket/gate'))
    .join('\n');
};

/** The month that holds how it ended; the commits themselves are older. */
const monthFile = (box: SmallShop): string =>
  box.git('ls-tree', '-r', '--name-only', 'ledger').split('\n').at(-1) as string;

test('what was verified is merged, and what failed or was never verified is blocked', async () => {
  const proven = await waiting();
  assert.is((await asked(proven)).exit, 0);
  assert.match(proven.git('show', 'main:environments/production/a.yaml'), /1\.1\.0/);
  const failed = await asked(await waiting('false'));
  assert.is(failed.exit, 5);
  assert.match(failed.out, /smoke failed/);
  const none = await waiting();
  for (const ref of none.git('for-each-ref', '--format=%(refname)').split('\n'))
    if (ref.includes('ledger')) none.git('update-ref', '-d', ref);
  const unknown = await asked(none);
  assert.is(unknown.exit, 5);
  assert.match(unknown.out, /smoke has no evidence/);
  assert.match(unknown.out, /npx bracket verify hardening/);
});

test('a ledger that is gone, or was written anew, is no evidence until a person has looked', async () => {
  const gone = await waiting();
  assert.is((await called(gate, { pull: '1' }, world(gone))).exit, 0);
  assert.match(stands(gone), /success/);
  gone.git('update-ref', '-d', 'refs/heads/ledger');
  const missing = await asked(gone);
  assert.is(missing.exit, 5);
  assert.match(missing.talk, /ledger.*is gone/);
  assert.match(stands(gone), /error/, 'what stood at the commit from before is taken back');
  assert.not.match(stands(gone), /success/);
  assert.is((await called(verify, { environment: 'hardening' }, world(gone))).exit, 5);
  assert.is(gone.git('for-each-ref', 'refs/heads/ledger'), '', 'nothing is begun anew by itself');
  const box = await waiting('false');
  await called(gate, { pull: '1' }, world(box));
  const path = monthFile(box);
  const better = box.git('show', `ledger:${path}`).replaceAll('"outcome":"fail"', '"outcome":"pass"');
  box.git('update-ref', '-d', 'refs/heads/ledger');
  const forged = addToLedger(box, { [path]: `${better}\n` });
  const rewritten = await asked(box);
  assert.is(rewritten.exit, 5, rewritten.out + rewritten.talk);
  assert.match(rewritten.talk, /git diff/);
  assert.match(rewritten.talk, new RegExp(forged));
});

test('a commit that changes what was written before is told, also where the branch only went on', async () => {
  const box = await waiting('false');
  const path = monthFile(box);
  const better = box.git('show', `ledger:${path}`).replaceAll('"outcome":"fail"', '"outcome":"pass"');
  box.git('worktree', 'add', '--quiet', `${box.root}/.git/elsewhere`, 'ledger');
  box.write({ [`.git/elsewhere/${path}`]: `${better}\n` });
  box.git('-C', '.git/elsewhere', 'commit', '--quiet', '--all', '--message', 'It was not that bad');
  const changed = await asked(box);
  assert.is(changed.exit, 5, changed.out + changed.talk);
  assert.match(changed.talk, /changed what was written before/);
});

const forgedLine = (box: SmallShop, outcome: Outcome, more: object): string => {
  const commit = box.git('log', '-1', '--format=%H', '--', 'environments/hardening');
  const tree = box.git('rev-parse', 'HEAD:environments/hardening');
  const id = `hardening/${commit}/9/test.finished/smoke`;
  return `${JSON.stringify({
    specversion: '1.0',
    id,
    source: '/environments/hardening',
    type: 'dev.release-brackets.test.finished',
    subject: commit,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:release-brackets:event:test.finished',
    sequenceid: `hardening/${commit}`,
    data: {
      environment: 'hardening',
      commit,
      tree,
      attempt: 9,
      check: 'smoke',
      kind: 'run',
      outcome,
      why: 'Trust me.',
      attempts: 1,
      weight: 1,
      key: false,
      duration: 1,
      ...more,
    },
  })}\n`;
};

test('foreign lines are told and count for nothing, and take nothing from what is sound', async () => {
  const failed = await waiting('false');
  addToLedger(failed, { [monthFile(failed)]: forgedLine(failed, 'pass', { mood: 'fine' }) });
  const judged = await asked(failed);
  assert.is(judged.exit, 5, judged.out);
  assert.match(judged.talk, /ledger-foreign|no event of the ledger/);
  const proven = await waiting();
  addToLedger(proven, {
    [monthFile(proven)]: `nonsense\n${forgedLine(proven, 'fail', { environment: 'production' })}{"type":`,
  });
  const open = await asked(proven);
  assert.is(open.exit, 0, open.out + open.talk);
  assert.match(open.talk, /nonsense/);
});

test('where nothing rests on the ledger, a broken one is in nobody’s way', async () => {
  const box = await waiting('false', PRODUCTION);
  box.git('update-ref', '-d', 'refs/heads/ledger');
  addToLedger(box, { 'hardening/2026-01.jsonl': 'nonsense\n' });
  assert.is((await asked(box)).exit, 0);
});

test('a ledger that cannot be fetched is a failure of the outside world, and never an empty one', async () => {
  const box = await waiting();
  const github = await startGitHub({ from: box.root });
  try {
    box.git('remote', 'add', 'origin', github.root);
    await opened(box, github.env);
    box.git('remote', 'set-url', 'origin', `${box.root}/nowhere`);
    const judged = await asked(box, github.env);
    assert.is(judged.exit, 6, judged.out + judged.talk);
    assert.match(judged.talk, /ledger|origin|fetch/);
    box.git('remote', 'set-url', 'origin', github.root);
    assert.is((await called(gate, { pull: '1' }, world(box, github.env))).exit, 0, 'when it is there again');
  } finally {
    await github.close();
  }
});

test('a policy or a file that cannot be read opens nothing', async () => {
  const policy = await waiting();
  policy.commit('A slip', { 'environments/production.yaml': 'gates: { checks: [smoke\n' });
  const unread = await asked(policy);
  assert.is(unread.exit, 3, unread.out + unread.talk);
  assert.match(unread.out, /environments\/production\.yaml/);
  const file = await waiting('true', PRODUCTION);
  const branch = file
    .git('for-each-ref', '--format=%(refname:short)', 'refs/heads')
    .split('\n')
    .find((name) => name !== 'main' && name !== 'ledger');
  file.git('checkout', '--quiet', branch as string);
  file.commit('A slip', { 'environments/production/a.yaml': 'image: [\n' });
  file.git('checkout', '--quiet', 'main');
  const broken = await asked(file);
  assert.is(broken.exit, 3, broken.out + broken.talk);
  assert.match(broken.out, /environments\/production\/a\.yaml/);
});

test.run();
