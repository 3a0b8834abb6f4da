import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const COMMAND = fileURLToPath(new URL('../../scripts/kustomize-ts/kustomize-ts.js', import.meta.url));

let root = '';

test.before.each(() => {
  root = mkdtempSync(path.join(tmpdir(), 'kustomize-ts-'));
  write('app/kustomization.yaml', 'resources: [b.yaml, a.yaml]\n');
  write('app/a.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n');
  write('app/b.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\n  namespace: shop\n');
});

test.after.each(() => rmSync(root, { recursive: true, force: true }));

const write = (name: string, content: string): void => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
};

const run = (...args: string[]): { code: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { code: status, out: stdout, err: stderr };
};

const BUILT = `${readable('Namespace', 'shop')}---\n${readable('ConfigMap', 'b', '  namespace: shop\n')}`;

function readable(kind: string, name: string, more = ''): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;
}

test('build prints the objects on standard output and nothing else', () => {
  assert.equal(run('build', 'app'), { code: 0, out: BUILT, err: '' });
});

test('without a folder it builds the one it stands in', () => {
  assert.match(run('build').err, /^Error: unable to find one of 'kustomization\.yaml'/);
});

test('a failure is one line on standard error, exit code 1, nothing on standard output', () => {
  const { code, out, err } = run('build', 'nowhere');
  assert.is(code, 1);
  assert.is(out, '');
  assert.match(
    err,
    /^Error: must build at directory: not a valid directory: evalsymlink failure on '.*nowhere' : lstat .*nowhere: no such file or directory\n$/,
  );
});

test('a failure names the file and the field where the real words leave them out', () => {
  write('app/kustomization.yaml', 'resource: []\n');
  assert.is(
    run('build', 'app').err,
    'Error: invalid Kustomization: json: unknown field "resource"\n  in app/kustomization.yaml\n',
  );
  write('app/kustomization.yaml', 'resources: ["https://example.com/a.yaml"]\n');
  assert.match(
    run('build', 'app').err,
    /^Error: .*uses no network.*\n {2}in app\/kustomization\.yaml, field resources\n$/,
  );
});

test('--reorder none keeps the order of the files', () => {
  assert.match(run('build', 'app', '--reorder', 'none').out, /ConfigMap[\s\S]*Namespace/);
  assert.match(
    run('build', 'app', '--reorder', 'sideways').err,
    /illegal flag value --reorder sideways; legal values/,
  );
});

test('--load-restrictor lets files outside be read', () => {
  write('c.yaml', readable('ConfigMap', 'c'));
  write('app/kustomization.yaml', 'resources: [../c.yaml]\n');
  assert.match(run('build', 'app').err, /security; file '.*c\.yaml' is not in or below/);
  assert.is(run('build', 'app', '--load-restrictor', 'LoadRestrictionsNone').out, readable('ConfigMap', 'c'));
  assert.match(
    run('build', 'app', '--load-restrictor', 'None').err,
    /illegal flag value --load-restrictor None/,
  );
});

test('-o writes a file, or one file an object into a folder that is there', () => {
  assert.equal(run('build', 'app', '-o', 'out.yaml'), { code: 0, out: '', err: '' });
  assert.is(readFileSync(path.join(root, 'out.yaml'), 'utf8'), BUILT);
  mkdirSync(path.join(root, 'out'));
  run('build', 'app', '--output', 'out');
  assert.equal(readdirSync(path.join(root, 'out')).sort(), ['v1_configmap_b.yaml', 'v1_namespace_shop.yaml']);
});

test('names with a way out of the folder stay in it', () => {
  write('app/b.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ../../b\n');
  mkdirSync(path.join(root, 'out'));
  run('build', 'app', '-o', 'out');
  assert.equal(readdirSync(path.join(root, 'out')).sort(), [
    'v1_configmap_.._.._b.yaml',
    'v1_namespace_shop.yaml',
  ]);
});

test('flags that need helm, a network or another program are refused by name', () => {
  assert.match(
    run('build', 'app', '--enable-helm').err,
    /^Error: --enable-helm needs helm, which this build never uses/,
  );
  assert.match(run('build', 'app', '--network').err, /--network needs a network/);
  assert.match(run('build', 'app', '--colour').err, /^Error: Unknown option '--colour'/);
});

test('warnings go to standard error', () => {
  write('app/kustomization.yaml', 'bases: []\nresources: [a.yaml]\n');
  const { code, out, err } = run('build', 'app');
  assert.is(code, 0);
  assert.is(out, readable('Namespace', 'shop'));
  assert.match(err, /^# Warning: 'bases' is deprecated/);
});

test('help names every flag, and other commands are refused', () => {
  assert.match(run('--help').out, /kustomize-ts build \[DIR\][\s\S]*--load-restrictor[\s\S]*--reorder/);
  assert.match(run('edit').err, /unknown command "edit": use kustomize-ts build DIR/);
  assert.match(run('build', 'a', 'b').err, /specify one path to kustomization\.yaml/);
});

test.run();
