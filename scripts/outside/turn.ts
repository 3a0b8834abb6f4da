import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, Failure } from './failure.ts';
import type { Forge } from './forge.ts';
import type { Git } from './git.ts';

/** Milliseconds that one process waits for its turn before it says who keeps it. */
const PATIENCE = 120_000;
/** A lock that was never filled in is left by a process that died at once. */
const STALE = 10_000;

/**
 * The local forge for several processes at once: one change after the other. Refs can be moved by many (compare and
 * swap), but a change of the branch at hand also takes the one index and the files of this clone with it.
 */
export const inTurns = (git: Git, forge: Forge): Forge => {
  const inTurn =
    <Question extends readonly unknown[], Answer>(work: (...question: Question) => Promise<Answer>) =>
    (...question: Question): Promise<Answer> =>
      takeTurn(git, () => work(...question));
  return {
    name: forge.name,
    look: (question) => forge.look(question),
    commit: inTurn((request) => forge.commit(request)),
    open: inTurn((request) => forge.open(request)),
    approve: inTurn((number, as) => forge.approve(number, as)),
    check: inTurn((commit, report) => forge.check(commit, report)),
    merge: inTurn((request) => forge.merge(request)),
    close: inTurn((request) => forge.close(request)),
  };
};

const takeTurn = async <Answer>(git: Git, work: () => Promise<Answer>): Promise<Answer> => {
  const file = join(resolve(git.root, await git.run(['rev-parse', '--git-common-dir'])), 'bracket.lock');
  await take(file);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
};

const take = async (file: string): Promise<void> => {
  for (const end = Date.now() + PATIENCE; !claim(file); await pause()) {
    const gone = abandonedBy(file);
    if (gone !== undefined) setAside(file, gone);
    else if (Date.now() > end) throw busy(file);
  }
};

const claim = (file: string): boolean => {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
};

/** Whose turn it is when that process is gone; undefined while it lives. A file that went meanwhile is nobody's. */
const abandonedBy = (file: string): string | undefined => {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const owner = readOwner(file);
  if (!(Number(owner) > 0)) return Date.now() - stat.mtimeMs > STALE ? owner : undefined;
  try {
    process.kill(Number(owner), 0);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? owner : undefined;
  }
};

/** Two that find the same dead process may do this at once: whoever moved a living one's file aside puts it back. */
const setAside = (file: string, owner: string): void => {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readOwner(aside) !== owner) linkSync(aside, file);
  } catch {
    return;
  } finally {
    rmSync(aside, { force: true });
  }
};

const readOwner = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

const pause = (): Promise<void> =>
  new Promise((resume) => {
    setTimeout(resume, 20 + Math.random() * 60);
  });

const busy = (file: string): Failure =>
  new Failure({
    code: 'busy',
    exit: EXIT.outside,
    what: `Another process (${readOwner(file) || 'unknown'}) has been changing this clone for two minutes.`,
    fix: `Wait for it; if it is no longer there, remove ${file}.`,
  });
