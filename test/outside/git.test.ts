import { writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { BlobId } from '../../scripts/model/names.ts';
import type { Commit } from '../../scripts/model/repository.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { sandbox } from '../support/git-repository.ts';

const collect = async (commits: AsyncIterable<Commit>): Promise<Commit[]> => {
  const all: Commit[] = [];
  for await (const commit of commits) all.push(commit);
  return all;
};

test('the log lists commits newest first with what each changed', async () => {
  const box = sandbox();
  const first = box.commit('one', { 'environments/dev/a.yaml': 'a\n', 'other.txt': 'x\n' });
  const second = box.commit('two: äöü, "quotes" and\ttabs', {
    'environments/dev/a.yaml': 'b\n',
    'environments/dev/b c\n.yaml': 'n\n',
  });
  box.commit('elsewhere', { 'other.txt': 'y\n' });
  const third = box.commit('three', { 'environments/dev/a.yaml': null });
  const commits = await collect(openGit(box.root).log('HEAD', ['environments']));
  assert.equal(
    commits.map((commit) => commit.id),
    [third, second, first],
  );
  assert.equal(commits[1]?.subject, 'two: äöü, "quotes" and\ttabs');
  assert.equal(
    commits[1]?.files.map((file) => file.path),
    ['environments/dev/a.yaml', 'environments/dev/b c\n.yaml'],
  );
  assert.equal(commits[0]?.files[0]?.after, undefined);
  assert.equal(commits[2]?.files[0]?.before, undefined);
  assert.equal(commits[0]?.files[0]?.before, commits[1]?.files[0]?.after);
});

test('a merge counts as one change, seen from main', async () => {
  const box = sandbox();
  box.commit('root', { 'environments/dev/a.yaml': 'a\n' });
  box.git('switch', '--quiet', '--create', 'topic');
  box.commit('side one', { 'environments/dev/a.yaml': 'b\n' });
  box.commit('side two', { 'environments/dev/b.yaml': 'b\n' });
  box.git('switch', '--quiet', 'main');
  box.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'topic');
  const [merge, ...rest] = await collect(openGit(box.root).log('HEAD', ['environments']));
  assert.equal(
    merge?.files.map((file) => file.path),
    ['environments/dev/a.yaml', 'environments/dev/b.yaml'],
  );
  assert.is(rest.length, 1);
});

test('blobs come byte for byte, whatever they hold, and in any number', async () => {
  const box = sandbox();
  const every = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  writeFileSync(`${box.root}/every.bin`, Buffer.concat([every, every]));
  box.commit('bytes', { 'empty.txt': '', 'text.txt': 'äöü\r\n\u0000 end' });
  const git = openGit(box.root);
  const entries = await git.tree('HEAD');
  const tree = box.git('rev-parse', 'HEAD^{tree}') as BlobId;
  const missing = 'f'.repeat(40) as BlobId;
  const blobs = await git.blobs([...entries.map(({ blob }) => blob), tree, missing]);
  const bytesOf = (path: string): Buffer | undefined =>
    blobs.get(entries.find((entry) => entry.path === path)?.blob as BlobId);
  assert.ok(bytesOf('every.bin')?.equals(Buffer.concat([every, every])));
  assert.is(bytesOf('empty.txt')?.length, 0);
  assert.is(bytesOf('text.txt')?.toString('utf8'), 'äöü\r\n\u0000 end');
  assert.ok((blobs.get(tree)?.length ?? 0) > 60);
  assert.not.ok(blobs.has(missing));
});

test('leaving the log early stops git and throws nothing', async () => {
  const box = sandbox();
  for (let index = 0; index < 20; index++)
    box.commit(`c${index}`, { 'environments/dev/a.yaml': `${index}\n` });
  let seen = 0;
  for await (const _ of openGit(box.root).log('HEAD', ['environments'])) if (++seen === 3) break;
  assert.is(seen, 3);
});

test('trees and blobs come back as bytes; a missing blob is absent', async () => {
  const box = sandbox();
  box.commit('root', { 'environments/dev/a.yaml': 'ä\n', 'environments/dev/b.yaml': '' });
  const git = openGit(box.root);
  const entries = await git.tree('HEAD', ['environments']);
  assert.equal(
    entries.map((entry) => [entry.path, entry.mode]),
    [
      ['environments/dev/a.yaml', '100644'],
      ['environments/dev/b.yaml', '100644'],
    ],
  );
  const blobs = await git.blobs([...entries.map((entry) => entry.blob), 'f'.repeat(40) as never]);
  assert.is(blobs.size, 2);
  assert.is(blobs.get(entries[0]?.blob as never)?.toString('utf8'), 'ä\n');
  assert.is(blobs.get(entries[1]?.blob as never)?.length, 0);
});

test('a revision that looks like an option is not one', async () => {
  const box = sandbox();
  box.commit('root', { a: 'a' });
  assert.is(await openGit(box.root).resolve('--help'), undefined);
  assert.is(await openGit(box.root).resolve('HEAD'), box.git('rev-parse', 'HEAD'));
});

test.run();
