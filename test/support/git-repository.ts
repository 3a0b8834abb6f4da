import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real Git repository in a temporary folder, removed when the process ends. */
export interface Sandbox {
  readonly root: string;
  git(...args: readonly string[]): string;
  write(files: Readonly<Record<string, string | null>>): void;
  /** Writes files (null removes), commits everything, and answers the commit's id. Each commit is a minute after the last. */
  commit(message: string, files?: Readonly<Record<string, string | null>>): string;
}

const roots: string[] = [];

const removeAll = (): void => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
};

const START = Date.UTC(2026, 0, 5, 9, 0, 0) / 1000;

/** A repository to begin with a copy of, which is ten times faster than making it anew; it had so many commits. */
export interface Beginning {
  readonly root: string;
  readonly commits: number;
}

export const sandbox = (from?: Beginning): Sandbox => {
  const root = mkdtempSync(join(tmpdir(), 'bracket-test-'));
  if (roots.length === 0) process.on('exit', removeAll);
  roots.push(root);
  let clock = START + 60 * (from?.commits ?? 0);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', root, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...identity(clock) },
    }).trim();
  const write: Sandbox['write'] = (files) => {
    for (const [path, text] of Object.entries(files)) {
      const full = join(root, path);
      if (text === null) rmSync(full);
      else {
        mkdirSync(dirname(full), { recursive: true });
        writeFileSync(full, text);
      }
    }
  };
  if (from === undefined) {
    git('init', '--quiet', '--initial-branch=main', '--template=');
    // Nothing here lives long enough to be tidied up, and every commit would start two programs that look.
    appendFileSync(join(root, '.git/config'), '[maintenance]\n\tauto = false\n[gc]\n\tauto = 0\n');
  } else cpSync(from.root, root, { recursive: true });
  return {
    root,
    git,
    write,
    commit: (message, files = {}) => {
      clock += 60;
      write(files);
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
};

const identity = (time: number): Record<string, string> => ({
  GIT_AUTHOR_NAME: 'Tim',
  GIT_AUTHOR_EMAIL: 'tim@example.com',
  GIT_COMMITTER_NAME: 'Tim',
  GIT_COMMITTER_EMAIL: 'tim@example.com',
  GIT_AUTHOR_DATE: `${time} +0000`,
  GIT_COMMITTER_DATE: `${time} +0000`,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
});
