import { resolve } from 'node:path';
import { assemble } from '../check/assemble.ts';
import type { FileFacts } from '../check/file-facts.ts';
import { LARGEST } from '../check/limits.ts';
import type { BlobId, CommitId } from '../model/names.ts';
import type { TreeEntry } from '../model/repository.ts';
import { type Cache, openCache } from './cache.ts';
import { blobIdOf, readDisk } from './disk.ts';
import type { Git } from './git.ts';
import { readEntries, readSources } from './reading.ts';
import type { Snapshot, Stand } from './snapshot.ts';
import { type Differences, readDifferences } from './worktree.ts';

/** The two folders whose files are read; everything else is only listed. */
const ROOMS = ['environments', 'services'] as const;

/** What the files say at a commit. Costs what differs from the commit that was read last, whatever there is. */
export const loadCommit = async (git: Git, commit: CommitId): Promise<Committed> => {
  const [{ facts }, listed] = await Promise.all([factsAt(git, commit), listTree(git, commit)]);
  const texts = new Map<string, string | undefined>();
  const snapshot = snapshotOf(facts, listed, async (path, entries) => {
    if (!texts.has(path)) texts.set(path, await textOf(git, entries.get(path)));
    return texts.get(path);
  });
  return Object.assign(snapshot, { leads: leadsIn(facts.values()) });
};

/** What a commit says. */
export interface Committed extends Snapshot {
  /** By kustomization file, or link: where it leads outside the folder it belongs to. */
  readonly leads: ReadonlyMap<string, readonly string[]>;
}

/** What the working tree says; `stand` is absent where something else stands in the place of a checked folder. */
export interface Present extends Committed {
  readonly stand: Stand | undefined;
}

/**
 * What the files say in the working tree: HEAD, and over it every file of the checked folders that differs on disk.
 * Throws a `Failure` when there is no working tree or a file cannot be read.
 */
export const loadWorktree = async (git: Git): Promise<Present> => {
  const [{ facts, base }, listed, differences] = await Promise.all([
    factsAt(git, HEAD),
    listTree(git, HEAD),
    readDifferences(git),
  ]);
  for (const path of differences.keys()) facts.delete(path);
  const present = [...differences.values()].filter((file) => file !== undefined);
  for (const fact of await readSources(present)) facts.set(fact.path, fact);
  const snapshot = snapshotOf(
    facts,
    () => overlay(listed(), differences),
    async (path) => diskText(git.root, path),
  );
  return Object.assign(snapshot, { stand: standOf(base, differences), leads: leadsIn(facts.values()) });
};

const leadsIn = (facts: Iterable<FileFacts>): Map<string, readonly string[]> => {
  const leads = new Map<string, readonly string[]>();
  for (const fact of facts) if ('leads' in fact && fact.leads !== undefined) leads.set(fact.path, fact.leads);
  return leads;
};

const HEAD = 'HEAD';

const standOf = ({ trees, odd }: Base, differences: Differences): Stand | undefined => {
  if (odd.length > 0) return undefined;
  const differing = [...differences].map(([path, file]): [string, string] => [
    path,
    file === undefined ? '' : `${file.mode} ${blobIdOf(file.bytes, 40)} ${file.size ?? ''}`,
  ]);
  return { trees: written(trees), differing: Object.fromEntries(differing) };
};

/** The trees that HEAD has now, as in `Stand`. */
export const treesOf = async (git: Git): Promise<string> => written((await baseOf(git, HEAD)).trees);

const written = (trees: Base['trees']): string =>
  ROOMS.map((room) => `${room} ${trees.get(room) ?? ''}`).join('\n');

const snapshotOf = (
  facts: ReadonlyMap<string, FileFacts>,
  list: () => Map<string, TreeEntry>,
  text: (path: string, entries: ReadonlyMap<string, TreeEntry>) => Promise<string | undefined>,
): Snapshot => {
  let entries: Map<string, TreeEntry> | undefined;
  const all = (): Map<string, TreeEntry> => {
    entries ??= list();
    return entries;
  };
  const repository = assemble(facts.values());
  const problems = [...facts.values()]
    .filter((fact) => fact.problems.length > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap((fact) => fact.problems);
  return {
    repository,
    problems,
    get entries() {
      return all();
    },
    text: (path) => text(path, all()),
  };
};

/** A commit's two folders, and what is remembered of them. */
interface Base {
  readonly cache: Cache;
  /** Tree ids by room; absent: the folder is not there. */
  readonly trees: ReadonlyMap<string, string>;
  /** Where a room should be and is no folder. */
  readonly odd: readonly TreeEntry[];
}

const baseOf = async (git: Git, revision: string): Promise<Base> => {
  const input = ROOMS.map((room) => `${revision}:${room}\n`).join('');
  const [folder, listed] = await Promise.all([
    git.run(['rev-parse', '--git-path', 'bracket-cache']),
    git.run(['cat-file', '--batch-check'], { input }),
  ]);
  const trees = new Map<string, string>();
  const odd: TreeEntry[] = [];
  for (const [index, line] of listed.split('\n').entries()) {
    const [id = '', type] = line.split(' ');
    if (type === 'tree') trees.set(ROOMS[index] as string, id);
    else if (type === 'blob') odd.push(...(await git.tree(revision, [ROOMS[index] as string])));
  }
  return { cache: openCache(resolve(git.root, folder)), trees, odd };
};

/** What is remembered is unpacked while Git still looks at the working tree. */
const factsAt = async (
  git: Git,
  revision: string,
): Promise<{ base: Base; facts: Map<string, FileFacts> }> => {
  const base = await baseOf(git, revision);
  const { cache, trees, odd } = base;
  const rooms = await Promise.all([...trees].map(([room, tree]) => factsOfRoom(git, cache, { room, tree })));
  const all = [...rooms.flat(), ...(await readEntries(git, odd))];
  return { base, facts: new Map(all.map((fact) => [fact.path, fact])) };
};

/** So many files may have been read anew before what is remembered is written again. */
const DRIFT = 50;

interface Room {
  readonly room: string;
  readonly tree: string;
}

const factsOfRoom = async (git: Git, cache: Cache, { room, tree }: Room): Promise<readonly FileFacts[]> => {
  const known = cache.read(room);
  if (known?.tree === tree) return known.facts;
  const changes = known === undefined ? undefined : await changesBetween(git, known.tree, { room, tree });
  const entries = changes?.entries ?? (await git.tree(tree)).map((entry) => below(room, entry));
  const gone = new Set(changes?.paths);
  const kept = changes === undefined ? [] : (known?.facts ?? []).filter(({ path }) => !gone.has(path));
  const facts = [...kept, ...(await readEntries(git, entries))];
  if (changes === undefined || changes.paths.length > DRIFT) cache.write(room, { tree, facts });
  return facts;
};

const below = (room: string, entry: TreeEntry): TreeEntry => ({ ...entry, path: `${room}/${entry.path}` });

interface Changes {
  /** Every path that is not what it was. */
  readonly paths: readonly string[];
  /** What is there now. */
  readonly entries: readonly TreeEntry[];
}

/** Undefined when the remembered tree is no longer in this repository. */
const changesBetween = async (
  git: Git,
  before: string,
  { room, tree }: Room,
): Promise<Changes | undefined> => {
  const failed = '\u0000';
  const listed = await git
    .run(['diff-tree', '-r', '-z', '--no-renames', '--full-index', before, tree])
    .catch(() => failed);
  if (listed === failed) return undefined;
  const parts = listed.split('\0');
  const paths: string[] = [];
  const entries: TreeEntry[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [, mode = '', , blob = ''] = (parts[index] as string).slice(1).split(' ');
    const path = `${room}/${parts[index + 1]}`;
    paths.push(path);
    if (mode !== '000000') entries.push({ path, mode, blob: blob as BlobId });
  }
  return { paths, entries };
};

/** Git lists at once, in a process beside this one; the list is taken apart when somebody wants it. */
const listTree = async (git: Git, revision: string): Promise<() => Map<string, TreeEntry>> => {
  const listed = await git.run(['ls-tree', '-r', '-z', '--full-tree', revision], { accept: [0, 128] });
  return () => {
    const entries = new Map<string, TreeEntry>();
    for (let start = 0; start < listed.length; ) {
      const end = listed.indexOf('\0', start);
      const tab = listed.indexOf('\t', start);
      const path = listed.slice(tab + 1, end);
      const blob = listed.slice(listed.lastIndexOf(' ', tab) + 1, tab) as BlobId;
      entries.set(path, { path, mode: listed.slice(start, start + 6), blob });
      start = end + 1;
    }
    return entries;
  };
};

/** HEAD's files with those that differ on disk in their place. */
const overlay = (entries: Map<string, TreeEntry>, differences: Differences): Map<string, TreeEntry> => {
  const idLength = entries.values().next().value?.blob.length ?? 40;
  for (const [path, file] of differences) {
    if (file === undefined) entries.delete(path);
    else entries.set(path, { path, mode: file.mode, blob: blobIdOf(file.bytes, idLength) });
  }
  return entries;
};

const textOf = async (git: Git, entry: TreeEntry | undefined): Promise<string | undefined> => {
  if (entry === undefined || entry.mode === '160000') return undefined;
  const contents = await git.blobs([entry.blob]);
  return contents.get(entry.blob)?.toString('utf8');
};

const diskText = (root: string, path: string): string | undefined => {
  const file = readDisk(root, path, LARGEST);
  return file === undefined || file.mode === '160000' ? undefined : Buffer.from(file.bytes).toString('utf8');
};
