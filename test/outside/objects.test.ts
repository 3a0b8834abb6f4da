import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openGit } from '../../scripts/outside/git.ts';
import { sandbox } from '../support/git-repository.ts';

const reasonOf = (failing: Promise<unknown>): Promise<string> =>
  failing.then(
    () => 'it did not fail',
    (error: Error) => error.message,
  );

test('objects are told by id and by path, in the order of the names, round after round', async () => {
  const box = sandbox();
  const commit = box.commit('one', { 'a/b c.txt': 'text\n', empty: '' });
  const told = await openGit(box.root).objects(async (read) => {
    const first = await read([`${commit}:a/b c.txt`, 'nothing', `${commit}:a`, `${commit}:empty`]);
    const again = await read([first[0]?.id ?? '', `${commit}^{tree}`, commit, `${commit}:a\nb`]);
    return [...first, ...(await read([])), ...again].map((one) => one && [one.type, one.bytes.length]);
  });
  assert.equal(told.slice(0, 5), [['blob', 5], undefined, ['tree', 35], ['blob', 0], ['blob', 5]]);
  assert.equal([told[5]?.[0], told[6]?.[0], told[7]], ['tree', 'commit', undefined]);
});

test('an error of whoever asks is passed on, and the process ends all the same', async () => {
  const box = sandbox();
  box.commit('one', { a: '1' });
  const wrong = openGit(box.root).objects(async (read) => {
    await read(['HEAD']);
    throw new Error('changed my mind');
  });
  assert.is(await reasonOf(wrong), 'changed my mind');
});

test('a process that dies with questions open is a failure with its words', async () => {
  const box = sandbox();
  box.commit('one', { a: '1' });
  mkdirSync(`${box.root}/bin`);
  writeFileSync(`${box.root}/bin/git`, '#!/bin/sh\nread name\necho "fatal: disk on fire" >&2\nexit 128\n');
  chmodSync(`${box.root}/bin/git`, 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = `${box.root}/bin${delimiter}${path}`;
  try {
    const lost = openGit(box.root).objects((read) => read(['HEAD', 'HEAD~1']));
    assert.match(await reasonOf(lost), /git cat-file failed \(exit 128\): fatal: disk on fire/);
  } finally {
    process.env['PATH'] = path;
  }
});

test('outside of a repository nothing is read', async () => {
  const lost = openGit('/').objects((read) => read(['HEAD']));
  assert.match(await reasonOf(lost), /git cat-file failed/);
});

test.run();
