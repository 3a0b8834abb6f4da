import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { completePackage } from '../../scripts/house/package.ts';

const root = new URL('../..', import.meta.url).pathname;
const elsewhere = mkdtempSync(path.join(tmpdir(), 'kustomize-ts-'));
process.on('exit', () => rmSync(elsewhere, { recursive: true, force: true }));

/** Installs the packed package where nothing of this repository is. */
const installed = async (): Promise<string> => {
  await completePackage();
  const dist = `${root}scripts/kustomize-ts/dist`;
  const answer = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', elsewhere],
    {
      cwd: dist,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const [pack] = Object.values(JSON.parse(answer)) as { filename: string }[];
  const target = path.join(elsewhere, 'node_modules/kustomize-ts');
  mkdirSync(target, { recursive: true });
  execFileSync('tar', [
    '-xzf',
    path.join(elsewhere, pack?.filename ?? ''),
    '-C',
    target,
    '--strip-components=1',
  ]);
  writeFileSync(path.join(elsewhere, 'package.json'), '{"type": "module"}');
  return target;
};

const target = await installed();

const PROGRAM = `import { build } from 'kustomize-ts';
import { memoryFiles } from 'kustomize-ts/files/memory';
const built = build(
  memoryFiles({
    'app/kustomization.yaml': 'resources: [a.yaml]\\nimages: [{name: a, newTag: "2"}]\\nnamePrefix: x-\\n',
    'app/a.yaml': 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: a}\\nspec: {containers: [{name: a, image: a}]}\\n',
  }),
  '/app',
);
const files: readonly string[] = built.files;
console.log(built.yaml + String(files));
`;

test('whoever installs it elsewhere can import it', () => {
  const javascript = PROGRAM.replace(': readonly string[]', '');
  writeFileSync(path.join(elsewhere, 'program.js'), javascript);
  const printed = execFileSync(process.execPath, ['program.js'], { cwd: elsewhere, encoding: 'utf8' });
  assert.match(printed, /name: x-a\nspec:\n {2}containers:\n {2}- image: a:2\n/);
  assert.match(printed, /\/app\/a\.yaml,\/app\/kustomization\.yaml\n$/);
});

test('its types are understood without its sources', () => {
  writeFileSync(path.join(elsewhere, 'program.ts'), PROGRAM.replace('readonly string[]', 'number'));
  const check = (): string => {
    try {
      const options = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--types',
        'node',
      ];
      const roots = ['--typeRoots', `${root}node_modules/@types`, 'program.ts'];
      return execFileSync(`${root}node_modules/.bin/tsc`, [...options, ...roots], {
        cwd: elsewhere,
        encoding: 'utf8',
      });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };
  assert.match(check(), /^program\.ts\(10,7\): error TS2322: [^\n]*readonly string\[\]/);
  assert.is(
    check()
      .split('\n')
      .filter((line) => line.includes('error TS')).length,
    1,
  );
  writeFileSync(path.join(elsewhere, 'program.ts'), PROGRAM);
  assert.is(check(), '');
});

test('its command runs, and its manifest names only what it holds', () => {
  mkdirSync(path.join(elsewhere, 'app'));
  writeFileSync(
    path.join(elsewhere, 'app/kustomization.yaml'),
    'configMapGenerator: [{name: a, literals: [b=c]}]\n',
  );
  const printed = execFileSync(process.execPath, [path.join(target, 'command.js'), 'build', 'app'], {
    cwd: elsewhere,
    encoding: 'utf8',
  });
  assert.match(
    printed,
    /^apiVersion: v1\ndata:\n {2}b: c\nkind: ConfigMap\nmetadata:\n {2}name: a-\w{10}\n$/,
  );
  const manifest = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8'));
  assert.is(manifest.dependencies, undefined);
  for (const entry of Object.values(manifest.exports as Record<string, Record<string, string>>))
    for (const file of Object.values(entry)) readFileSync(path.join(target, file));
});

test.run();
