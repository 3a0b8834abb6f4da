import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { failureText } from '../../scripts/commands/failure-words.ts';
import { bracket, program, sample, template } from './command-line.ts';

const rows = (text: string): string[] => text.trimEnd().split('\n');
const widest = (text: string): number => Math.max(...rows(text).map((row) => row.length));

test('a template whose branch is not called main works after `init`, too', async () => {
  const box = template();
  box.git('branch', '-m', 'main', 'master');
  const pinned = await bracket(box.root, ['init']);
  assert.is(pinned.code, 0, pinned.talk);
  const [desired, told] = [false, true].map((isTold) =>
    rows(pinned.out).filter((row) => row.startsWith('environments/argocd/') === isTold),
  );
  assert.is(desired?.length, 9, 'three environments of three services');
  assert.is(told?.length, 4, 'the set of each, and the root, name the branch');
  assert.match(pinned.talk, /What enters first follows master\./);
  assert.match(readFileSync(`${box.root}/environments/dev/service-b.yaml`, 'utf8'), /^config: "?master"?$/m);
  assert.is((await bracket(box.root, ['validate'])).code, 0);
  assert.match((await bracket(box.root, ['init'])).talk, /Nothing to do/);
  assert.match((await bracket(box.root, ['promote', '--to', 'hardening'])).out, /open {2}Promote service-b/);
});

test('a branch where only a commit may stand is pinned by `init`, as its problem promises', async () => {
  const box = await sample();
  const path = 'environments/hardening/service-b.yaml';
  const text = readFileSync(`${box.root}/${path}`, 'utf8');
  box.commit('By hand', { [path]: text.replace(/^config: .*$/m, 'config: main') });
  assert.match((await bracket(box.root, ['validate'])).out, /config-pinned.*bracket init/s);
  assert.is((await bracket(box.root, ['init'])).out.trim(), path);
  assert.is((await bracket(box.root, ['validate'])).code, 0);
});

test('a machine with Git and the shell of POSIX, and without bash', async () => {
  const box = await sample();
  const folder = mkdtempSync(join(tmpdir(), 'bracket-test-'));
  for (const name of ['sh', 'git']) symlinkSync(whereIs(name), join(folder, name));
  const PATH = folder;
  box.commit('It\'s $(touch pwned) `touch pwned`\n\n\\ and "quotes"', {
    'services/service-b/README.md': 'x',
  });
  assert.is((await bracket(box.root, ['status'], { env: { PATH } })).code, 0);
  const opened = await bracket(box.root, ['promote', '--to', 'hardening'], { env: { PATH } });
  assert.is(opened.code, 0, opened.talk);
  const approved = await bracket(box.root, ['approve', '1', '--as', "O'Neil $(id)"], { env: { PATH } });
  assert.match(approved.talk, /approved by O'Neil \$\(id\)\./);
  assert.is((await bracket(box.root, ['merge', '1'], { env: { PATH } })).code, 0);
  assert.not.match(box.git('status', '--porcelain'), /pwned/);
  rmSync(folder, { recursive: true });
});

const whereIs = (name: string): string =>
  execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();

test('a machine without Git is told so', async () => {
  const box = await sample();
  const ended = await bracket(box.root, ['status'], { env: { PATH: '/nonexistent' } });
  assert.is(ended.code, 6);
  assert.match(ended.talk, /There is no git on this machine/);
});

test('a pull request that is over, or that nobody opened, is answered by number', async () => {
  const box = await sample();
  await bracket(box.root, ['promote', '--to', 'hardening']);
  await bracket(box.root, ['merge', '1']);
  for (const args of [
    ['approve', '1', '--as', 'Tom'],
    ['close', '1'],
    ['close', '1', '--dry-run'],
  ]) {
    const ended = await bracket(box.root, args);
    assert.is(ended.code, 5, args.join(' '));
    assert.match(ended.talk, /#1 is merged, not open\.\n {2}→ See `npx bracket pulls`/);
  }
  assert.match((await bracket(box.root, ['gate', '1'])).talk, /#1 is merged already/);
  for (const verb of ['approve', 'close', 'gate', 'merge']) {
    const ended = await bracket(box.root, [verb, '99', ...(verb === 'approve' ? ['--as', 'Tom'] : [])]);
    assert.is(ended.code, 2, verb);
    assert.match(ended.talk, /There is no pull request #99\./);
  }
});

test('closing twice says so and keeps the first word', async () => {
  const box = await sample();
  await bracket(box.root, ['promote', '--to', 'hardening']);
  assert.match((await bracket(box.root, ['close', '1'])).talk, /#1 is closed\. It stays so/);
  assert.match((await bracket(box.root, ['close', '1'])).talk, /#1 is closed already/);
});

test('nobody approves under a name that cannot be seen', async () => {
  const box = await sample();
  await bracket(box.root, ['promote', '--to', 'hardening']);
  for (const name of ['evil\u001b[31m', 'two\nlines', '\u202eboss']) {
    const ended = await bracket(box.root, ['approve', '1', '--as', name]);
    assert.is(ended.code, 5);
    assert.match(ended.talk, /cannot be seen/);
  }
});

test('an environment where a service is meant, and a verb without its argument', async () => {
  const box = await sample();
  const swapped = await bracket(box.root, ['promote', 'hardening', '--to', 'hardening']);
  assert.is(swapped.code, 2);
  assert.match(swapped.talk, /hardening is an environment.*\n.*promote --to hardening/);
  assert.match((await bracket(box.root, ['explain', 'service-b'])).talk, /bracket explain --help/);
  assert.match((await bracket(box.root, ['status', '--josn'])).talk, /--json\? `npx bracket status --help`/);
});

test('help and failures fit 80 columns; a word to be copied stays whole', async () => {
  const box = await sample();
  for (const args of [['--help'], ['promote', '--help'], ['release', '--help']])
    assert.ok(widest((await bracket(box.root, args)).out.split('\nExamples:')[0] as string) <= 80, args[0]);
  const path = `/${'long/'.repeat(30)}`;
  const text = failureText(
    {
      code: 'x',
      exit: 2,
      what: `${path} is no folder, and this sentence is long enough.`,
      fix: 'Go. '.repeat(40),
    },
    { color: false, columns: 80 },
  );
  assert.ok(text.includes(path));
  assert.ok(rows(text).every((row) => row.length <= 80 || row.includes(path)));
  assert.match(text, /\n {4}Go\./, 'what follows stands below what it belongs to');
});

test('an answer that cannot be written is no success', async () => {
  const box = await sample();
  const shell = `"${process.execPath}" "${program}" status > /dev/full; echo "$?"`;
  const said = execFileSync('/bin/sh', ['-c', existsSync('/dev/full') ? shell : 'echo 6'], {
    cwd: box.root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  assert.is(said.trim(), '6');
});

test('a release without a digest says where it will end, and one that has none says so', async () => {
  const box = await sample();
  const plain = await bracket(box.root, ['release', 'service-b', '0.5.2']);
  assert.is(plain.code, 0);
  assert.match(plain.talk, /no --digest, and without one it does not get into hardening, production/);
  const digest = `sha256:${'9'.repeat(64)}`;
  const late = await bracket(box.root, ['release', 'service-b', '0.5.2', '--digest', digest]);
  assert.is(late.code, 3);
  assert.match(late.talk, /its record says nothing about `digest`/);
  const full = await bracket(box.root, ['release', 'service-b', '0.5.3', '--digest', digest]);
  assert.is(full.talk, '');
});

test('a repository that has lost its environments is not sound', async () => {
  const box = await sample();
  rmSync(`${box.root}/environments`, { recursive: true });
  const ended = await bracket(box.root, ['validate']);
  assert.is(ended.code, 3);
  assert.match(ended.out, /nothing-here.*\n.*There is no environment in this repository/);
});

test.run();
