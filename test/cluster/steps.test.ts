import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readWorkflow, stepsOf } from '../github-side/workflow.ts';
import { KIND_VERSION } from './pinned.ts';

const root = new URL('../..', import.meta.url).pathname;
const here = `${root}test/cluster`;

/** In the order in which people run them. */
const ORDER = [
  'cluster',
  'install',
  'git-server',
  'shop',
  'bootstrap',
  'promote',
  'roll-back',
  'clean',
  'logs',
];

const scratch = mkdtempSync(join(tmpdir(), 'bracket-test-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** A folder of programs that stands alone on the path: Git and a shell, and what a test adds. */
const path = (name: string, programs: Readonly<Record<string, string>>): string => {
  const folder = join(scratch, name);
  mkdirSync(folder);
  for (const program of ['sh', 'git', 'ps'])
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim(),
      join(folder, program),
    );
  for (const [program, script] of Object.entries(programs)) {
    writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, program), 0o755);
  }
  return folder;
};

/** A shop that is there, for the steps that want one before they look for a cluster. */
const shopFolder = join(scratch, 'shop');
mkdirSync(join(shopFolder, '.git'), { recursive: true });

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly talk: string;
}

const run = (name: string, PATH: string, more: Readonly<Record<string, string>> = {}): Promise<Ended> => {
  const SHOP_FOLDER = name === 'shop' ? join(scratch, 'nothing-there') : shopFolder;
  const options = { cwd: root, timeout: 30_000, env: { PATH, HOME: scratch, SHOP_FOLDER, ...more } };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', join(here, `${name}.ts`)],
      options,
      (_, out, talk) => resolve({ code: child.exitCode, out, talk }),
    );
  });
};

test('the workflow runs every script that is a step, in order, and no other', () => {
  const scripts = readdirSync(here).filter((file) =>
    /^await step\(/m.test(readFileSync(join(here, file), 'utf8')),
  );
  assert.equal(scripts.sort(), ORDER.map((name) => `${name}.ts`).sort());
  const workflow = readWorkflow(readFileSync(`${root}.github/workflows/e2e.yml`, 'utf8'));
  const called = stepsOf(workflow).flatMap(
    ({ run: script }) => /^npx tsx test\/cluster\/([\w-]+)\.ts/.exec(script ?? '')?.[1] ?? [],
  );
  assert.equal(called, ORDER);
  const fetched = stepsOf(workflow).find(({ env }) => env?.['KIND_SHA256'] !== undefined);
  assert.is(fetched?.env?.['KIND_VERSION'], KIND_VERSION, 'the node image is made for this kind');
});

test('the page for contributors names every step', () => {
  const page = readFileSync(`${root}CONTRIBUTING.md`, 'utf8');
  for (const name of ORDER) assert.match(page, `test/cluster/${name}.ts`);
});

const WITHOUT = {
  'a machine without kubectl and kind': [path('bare', {}), /no (?:kubectl|kind) on the path/],
  'a kubectl that knows no cluster': [
    path('blank', { kubectl: 'echo "error: current-context is not set" >&2; exit 1' }),
    /kubectl knows no cluster/,
  ],
  'a cluster that does not answer': [
    path('silent', {
      kubectl:
        'case "$*" in "config current-context") echo kind-x ;; *) echo "connection refused" >&2; exit 1 ;; esac',
    }),
    /kind-x does not answer: connection refused/,
  ],
  'a cluster that is not for this': [
    path('real', { kubectl: 'echo production-eu' }),
    /production-eu is not a cluster of kind.*\n.*--any-cluster/s,
  ],
} as const;

for (const [situation, [PATH, words]] of Object.entries(WITHOUT))
  test(`${situation}: each step says so, and what to do`, async () => {
    const names = ORDER.filter((name) => name !== 'cluster' || situation.startsWith('a machine without'));
    const endings = await Promise.all(names.map((name) => run(name, PATH)));
    for (const [index, ended] of endings.entries()) {
      const name = names[index] as string;
      assert.is(ended.code, 6, `${name}: ${ended.talk}`);
      assert.match(ended.talk, words, name);
      assert.match(ended.talk, /\n {2}→ \S/, name);
      assert.is(ended.out, '', name);
    }
  });

test('nothing but a version of Argo CD gets into the address of its manifest', async () => {
  const [bare] = WITHOUT['a machine without kubectl and kind'];
  const versions = ['stable', 'v3.5.8/../../..', '$(id)', 'v3.5'];
  for (const { talk } of await Promise.all(
    versions.map((version) => run('install', bare, { ARGOCD_VERSION: version })),
  ))
    assert.match(talk, /is no version of Argo CD/);
});

test('a cluster without nodes is told from one where Argo CD can run', async () => {
  const nodeless = path('nodeless', {
    kubectl: 'case "$*" in "config current-context") echo kind-x ;; *nodes*) ;; *) echo "{}" ;; esac',
  });
  const ended = await run('install', nodeless);
  assert.is(ended.code, 6);
  assert.match(ended.talk, /no node.*SHOP_REPOSITORY/s);
});

test('steps that need the shop say where it comes from', async () => {
  const [silent] = WITHOUT['a cluster that does not answer'];
  const SHOP_FOLDER = join(scratch, 'no-shop');
  const names = ['bootstrap', 'promote', 'roll-back'];
  for (const ended of await Promise.all(names.map((name) => run(name, silent, { SHOP_FOLDER })))) {
    assert.is(ended.code, 2);
    assert.match(ended.talk, /no shop in .*\n {2}→ Run `npx tsx test\/cluster\/shop\.ts`/);
  }
});

test.run();
