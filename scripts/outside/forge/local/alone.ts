import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Git } from '../../git.ts';
import { unavailable } from '../trouble.ts';

/** Milliseconds to wait for another process, and after which a lock is believed to be a dead one's. */
const PATIENCE = 30_000;
const LIFETIME = 120_000;

/**
 * Runs work that moves a checked-out branch and its files, one process at a time: between the two steps another would
 * take the files that have not followed yet for somebody's changes. The refs need no such lock: they are compared when
 * they are moved.
 */
export const alone = async <T>(git: Git, work: () => Promise<T>): Promise<T> => {
  const folder = resolve(git.root, await git.run(['rev-parse', '--git-common-dir']));
  const file = join(folder, 'bracket.lock');
  await take(file);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
};

const take = async (file: string): Promise<void> => {
  const started = performance.now();
  while (!(await tryToTake(file))) {
    if (await isDead(file)) await rm(file, { force: true });
    else if (performance.now() - started > PATIENCE)
      throw unavailable(
        'Another run has been changing this clone for too long.',
        `If none is running, remove ${file} and run this again.`,
      );
    await pause(10 + Math.random() * 40);
  }
};

const tryToTake = async (file: string): Promise<boolean> => {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw unavailable(
      `${file} cannot be written: ${String(error)}.`,
      'Check the permissions of the Git folder.',
    );
  }
};

/** A lock of a process that is gone, or one nobody can have held so long. */
const isDead = async (file: string): Promise<boolean> => {
  try {
    const [pid, { mtimeMs }] = [Number(await readFile(file, 'utf8')), await stat(file)];
    if (Date.now() - mtimeMs > LIFETIME) return true;
    return pid > 0 && !isRunning(pid);
  } catch {
    return false;
  }
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
