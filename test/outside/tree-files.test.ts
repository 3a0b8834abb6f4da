import { chmodSync, readFileSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isConfigPath } from '../../scripts/model/configuration.ts';
import type { CommitId } from '../../scripts/model/names.ts';
import { type Git, openGit } from '../../scripts/outside/git.ts';
import { loadWorktree } from '../../scripts/outside/repository.ts';
import { type FileQuestion, openTreeFiles, type TreeFiles } from '../../scripts/outside/tree-files.ts';
import { AT_HAND } from '../../scripts/outside/tree-stock.ts';
import type { Files } from '../../scripts/outside/tree-view.ts';
import { sandbox } from '../support/git-repository.ts';

const open = (git: Git): TreeFiles => openTreeFiles({ git, counts: isConfigPath });
const textIn = (files: Files, path: string): string | undefined => {
  const bytes = files.read(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
};
const one = async <T>(
  trees: TreeFiles,
  question: Omit<FileQuestion<T>, 'ahead'> & Partial<FileQuestion<T>>,
): Promise<T> => (await trees.ask([{ ahead: [], ...question }]))[0] as T;

/** What the system says of a path: where it leads, whether to a folder, and what the file there holds. */
const onDisk = (root: string, path: string): unknown[] => {
  try {
    const real = realpathSync(root + path);
    const isFolder = statSync(real).isDirectory();
    return [real.slice(root.length) || '/', isFolder, isFolder ? undefined : readFileSync(real, 'utf8')];
  } catch {
    return [undefined, false, undefined];
  }
};

/** Counts the processes that read objects, and the rounds of questions in them. */
const counted = (git: Git): { git: Git; counts: { processes: number; rounds: number; names: string[] } } => {
  const counts = { processes: 0, rounds: 0, names: [] as string[] };
  const counting: Git = {
    ...git,
    objects: (use) => {
      counts.processes += 1;
      return git.objects((read) =>
        use((names) => {
          if (names.length > 0) counts.rounds += 1;
          counts.names.push(...names);
          return read(names);
        }),
      );
    },
  };
  return { git: counting, counts };
};

const SHOP = {
  'services/a/service.yaml': 'image: x\n',
  'services/a/releases/1.0.0.yaml': 'version: "1.0.0"\n',
  'services/a/base/kustomization.yaml': 'resources: []\n',
  'services/a/overlays/dev/kustomization.yaml': 'resources: [../../base]\n',
  'services/components/c/kustomization.yaml': 'kind: Component\n',
  'elsewhere/deep/file.txt': 'far away\n',
} as const;

test('files and folders of a commit are read without a checkout, and what is not there is nothing', async () => {
  const box = sandbox();
  const first = box.commit('one', SHOP) as CommitId;
  box.commit('two', { 'services/a/base/kustomization.yaml': 'resources: [more.yaml]\n' });
  const told = await one(open(openGit(box.root)), {
    revision: first,
    answer: (files) => ({
      text: textIn(files, '/services/a/base/kustomization.yaml'),
      folders: [
        '/',
        '/services',
        '/services/a/base',
        '/services/a/service.yaml',
        '/no',
        '/services/no/x',
      ].map((path) => files.isFolder(path)),
      real: ['/', '/services/a/base', '/services/a/base/no', '/elsewhere/deep/file.txt'].map((path) =>
        files.real(path),
      ),
      none: [
        files.read('/services/a/base'),
        files.read('/services/a/base/no'),
        files.read('/services/a/x/y'),
      ],
    }),
  });
  assert.equal(told, {
    text: 'resources: []\n',
    folders: [true, true, true, false, false, false],
    real: ['/', '/services/a/base', undefined, '/elsewhere/deep/file.txt'],
    none: [undefined, undefined, undefined],
  });
});

test('what is fetched ahead answers at once: one process, a round a level', async () => {
  const box = sandbox();
  const commit = box.commit('one', SHOP) as CommitId;
  const { git, counts } = counted(openGit(box.root));
  const trees = open(git);
  let asked = 0;
  const answer = (files: Files): string | undefined => {
    asked += 1;
    files.real('/services/a/overlays/dev');
    return textIn(files, '/services/components/c/kustomization.yaml');
  };
  const ahead = ['services/a', 'services/components', 'services/none'];
  assert.is(await one(trees, { revision: commit, answer, ahead }), 'kind: Component\n');
  assert.equal([asked, counts.processes, counts.rounds], [1, 1, 4]);
  const release = box.git('rev-parse', 'HEAD:services/a/releases/1.0.0.yaml');
  assert.not.ok(counts.names.includes(release), 'what does not count is not fetched ahead');
  await one(trees, { revision: commit, answer, ahead });
  assert.equal([asked, counts.rounds], [2, 4], 'nothing is fetched twice');
});

test('what was not fetched ahead is fetched when it is looked at, and the question is asked again', async () => {
  const box = sandbox();
  const commit = box.commit('one', SHOP) as CommitId;
  const { git, counts } = counted(openGit(box.root));
  const seen: (string | undefined)[] = [];
  const answer = (files: Files): string => {
    const text = textIn(files, '/elsewhere/deep/file.txt');
    seen.push(text);
    if (text === undefined) throw new Error('no such file');
    return text;
  };
  assert.is(await one(open(git), { revision: commit, answer, ahead: ['services/a'] }), 'far away\n');
  assert.equal(seen, [undefined, undefined, undefined, undefined, 'far away\n']);
  assert.is(counts.processes, 1);
});

test('an error of an answer that saw everything is passed on', async () => {
  const box = sandbox();
  const commit = box.commit('one', SHOP) as CommitId;
  const wrong = one(open(openGit(box.root)), {
    revision: commit,
    answer: (files) => {
      throw new Error(`seen ${files.isFolder('/services/a')}`);
    },
  });
  await wrong.then(assert.unreachable, (error: Error) => assert.is(error.message, 'seen true'));
});

test('the same object in many commits is fetched once', async () => {
  const box = sandbox();
  const first = box.commit('one', SHOP) as CommitId;
  const second = box.commit('two', { 'environments/dev/a.yaml': 'x\n' }) as CommitId;
  const { git, counts } = counted(openGit(box.root));
  const answer = (files: Files): string | undefined => textIn(files, '/services/a/base/kustomization.yaml');
  const ask = (revision: CommitId): FileQuestion<string | undefined> => ({
    revision,
    ahead: ['services/a'],
    answer,
  });
  assert.equal(await open(git).ask([ask(first), ask(second)]), ['resources: []\n', 'resources: []\n']);
  const blob = box.git('rev-parse', 'HEAD:services/a/base/kustomization.yaml');
  assert.is(counts.names.filter((name) => name === blob).length, 1);
  assert.is(counts.rounds, 4);
});

test('a commit that is not here has no files', async () => {
  const box = sandbox();
  box.commit('one', SHOP);
  const nowhere = 'f'.repeat(40) as CommitId;
  const answer: FileQuestion<unknown>['answer'] = (files, { isThere }) => [
    files.real('/services'),
    files.isFolder('/services/a'),
    isThere(),
  ];
  assert.equal(await one(open(openGit(box.root)), { revision: nowhere, answer, ahead: ['services/a'] }), [
    undefined,
    false,
    false,
  ]);
});

test('links are followed inside the tree; whatever leads out counts as nothing and is named', async () => {
  const box = sandbox();
  box.write({ 'a/real/file.txt': 'here\n', 'top.txt': 'top\n' });
  const links: Readonly<Record<string, string>> = {
    'a/file': 'real/file.txt',
    'a/folder': 'real',
    'a/twice': 'folder/file.txt',
    'a/up': '../top.txt',
    'a/through': 'folder/../../top.txt',
    'a/self': 'self',
    'a/out': '../../etc/passwd',
    'a/absolute': '/etc/passwd',
    'a/gone': 'nothing',
  };
  for (const [path, target] of Object.entries(links)) symlinkSync(target, `${box.root}/${path}`);
  const commit = box.commit('links') as CommitId;
  const paths = Object.keys(links).map((path) => `/${path}`);
  const answer: FileQuestion<unknown>['answer'] = (files, { strays }) => ({
    real: Object.fromEntries(paths.map((path) => [path, files.real(path)])),
    text: textIn(files, '/a/folder/file.txt'),
    folder: files.isFolder('/a/folder'),
    strays: [...strays].sort(),
  });
  const git = openGit(box.root);
  const told = {
    real: {
      '/a/file': '/a/real/file.txt',
      '/a/folder': '/a/real',
      '/a/twice': '/a/real/file.txt',
      '/a/up': '/top.txt',
      '/a/through': '/top.txt',
      '/a/self': undefined,
      '/a/out': undefined,
      '/a/absolute': undefined,
      '/a/gone': undefined,
    },
    text: 'here\n',
    folder: true,
    strays: ['/a/absolute', '/a/out', '/a/self'],
  };
  assert.equal(await one(open(git), { revision: commit, answer }), told);
  const { entries } = await loadWorktree(git);
  assert.equal(
    await one(openTreeFiles({ git, counts: isConfigPath, atHand: entries }), { revision: AT_HAND, answer }),
    told,
  );
});

test('the files at hand are HEAD with every change on disk: written, new, emptied, gone', async () => {
  const box = sandbox();
  box.commit('one', {
    ...SHOP,
    'services/a/base/gone.yaml': 'a: 1\n',
    'services/a/base/emptied.yaml': 'b\n',
  });
  box.write({
    'services/a/base/gone.yaml': null,
    'services/a/base/emptied.yaml': '',
    'services/a/base/kustomization.yaml': 'resources: [new.yaml]\n',
    'services/b/base/new.yaml': 'new: true\n',
    'services/a/base/huge.yaml': `# ${'x'.repeat(2 * 1024 * 1024)}\n`,
  });
  const git = openGit(box.root);
  const { entries } = await loadWorktree(git);
  const names = ['gone', 'emptied', 'kustomization', 'huge'];
  const told = await one(openTreeFiles({ git, counts: isConfigPath, atHand: entries }), {
    revision: AT_HAND,
    answer: (files) => [
      ...names.map((name) => textIn(files, `/services/a/base/${name}.yaml`)?.length),
      textIn(files, '/services/b/base/new.yaml'),
      textIn(files, '/elsewhere/deep/file.txt'),
    ],
  });
  assert.equal(told, [undefined, 0, 22, 2 * 1024 * 1024 + 3, 'new: true\n', 'far away\n']);
});

test('everything below a path is listed with its mode, links with where they lead', async () => {
  const box = sandbox();
  box.write({ 'a/b/c.txt': '1', 'a/run.sh': '#!/bin/sh\n', 'other.txt': '2' });
  chmodSync(`${box.root}/a/run.sh`, 0o755);
  symlinkSync('../other.txt', `${box.root}/a/link`);
  const commit = box.commit('tree') as CommitId;
  const told = await one(open(openGit(box.root)), {
    revision: commit,
    answer: (_files, { list }) =>
      ['/a', '/other.txt', '/none'].map((path) =>
        list(path).map((file) => [file.path, file.mode, Buffer.from(file.bytes).toString()]),
      ),
  });
  assert.equal(told, [
    [
      ['a/b/c.txt', '100644', '1'],
      ['a/link', '120000', '../other.txt'],
      ['a/run.sh', '100755', '#!/bin/sh\n'],
    ],
    [['other.txt', '100644', '2']],
    [],
  ]);
});

test('bytes come as they are, in objects of any size, one after the other', async () => {
  const box = sandbox();
  const sizes = [0, 1, 65_535, 65_536, 300_000];
  for (const size of sizes)
    writeFileSync(`${box.root}/${size}.bin`, Buffer.from(Array.from({ length: size }, (_, at) => at % 256)));
  const commit = box.commit('bytes') as CommitId;
  const read = await one(open(openGit(box.root)), {
    revision: commit,
    answer: (files) => sizes.map((size) => Buffer.from(files.read(`/${size}.bin`) ?? [1, 2, 3])),
  });
  for (const [index, size] of sizes.entries())
    assert.ok(readFileSync(`${box.root}/${size}.bin`).equals(read[index] as Buffer), `${size} bytes`);
});

test('whatever is asked, in whatever order and fetched ahead or not, Git objects answer what the disk does', async () => {
  const box = sandbox();
  box.write({ 'a/b/c.txt': '1', 'a/d.txt': '2', 'e/f/g.txt': '3' });
  symlinkSync('../e', `${box.root}/a/link`);
  symlinkSync('link/f/g.txt', `${box.root}/a/chain`);
  const commit = box.commit('tree') as CommitId;
  const git = openGit(box.root);
  const part = fc.constantFrom('a', 'b', 'c.txt', 'd.txt', 'e', 'f', 'g.txt', 'link', 'chain');
  const path = fc.array(part, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
  const ahead = fc.subarray(['a', 'e', 'a/b', 'x']);
  await fc.assert(
    fc.asyncProperty(fc.array(path, { minLength: 1, maxLength: 8 }), ahead, async (paths, folders) => {
      const told = await one(open(git), {
        revision: commit,
        ahead: folders,
        answer: (files) =>
          paths.map((at) => [files.real(at), files.isFolder(at), files.read(at)?.toString()]),
      });
      const expected = paths.map((at) => onDisk(box.root, at));
      assert.equal(told, expected);
    }),
    { numRuns: 40 },
  );
});

test.run();
