import { readFileSync, realpathSync, statSync } from 'node:fs';
import type { FileSystem } from './file-system.ts';

/** The files of this machine. Synchronous: a build reads few files, one after another. */
export const diskFiles = (): FileSystem => ({
  read: (path) => {
    try {
      return readFileSync(path);
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  },
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
  real: (path) => {
    try {
      return realpathSync.native(path);
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw error;
    }
  },
});

const ABSENCE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG']);

const isAbsence = (error: unknown): boolean => ABSENCE.has((error as NodeJS.ErrnoException).code ?? '');
