import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProcessOutput } from 'zx/core';
import { EXIT, Failure } from './failure.ts';
import type { Git } from './git.ts';
import { $ } from './shell.ts';

const usage = (code: string, what: string, fix: string): Failure =>
  new Failure({ code, exit: EXIT.usage, what, fix });

/**
 * The top folder of the repository to work in: `wanted` (`--root`), or the one around `here`. Throws a `Failure` when
 * there is none, when `wanted` is only a part of one, or when Git itself is missing.
 */
export const standOn = async (wanted: string | undefined, here: string): Promise<string> => {
  const folder = resolve(here, wanted ?? '.');
  if (!isFolder(folder))
    throw usage('no-folder', `There is no folder ${folder}.`, 'Give --root a folder that exists.');
  const shell = $({ cwd: folder, quiet: true, nothrow: true, env: { ...process.env, LC_ALL: 'C' } });
  const done = await shell`git rev-parse --is-bare-repository --show-toplevel`;
  if (done.exitCode !== 0) throw noRepository(folder, done);
  const top = done.stdout.trimEnd().split('\n').at(-1) as string;
  if (wanted !== undefined && realpathSync(folder) !== realpathSync(top))
    throw usage(
      'subfolder',
      `${folder} is a folder inside the repository ${top}, not its top.`,
      `Give the top: --root ${top}.`,
    );
  return top;
};

/** What a shell answers for a program that it does not find (XCU 2.8.2). */
const NO_PROGRAM = 127;

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const noRepository = (folder: string, { stderr, stdout, exitCode }: ProcessOutput): Failure => {
  if (stderr.includes('dubious ownership'))
    return usage(
      'foreign-repository',
      `Git does not trust ${folder}, because it belongs to another user.`,
      `Run \`git config --global --add safe.directory ${folder}\` if you trust it.`,
    );
  if (stderr.includes('not a git repository'))
    return usage(
      'no-repository',
      `${folder} is no Git repository.`,
      'Run this inside a clone of your configuration repository, or name it with --root.',
    );
  if (stdout.startsWith('true') || stderr.includes('must be run in a work tree'))
    return usage('bare-repository', `${folder} is a bare repository, without files.`, 'Use a clone of it.');
  if (exitCode === NO_PROGRAM || stderr.includes('ENOENT'))
    return new Failure({
      code: 'no-git',
      exit: EXIT.outside,
      what: 'There is no git on this machine, or it is not on the PATH.',
      fix: 'Install Git 2.38 or newer.',
    });
  return new Failure({
    code: 'git-failed',
    exit: EXIT.outside,
    what: `Git cannot work in ${folder}: ${stderr.trim().split('\n')[0] || 'it did not say why'}`,
    fix: 'Run `git status` there and mend what it reports.',
  });
};

/**
 * Throws a `Failure` unless history can be read to its beginning: promotions are decided from it, and with a part of it
 * the answer would be wrong without anybody seeing it.
 */
export const requireHistory = async (git: Git): Promise<void> => {
  if (
    (await git.resolve('HEAD')) === undefined &&
    (await git.run(['rev-list', '--all', '--max-count=1'])) === ''
  )
    throw usage(
      'no-commits',
      'This repository has no commit yet.',
      'Commit what you have (`git add --all && git commit`), then run this again.',
    );
  if ((await git.run(['rev-parse', '--is-shallow-repository'])) === 'true')
    throw usage(
      'shallow-clone',
      'This is a shallow clone: brackets are read from history, and here it is cut off.',
      'Run `git fetch --unshallow`; in a workflow set `fetch-depth: 0` on the checkout.',
    );
};

/** Files below the folders people edit that are not committed: a promotion does not see them. */
export const uncommitted = async (git: Git): Promise<string[]> => {
  const rows = await git.run(
    ['status', '--porcelain', '-z', '--no-renames', '--', 'environments', 'services'],
    {
      env: { GIT_OPTIONAL_LOCKS: '0' },
    },
  );
  return rows
    .split('\0')
    .filter(Boolean)
    .map((row) => row.slice(3));
};
