#!/usr/bin/env tsx
/**
 * Makes the package `kustomize-ts` as it is published, in `scripts/kustomize-ts/dist`: JavaScript with its types, a
 * command, and a manifest of its own that names JavaScript where the workspace names its sources.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { build as bundle } from 'esbuild';
import { replaceFile } from './files.ts';

const root = new URL('../..', import.meta.url).pathname;
const source = `${root}scripts/kustomize-ts`;
const dist = `${source}/dist`;

/** What the package offers: the build, and the two file systems that come with it. */
const ENTRIES = ['build', 'files/memory', 'files/folder', 'failure'] as const;

/** Builds the JavaScript of the package: enough to run its command. Throws what esbuild says of a broken source. */
export const buildPackage = async (): Promise<void> => {
  const { outputFiles } = await bundle({
    entryPoints: [...ENTRIES, 'command'].map((name) => `${source}/${name}.ts`),
    outbase: source,
    outdir: dist,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    sourcemap: process.env['NODE_V8_COVERAGE'] !== undefined && 'inline',
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
  });
  for (const file of outputFiles)
    replaceFile(file.path, file.text, file.path.endsWith('/command.js') ? 0o755 : 0o644);
  const kept = new Set(outputFiles.map((file) => file.path));
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.js') && !kept.has(`${dist}/${name}`)) rmSync(`${dist}/${name}`, { force: true });
};

/** Completes it to what can be published: manifest, types, licence and README. */
export const completePackage = async (): Promise<void> => {
  await buildPackage();
  const { scripts: _workshop, ...manifest } = JSON.parse(readFileSync(`${source}/package.json`, 'utf8'));
  const exports = Object.fromEntries(
    ENTRIES.map((name) => [
      name === 'build' ? '.' : `./${name}`,
      { types: `./types/${name}.d.ts`, default: `./${name}.js` },
    ]),
  );
  const published = { ...manifest, bin: { 'kustomize-ts': 'command.js' }, exports };
  replaceFile(`${dist}/package.json`, `${JSON.stringify(published, undefined, 2)}\n`);
  copyFileSync(`${root}LICENSE`, `${dist}/LICENSE`);
  copyFileSync(`${source}/README.md`, `${dist}/README.md`);
  writeTypes();
};

const writeTypes = (): void => {
  const options = [
    '--declaration',
    '--emitDeclarationOnly',
    '--noEmit',
    'false',
    '--rewriteRelativeImportExtensions',
  ];
  const settings = [
    '--target',
    'es2023',
    '--module',
    'nodenext',
    '--strict',
    '--skipLibCheck',
    '--types',
    'node',
  ];
  const files = ENTRIES.map((name) => `${source}/${name}.ts`);
  const where = ['--ignoreConfig', '--rootDir', source, '--outDir', `${dist}/types`];
  execFileSync(`${root}node_modules/.bin/tsc`, [...options, ...settings, ...where, ...files], {
    stdio: 'inherit',
  });
};

if (process.argv[1] === new URL(import.meta.url).pathname) await completePackage();
