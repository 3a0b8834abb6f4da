import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../failure.ts';
import type { Git } from '../../git.ts';
import { unavailable } from '../trouble.ts';

/** One ref moved from exactly one value to another; undefined means that it does not exist. */
export interface RefChange {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const ABSENT = '0'.repeat(40);
/** Milliseconds to wait for another process to let go of a lock. */
const PATIENCE = 3000;

export const branchRef = (branch: string): string => `refs/heads/${branch}`;
/** Holds the record of a pull request, a blob. */
export const pullRef = (number: number): string => `refs/bracket/pulls/${number}`;
/** Keeps the last head of a pull request alive when its branch is gone. */
export const headRef = (number: number): string => `refs/bracket/heads/${number}`;

/** All branches and everything this product keeps, as ref name → object id. */
export const readRefs = async (git: Git): Promise<Map<string, string>> => {
  const text = await git.run([
    'for-each-ref',
    '--format=%(refname) %(objectname)',
    'refs/heads',
    'refs/bracket',
  ]);
  const rows = text === '' ? [] : text.split('\n');
  return new Map(rows.map((row) => row.split(' ') as [string, string]));
};

/**
 * Moves all refs or none (one `git update-ref` transaction) and reads every one back. Answers false when some ref was
 * no longer where it was expected: read again and decide again. Waits for locks that another process holds.
 */
export const moveRefs = async (git: Git, changes: readonly RefChange[], why: string): Promise<boolean> => {
  const input = `start\0${changes.map(instruction).join('')}prepare\0commit\0`;
  const started = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await git.run(['update-ref', '-m', why, '--stdin', '-z'], { input });
      await readBack(git, changes);
      return true;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'git-failed') throw error;
      const now = await readRefs(git);
      if (changes.some((change) => now.get(change.name) !== change.from)) return false;
      if (performance.now() - started > PATIENCE) throw error;
      await pause(10 + Math.random() * 20 * attempt);
    }
  }
};

const instruction = (change: RefChange): string =>
  `update ${change.name}\0${change.to ?? ABSENT}\0${change.from ?? ABSENT}\0`;

/** Invariant 8: success is only reported of a ref that was read back. Another process may have moved it on since. */
const readBack = async (git: Git, changes: readonly RefChange[]): Promise<void> => {
  const now = await readRefs(git);
  for (const { name, from, to } of changes) {
    const there = now.get(name);
    if (there === to || there !== from) continue;
    throw unavailable(
      `Git reported success, but ${name} is ${there ?? 'absent'} and not ${to ?? 'absent'}.`,
      'Look for hooks that move refs back (.git/hooks/reference-transaction), then run this again.',
    );
  }
};
