import type { SourceFile } from '../check/file-facts.ts';
import { LARGEST } from '../check/limits.ts';
import { readDisk } from './disk.ts';
import type { Git } from './git.ts';

/** What the working tree holds that HEAD does not, by path; undefined: the file is gone. */
export type Differences = ReadonlyMap<string, SourceFile | undefined>;

/**
 * Every path at which the working tree differs from HEAD, staged or not, with what is on disk there now; new files that
 * Git does not ignore included. Only the folders that are checked are asked about. Files
 * that did not change are not read (Git compares their time and size).
 */
export const readDifferences = async (git: Git): Promise<Differences> => {
  const listed = await git.run(STATUS);
  const differences = new Map<string, SourceFile | undefined>();
  for (const path of pathsOf(listed)) {
    // A name that is no UTF-8 cannot be asked for; it is reported instead of overlooked.
    const file = path.includes('\ufffd')
      ? { path, mode: '100644', bytes: new Uint8Array() }
      : readDisk(git.root, path, LARGEST);
    differences.set(path, file);
  }
  return differences;
};

const STATUS = [
  '--no-optional-locks',
  'status',
  '--porcelain=v2',
  '-z',
  '--no-renames',
  '--untracked-files=all',
  '--ignore-submodules=all',
  '--',
  ...['environments', 'services', 'schemas'],
];

/** Fields before the path in each kind of entry (git-status, "Porcelain Format Version 2"). */
const FIELDS: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 };

const pathsOf = (listed: string): string[] =>
  listed.split('\0').flatMap((entry) => {
    const fields = FIELDS[entry[0] ?? ''];
    if (fields === undefined) return [];
    return [entry.split(' ').slice(fields).join(' ').replace(/\/$/, '')];
  });
