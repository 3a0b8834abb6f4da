import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { breaches, importsOf, type Module, repeated, roomOf } from './architecture.ts';

const root = new URL('../..', import.meta.url).pathname;

const modulesBelow = (folder: string): Module[] =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/(?:^|\/)(?:node_modules|dist)\//.test(path))
    .map((path) => `${folder}/${path}`)
    .sort()
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));

const scripts = modulesBelow('scripts');

test('the search saw the rooms and their imports', () => {
  assert.ok(scripts.length > 60, `saw only ${scripts.length} modules`);
  for (const room of ['model', 'check', 'history', 'gates', 'plan', 'show', 'outside', 'commands', 'cli'])
    assert.ok(
      scripts.some((module) => roomOf(module.path) === room),
      `saw nothing of ${room}`,
    );
  const imports = scripts.flatMap((module) => importsOf(module.text));
  assert.ok(imports.length > 200, `saw only ${imports.length} imports`);
  assert.ok(
    imports.some((one) => one.from === 'zx/core'),
    'zx runs git',
  );
});

test('imports go one way, and pure rooms are pure', () => {
  assert.equal(breaches(scripts), []);
});

test('nothing long is written twice', () => {
  assert.equal(repeated(scripts, 8), []);
});

test('nothing is left to do', () => {
  const mark = /\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/;
  const left = [...scripts, ...modulesBelow('test')].filter((module) => mark.test(module.text));
  assert.equal(
    left.map((module) => module.path),
    [],
  );
});

const wrong: readonly (readonly [string, string, RegExp])[] = [
  ['scripts/model/a.ts', "import { b } from '../check/b.ts';", /model must not know check/],
  [
    'scripts/check/a.ts',
    "import {\n  b,\n  c,\n} from '../outside/git.ts';",
    /a\.ts:4: check must not know outside/,
  ],
  ['scripts/gates/a.ts', "const b = await import('../outside/git.ts');", /gates must not know outside/],
  ['scripts/check/a.ts', "import type { b } from '../plan/b.ts';", /check must not know plan/],
  ['scripts/check/a.ts', "import '../commands/b.ts';", /check must not know commands/],
  ['scripts/show/a.ts', "import { b } from '../plan/b.ts';", /show may know the types of plan/],
  ['scripts/outside/a.ts', "import { b } from '../commands/b.ts';", /outside must not know commands/],
  ['scripts/commands/a.ts', "import { b } from '../../test/support/b.ts';", /reaches out of scripts/],
  [
    'scripts/kustomize-ts/a.ts',
    "import type { b } from '../model/names.ts';",
    /kustomize-ts must not know model/,
  ],
  [
    'scripts/commands/a.ts',
    "import { b } from '../kustomize-ts/b.ts';",
    /commands must not know kustomize-ts/,
  ],
  ['scripts/plan/a.ts', "import { readFileSync } from 'node:fs';", /plan is pure and imports node:fs/],
  ['scripts/plan/a.ts', "export { $ } from 'zx';", /plan is pure and imports zx/],
  ['scripts/kustomize-ts/files/a.ts', "import { readFileSync } from 'node:fs';", /kustomize-ts is pure/],
  ['scripts/history/a.ts', "import { Octokit } from '@octokit/rest';", /history is pure/],
  ['scripts/gates/a.ts', 'const now = Date.now();', /reads the clock/],
  ['scripts/gates/a.ts', 'const now = new Date();', /reads the clock/],
  ['scripts/gates/a.ts', "const token = process.env['TOKEN'];", /reads the process/],
  ['scripts/plan/a.ts', 'const id = Math.random();', /rolls dice/],
  ['scripts/plan/a.ts', "await fetch('https://example.com');", /acts on the world/],
  ['scripts/show/a.ts', 'names.sort((a, b) => a.localeCompare(b));', /language of the machine/],
  ['scripts/show/a.ts', 'const hour = date.getHours();', /zone of the machine/],
  ['scripts/show/a.ts', "const here = new URL('.', import.meta.url);", /where it lies/],
  ['scripts/cellar/a.ts', 'export const a = 1;', /in no room/],
  ['scripts/plan/utils.ts', 'export const a = 1;', /name that says nothing/],
  ['scripts/plan/a.ts', "export * from './b.ts';", /did not write/],
  ['scripts/plan/a.ts', "export { b } from './b.ts';", /did not write/],
  ['scripts/plan/a.ts', 'export default 1;', /exports a default/],
  ['scripts/plan/a.ts', 'const a = 1;\n'.repeat(300), /has 301 lines/],
];

for (const [path, text, expected] of wrong)
  test(`${path} with ${JSON.stringify(text.slice(0, 60))} is refused`, () => {
    assert.match(breaches([{ path, text: `${text}\n` }]).join('\n'), expected);
  });

test('what is allowed is not refused', () => {
  const good: readonly (readonly [string, string])[] = [
    ['scripts/plan/a.ts', "import { b } from '../model/b.ts';\nimport { parse } from 'yaml';"],
    ['scripts/plan/a.ts', "/** Unlike Date.now() this takes process.env as a fact. */\n// import 'node:fs';"],
    [
      'scripts/show/a.ts',
      "import type { Unit } from '../plan/unit.ts';\nconst day = new Date(now).getUTCDay();",
    ],
    ['scripts/outside/a.ts', "import { readFileSync } from 'node:fs';\nconst now = Date.now();"],
    ['scripts/plan/a.ts', "import { createHash } from 'node:crypto';"],
    ['scripts/kustomize-ts/files/folder.ts', "import { readFileSync } from 'node:fs';"],
    ['scripts/cli.ts', "import about from '../package.json' with { type: 'json' };"],
  ];
  assert.equal(breaches(good.map(([path, text]) => ({ path, text: `${text}\n` }))), []);
});

test('what stands twice is found, whatever its indentation', () => {
  const lines = Array.from({ length: 9 }, (_, index) => `const name${index} = compute(${index});`);
  const modules = [
    { path: 'scripts/plan/a.ts', text: lines.join('\n') },
    { path: 'scripts/show/b.ts', text: `const other = 1;\n${lines.map((line) => `  ${line}`).join('\n\n')}` },
  ];
  assert.equal(repeated(modules, 8), ['scripts/show/b.ts:2: repeats scripts/plan/a.ts:1']);
});

test.run();
