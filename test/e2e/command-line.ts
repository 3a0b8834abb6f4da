import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, sandbox } from '../support/git-repository.ts';

const top = new URL('../..', import.meta.url).pathname;
/** A copy, so that a build while the tests run takes nothing away from them. */
const copy = mkdtempSync(join(tmpdir(), 'bracket-test-'));
cpSync(`${top}dist`, join(copy, 'dist'), { recursive: true });
cpSync(`${top}package.json`, join(copy, 'package.json'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));

/** The built command line. */
export const program = join(copy, 'dist/bracket.js');

/** How one run of the built command line ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly talk: string;
}

export interface Run {
  readonly env?: Readonly<Record<string, string>>;
  /** The folder to run in, when it is not the repository's. */
  readonly cwd?: string;
}

/** The environment of a fresh machine: no forge, no colour, and no settings of whoever runs the tests. */
const MACHINE: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  NO_COLOR: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** Runs `bracket` as people do: the bundle, in a process of its own. */
export const bracket = (root: string, args: readonly string[], run: Run = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: run.cwd ?? root,
      env: { ...MACHINE, ...run.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, talk]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => talk.push(chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString('utf8'), talk: Buffer.concat(talk).toString('utf8') }),
    );
  });

/** The sample repository with a history of its own, as a template makes it: nothing that is pinned exists. */
export const template = (): Sandbox => {
  const box = sandbox();
  for (const folder of ['environments', 'services', 'schemas'])
    cpSync(`${top}${folder}`, `${box.root}/${folder}`, { recursive: true });
  box.commit('From the template');
  return box;
};

/** The sample repository, ready to promote: pinned, and with what `change` adds to it. */
export const sample = async (change: Readonly<Record<string, string | null>> = {}): Promise<Sandbox> => {
  const box = template();
  const ended = await bracket(box.root, ['init']);
  if (ended.code !== 0) throw new Error(ended.talk);
  if (Object.keys(change).length > 0) box.commit('A change of the policy', change);
  return box;
};

/** Everything a run may have touched: every ref with its target, every file, and what the index holds. */
export const traces = (box: Sandbox): string =>
  [
    box.git('for-each-ref', '--format=%(refname) %(objectname)'),
    box.git('status', '--porcelain', '--ignored'),
    box.git('ls-files', '--stage'),
    box.git('count-objects', '-v'),
  ].join('\n');

const production = readFileSync(`${top}environments/production.yaml`, 'utf8');

/** Production without what makes a merge wait for a window or for other people, and Argo CD without the window. */
export const OPEN_PRODUCTION = {
  'environments/production.yaml': `# yaml-language-server: $schema=../schemas/environment.schema.json\npromotesFrom: hardening\n${production.slice(production.indexOf('\nargocd:') + 1)}`,
  'environments/argocd/projects/production.yaml': readFileSync(
    `${top}environments/argocd/projects/production.yaml`,
    'utf8',
  ).replace(/^ {2}syncWindows:\n(?: {4}.*\n)*/m, ''),
} as const;
