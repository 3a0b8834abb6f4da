import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { $ } from 'zx/core';
import type { CommitId } from '../../scripts/model/names.ts';
import { openLocalForge } from '../../scripts/outside/forge/local/local.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';
import { BEGINNING, BRANCH, fails, PREFIX, requestOn, STORY } from './ground.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const begun = (): { box: Sandbox; main: CommitId } => {
  const box = sandbox();
  return { box, main: box.commit('The beginning', BEGINNING) as CommitId };
};
const forgeIn = (box: Sandbox) => openLocalForge(openGit(box.root), NOW);

test('eight processes that open at once get eight numbers, and none is lost', async () => {
  const { box, main } = begun();
  const script = fileURLToPath(import.meta.resolve('./open-one.ts'));
  const run = $({ quiet: true, cwd: join(import.meta.dirname, '../..') });
  const names = Array.from({ length: 8 }, (_, n) => `promote/production/s-${n}`);
  const node = process.execPath;
  const done = await Promise.all(
    names.map((name) => run`${node} --import tsx ${script} ${box.root} ${name} ${main}`),
  );
  const numbers = done.map((one) => Number(one.stdout));
  assert.equal([...numbers].sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
  const { pulls } = await forgeIn(box).look({ prefix: PREFIX });
  assert.equal(pulls.map((pull) => pull.branch).sort(), names);
});

test('two processes that open the same branch at once open one', async () => {
  const { box, main } = begun();
  const script = fileURLToPath(import.meta.resolve('./open-one.ts'));
  const run = $({ quiet: true, cwd: join(import.meta.dirname, '../..') });
  const open = () => run`${process.execPath} --import tsx ${script} ${box.root} ${BRANCH} ${main}`;
  const [one, two] = await Promise.all([open(), open()]);
  assert.equal([one.stdout, two.stdout], ['1', '1']);
  assert.is((await forgeIn(box).look({ prefix: '' })).pulls.length, 1);
});

const hookIn = (root: string): string => {
  mkdirSync(join(root, '.git/hooks'), { recursive: true });
  return join(root, '.git/hooks/reference-transaction');
};

test('a ref that does not stay where it was put is never reported as success', async () => {
  const { box, main } = begun();
  const hook = hookIn(box.root);
  const undo =
    'while read -r old new ref; do case "$ref" in refs/heads/promote/*) [ -z "$UNDO" ] && UNDO=1 git update-ref -d "$ref";; esac; done';
  writeFileSync(hook, `#!/bin/sh\n[ "$1" = committed ] || exit 0\n${undo}\nexit 0\n`);
  chmodSync(hook, 0o755);
  const error = await fails('unavailable', () => forgeIn(box).commit(requestOn(main)));
  assert.match(error.message, /reported success, but refs\/heads\/promote/);
});

test('a hook that forbids the update is told in its own words, and nothing moved', async () => {
  const { box, main } = begun();
  const hook = hookIn(box.root);
  writeFileSync(hook, '#!/bin/sh\n[ "$1" = prepared ] && exit 1\nexit 0\n');
  chmodSync(hook, 0o755);
  const error = await fails('unavailable', () => forgeIn(box).commit(requestOn(main)));
  assert.match(error.message, /update-ref/);
  assert.is(box.git('for-each-ref', 'refs/heads/promote'), '');
});

test('a lock that a dead process left is named', async () => {
  const { box, main } = begun();
  writeFileSync(join(box.root, '.git/packed-refs.lock'), '');
  box.git('update-ref', 'refs/heads/promote/x', main);
  const forge = forgeIn(box);
  await forge.commit(requestOn(main));
  const { number } = await forge.open(STORY);
  const error = await fails('unavailable', () => forge.close({ number, comment: 'x' }));
  assert.match(error.message, /packed-refs/);
});

test('a machine where Git knows nobody can promote all the same', async () => {
  const { box, main } = begun();
  const saved = { ...process.env };
  Object.assign(process.env, {
    HOME: '/nonexistent',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  });
  box.git('config', 'user.useConfigOnly', 'true');
  try {
    const forge = forgeIn(box);
    const commit = await forge.commit(requestOn(main));
    const pull = await forge.open(STORY);
    assert.is(
      box.git('log', '-1', '--format=%an <%ae> %ai', commit),
      'Release Brackets <bracket@localhost> 2026-03-01 10:00:00 +0000',
    );
    assert.is(pull.author, 'Release Brackets');
    await forge.approve(pull.number, 'Rob');
    await forge.merge({ number: pull.number, head: pull.head, message: 'Promoted' });
  } finally {
    process.env = saved;
  }
});

test('the base branch is main, else init.defaultBranch, else the branch at hand', async () => {
  const { box } = begun();
  const base = async () => (await forgeIn(box).look({ prefix: PREFIX })).branch;
  box.git('branch', 'trunk');
  assert.is(await base(), 'main');
  box.git('branch', '-m', 'main', 'work');
  assert.is(await base(), 'work');
  box.git('config', 'init.defaultBranch', 'trunk');
  assert.is(await base(), 'trunk');
});

test('a repository without a commit says what it lacks', async () => {
  const error = await fails('missing', () => forgeIn(sandbox()).look({ prefix: PREFIX }));
  assert.match(error.fix, /first commit/);
});

test('heads survive the garbage collection after their branch is gone', async () => {
  const { box, main } = begun();
  const forge = forgeIn(box);
  await forge.commit(requestOn(main));
  const { number, head } = await forge.open(STORY);
  await forge.close({ number, comment: 'no' });
  box.git('reflog', 'expire', '--expire=now', '--all');
  box.git('gc', '--quiet', '--prune=now');
  const [pull] = (await forge.look({ prefix: PREFIX })).pulls;
  assert.is(pull?.head, head);
  assert.is(pull?.commit.message.split('\n')[0], 'Promote service-b 0.5.1 to production');
});

for (const [what, text] of [
  ['no JSON', 'hello'],
  ['another shape', '{"format":1,"number":1}'],
  ['a later format', '{"format":2}'],
  ['hostile JSON', '{"__proto__":{"format":1}}'],
  ['nothing', ''],
] as const)
  test(`a record that holds ${what} is reported with what to do`, async () => {
    const { box } = begun();
    writeFileSync(join(box.root, 'record'), text);
    box.git('update-ref', 'refs/bracket/pulls/1', box.git('hash-object', '-w', 'record'));
    const error = await fails('unavailable', () => forgeIn(box).look({ prefix: PREFIX }));
    assert.match(error.fix, /git update-ref -d refs\/bracket\/pulls\/1/);
  });

test('a merge whose record was not written is found on main when it is run again', async () => {
  const { box, main } = begun();
  const forge = forgeIn(box);
  await forge.commit(requestOn(main));
  const { number, head } = await forge.open(STORY);
  const record = box.git('rev-parse', 'refs/bracket/pulls/1');
  const request = { number, head, message: 'Promoted\n\nWhy.' };
  const merged = await forge.merge(request);
  box.git('update-ref', 'refs/bracket/pulls/1', record);
  box.git('update-ref', `refs/heads/${BRANCH}`, head);
  assert.is(await forge.merge(request), merged);
  assert.is(box.git('rev-list', '--count', 'main'), '2');
  assert.is((await forge.look({ prefix: PREFIX })).pulls[0]?.state, 'merged');
});

test('the checks of a commit are kept, the latest of each name', async () => {
  const { box, main } = begun();
  const forge = forgeIn(box);
  await forge.check(main, { name: 'gate', state: 'pending', summary: 'one' });
  await forge.check(main, { name: 'other "x"', state: 'error', summary: 'two' });
  await forge.check(main, { name: 'gate', state: 'success', summary: 'three' });
  const lines = box.git('cat-file', 'blob', `refs/bracket/checks/${main}`).split('\n');
  assert.equal(
    lines.map((line) => JSON.parse(line)),
    [
      { name: 'gate', state: 'success', summary: 'three' },
      { name: 'other "x"', state: 'error', summary: 'two' },
    ],
  );
});

test('an approval needs a name, and the author of the commit cannot give it under another spelling', async () => {
  const { box, main } = begun();
  box.git('config', 'user.name', 'Ann Author');
  box.git('config', 'user.email', 'ann@example.com');
  const forge = forgeIn(box);
  await forge.commit(requestOn(main));
  const { number } = await forge.open(STORY);
  for (const name of ['', '  ', 'ANN author ', 'Ann Author'])
    await fails('refused', () => forge.approve(number, name));
});

test('a comment is written once however often the close is run', async () => {
  const { box, main } = begun();
  const forge = forgeIn(box);
  await forge.commit(requestOn(main));
  const { number } = await forge.open(STORY);
  for (let run = 0; run < 3; run += 1) await forge.close({ number, comment: 'Replaced by #9.' });
  const record = JSON.parse(box.git('cat-file', 'blob', 'refs/bracket/pulls/1'));
  assert.equal(
    record.comments.map((one: { text: string }) => one.text),
    ['Replaced by #9.'],
  );
});

test.run();
