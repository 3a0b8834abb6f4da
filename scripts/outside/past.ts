import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { BlobId, CommitId, ServiceName, Version } from '../model/names.ts';
import type { FileChange } from '../model/repository.ts';
import type { Pins } from './config-revisions.ts';
import type { Git } from './git.ts';
import { inTurn } from './in-turn.ts';
import { type Mainline, newest } from './main-branch.ts';

/** What is remembered of main between runs, so that a run costs what main gained since the last one. */
export interface Past {
  readonly main: CommitId;
  /** By path of a release record: its content when it first landed. */
  readonly landed: Readonly<Record<string, BlobId>>;
  /** By desired file: the versions it held, oldest first, for the services in `heldOf`. */
  readonly held: Readonly<Record<string, readonly Version[]>>;
  readonly heldOf: readonly ServiceName[];
  readonly pins: Pins;
}

/** Main read up to its head, and what has changed since `past` was remembered. */
export interface Reading {
  readonly past: Past;
  /** Desired files as they were written since then, oldest first. */
  readonly written: readonly FileChange[];
  /** Nothing was remembered: `written` goes back to the beginning. */
  readonly isWhole: boolean;
  /** Is there more in `past` than is remembered? */
  readonly isNew: boolean;
}

/** Changes whenever the remembered form or the way it is found changes. */
const FORM = 2;
const record = /^services\/[a-z0-9-]+\/releases\/[A-Za-z0-9_][A-Za-z0-9._-]*\.yaml$/;
const desired = /^environments\/[a-z0-9-]+\/([a-z0-9-]+)\.yaml$/;

/** Reads what main gained since the last run, in one walk; undefined before the first commit. */
export const readPast = async (git: Git, mainline: Mainline): Promise<Reading | undefined> => {
  const main = await newest(git, mainline);
  return main === undefined
    ? undefined
    : walk(git, main, await stillTrue(git, remembered(mainline.memory), main));
};

/** What was remembered of a commit that main has since left behind (a rewritten branch) is forgotten. */
const stillTrue = async (git: Git, past: Past | undefined, main: CommitId): Promise<Past | undefined> =>
  past === undefined || past.main === main || (await git.isAncestor(past.main, main)) ? past : undefined;

const walk = async (git: Git, main: CommitId, known?: Past): Promise<Reading> => {
  if (known?.main === main) return { past: known, written: [], isWhole: false, isNew: false };
  const landed: Record<string, BlobId> = { ...known?.landed };
  const written: FileChange[] = [];
  for (const change of await changesUntil(git, main, known?.main)) {
    const { path, after } = change;
    if (after === undefined) continue;
    if (desired.test(path)) written.push(change);
    else if (landed[path] === undefined && record.test(path)) landed[path] = after;
  }
  const past = { held: {}, heldOf: [], pins: {}, ...known, main, landed };
  return { past, written, isWhole: known === undefined, isNew: true };
};

/**
 * Every change of a file, oldest first. Asked for without paths: Git takes three times as long to look for patterns as
 * it takes to tell everything.
 */
const changesUntil = async (git: Git, main: CommitId, since?: CommitId): Promise<FileChange[]> => {
  const commits: (readonly FileChange[])[] = [];
  for await (const commit of git.log(since === undefined ? main : `${since}..${main}`, []))
    commits.push(commit.files.filter(({ path }) => desired.test(path) || record.test(path)));
  return commits.reverse().flat();
};

/** The past with the versions that every environment held of these services. */
export const withHeld = async (
  git: Git,
  reading: Reading,
  services: ReadonlySet<ServiceName>,
): Promise<Past> => {
  const { past, written, isWhole } = reading;
  const known = new Set(past.heldOf);
  const isKnown = [...services].every((name) => known.has(name));
  if (isKnown && written.length === 0) return past;
  if (!isKnown && !isWhole) return withHeld(git, await walk(git, past.main), services);
  const heldOf = isKnown ? past.heldOf : [...services];
  const held = new Map(Object.entries(isKnown ? past.held : {}).map(([path, all]) => [path, [...all]]));
  const of = new Set<string>(heldOf);
  const changes = written.filter(({ path }) => of.has(desired.exec(path)?.[1] ?? ''));
  await hold(git, held, changes);
  return { ...past, heldOf, held: Object.fromEntries(held) };
};

/** A file that could not be read was never deployed: it is passed over. */
const hold = async (
  git: Git,
  held: Map<string, Version[]>,
  changes: readonly FileChange[],
): Promise<void> => {
  if (changes.length === 0) return;
  const { readFile } = await import('../check/read.ts');
  const fetch = (part: readonly FileChange[]): Promise<Map<BlobId, Buffer>> =>
    git.blobs(part.map((change) => change.after as BlobId));
  await inTurn(changes, fetch, ({ path, after }, blobs) => {
    const bytes = blobs.get(after as BlobId);
    const facts = bytes === undefined ? undefined : readFile({ path, mode: '100644', bytes });
    if (facts?.kind !== 'desired' || facts.value === undefined) return;
    const versions = held.get(path);
    if (versions === undefined) held.set(path, [facts.value.version]);
    else if (versions.at(-1) !== facts.value.version) versions.push(facts.value.version);
  });
};

const remembered = (file: string): Past | undefined => {
  try {
    const { form, past } = JSON.parse(readFileSync(file, 'utf8')) as { form: number; past: Past };
    return form === FORM ? past : undefined;
  } catch {
    return undefined;
  }
};

/** Written beside and renamed, so that two runs at once leave one whole file. A folder that refuses costs only time. */
export const remember = (file: string, past: Past): void => {
  const beside = `${file}.${process.pid}`;
  try {
    writeFileSync(beside, JSON.stringify({ form: FORM, past }));
    renameSync(beside, file);
  } catch {
    // Not remembered: the next run finds it out again.
  }
};
