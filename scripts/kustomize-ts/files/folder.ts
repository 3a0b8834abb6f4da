import { readFileSync, realpathSync, statSync } from 'node:fs';
import type { FileSystem } from './file-system.ts';

/** The files of this machine. Synchronous: a build reads few files, one after another. */
export const diskFiles = (): FileSystem => ({
  read: (path) => orAbsent(() => readFileSync(path)),
  isFolder: (path) => orAbsent(() => statSync(path).isDirectory()) === true,
  real: (path) => orAbsent(() => realpathSync.native(path)),
});

const orAbsent = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
};

const ABSENCE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG']);

const isAbsence = (error: unknown): boolean => ABSENCE.has((error as NodeJS.ErrnoException).code ?? '');
