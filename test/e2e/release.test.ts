import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallShop } from '../commands/small-shop.ts';
import type { Sandbox } from '../support/git-repository.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { bracket, type Ended, traces } from './command-line.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const release = (box: Sandbox, ...args: string[]): Promise<Ended> => bracket(box.root, ['release', ...args]);
const version = (box: Sandbox, service = 'a'): string =>
  /^version: "?(.*?)"?$/m.exec(box.git('show', `main:environments/dev/${service}.yaml`))?.[1] ?? '';

/** A refusal that leaves no trace. */
const refuses = async (
  box: Sandbox,
  args: readonly string[],
  { code, words }: { readonly code: number; readonly words: RegExp },
): Promise<void> => {
  const before = traces(box);
  const ended = await release(box, ...args);
  assert.is(ended.code, code, ended.talk + ended.out);
  assert.match(ended.talk, words);
  assert.is(traces(box), before);
};

test('a release is one commit of two files, and again it is nothing', async () => {
  const box = smallShop(['a']);
  const first = await release(box, 'a', '1.1.0', '--digest', digest('a'));
  assert.is(first.code, 0, first.talk);
  const changed = box.git('diff', '--name-only', 'HEAD~1', 'HEAD').split('\n');
  assert.equal(changed, ['environments/dev/a.yaml', 'services/a/releases/1.1.0.yaml']);
  const before = traces(box);
  const again = await bracket(box.root, ['release', 'a', '1.1.0', '--digest', digest('a'), '--json']);
  assert.is(again.code, 0);
  assertMatchesSchema('release', again.out);
  assert.match((JSON.parse(again.out) as { note: string }).note, /already wants a 1\.1\.0/);
  assert.is((await release(box, 'a', '1.1.0')).code, 0, 'what is left out agrees');
  assert.is(traces(box), before);
});

test('the same version with another digest is refused: a version is one thing', async () => {
  const box = smallShop(['a']);
  await release(box, 'a', '1.1.0', '--digest', digest('a'));
  await refuses(box, ['a', '1.1.0', '--digest', digest('b')], {
    code: 3,
    words: /already recorded with another digest/,
  });
});

test('a late pipeline records its version and takes nothing back', async () => {
  const box = smallShop(['a']);
  await release(box, 'a', '1.2.0');
  const late = await release(box, 'a', '1.1.0');
  assert.is(late.code, 0);
  assert.match(late.talk, /dev wants a 1\.2\.0, which is newer, and keeps it/);
  assert.is(version(box), '1.2.0');
  assert.is(box.git('cat-file', '-t', 'main:services/a/releases/1.1.0.yaml'), 'blob');
  await release(box, 'a', 'build-9');
  await release(box, 'a', 'build-10');
  const before = traces(box);
  assert.match((await release(box, 'a', 'build-9')).talk, /Nothing to do.*released before/);
  assert.is(traces(box), before);
});

test('a record of its own is taken over, and merged with the command line', async () => {
  const box = smallShop(['a', 'b']);
  const file = join(box.root, '..', `record-${process.pid}.yaml`);
  writeFileSync(file, 'requires: { b: "^1.0.0" }\nchanges: [{ title: "Faster", requirement: B7 }]\n');
  const ended = await release(
    box,
    'a',
    '1.1.0',
    '--digest',
    digest('a'),
    '--record',
    file,
    '--commit',
    'e'.repeat(40),
  );
  assert.is(ended.code, 0, ended.talk);
  const text = box.git('show', 'main:services/a/releases/1.1.0.yaml');
  for (const line of [
    'version: "1.1.0"',
    `digest: "${digest('a')}"`,
    '  b: "^1.0.0"',
    '    requirement: "B7"',
  ])
    assert.ok(text.split('\n').includes(line) || text.includes(line.trim()), `${line}\n${text}`);
  writeFileSync(file, 'version: "1.3.0"\n');
  await refuses(box, ['a', '1.2.0', '--record', file], {
    code: 2,
    words: /says version "1\.3\.0", the command line says "1\.2\.0"/,
  });
  writeFileSync(file, 'surprise: 1\n');
  await refuses(box, ['a', '1.2.0', '--record', file], { code: 3, words: /surprise/ });
  writeFileSync(file, 'requires: { b: "^2.0.0" }\n');
  await refuses(box, ['a', '1.2.0', '--record', file], { code: 3, words: /requires b \^2\.0\.0/ });
  writeFileSync(file, '\n');
  assert.is(
    (await release(box, 'a', '1.2.0', '--record', file, '--digest', '')).code,
    0,
    'as a workflow passes nothing',
  );
  await refuses(box, ['a', '1.4.0', '--record', '/nonexistent'], { code: 2, words: /cannot be read/ });
});

test('wrong calls are refused before anything is written', async () => {
  const box = smallShop(['a']);
  await refuses(box, ['zebra', '1.0.0'], { code: 3, words: /no service zebra.*\n.*new service zebra/ });
  await refuses(box, ['a', '1.0.0+build'], { code: 2, words: /no version/ });
  await refuses(box, ['a', '1.1.0', '--digest', 'sha256:abc'], { code: 2, words: /no digest/ });
  await refuses(box, ['a', '1.1.0', '--to', 'hardening'], { code: 2, words: /promotes from dev/ });
  box.commit('A second way in', {
    'environments/lab.yaml': 'promotion: { open: direct }\n',
    'services/a/overlays/lab/kustomization.yaml': 'resources: []\n',
  });
  await refuses(box, ['a', '1.1.0'], { code: 2, words: /Several environments take releases: dev, lab/ });
  assert.is((await release(box, 'a', '1.1.0', '--to', 'lab')).code, 0);
  assert.match(box.git('show', 'main:environments/lab/a.yaml'), /^version: "1\.1\.0"$/m);
});

test('an environment that demands digests gets none without', async () => {
  const box = smallShop(['a']);
  box.commit('dev demands digests', {
    'environments/dev.yaml': 'promotion: { open: direct }\naccepts: { digest: required }\n',
  });
  await refuses(box, ['a', '1.1.0'], { code: 3, words: /digest/ });
});

test('where commits are not taken it is a pull request: refreshed, merged, and a no is respected by content', async () => {
  const box = smallShop(['a', 'b']);
  box.commit('dev takes pull requests', { 'environments/dev.yaml': 'promotion: { open: automatic }\n' });
  const opened = await bracket(box.root, ['release', 'a', '1.1.0', '--digest', digest('a'), '--json']);
  assertMatchesSchema('release', opened.out);
  assert.is((JSON.parse(opened.out) as { pull: number }).pull, 1);
  const before = traces(box);
  assert.is((await release(box, 'a', '1.1.0', '--digest', digest('a'))).code, 0);
  assert.is(traces(box), before, 'it is open already');
  await refuses(box, ['a', '1.1.0', '--digest', digest('b')], {
    code: 3,
    words: /#1 already records this version/,
  });
  assert.is((await bracket(box.root, ['merge', '1'])).code, 0);
  assert.is(version(box), '1.1.0');
  await release(box, 'b', '1.1.0');
  await bracket(box.root, ['close', '2']);
  const again = await release(box, 'b', '1.1.0');
  assert.is(again.code, 0, again.talk);
  assert.match(again.out, /Opened #3/);
});

test('a file with an own hand keeps every byte but the values', async () => {
  const box = smallShop(['a']);
  const text = "# by hand\r\nversion: '1.0.0' # pinned\r\nimage: ghcr.io/acme/a\r\nconfig: main\r\n";
  box.git('config', 'core.autocrlf', 'false');
  box.commit('By hand', { 'environments/dev/a.yaml': text });
  await release(box, 'a', '1.1.0');
  assert.is(
    `${box.git('show', 'main:environments/dev/a.yaml')}\r\n`.replace(/\r\r/, '\r'),
    text.replace('1.0.0', '1.1.0'),
  );
});

test.run();
