import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Pull } from '../../scripts/model/forge.ts';
import type { CommitId } from '../../scripts/model/names.ts';
import { ForgeError } from '../../scripts/outside/failure.ts';
import { openLocalForge } from '../../scripts/outside/forge/local/local.ts';
import type { Forge } from '../../scripts/outside/forge.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';
import { BEGINNING, BRANCH, fails, requestOn, STORY } from './ground.ts';

const FILE = 'environments/production/service-b.yaml';
const PROMOTED = 'version: "0.5.1"\n# kept\n';

interface Clone {
  readonly box: Sandbox;
  readonly forge: Forge;
  readonly pull: Pull;
  readonly merge: () => Promise<CommitId>;
  readonly read: (path: string) => string;
}

/** A clone with one open promotion. */
const clone = async (): Promise<Clone> => {
  const box = sandbox();
  const main = box.commit('The beginning', { ...BEGINNING, '.gitignore': '*.log\n' }) as CommitId;
  const forge = openLocalForge(openGit(box.root), new Date('2026-03-01T10:00:00Z'));
  const files = [
    { path: FILE, text: PROMOTED },
    { path: 'environments/production/new.yaml', text: 'new: 1\n' },
    { path: 'environments/production/service-a.yaml' },
    { path: 'build.log', text: 'promoted\n' },
  ];
  await forge.commit(requestOn(main, { files }));
  const pull = await forge.open(STORY);
  const merge = () => forge.merge({ number: pull.number, head: pull.head, message: 'Promoted' });
  return { box, forge, pull, merge, read: (path) => readFileSync(join(box.root, path), 'utf8') };
};

test('opening a promotion leaves index and files alone', async () => {
  const { box } = await clone();
  assert.is(box.git('status', '--porcelain'), '');
  assert.is(box.git('rev-parse', '--abbrev-ref', 'HEAD'), 'main');
});

test('a merge brings the files of the checked-out base branch along', async () => {
  const { box, merge, read } = await clone();
  const merged = await merge();
  assert.is(box.git('rev-parse', 'HEAD'), merged);
  assert.is(read(FILE), PROMOTED);
  assert.is(read('environments/production/new.yaml'), 'new: 1\n');
  assert.not(existsSync(join(box.root, 'environments/production/service-a.yaml')));
  assert.is(box.git('status', '--porcelain'), '');
});

test('changes of one’s own elsewhere survive a merge, staged or not', async () => {
  const { box, merge, read } = await clone();
  box.write({ 'README.md': 'Mine.\n', 'staged.txt': 's\n', 'untracked.txt': 'u\n' });
  box.git('add', 'staged.txt');
  await merge();
  assert.is(read('README.md'), 'Mine.\n');
  assert.is(box.git('status', '--porcelain'), 'M README.md\nA  staged.txt\n?? untracked.txt');
});

for (const [what, dirty, named] of [
  ['edited', (box: Sandbox) => box.write({ [FILE]: 'mine\n' }), FILE],
  [
    'staged',
    (box: Sandbox) => {
      box.write({ [FILE]: 'mine\n' });
      box.git('add', FILE);
    },
    FILE,
  ],
  ['deleted', (box: Sandbox) => box.write({ [FILE]: null }), FILE],
  [
    'untracked in the way',
    (box: Sandbox) => box.write({ 'environments/production/new.yaml': 'mine\n' }),
    'environments/production/new.yaml',
  ],
  ['ignored in the way', (box: Sandbox) => box.write({ 'build.log': 'mine\n' }), 'build.log'],
] as const)
  test(`a merge that would overwrite a file that is ${what} is refused before anything changes`, async () => {
    const { box, merge } = await clone();
    dirty(box);
    const [status, refs] = [box.git('status', '--porcelain', '--ignored'), box.git('for-each-ref')];
    const error = await fails('refused', merge);
    assert.ok(error.message.includes(JSON.stringify(named)), error.message);
    assert.match(error.fix, /git stash/);
    assert.is(box.git('status', '--porcelain', '--ignored'), status);
    assert.is(box.git('for-each-ref'), refs);
  });

test('a touched file with a new time but the same bytes is not dirty', async () => {
  const { box, merge, read } = await clone();
  writeFileSync(join(box.root, FILE), BEGINNING[FILE]);
  await merge();
  assert.is(read(FILE), PROMOTED);
});

test('a merge works from a detached head and leaves the files of that head', async () => {
  const { box, merge } = await clone();
  box.git('checkout', '--quiet', '--detach');
  const merged = await merge();
  assert.is(box.git('rev-parse', 'main'), merged);
  assert.is(box.git('status', '--porcelain'), '');
  assert.not.equal(box.git('rev-parse', 'HEAD'), merged);
});

test('another working tree that has the base branch checked out is brought along, or protected', async () => {
  const { box, merge } = await clone();
  box.git('checkout', '--quiet', '-b', 'elsewhere');
  box.git('worktree', 'add', '--quiet', 'beside', 'main');
  const beside = join(box.root, 'beside');
  writeFileSync(join(beside, FILE), 'mine\n');
  const error = await fails('refused', merge);
  assert.ok(error.message.includes('beside'));
  box.git('-C', beside, 'checkout', '--quiet', '--', FILE);
  await merge();
  assert.is(readFileSync(join(beside, FILE), 'utf8'), PROMOTED);
  assert.is(box.git('-C', beside, 'status', '--porcelain'), '');
});

test('a commit straight to the checked-out base branch brings the files along, or is refused', async () => {
  const { box, forge, read } = await clone();
  const main = box.git('rev-parse', 'main') as CommitId;
  const request = requestOn(main, { branch: 'main', expected: main });
  box.write({ [FILE]: 'mine\n' });
  await fails('refused', () => forge.commit(request));
  assert.is(box.git('rev-parse', 'main'), main);
  box.git('checkout', '--quiet', '--', FILE);
  await forge.commit(request);
  assert.is(read(FILE), PROMOTED);
  assert.is(box.git('status', '--porcelain'), '');
});

test('a reviewer who has the promotion checked out keeps it after a merge, and is asked to leave before a close', async () => {
  const { box, forge, pull, merge } = await clone();
  box.git('switch', '--quiet', BRANCH);
  const error = await fails('refused', () => forge.close({ number: pull.number, comment: 'no' }));
  assert.match(error.fix, /git switch/);
  const merged = await merge();
  assert.is(box.git('rev-parse', 'main'), merged);
  assert.is(box.git('rev-parse', BRANCH), pull.head);
  assert.is(box.git('status', '--porcelain'), '');
});

test('files that a crash left behind follow when the merge is run again', async () => {
  const { box, merge, read } = await clone();
  const before = box.git('rev-parse', 'main');
  await merge();
  box.git('read-tree', '--reset', '-u', before);
  assert.is(read(FILE), BEGINNING[FILE], 'as if the process had died after the refs had moved');
  await merge();
  assert.is(read(FILE), PROMOTED);
  assert.is(box.git('status', '--porcelain'), '');
});

test('running a merge again never touches what was edited since', async () => {
  const { box, merge, read } = await clone();
  await merge();
  box.write({ [FILE]: 'edited since\n' });
  await merge();
  assert.is(read(FILE), 'edited since\n');
});

test('a conflict names the files that both sides changed', async () => {
  const { box, merge } = await clone();
  box.commit('Meanwhile', { [FILE]: 'version: "0.7.0"\n' });
  const error = await fails('conflict', merge);
  assert.ok(error.message.includes(FILE), error.message);
});

test('a merge at hand is not trampled on', async () => {
  const { box, merge } = await clone();
  box.git('switch', '--quiet', '-c', 'side', 'main~0');
  box.commit('Side', { [FILE]: 'side\n' });
  box.git('switch', '--quiet', 'main');
  box.commit('Main', { [FILE]: 'version: "0.5.0"\n# kept and more\n' });
  assert.throws(() => box.git('merge', 'side'));
  const refs = box.git('for-each-ref');
  const error = await merge().catch((one: Error) => one);
  assert.instance(error, Error);
  assert.is(box.git('for-each-ref'), refs);
});

test('a lock that a dead process left does not stop anybody', async () => {
  const { box, merge } = await clone();
  writeFileSync(join(box.root, '.git/bracket.lock'), '999999999');
  await merge();
  assert.not(existsSync(join(box.root, '.git/bracket.lock')));
});

test('eight commits at once to the checked-out branch all land, and the files follow every one', async () => {
  const box = sandbox();
  box.commit('The beginning', BEGINNING);
  const forge = openLocalForge(openGit(box.root), new Date('2026-03-01T10:00:00Z'));
  const land = async (n: number): Promise<void> => {
    const { head } = await forge.look({ prefix: 'promote/' });
    const shared = { path: FILE, text: `version: "${n}"\n` };
    const files = [shared, { path: `environments/dev/s-${n}.yaml`, text: `n: ${n}\n` }];
    const request = { branch: 'main', parent: head, expected: head, message: `s-${n}`, files };
    await forge.commit(request).catch((error: unknown) => {
      if (error instanceof ForgeError && error.trouble === 'conflict') return land(n);
      throw error;
    });
  };
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(land));
  assert.is(box.git('rev-list', '--count', 'main'), '9');
  assert.is(box.git('status', '--porcelain'), '');
  for (let n = 1; n <= 8; n += 1)
    assert.is(readFileSync(join(box.root, `environments/dev/s-${n}.yaml`), 'utf8'), `n: ${n}\n`);
});

test.run();
