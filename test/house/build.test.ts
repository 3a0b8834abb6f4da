import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { replaceFile } from '../../scripts/house/files.ts';
import { compileValidators, KINDS } from '../../scripts/house/validators.ts';

const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'bracket-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** The files that a start of the command loads before any verb is chosen. */
const loadedAtStart = (name: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(name)) return seen;
  seen.add(name);
  const text = readFileSync(`${root}dist/${name}`, 'utf8');
  for (const match of text.matchAll(/\b(?:from|import)\s*"\.\/([\w.-]+\.js)"/g))
    loadedAtStart(match[1] ?? '', seen);
  return seen;
};

test('the command is executable, and a start loads little', () => {
  assert.is(statSync(`${root}dist/bracket.js`).mode & 0o111, 0o111);
  assert.match(readFileSync(`${root}dist/bracket.js`, 'utf8'), /^#!\/usr\/bin\/env node\nimport /);
  const sizes = [...loadedAtStart('bracket.js')].map((name) => statSync(`${root}dist/${name}`).size);
  const sum = sizes.reduce((total, size) => total + size, 0);
  assert.ok(sum > 10_000 && (process.env['NODE_V8_COVERAGE'] !== undefined || sum < 100_000), `${sum} bytes`);
});

test('the licence of every library inside travels with it', () => {
  const text = readFileSync(`${root}dist/LICENSES.txt`, 'utf8');
  assert.match(text, /^commander \d+\.\d+\.\d+ \(MIT\)$/m);
  assert.match(text, /Permission is hereby granted, free of charge/);
});

test('the command says what to do before it is built', () => {
  cpSync(`${root}scripts/bracket.js`, join(folder, 'scripts/bracket.js'));
  cpSync(`${root}package.json`, join(folder, 'package.json'));
  const run = spawnSync(join(folder, 'scripts/bracket.js'), ['--help'], { encoding: 'utf8' });
  assert.is(run.status, 2);
  assert.match(run.stderr, /Run `npm ci`/);
});

test('the package holds what runs and nothing of the workshop', () => {
  const answer = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [pack] = Object.values(JSON.parse(answer)) as { files: { path: string; mode: number }[] }[];
  const paths = pack?.files.map((file) => file.path) ?? [];
  for (const kind of KINDS) assert.ok(paths.includes(`schemas/${kind}.schema.json`), kind);
  for (const path of ['scripts/bracket.js', 'dist/bracket.js', 'dist/LICENSES.txt', 'LICENSE', 'README.md'])
    assert.ok(paths.includes(path), path);
  assert.equal(
    paths.filter((path) => /^(?:test|scripts|environments|services)\//.test(path)),
    ['scripts/bracket.js'],
  );
});

test('a compiled schema needs nothing beside it', async () => {
  const schema = {
    type: 'object',
    properties: { at: { type: 'string', format: 'date-time' }, name: { type: 'string', minLength: 2 } },
    required: ['at'],
    additionalProperties: false,
  };
  const code = await compileValidators([['thing', schema]]);
  const file = join(folder, 'thing.mjs');
  writeFileSync(file, code);
  const { thing } = (await import(file)) as { thing: ValidateFunction };
  assert.ok(thing({ at: '2026-11-21T10:00:00Z', name: 'ab' }));
  assert.not.ok(thing({ at: 'yesterday', name: '💥', more: 1 }));
  assert.equal(thing.errors?.map((error) => error.keyword).sort(), [
    'additionalProperties',
    'format',
    'minLength',
  ]);
});

test('a schema that means nothing stops the build', async () => {
  const schema = { type: 'object', propertis: {} };
  await compileValidators([['thing', schema]]).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /unknown keyword: "propertis"/),
  );
});

test('a file is replaced in one step, and only when its text is another', () => {
  const file = join(folder, 'a/b.txt');
  replaceFile(file, 'one', 0o755);
  const first = statSync(file);
  assert.is(first.mode & 0o777, 0o755);
  replaceFile(file, 'one');
  assert.is(statSync(file).ino, first.ino);
  replaceFile(file, 'two');
  assert.is(readFileSync(file, 'utf8'), 'two');
});

test.run();
