import { setTimeout as pause } from 'node:timers/promises';
import type { CommitId } from '../../../model/names.ts';
import { Failure } from '../../failure.ts';
import { type Git, openGit } from '../../git.ts';
import { refused } from '../trouble.ts';
import { branchRef } from './refs.ts';

/** A step of a branch, as a working tree that has it checked out must follow it. */
export interface Step {
  readonly from: CommitId;
  readonly to: CommitId;
}

/** The working trees that have a branch checked out. None for a bare repository or a detached head. */
export const checkoutsOf = async (git: Git, branch: string): Promise<Git[]> => {
  const text = await git.run(['worktree', 'list', '--porcelain', '-z']);
  return text
    .split('\0\0')
    .map((block) => block.split('\0'))
    .filter((lines) => lines.includes(`branch ${branchRef(branch)}`))
    .filter((lines) => !lines.some((line) => line.startsWith('prunable')))
    .map((lines) => openGit((lines[0] as string).slice('worktree '.length)));
};

/** Throws `refused`, naming the files, when a working tree could not follow a step without losing someone's work. */
export const checkFollows = async (checkout: Git, step: Step): Promise<void> => {
  const touched = await touchedFiles(checkout, step);
  if (touched.length === 0) return;
  await patiently(() => checkout.run(['update-index', '-q', '--refresh'], { accept: [0, 1] }));
  const dirty = await dirtyFiles(checkout, touched);
  if (dirty.length > 0)
    throw refused(
      `${list(dirty)} in ${checkout.root} ${dirty.length === 1 ? 'has' : 'have'} changes of your own that this would overwrite.`,
      'Commit them, or put them aside with `git stash --include-untracked`, then run this again.',
    );
  try {
    await patiently(() => checkout.run(['read-tree', '-n', '-m', '-u', step.from, step.to]));
  } catch (error) {
    throw refused(
      `The files in ${checkout.root} cannot follow: ${error instanceof Failure ? error.message : String(error)}`,
      'Finish the merge or rebase at hand and run `git status` until it is clean, then run this again.',
    );
  }
};

/** Brings index and files of a working tree along; only files that the step changed are touched. */
export const follow = async (checkout: Git, step: Step): Promise<void> => {
  try {
    await patiently(() => checkout.run(['read-tree', '-m', '-u', step.from, step.to]));
  } catch {
    throw refused(
      `The branch moved to ${step.to}, but the files in ${checkout.root} were changed meanwhile and stayed behind.`,
      `Save your changes, then run \`git read-tree -m -u ${step.from} ${step.to}\` there.`,
    );
  }
};

/** Milliseconds to wait for another process that is writing the same index. */
const PATIENCE = 5000;

const patiently = async (work: () => Promise<string>): Promise<string> => {
  const started = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const busy = error instanceof Failure && /index\.lock/.test(error.message);
      if (!busy || performance.now() - started > PATIENCE) throw error;
      await pause(10 + Math.random() * 40);
    }
  }
};

const touchedFiles = async (checkout: Git, step: Step): Promise<string[]> => {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-only', step.from, step.to];
  return (await checkout.run(args)).split('\0').filter(Boolean);
};

const dirtyFiles = async (checkout: Git, files: readonly string[]): Promise<string[]> => {
  const flags = ['--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignored=matching'];
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  const text = await checkout.run(['status', ...flags, '--', ...files], { env });
  return text
    .split('\0')
    .filter(Boolean)
    .map((row) => row.slice(3));
};

const list = (files: readonly string[]): string => {
  const named = files.slice(0, 5).map((file) => JSON.stringify(file));
  return files.length > 5 ? `${named.join(', ')} and ${files.length - 5} more` : named.join(' and ');
};
