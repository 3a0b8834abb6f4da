import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from '../check/read.ts';
import type { BlobId, CommitId, Version } from '../model/names.ts';
import type { Commit, FileChange } from '../model/repository.ts';
import type { Pins } from './config-revisions.ts';
import type { Git } from './git.ts';
import type { Mainline } from './main-branch.ts';

/** What is remembered of main between runs, so that a run costs what main gained since the last one. */
export interface Past {
  readonly main: CommitId;
  /** By path of a release record: its content when it first landed. */
  readonly landed: Record<string, BlobId>;
  /** By desired file: the versions it held, oldest first. Absent until some release speaks of a database. */
  held?: Record<string, Version[]>;
  readonly pins: Pins;
}

/** Changes whenever the remembered form or the way it is found changes. */
const FORM = 1;
const RECORDS = ':(glob)services/*/releases/*.yaml';
const DESIRED = ':(glob)environments/*/*.yaml';
const record = /^services\/[a-z0-9-]+\/releases\/[A-Za-z0-9_][A-Za-z0-9._-]*\.yaml$/;

/**
 * What main went through up to its head; `held` only where it is asked for. `isNew` when more was learnt than was
 * remembered. Undefined before the first commit.
 */
export const readPast = async (
  git: Git,
  mainline: Mainline,
  wantsHeld: boolean,
): Promise<{ readonly past: Past; readonly isNew: boolean } | undefined> => {
  const main = await newest(git, mainline.heads);
  if (main === undefined) return undefined;
  const known = await stillTrue(git, remembered(mainline.memory), main);
  const past: Past = { landed: {}, pins: {}, ...known, main };
  for (const commit of await commitsUntil(git, main, { since: known?.main, paths: RECORDS }))
    land(past.landed, commit);
  if (wantsHeld) past.held = await heldUntil(git, main, known);
  else delete past.held;
  return { past, isNew: known?.main !== main || (wantsHeld && known.held === undefined) };
};

/** Where here and `origin` differ, the one that is ahead; where they have parted, what everybody shares. */
const newest = async (git: Git, heads: readonly CommitId[]): Promise<CommitId | undefined> => {
  const [local, origin] = heads;
  if (local === undefined || origin === undefined) return local;
  return (await git.isAncestor(origin, local)) ? local : origin;
};

/** What was remembered of a commit that main has since left behind (a rewritten branch) is forgotten. */
const stillTrue = async (git: Git, past: Past | undefined, main: CommitId): Promise<Past | undefined> =>
  past === undefined || past.main === main || (await git.isAncestor(past.main, main)) ? past : undefined;

/** Oldest first. */
const commitsUntil = async (
  git: Git,
  main: CommitId,
  { since, paths }: { readonly since: CommitId | undefined; readonly paths: string },
): Promise<Commit[]> => {
  if (since === main) return [];
  const range = since === undefined ? main : `${since}..${main}`;
  const commits: Commit[] = [];
  for await (const commit of git.log(range, [paths])) commits.push(commit);
  return commits.reverse();
};

const land = (landed: Past['landed'], commit: Commit): void => {
  for (const { path, after } of commit.files)
    if (after !== undefined && landed[path] === undefined && record.test(path)) landed[path] = after;
};

/** Most files a chunk of blobs is read for at once, so that a long history needs no more memory than a short one. */
const CHUNK = 4000;

const heldUntil = async (
  git: Git,
  main: CommitId,
  known: Past | undefined,
): Promise<Record<string, Version[]>> => {
  const held = known?.held ?? {};
  const since = known?.held === undefined ? undefined : known.main;
  const commits = await commitsUntil(git, main, { since, paths: DESIRED });
  const changes = commits.flatMap((commit) => commit.files).filter((file) => file.after !== undefined);
  for (let at = 0; at < changes.length; at += CHUNK) await hold(git, held, changes.slice(at, at + CHUNK));
  return held;
};

/** A file that could not be read was never deployed: it is passed over. */
const hold = async (
  git: Git,
  held: Record<string, Version[]>,
  changes: readonly FileChange[],
): Promise<void> => {
  const blobs = await git.blobs(changes.map((change) => change.after as BlobId));
  for (const { path, after } of changes) {
    const bytes = blobs.get(after as BlobId);
    const facts = bytes === undefined ? undefined : readFile({ path, mode: '100644', bytes });
    if (facts?.kind !== 'desired' || facts.value === undefined) continue;
    const versions = held[path] ?? [];
    held[path] = versions;
    if (versions.at(-1) !== facts.value.version) versions.push(facts.value.version);
  }
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
