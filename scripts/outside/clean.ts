import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readerVersion } from './cache.ts';
import type { Mainline } from './main-branch.ts';
import type { Stand } from './snapshot.ts';

/** Where a whole repository was found to be without any problem, and until when nothing can end by itself. */
export interface Clean {
  /** What judged, by which branches, at which commit: a digest. */
  readonly key: string;
  /** What was not as in that commit, as in `Stand`. */
  readonly differing: Readonly<Record<string, string>>;
  /** Milliseconds since 1970 at which the first lock expires; null when none does. */
  readonly until: number | null;
}

/** Everything that a verdict rests on besides the files that differ from the commit, and the clock. */
export const keyOf = (stand: Stand, { name, heads, branches }: Mainline): string =>
  digest([readerVersion(), stand.trees, name, heads, [...branches].sort()]);

/** What was remembered, when it was judged by the same; a damaged file is as good as none. */
export const rememberedClean = (mainline: Mainline, key: string): Clean | undefined => {
  try {
    const { sum, clean } = JSON.parse(readFileSync(fileOf(mainline), 'utf8')) as Written;
    return sum === digest(clean) && clean.key === key ? clean : undefined;
  } catch {
    return undefined;
  }
};

/** Never throws: what cannot be remembered costs time, nothing else. */
export const rememberClean = (mainline: Mainline, clean: Clean): void => {
  const beside = `${fileOf(mainline)}.${process.pid}`;
  try {
    writeFileSync(beside, JSON.stringify({ sum: digest(clean), clean } satisfies Written));
    renameSync(beside, fileOf(mainline));
  } catch {
    // Not remembered: the next run judges everything again.
  }
};

/** Paths at which the files are not what they were then. */
export const pathsSince = ({ differing: then }: Clean, { differing: now }: Stand): Set<string> =>
  new Set([...Object.keys(then), ...Object.keys(now)].filter((path) => then[path] !== now[path]));

interface Written {
  readonly sum: string;
  readonly clean: Clean;
}

const fileOf = ({ memory }: Mainline): string => join(dirname(memory), 'bracket-clean.json');

const digest = (value: unknown): string => createHash('sha1').update(JSON.stringify(value)).digest('hex');
