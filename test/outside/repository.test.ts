import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommitId } from '../../scripts/model/names.ts';
import { type Git, openGit } from '../../scripts/outside/git.ts';
import { loadCommit, loadWorktree } from '../../scripts/outside/repository.ts';
import type { Snapshot } from '../../scripts/outside/snapshot.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';

const modeline = (path: string, kind: string): string =>
  `# yaml-language-server: $schema=${'../'.repeat(path.split('/').length - 1)}schemas/${kind}.schema.json\n`;
const desired = (environment: string, service: string, version = '1.0.0'): [string, string] => {
  const path = `environments/${environment}/${service}.yaml`;
  return [path, `${modeline(path, 'desired')}image: a/${service}\nversion: "${version}"\nconfig: main\n`];
};
const release = (service: string, version: string): [string, string] => {
  const path = `services/${service}/releases/${version}.yaml`;
  return [path, `${modeline(path, 'release')}version: "${version}"\n`];
};
const service = (name: string): [string, string] => {
  const path = `services/${name}/service.yaml`;
  return [path, `${modeline(path, 'service')}description: x\nowners: ["@a"]\nimage: a/${name}\n`];
};
const environment = (name: string): [string, string] => {
  const path = `environments/${name}.yaml`;
  return [path, `${modeline(path, 'environment')}argocd: { project: a, cluster: a, namespace: a }\n`];
};

const FILES = Object.fromEntries([
  environment('dev'),
  desired('dev', 'a'),
  desired('dev', 'b'),
  service('a'),
  service('b'),
  release('a', '1.0.0'),
  release('b', '1.0.0'),
  ['services/a/base/kustomization.yaml', 'resources: [deployment.yaml]\n'],
  ['README.md', 'x\n'],
]);

/** Everything that a snapshot says, as text that can be compared. */
const told = ({ repository, problems, entries }: Snapshot): unknown => ({
  environments: [...repository.environments],
  services: [...repository.services],
  releases: [...repository.releases].map(([name, all]) => [name, [...all]]),
  desired: [...repository.desired].map(([name, all]) => [name, [...all]]),
  locks: repository.locks,
  problems,
  entries: [...entries].sort(([a], [b]) => (a < b ? -1 : 1)),
});

const version = (snapshot: Snapshot, name = 'a'): string | undefined =>
  snapshot.repository.desired.get('dev' as never)?.get(name as never)?.version;

const cacheOf = (box: Sandbox): string => join(box.root, '.git/bracket-cache');

/** Git that notes how many contents were asked for. */
const counting = (git: Git): { git: Git; asked: () => number } => {
  let asked = 0;
  const blobs: Git['blobs'] = (ids) => {
    const wanted = [...ids];
    asked += wanted.length;
    return git.blobs(wanted);
  };
  return { git: { ...git, blobs }, asked: () => asked };
};

test('a commit and a clean working tree say the same', async () => {
  const box = sandbox();
  const commit = box.commit('first', FILES) as CommitId;
  const git = openGit(box.root);
  const [committed, present] = [await loadCommit(git, commit), await loadWorktree(git)];
  assert.equal(told(present), told(committed));
  assert.equal(committed.problems, []);
  assert.is(version(committed), '1.0.0');
  assert.equal([...committed.entries.keys()].sort(), Object.keys(FILES).sort());
  assert.is(committed.repository.releases.get('b' as never)?.size, 1);
});

test('the working tree counts as it is on disk: edited, staged, new, deleted, not ignored', async () => {
  const box = sandbox();
  box.commit('first', { ...FILES, '.gitignore': '*.bak\n' });
  box.write(
    Object.fromEntries([desired('dev', 'a', '2.0.0'), desired('dev', 'c'), desired('dev', 'b', '3.0.0')]),
  );
  box.git('add', 'environments/dev/b.yaml');
  box.write(Object.fromEntries([desired('dev', 'b', '4.0.0')]));
  box.write({ 'services/b/service.yaml': null, 'environments/dev/a.yaml.bak': 'x' });
  const present = await loadWorktree(openGit(box.root));
  assert.equal(
    ['a', 'b', 'c'].map((name) => version(present, name)),
    ['2.0.0', '4.0.0', '1.0.0'],
  );
  assert.equal([...present.repository.services.keys()], ['a']);
  assert.is(present.entries.has('services/b/service.yaml'), false);
  assert.is(present.entries.has('environments/dev/a.yaml.bak'), false);
  assert.is(
    present.entries.get('environments/dev/c.yaml')?.blob,
    box.git('hash-object', 'environments/dev/c.yaml'),
  );
  assert.match((await present.text('environments/dev/a.yaml')) ?? '', /2\.0\.0/);
  assert.is(await present.text('services/b/service.yaml'), undefined);
  assert.is(await present.text('no/such/file'), undefined);
});

test('a repository without a commit is read from disk', async () => {
  const box = sandbox();
  box.write(FILES);
  const present = await loadWorktree(openGit(box.root));
  assert.is(version(present), '1.0.0');
  assert.equal(present.problems, []);
  assert.is(present.entries.get('environments/dev.yaml')?.blob.length, 40);
});

test('a commit is read from Git alone, whatever lies on disk', async () => {
  const box = sandbox();
  const first = box.commit('first', FILES) as CommitId;
  box.commit('second', Object.fromEntries([desired('dev', 'a', '2.0.0')]));
  box.write({ 'environments/dev/a.yaml': 'broken: [' });
  const git = openGit(box.root);
  const snapshot = await loadCommit(git, first);
  assert.is(version(snapshot), '1.0.0');
  assert.match((await snapshot.text('environments/dev/a.yaml')) ?? '', /"1\.0\.0"/);
  assert.is(await snapshot.text('no/such/file'), undefined);
});

test('a second look reads nothing, a look after one edit reads that file', async () => {
  const box = sandbox();
  const commit = box.commit('first', FILES) as CommitId;
  await loadCommit(openGit(box.root), commit);
  const idle = counting(openGit(box.root));
  await loadCommit(idle.git, commit);
  await loadWorktree(idle.git);
  assert.is(idle.asked(), 0);
  const second = box.commit('second', Object.fromEntries([desired('dev', 'a', '2.0.0')])) as CommitId;
  const busy = counting(openGit(box.root));
  assert.is(version(await loadCommit(busy.git, second)), '2.0.0');
  assert.is(busy.asked(), 1);
});

test('what is remembered is never believed when it is damaged, foreign or of other trees', async () => {
  const box = sandbox();
  const commit = box.commit('first', { ...FILES, 'environments/dev/x.yaml': 'image: [\n' }) as CommitId;
  const expected = told(await loadCommit(openGit(box.root), commit));
  const [name = ''] = readdirSync(cacheOf(box)).filter((one) => one.startsWith('environments'));
  const file = join(cacheOf(box), name);
  const good = readFileSync(file, 'utf8');
  const damaged = [
    '',
    'null',
    '{}\n[]',
    good.slice(0, good.length / 2),
    good.replace('1.0.0', '9.9.9'),
    good.replace(/"tree":"...../, '"tree":"00000'),
    good.replace(/"version":"...../, '"version":"00000'),
    good.replace(/\n.*$/s, '\n[{"path":"environments/dev/a.yaml"}]'),
    '\u0000'.repeat(1000),
  ];
  for (const text of damaged) {
    writeFileSync(file, text);
    assert.equal(
      told(await loadCommit(openGit(box.root), commit)),
      expected,
      JSON.stringify(text.slice(0, 80)),
    );
    assert.is(readFileSync(file, 'utf8'), good, 'it is written anew');
  }
  assert.equal(
    readdirSync(cacheOf(box)).sort(),
    ['environments.json', 'services.json'],
    'no draft is left behind',
  );
});

test('a cache that cannot be written costs time and nothing else', async () => {
  const box = sandbox();
  const commit = box.commit('first', FILES) as CommitId;
  writeFileSync(cacheOf(box), 'a file where a folder should be');
  assert.is(version(await loadCommit(openGit(box.root), commit)), '1.0.0');
  assert.ok(statSync(cacheOf(box)).isFile());
});

test('a remembered tree that Git has forgotten is read anew', async () => {
  const box = sandbox();
  const lost = box.commit('first', FILES) as CommitId;
  await loadCommit(openGit(box.root), lost);
  box.git('checkout', '--quiet', '--orphan', 'other');
  const kept = box.commit('second', Object.fromEntries([desired('dev', 'a', '2.0.0')])) as CommitId;
  box.git('branch', '--delete', '--force', 'main');
  box.git('reflog', 'expire', '--expire=now', '--all');
  box.git('gc', '--quiet', '--prune=now');
  const snapshot = await loadCommit(openGit(box.root), kept);
  assert.is(version(snapshot), '2.0.0');
  assert.is(version(snapshot, 'b'), '1.0.0');
});

test('symbolic links are named and never followed', async () => {
  const box = sandbox();
  box.commit('first', FILES);
  const secret = join(box.root, 'outside.yaml');
  writeFileSync(secret, desired('dev', 'z')[1]);
  symlinkSync('../../outside.yaml', join(box.root, 'environments/dev/z.yaml'));
  symlinkSync('/etc', join(box.root, 'services/a/base/etc'));
  mkdirSync(join(box.root, 'services/c'));
  symlinkSync('../../../../..', join(box.root, 'services/c/base'));
  const check = (snapshot: Snapshot): void => {
    assert.equal(
      snapshot.problems.map(({ place, code }) => `${place.file} ${code}`),
      [
        'environments/dev/z.yaml symbolic-link',
        'services/a/base/etc symbolic-link',
        'services/c/base symbolic-link',
      ],
    );
    assert.is(version(snapshot, 'z'), undefined);
    assert.is(snapshot.entries.get('services/a/base/etc')?.mode, '120000');
  };
  const git = openGit(box.root);
  check(await loadWorktree(git));
  check(await loadCommit(git, box.commit('links') as CommitId));
  assert.is(await (await loadWorktree(git)).text('services/a/base/etc'), '/etc');
});

test('a link or file in the place of a whole folder is named', async () => {
  const box = sandbox();
  box.commit('first', { 'services/a/service.yaml': service('a')[1] });
  symlinkSync('/etc', join(box.root, 'environments'));
  const git = openGit(box.root);
  const codes = ({ problems }: Snapshot): string[] =>
    problems.map(({ place, code }) => `${place.file} ${code}`);
  const expected = ['environments stray-file', 'environments symbolic-link'];
  assert.equal(codes(await loadWorktree(git)), expected);
  assert.equal(codes(await loadCommit(git, box.commit('link') as CommitId)), expected);
});

test('another repository inside of this one is named', async () => {
  const box = sandbox();
  box.commit('first', FILES);
  mkdirSync(join(box.root, 'services/a/base/inner'));
  const inner = openGit(join(box.root, 'services/a/base/inner'));
  await inner.run(['init', '--quiet']);
  writeFileSync(join(inner.root, 'x.yaml'), 'a: b\n');
  const { problems } = await loadWorktree(openGit(box.root));
  assert.equal(
    problems.map(({ place, code }) => `${place.file} ${code}`),
    ['services/a/base/inner submodule'],
  );
});

test('names that hide something are named, and nothing is overlooked', async () => {
  const box = sandbox();
  const odd = 'environments/dev/b c\n"d".yaml';
  box.commit('first', { ...FILES, [odd]: 'x' });
  const bytes = Buffer.concat([
    Buffer.from(`${box.root}/environments/dev/`),
    Buffer.from([0xff]),
    Buffer.from('.yaml'),
  ]);
  writeFileSync(bytes, 'x');
  const git = openGit(box.root);
  const { problems } = await loadWorktree(git);
  const named = problems.filter(({ code }) => code === 'file-name').map(({ place }) => place.file);
  assert.equal(named, [odd, 'environments/dev/\ufffd.yaml']);
  const committed = await loadCommit(git, box.commit('second') as CommitId);
  assert.is(committed.problems.filter(({ code }) => code === 'file-name').length, 2);
});

test('files of ten megabytes are told and not read', async () => {
  const box = sandbox();
  box.commit('first', { ...FILES, 'services/a/base/big.yaml': 'a'.repeat(10_000_000) });
  const expected = 'The file has 10,000,000 bytes; at most 1,048,576 are read.';
  const git = counting(openGit(box.root));
  const committed = await loadCommit(git.git, box.git('rev-parse', 'HEAD') as CommitId);
  assert.equal(
    committed.problems.map(({ what }) => what),
    [expected],
  );
  box.write({ 'services/a/base/other.yaml': 'a'.repeat(10_000_000) });
  assert.equal(
    (await loadWorktree(git.git)).problems.map(({ what }) => what),
    [expected, expected],
  );
});

test('a file that may not be read stops the run with what to do', async () => {
  const box = sandbox();
  box.commit('first', FILES);
  box.write(Object.fromEntries([desired('dev', 'a', '2.0.0')]));
  chmodSync(join(box.root, 'environments/dev/a.yaml'), 0o000);
  if (process.getuid?.() === 0) {
    // Root reads everything; the other tests cover what is read.
    assert.is(version(await loadWorktree(openGit(box.root))), '2.0.0');
    return;
  }
  await loadWorktree(openGit(box.root)).then(
    () => assert.unreachable(),
    (error: Error) => {
      assert.match(error.message, /^environments\/dev\/a\.yaml cannot be read \(EACCES\)\.$/);
    },
  );
});

test('many files of one commit that changed since are remembered anew', async () => {
  const box = sandbox();
  const first = box.commit('first', FILES) as CommitId;
  await loadCommit(openGit(box.root), first);
  const many = Array.from({ length: 60 }, (_, index) => desired('dev', `s${index}`));
  const second = box.commit('second', Object.fromEntries(many)) as CommitId;
  await loadCommit(openGit(box.root), second);
  const idle = counting(openGit(box.root));
  assert.is(version(await loadCommit(idle.git, second), 's59'), '1.0.0');
  assert.is(idle.asked(), 0);
});

const path = fc.constantFrom(
  ...Object.keys(FILES).filter((file) => file !== 'README.md'),
  'environments/dev/n.yaml',
  'services/b/base/x.yaml',
);
const text = fc.constantFrom(
  null,
  'broken: [\n',
  '',
  desired('dev', 'a', '7.0.0')[1],
  release('a', '1.0.0')[1],
  'resources: []\n',
);

test('what is remembered, what is read anew and what is on disk never differ', async () => {
  const box = sandbox();
  box.commit('first', FILES);
  const git = openGit(box.root);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(path, text), { minLength: 1, maxLength: 4 }), async (edits) => {
      for (const [file, content] of edits) {
        if (content !== null || existsSync(join(box.root, file))) box.write({ [file]: content });
      }
      const present = told(await loadWorktree(git));
      const commit = box.commit('edit') as CommitId;
      const remembered = told(await loadCommit(git, commit));
      rmSync(cacheOf(box), { recursive: true, force: true });
      const anew = told(await loadCommit(git, commit));
      assert.equal(remembered, anew);
      assert.equal(present, anew);
    }),
    { numRuns: 12 },
  );
});

test.run();
