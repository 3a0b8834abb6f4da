import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VERBS } from '../../scripts/commands/verbs.ts';
import { sandbox } from '../support/git-repository.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { bracket, type Ended, program, sample, template } from './command-line.ts';

const shop = await sample();

/** A wrong use ends with its code and a sentence that says what to do. Nothing goes to standard output. */
const refused = (ended: Ended, code: number, words: RegExp): void => {
  assert.is(ended.code, code, ended.talk + ended.out);
  assert.match(
    ended.talk.replace(/\n {2,4}(?=[^ →])/g, ' '),
    words,
    'lines that were broken for the terminal, joined',
  );
  assert.match(ended.talk, /\n {2}→ \S/);
  assert.not.match(ended.talk, /\n\s+at .*\.js/, 'a stack is for bugs');
  assert.is(ended.out, '');
};

test('help tells every verb, and each verb its options and examples', async () => {
  const { code, out } = await bracket(shop.root, ['--help']);
  assert.is(code, 0);
  for (const { usage, examples } of VERBS) {
    const [verb = ''] = usage.split(' ');
    assert.match(out, new RegExp(`^ {2}${verb} `, 'm'));
    const own = await bracket(shop.root, [verb, '--help']);
    assert.is(own.code, 0);
    for (const example of examples) assert.ok(own.out.includes(example), example);
    for (const option of ['--root', '--json', '--dry-run', '--forge'])
      assert.match(own.out, new RegExp(option));
  }
});

test('help and version need no repository', async () => {
  const nowhere = mkdtempSync(join(tmpdir(), 'bracket-test-'));
  assert.is((await bracket(nowhere, ['--help'])).code, 0);
  assert.is((await bracket(nowhere, [])).code, 0);
  assert.match((await bracket(nowhere, ['--version'])).out, /^\d+\.\d+\.\d+\n$/);
});

test('a mistyped verb, option or value is answered with the nearest', async () => {
  refused(await bracket(shop.root, ['promot', '--to', 'dev']), 2, /Unknown command 'promot'.*\n.*promote/);
  refused(await bracket(shop.root, ['status', '--jsn']), 2, /unknown option.*\n.*--json/i);
  refused(await bracket(shop.root, ['status', '--forge', 'gitlab']), 2, /gitlab/);
  refused(await bracket(shop.root, ['release', 'service-b']), 2, /version/);
  refused(
    await bracket(shop.root, ['promote', '--to', 'hardning']),
    2,
    /hardning.*\n.*Did you mean hardening\?/,
  );
  refused(
    await bracket(shop.root, ['promote', '--to', 'hardening', 'service-c']),
    2,
    /service-c.*\n.*Did you mean service-[ab]/,
  );
  refused(await bracket(shop.root, ['status', 'prod']), 2, /"prod".*\n.*production/);
  for (const more of [['service-b'], ['--only'], ['--allow-downgrade', '--reason', 'x']])
    refused(await bracket(shop.root, ['promote', ...more]), 2, /not said where.*\n.*hardening, production/);
  refused(await bracket(shop.root, ['merge', 'seven']), 2, /"seven"/);
  refused(await bracket(shop.root, ['merge', '7']), 2, /#7/);
});

test('nothing is promoted into an entry environment, and nothing released into another', async () => {
  refused(await bracket(shop.root, ['promote', '--to', 'dev']), 2, /dev.*\n.*release/);
  refused(
    await bracket(shop.root, ['release', 'service-b', '0.5.2', '--to', 'production']),
    2,
    /hardening.*\n.*dev/,
  );
});

test('a folder that is no repository, a part of one, none at all, and one without commits', async () => {
  const nowhere = mkdtempSync(join(tmpdir(), 'bracket-test-'));
  refused(await bracket(nowhere, ['status']), 2, /no Git repository.*\n.*--root/);
  refused(await bracket(nowhere, ['status', '--root', `${nowhere}/gone`]), 2, /no folder/);
  refused(await bracket(shop.root, ['status', '--root', 'environments']), 2, /not its top.*\n.*--root/);
  refused(await bracket(sandbox().root, ['promote', '--to', 'dev']), 2, /no commit yet.*\n.*git commit/);
  refused(await bracket(join(shop.root, '.git'), ['status']), 2, /repository/);
});

test('a folder below the top works without --root', async () => {
  const ended = await bracket(shop.root, ['status'], { cwd: join(shop.root, 'environments') });
  assert.is(ended.code, 0, ended.talk);
});

test('a shallow clone is refused, because brackets are read from history', async () => {
  const box = await sample();
  const clone = mkdtempSync(join(tmpdir(), 'bracket-test-'));
  box.git('clone', '--quiet', '--depth=1', `file://${box.root}`, clone);
  refused(await bracket(clone, ['promote', '--to', 'hardening']), 2, /shallow.*\n.*--unshallow/);
});

test('on a detached head the main branch is still what is promoted', async () => {
  const box = await sample();
  box.git('switch', '--quiet', '--detach', 'HEAD');
  const ended = await bracket(box.root, ['promote', '--to', 'hardening', '--dry-run']);
  assert.is(ended.code, 0, ended.talk);
  assert.match(ended.out, /service-b/);
});

test('what is not committed is named, and not looked at', async () => {
  const box = await sample();
  box.write({ 'environments/hardening/service-b.yaml': 'broken: [' });
  const ended = await bracket(box.root, ['promote', '--to', 'hardening', '--dry-run']);
  assert.is(ended.code, 0);
  assert.match(ended.talk, /Not committed, so not looked at: environments\/hardening\/service-b\.yaml/);
  assert.match(ended.out, /0\.5\.1/);
});

test('nothing pending is no failure, and says so', async () => {
  const ended = await bracket(shop.root, ['promote', '--to', 'production']);
  assert.is(ended.code, 0);
  assert.match(ended.out, /[Nn]othing/);
  const named = await bracket(shop.root, ['promote', '--to', 'hardening', 'front-end']);
  assert.is(named.code, 0);
  assert.match(named.talk, /front-end is not pending into hardening.*explain front-end/s);
});

test('a repository from a template is told to pin first', async () => {
  const box = template();
  refused(await bracket(box.root, ['promote', '--to', 'hardening']), 3, /no such commit.*\n.*bracket init/);
  const pinned = await bracket(box.root, ['init']);
  assert.is(pinned.code, 0);
  assert.is(pinned.out.trim().split('\n').length, 6, 'two environments of three services; dev follows main');
  assert.match((await bracket(box.root, ['init'])).talk, /Nothing to do/);
  assert.is((await bracket(box.root, ['validate'])).code, 0);
  assert.is(box.git('status', '--porcelain'), '', 'the working tree has it too');
});

test('without --json a failure is text; with it, it is data as well', async () => {
  const ended = await bracket(shop.root, ['promote', '--to', 'prod', '--json']);
  assert.is(ended.code, 2);
  assertMatchesSchema('error', ended.out);
  assert.is((JSON.parse(ended.out) as { error: { code: string } }).error.code, 'unknown-environment');
});

test('a pipe that closes early is no failure', async () => {
  const { execFileSync } = await import('node:child_process');
  const shell = `"${process.execPath}" "${program}" --help | head -1; echo "$?"`;
  const out = execFileSync('bash', ['-o', 'pipefail', '-c', `${shell} 2>&1`], { encoding: 'utf8' });
  assert.match(out, /^Usage:[^\n]*\n0\n$/);
});

test('colour is for terminals, and never with NO_COLOR', async () => {
  const plain = await bracket(shop.root, ['statu'], { env: { NO_COLOR: '1', FORCE_COLOR: '1' } });
  assert.not.match(plain.talk, /\u001b/);
  const piped = await bracket(shop.root, ['statu'], { env: { NO_COLOR: '' } });
  assert.not.match(piped.talk, /\u001b/);
  const forced = await bracket(shop.root, ['statu'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } });
  assert.match(forced.talk, /\u001b\[31m/);
});

test('strings stay strings: 1.10 and 7e12345 are versions as they were written', async () => {
  for (const version of ['1.10', '7e12345', '0123456', '1_000']) {
    const box = await sample({ 'environments/dev.yaml': 'promotion: { open: direct }\n' });
    box.commit('A service of its own', {
      'services/alone/service.yaml': 'description: x\nowners: ["@a"]\nimage: ghcr.io/acme/alone\n',
      'services/alone/overlays/dev/kustomization.yaml': 'resources: []\n',
    });
    const ended = await bracket(box.root, ['release', 'alone', version]);
    assert.is(ended.code, 0, ended.talk);
    assert.match(
      box.git('show', 'HEAD:environments/dev/alone.yaml'),
      new RegExp(`^version: "${version}"$`, 'm'),
    );
    assert.is(box.git('cat-file', '-t', `HEAD:services/alone/releases/${version}.yaml`), 'blob');
  }
});

test('terminal escapes in what people give do not come out again', async () => {
  const ended = await bracket(shop.root, ['promote', '--to', '\u001b[2Jx']);
  assert.is(ended.code, 2);
  assert.not.match(ended.talk, /\u001b/);
});

test.run();
