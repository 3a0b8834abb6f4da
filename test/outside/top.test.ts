import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { topAround } from '../../scripts/outside/top.ts';
import { sandbox } from '../support/git-repository.ts';

const said = (folder: string): string =>
  execFileSync('git', ['-C', folder, 'rev-parse', '--show-toplevel'], { encoding: 'utf8' }).trim();

test('the top is where Git says it is: from the top, from below, through a link, in a worktree', () => {
  const box = sandbox();
  box.commit('one', { 'a/b/c.txt': '1' });
  const link = join(realpathSync(mkdtempSync(join(tmpdir(), 'bracket-test-'))), 'link');
  symlinkSync(join(box.root, 'a'), link);
  box.git('worktree', 'add', '--quiet', join(box.root, 'a/tree'), '-b', 'topic');
  for (const folder of [box.root, join(box.root, 'a/b'), link, join(box.root, 'a/tree/a')])
    assert.is(topAround(folder, {}), said(folder), folder);
  rmSync(link);
});

test('where only Git can tell, nothing is said', () => {
  const box = sandbox();
  assert.is(topAround(join(box.root, '.git'), {}), undefined);
  assert.is(topAround(box.root, { GIT_DIR: '/elsewhere' }), undefined);
  const none = realpathSync(mkdtempSync(join(tmpdir(), 'bracket-test-')));
  mkdirSync(join(none, 'deep'));
  assert.is(topAround(join(none, 'deep'), {}), undefined);
  rmSync(none, { recursive: true });
});

test.run();
