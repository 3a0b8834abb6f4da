import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  assert.match(ended.talk.replace(/\n {2,4}(?=[^ →])/g, ' '), words);
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
    words: /is recorded already: its record says .*digest/s,
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

const OPENAPI = '{ "openapi": "3.1.0", "info": { "title": "a", "version": "1.1.0" }, "paths": {} }\n';

/** A folder outside the repository, as a pipeline has it, with a record and what else it wrote. */
const outside = (files: Readonly<Record<string, string>>): ((name: string) => string) => {
  const folder = mkdtempSync(join(tmpdir(), 'bracket-test-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return (name) => join(folder, name);
};

test('a contract lands in the same commit as the record that names it, and the repository stays sound', async () => {
  const given = outside({ 'record.yaml': 'contract: 1.1.0.openapi.json\n', '1.1.0.openapi.json': OPENAPI });
  for (const more of [[], ['--contract', given('1.1.0.openapi.json')]]) {
    const box = smallShop(['a']);
    const args = ['a', '1.1.0', '--record', given('record.yaml'), ...more];
    const ended = await release(box, ...args);
    assert.is(ended.code, 0, ended.talk);
    assert.equal(box.git('diff', '--name-only', 'HEAD~1', 'HEAD').split('\n'), [
      'environments/dev/a.yaml',
      'services/a/releases/1.1.0.openapi.json',
      'services/a/releases/1.1.0.yaml',
    ]);
    assert.is(`${box.git('show', 'main:services/a/releases/1.1.0.openapi.json')}\n`, OPENAPI);
    const checked = await bracket(box.root, ['validate']);
    assert.is(checked.code, 0, checked.out + checked.talk);
    const before = traces(box);
    assert.match((await release(box, ...args)).talk, /Nothing to do/);
    assert.match((await release(box, 'a', '1.1.0')).talk, /Nothing to do/, 'what is left out agrees');
    assert.is(traces(box), before);
  }
});

test('a contract without a name in the record is named after the version', async () => {
  const given = outside({ 'openapi.json': OPENAPI, contract: OPENAPI });
  const box = smallShop(['a']);
  const ended = await release(box, 'a', '1.1.0', '--contract', given('openapi.json'));
  assert.is(ended.code, 0, ended.talk);
  assert.match(
    box.git('show', 'main:services/a/releases/1.1.0.yaml'),
    /^contract: "1\.1\.0\.openapi\.json"$/m,
  );
  await refuses(box, ['a', '1.2.0', '--contract', given('contract')], {
    code: 2,
    words: /"contract" cannot be/,
  });
});

test('a record without its contract never lands: it could not be changed any more', async () => {
  const given = outside({
    'record.yaml': 'contract: 1.1.0.openapi.json\n',
    'up.yaml': 'contract: ../../b/service.yaml\n',
    'number.yaml': 'contract: 5\n',
    'self.yaml': 'contract: 1.1.0.yaml\n',
    'record-as-contract.yaml': 'contract: 9.9.9.yaml\n',
    '9.9.9.yaml': 'version: "9.9.9"\n',
    'openapi.json': OPENAPI,
    'large.json': `{"openapi": "3.1.0", "x": "${'x'.repeat(1_100_000)}"}`,
  });
  writeFileSync(given('binary.json'), Buffer.from([0x7b, 0xff, 0xfe]));
  const box = smallShop(['a', 'b']);
  const refusing = (record: string, contract: string, expected: Parameters<typeof refuses>[2]) =>
    refuses(
      box,
      ['a', '1.1.0', '--record', given(record), ...(contract === '' ? [] : ['--contract', given(contract)])],
      expected,
    );
  await refusing('record.yaml', '', {
    code: 3,
    words: /there is no services\/a\/releases\/1\.1\.0\.openapi\.json.*\n.*--contract/,
  });
  for (const contract of ['', 'openapi.json']) {
    await refusing('up.yaml', contract, { code: 3, words: /no name of a file beside the record/ });
    await refusing('number.yaml', contract, { code: 3, words: /no name of a file beside the record/ });
  }
  await refusing('self.yaml', 'openapi.json', { code: 3, words: /read as a release record/ });
  await refusing('record-as-contract.yaml', '', { code: 3, words: /read as a release record/ });
  await refusing('record.yaml', 'gone.json', { code: 2, words: /cannot be read/ });
  await refusing('record.yaml', 'large.json', { code: 2, words: /larger than a megabyte/ });
  await refusing('record.yaml', 'binary.json', { code: 2, words: /no UTF-8 text/ });
});

test('a file that several releases share says what the newest promises; a version never promises something else', async () => {
  const given = outside({
    'shared.yaml': 'contract: openapi.json\n',
    'own.yaml': 'contract: 1.5.0.openapi.json\n',
    'old.json': OPENAPI,
    'new.json': OPENAPI.replace('1.1.0', '1.3.0'),
  });
  const box = smallShop(['a']);
  const contract = (version: string, record: string, file: string) => [
    'a',
    version,
    '--record',
    given(record),
    '--contract',
    given(file),
  ];
  assert.is((await release(box, ...contract('1.1.0', 'shared.yaml', 'old.json'))).code, 0);
  assert.is((await release(box, ...contract('1.3.0', 'shared.yaml', 'new.json'))).code, 0);
  assert.match(box.git('show', 'main:services/a/releases/openapi.json'), /1\.3\.0/);
  assert.match((await release(box, ...contract('1.1.0', 'shared.yaml', 'old.json'))).talk, /Nothing to do/);
  await refuses(box, contract('1.2.0', 'shared.yaml', 'old.json'), {
    code: 3,
    words: /newer release promises/,
  });
  assert.is((await release(box, ...contract('1.5.0', 'own.yaml', 'old.json'))).code, 0);
  await refuses(box, contract('1.5.0', 'own.yaml', 'new.json'), {
    code: 3,
    words: /already recorded, and with another/,
  });
});

test.run();
