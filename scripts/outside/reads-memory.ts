import { join, resolve } from 'node:path';
import type { Reads } from '../render/reads.ts';
import { readerVersion, readSealed, writeSealed } from './cache.ts';
import type { Git } from './git.ts';

/** What overlays read, remembered between runs under names that say what everything around them held. */
export interface ReadsMemory {
  recall(key: string): Reads | undefined;
  /** Keeps these, and the newest of what was known before. Never throws. */
  keep(answers: ReadonlyMap<string, Reads>): void;
}

/** More would take longer to read than to build again. */
const MOST = 5000;

/** Opens it; where there is no Git folder to keep it in, nothing is remembered. */
export const openReadsMemory = async (git: Git): Promise<ReadsMemory> => {
  const folder = await git.run(['rev-parse', '--git-path', 'bracket-cache']).catch(() => undefined);
  if (folder === undefined) return { recall: () => undefined, keep: () => undefined };
  const file = join(resolve(git.root, folder), 'reads.json');
  const version = readerVersion();
  const known = new Map(readSealed<[string, Reads][]>(file, version)?.body);
  return {
    recall: (key) => known.get(key),
    keep: (answers) => {
      for (const [key, reads] of answers) {
        known.delete(key);
        known.set(key, reads);
      }
      writeSealed(file, version, { tree: '', body: [...known].slice(-MOST) });
    },
  };
};
