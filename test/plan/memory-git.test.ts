import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommitId } from '../../scripts/model/names.ts';
import type { Commit } from '../../scripts/model/repository.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { openTrees } from '../../scripts/outside/trees.ts';
import { type Levels, rootAfter } from '../../scripts/plan/tree.ts';
import { sandbox } from '../support/git-repository.ts';
import { memoryGit } from './memory-git.ts';

const versions: Readonly<Record<string, string>>[] = [
  {
    'environments/dev/a.yaml': 'a1',
    'environments/dev/a-b.yaml': 'b1',
    'environments/dev.yaml': 'dev',
    'x/y/z': '1',
  },
  { 'environments/dev/a.yaml': 'a2', 'environments/dev.yaml': 'dev', 'x/y/z': '1', 'x/y.z': 'é\n' },
  { 'environments/dev/a.yaml': 'a2', 'environments/dev.yaml': 'dev', 'x/y': 'a file now', 'x/y.z': 'é\n' },
];

const twins = () => {
  const box = sandbox();
  const memory = memoryGit();
  const real: CommitId[] = [];
  const fake: CommitId[] = [];
  for (const [index, files] of versions.entries()) {
    const gone = Object.keys(versions[index - 1] ?? {}).filter((path) => !(path in files));
    box.git('rm', '-r', '--quiet', '--ignore-unmatch', '--', 'nothing', ...gone);
    real.push(box.commit(`c${index}`, files) as CommitId);
    const parents = fake.slice(-1);
    fake.push(memory.store({ parents, message: `c${index}`, files: new Map(Object.entries(files)) }));
  }
  return { git: openGit(box.root), memory, real, fake };
};

const logOf = async (commits: AsyncIterable<Commit>): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const { subject, files } of commits) all.push({ subject, files });
  return all;
};

test('memory and Git agree on trees, files and history', async () => {
  const { git, memory, real, fake } = twins();
  for (const [index, commit] of real.entries()) {
    const twin = fake[index] as CommitId;
    assert.is(memory.treeOf(twin), await git.run(['rev-parse', `${commit}^{tree}`]));
    assert.equal(await memory.tree(twin), await git.tree(commit));
  }
  for (const paths of [['environments/dev'], ['x'], ['x/y', 'environments']]) {
    const literal = paths.map((path) => `:(literal)${path}`);
    assert.equal(
      await logOf(memory.log(fake.at(-1) as string, literal)),
      await logOf(git.log(real.at(-1) as string, literal)),
    );
  }
});

test('folders of many commits are read at once, and what is not there is empty', async () => {
  const { git, memory, real, fake } = twins();
  const paths = ['environments', 'environments/dev/a.yaml', 'x', 'x/y', 'nothing', 'x/y/z', '', 'a\nb'];
  const ask = (commits: readonly CommitId[]) =>
    commits.flatMap((revision) => paths.map((path) => ({ revision, path })));
  const [one, other] = [openTrees(git), openTrees(memory)];
  assert.equal(await one.below(ask(real)), await other.below(ask(fake)));
  assert.equal(await one.find(ask(real)), await other.find(ask(fake)));
  const files = await one.below([{ revision: real[0] as CommitId, path: 'environments' }]);
  assert.equal(
    files[0]?.map((file) => file.path),
    ['environments/dev/a-b.yaml', 'environments/dev/a.yaml', 'environments/dev.yaml'].sort(),
  );
  assert.equal(await one.below([{ revision: 'f'.repeat(40) as CommitId, path: '' }]), [[]]);
});

test('the tree after an edit has the id that Git gives it', async () => {
  const { git, real } = twins();
  const trees = openTrees(git);
  const paths = ['', 'environments', 'environments/dev'];
  const ids = await trees.find(paths.map((path) => ({ revision: real[0] as CommitId, path })));
  const items = await trees.items(ids as string[]);
  const levels: Levels = paths.map((path, index) => ({
    name: path.split('/').at(-1) ?? '',
    items: items.get(ids[index] as string) ?? [],
  }));
  const box = sandbox();
  const { 'environments/dev/a-b.yaml': _gone, ...rest } = versions[0] as Record<string, string>;
  box.commit('after', { ...rest, 'environments/dev/a.yaml': 'é', 'environments/dev/a0.yaml': 'new' });
  assert.is(
    rootAfter(
      levels,
      new Map([
        ['a.yaml', 'é'],
        ['a0.yaml', 'new'],
        ['a-b.yaml', undefined],
      ]),
    ),
    box.git('rev-parse', 'HEAD^{tree}'),
  );
});

test.run();
