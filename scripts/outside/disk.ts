import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import type { SourceFile } from '../check/file-facts.ts';
import type { BlobId } from '../model/names.ts';
import { EXIT, Failure } from './failure.ts';

/**
 * One file of the working tree as it is now, or undefined when there is none. Symbolic links are read, never followed;
 * of a file longer than `largest` only the size is told.
 */
export const readDisk = (root: string, path: string, largest: number): SourceFile | undefined => {
  const full = `${root}/${path}`;
  try {
    const state = lstatSync(full);
    if (state.isSymbolicLink()) return { path, mode: '120000', bytes: Buffer.from(readlinkSync(full)) };
    if (state.isDirectory()) return { path, mode: '160000', bytes: new Uint8Array() };
    if (!state.isFile()) return undefined;
    const mode = (state.mode & 0o100) === 0 ? '100644' : '100755';
    if (state.size > largest) return { path, mode, bytes: new Uint8Array(), size: state.size };
    return { path, mode, bytes: readRegular(full) };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw unreadable(path, error);
  }
};

/** Opens what was a file a moment ago; a link that took its place since is refused by the system. */
const readRegular = (full: string): Buffer => {
  const handle = openSync(full, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return fstatSync(handle).isFile() ? readFileSync(handle) : Buffer.alloc(0);
  } finally {
    closeSync(handle);
  }
};

const isGone = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '');

const unreadable = (path: string, cause: unknown): Failure =>
  new Failure({
    code: 'file-unreadable',
    exit: EXIT.outside,
    what: `${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
    fix: 'Give yourself permission to read it, or check out the file again with `git checkout -- FILE`.',
    cause,
  });

/** The id that Git would give the content: SHA-1, or SHA-256 in a repository of that format (gitformat-pack). */
export const blobIdOf = (bytes: Uint8Array, idLength: number): BlobId =>
  createHash(idLength === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex') as BlobId;
