import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Failure } from '../../scripts/outside/failure.ts';
import { replaceFiles } from '../../scripts/outside/replace-files.ts';

const folder = (files: Readonly<Record<string, string>> = {}): string => {
  const root = mkdtempSync(join(tmpdir(), 'bracket-test-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, 'a'));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  return root;
};

const all = (root: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]),
  );

const failure = (work: () => void): Failure => {
  try {
    work();
  } catch (error) {
    assert.instance(error, Failure);
    return error as Failure;
  }
  throw new Error('It went through.');
};

test('files are written, replaced and removed, with their folders', () => {
  const root = folder({ 'a/old': 'old', 'a/gone': 'gone' });
  replaceFiles(root, [
    { path: 'a/gone' },
    { path: 'a/old', after: 'new' },
    { path: 'b/c/fresh', after: 'fresh' },
  ]);
  assert.equal(all(root), { 'a/old': 'new', 'b/c/fresh': 'fresh' });
  replaceFiles(root, [{ path: 'b/c/fresh' }]);
  assert.not.ok(existsSync(join(root, 'b/c')));
});

test('when one cannot be done, those before it are as they were, and nothing is left beside them', () => {
  const before = { 'a/gone': 'gone', 'a/old': 'old' };
  const root = folder(before);
  const wrong = failure(() =>
    replaceFiles(root, [
      { path: 'a/gone' },
      { path: 'a/old', after: 'new' },
      { path: 'a/fresh', after: 'fresh' },
      { path: 'a/never-there' },
    ]),
  );
  assert.match(wrong.message, /ENOENT.*All of them are as they were/);
  assert.equal(all(root), before);
});

test('a link on the way, or in the place of a file, is refused before anything is written', () => {
  const other = folder({ 'a/mine': 'mine' });
  for (const link of ['b', 'a/mine']) {
    const root = folder();
    symlinkSync(join(other, link === 'b' ? 'a' : 'a/mine'), join(root, link));
    const wrong = failure(() =>
      replaceFiles(root, [
        { path: 'fresh', after: 'fresh' },
        { path: link === 'b' ? 'b/mine' : link, after: 'yours' },
      ]),
    );
    assert.match(wrong.message, /symbolic link\. Nothing was written/);
    assert.not.ok(existsSync(join(root, 'fresh')));
  }
  assert.is(readFileSync(join(other, 'a/mine'), 'utf8'), 'mine');
});

test('a folder in the place of a file, and a file in the place of a folder, are refused', () => {
  const root = folder({ 'a/file': 'x' });
  assert.match(failure(() => replaceFiles(root, [{ path: 'a', after: 'x' }])).message, /^a is no file/);
  assert.match(
    failure(() => replaceFiles(root, [{ path: 'a/file/b', after: 'x' }])).message,
    /^a\/file is no folder/,
  );
});

test.run();
