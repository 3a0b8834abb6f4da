import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { homeOf, isRead } from '../../scripts/check/places.ts';
import { marks, read, words } from './reading.ts';

const FINE: Readonly<Record<string, string>> = {
  'environments/dev.yaml': 'environment',
  'environments/dev/front-end.yaml': 'desired',
  'environments/locks/freeze.yaml': 'lock',
  'environments/argocd/dev/application-set.yaml': 'manifest',
  'environments/README.md': 'other',
  'environments/dev/.gitkeep': 'other',
  'services/front-end/service.yaml': 'service',
  'services/front-end/releases/0.1.0.yaml': 'release',
  'services/front-end/releases/0.1.0.openapi.json': 'other',
  'services/front-end/base/service.yaml': 'manifest',
  'services/front-end/overlays/dev/patches/a.yml': 'manifest',
  'services/front-end/chart/templates/a.yaml': 'other',
  'services/front-end/README.md': 'other',
  'services/components/hardened/kustomization.yaml': 'manifest',
  'schemas/desired.schema.json': 'other',
  'somewhere/environments/dev/x.yaml': 'other',
  'README.md': 'other',
};

test('every file of the layout is at home', () => {
  for (const [path, kind] of Object.entries(FINE)) {
    assert.is(homeOf(path).kind, kind, path);
    assert.equal(homeOf(path).troubles, [], path);
  }
});

const STRAY: Readonly<Record<string, string>> = {
  'environments/dev.yml': 'stray-file',
  'environments/dev.json': 'stray-file',
  'environments/argocd.yaml': 'reserved-name',
  'environments/locks.yaml': 'reserved-name',
  'environments/Dev.yaml': 'bad-name',
  'environments/dev/front_end.yaml': 'bad-name',
  'environments/dev/.hidden.yaml': 'bad-name',
  'environments/dev/components.yaml': 'reserved-name',
  'environments/dev/front-end.yml': 'stray-file',
  'environments/dev/front-end.json': 'stray-file',
  'environments/dev/front-end.yaml~': 'stray-file',
  'environments/dev/.DS_Store': 'stray-file',
  'environments/dev/old/front-end.yaml': 'nested-file',
  'environments/dev/old/front-end.json': 'stray-file',
  'environments/locks/Freeze.yaml': 'bad-name',
  'environments/locks/freeze.yml': 'stray-file',
  'environments/locks/old/freeze.yaml': 'nested-file',
  'services/notes.txt': 'stray-file',
  'services/front-end/service.yml': 'stray-file',
  'services/Front/service.yaml': 'bad-name',
  'services/front-end/releases/0.1.0.yml': 'stray-file',
  'services/front-end/releases/old/0.1.0.yaml': 'stray-file',
  'services/front-end/releases/1.0+a.yaml': 'bad-name',
  'services/front-end/base/a\nb.yaml': 'file-name',
  'services/front-end/base/a"b.yaml': 'file-name',
  environments: 'stray-file',
  services: 'stray-file',
};

test('every file that is not is told so, and is read although nothing else would', () => {
  for (const [path, code] of Object.entries(STRAY)) {
    assert.equal(
      homeOf(path).troubles.map((trouble) => trouble.code),
      [code],
      path,
    );
    assert.ok(isRead(path, '100644'), `${path} is looked at`);
    const facts = read(path, 'image: a/b\nversion: "1"\nconfig: main\n');
    assert.is(facts.problems[0]?.code, code);
    assert.is(facts.value, undefined, `${path} contributes nothing`);
  }
});

test('what is wrong with a place is said in so many words', () => {
  const first = (path: string): string => words(read(path, '').problems[0] as never);
  assert.is(
    first('environments/dev/old/a.yaml'),
    `1:1+1 nested-file
\`old/a.yaml\` lies in a folder below \`environments/dev\`.
Argo CD's file pattern crosses folders (\`*\` matches \`/\`), so this file would become an Application of its own.
Move it to \`environments/dev/a.yaml\`, or out of \`environments/\`.`,
  );
  assert.is(
    first('environments/dev/a.yml'),
    `1:1+1 stray-file
\`a.yml\` is not a file of this folder.
A file that nothing reads looks as if it had an effect and has none.
Rename it to fit \`environments/dev/<service>.yaml\`, or move it out of this folder.`,
  );
  assert.is(
    first('environments/Dev.yaml'),
    `1:1+1 bad-name
\`Dev\` cannot be the name of an environment.
The name becomes part of Kubernetes object names, which are DNS labels (RFC 1123).
Use lower-case letters, digits and hyphens, at most 63, with a letter or digit at both ends.`,
  );
  assert.is(
    first('services/a/base/x\u001b[31m\n.yaml'),
    `1:1+1 file-name
The path \`services/a/base/x␛[31m␊.yaml\` holds a quote, a backslash or characters that cannot be seen.
People and tools read such a name as another one.
Rename the file with \`git mv\`, using letters, digits, \`.\`, \`-\` and \`_\`.`,
  );
});

test('a file at a wrong place is read all the same, so that all its problems are told at once', () => {
  assert.equal(marks('environments/dev/Front.yaml', 'image: a/b\nversion: 1.0\nconfig: main\n'), [
    '1:1+1 bad-name',
    '2:10+3 unquoted',
  ]);
});

const LINKS: readonly (readonly [path: string, target: string, codes: readonly string[]])[] = [
  ['environments/dev/a.yaml', '../../../etc/passwd', ['symbolic-link']],
  ['environments/dev/a.yaml', '/etc/passwd', ['symbolic-link']],
  ['environments/dev/a.yaml', 'b.yaml', ['symbolic-link']],
  ['environments/dev', 'production', ['symbolic-link']],
  ['environments', '../elsewhere', ['stray-file', 'symbolic-link']],
  ['services/a/service.yaml', '../b/service.yaml', ['symbolic-link']],
  ['services/a/base/x.yaml', '../../b/base/x.yaml', []],
  ['services/a/base/x.yaml', '../../../../outside.yaml', ['symbolic-link']],
  ['services/a/base/x.yaml', '../../../.git/config', ['symbolic-link']],
  ['services/a/base/x.yaml', 'C:\\x', ['symbolic-link']],
  ['services/a/base/x.yaml', '', ['symbolic-link']],
  ['docs/x', '/etc/passwd', []],
];

test('symbolic links are refused where they leave the repository, and where a file is read', () => {
  for (const [path, target, codes] of LINKS) {
    const found = read(path, target, '120000').problems.map((problem) => problem.code);
    assert.equal(
      found,
      path === 'environments/dev' ? ['stray-file', ...codes] : codes,
      `${path} -> ${target}`,
    );
  }
  assert.is(
    words(read('services/a/base/x', '../../../../y', '120000').problems[0] as never),
    `1:1+1 symbolic-link
The symbolic link points to \`../../../../y\`, outside of this repository.
It would read files of the machine it is read on; Argo CD refuses a repository with such a link as a whole.
Remove the link, and add the file itself.`,
  );
});

test('another repository inside of this one is refused', () => {
  assert.equal(marks('services/a', '', '160000'), ['1:1+1 stray-file', '1:1+1 submodule']);
  assert.equal(marks('services/a/base', '', '160000'), ['1:1+1 submodule']);
  assert.equal(marks('vendor/x', '', '160000'), []);
});

test('a contract beside the records is no record', () => {
  assert.equal(marks('services/a/releases/openapi.yaml', 'openapi: 3.1.0\ninfo: {}\n'), []);
  assert.equal(marks('services/a/releases/openapi.yaml', 'openapi: 3.1.0\ninfo: {\n'), ['3:1+1 yaml']);
});

test.run();
