import {
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT, Failure } from './failure.ts';

/** What one file becomes; `after` absent: it goes. */
interface Replacement {
  readonly path: string;
  readonly after?: string;
}

/**
 * Writes, replaces and removes files below a folder, all or nothing: what was written before something failed is put
 * back as it was. Follows no symbolic link, so that nothing outside the folder can be meant.
 */
export const replaceFiles = (root: string, files: readonly Replacement[]): void => {
  for (const { path } of files) assertNoLink(root, path);
  const undo: (() => void)[] = [];
  try {
    for (const file of files) undo.push(replace(root, file));
  } catch (cause) {
    for (const back of undo.reverse()) back();
    throw notWritten(cause);
  }
  for (const { path, after } of files) if (after === undefined) removeEmpty(root, dirname(path));
};

const assertNoLink = (root: string, path: string): void => {
  const parts = path.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const part = parts.slice(0, length).join('/');
    const state = lstatSync(join(root, part), { throwIfNoEntry: false });
    if (state === undefined) return;
    if (length < parts.length ? state.isDirectory() : state.isFile()) continue;
    throw new Failure({
      code: 'not-written',
      exit: EXIT.unsound,
      what: `${part} is ${state.isSymbolicLink() ? 'a symbolic link' : `no ${length < parts.length ? 'folder' : 'file'}`}. Nothing was written.`,
      fix: 'Remove it, then run this again.',
    });
  }
};

/** Does it, and answers how to undo it. */
const replace = (root: string, { path, after }: Replacement): (() => void) => {
  const full = join(root, path);
  const before = contentOf(full);
  if (after === undefined) unlinkSync(full);
  else put(full, after);
  return () => (before === undefined ? unlinkSync(full) : put(full, before));
};

const contentOf = (full: string): Buffer | undefined =>
  lstatSync(full, { throwIfNoEntry: false }) === undefined ? undefined : readFileSync(full);

/** A reader sees the old file or the new one, never a part. */
const put = (full: string, content: string | Buffer): void => {
  const beside = `${full}.${process.pid}.new`;
  mkdirSync(dirname(full), { recursive: true });
  try {
    writeFileSync(beside, content, { flag: 'wx', mode: 0o644 });
    renameSync(beside, full);
  } catch (error) {
    if (lstatSync(beside, { throwIfNoEntry: false }) !== undefined) unlinkSync(beside);
    throw error;
  }
};

/** Git knows no empty folders. */
const removeEmpty = (root: string, folder: string): void => {
  try {
    rmdirSync(join(root, folder));
  } catch {
    // Something else is in it, or it is gone already.
  }
};

const notWritten = (cause: unknown): Failure =>
  new Failure({
    code: 'not-written',
    exit: EXIT.outside,
    what: `The files cannot be written (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}). All of them are as they were.`,
    fix: 'Give yourself permission to write there and make room, then run this again.',
    cause,
  });
