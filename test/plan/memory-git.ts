import { createHash } from 'node:crypto';
import type { BlobId, CommitId } from '../../scripts/model/names.ts';
import type { Commit, TreeEntry, TreeItem } from '../../scripts/model/repository.ts';
import type { Git } from '../../scripts/outside/git.ts';
import { blobIdOf, inGitOrder, treeIdOf } from '../../scripts/plan/tree.ts';

/** The files of one commit. */
export type Files = ReadonlyMap<string, string>;

interface Stored {
  readonly commit: Omit<Commit, 'files'>;
  readonly message: string;
  readonly files: Files;
  readonly tree: string;
}

/** A Git repository in memory that answers what plans ask of one. Real Git judges it in `memory-git.test.ts`. */
export interface MemoryGit extends Git {
  /** Makes a commit with exactly these files. */
  store(commit: { parents: readonly CommitId[]; message: string; files: Files }): CommitId;
  filesOf(commit: CommitId): Files;
  treeOf(commit: CommitId): string;
  messageOf(commit: CommitId): string;
  parentsOf(commit: CommitId): readonly CommitId[];
  /** From this commit back to the root, by first parents. */
  lineOf(commit: CommitId): CommitId[];
}

export const memoryGit = (): MemoryGit => {
  const commits = new Map<string, Stored>();
  const objects = new Map<string, { type: 'blob' | 'tree'; bytes: Buffer; items?: TreeItem[] }>();

  const putBlob = (text: string): string => {
    const id = blobIdOf(text);
    objects.set(id, { type: 'blob', bytes: Buffer.from(text) });
    return id;
  };
  const putTree = (files: readonly (readonly [string, string])[]): string => {
    const folders = new Map<string, [string, string][]>();
    const items: TreeItem[] = [];
    for (const [path, text] of files) {
      const slash = path.indexOf('/');
      if (slash < 0) items.push({ mode: '100644', name: path, id: putBlob(text) });
      else {
        const name = path.slice(0, slash);
        folders.set(name, [...(folders.get(name) ?? []), [path.slice(slash + 1), text]]);
      }
    }
    for (const [name, inside] of folders) items.push({ mode: '40000', name, id: putTree(inside) });
    const sorted = inGitOrder(items);
    const id = treeIdOf(sorted);
    if (!objects.has(id)) objects.set(id, { type: 'tree', bytes: treeBytes(sorted), items: sorted });
    return id;
  };
  const find = (revision: string, path: string): string | undefined => {
    let at = commits.get(revision)?.tree;
    for (const part of path === '' ? [] : path.split('/'))
      at = at === undefined ? undefined : objects.get(at)?.items?.find(({ name }) => name === part)?.id;
    return at;
  };
  const stored = (commit: string): Stored => {
    const found = commits.get(commit);
    if (found === undefined) throw new Error(`no commit ${commit}`);
    return found;
  };
  const lineOf = (from: CommitId): CommitId[] => {
    const line: CommitId[] = [];
    for (let at: CommitId | undefined = from; at !== undefined; at = stored(at).commit.parents[0])
      line.push(at);
    return line;
  };

  return {
    root: 'memory',
    store: ({ parents, message, files }) => {
      const tree = putTree([...files]);
      const time = 1_780_000_000 + commits.size * 60;
      const id = createHash('sha1')
        .update(`${tree} ${parents.join(' ')} ${time}`)
        .digest('hex') as CommitId;
      const subject = message.split('\n', 1)[0] ?? '';
      commits.set(id, { commit: { id, parents, time, author: 'Tim', subject }, message, files, tree });
      return id;
    },
    filesOf: (commit) => stored(commit).files,
    treeOf: (commit) => stored(commit).tree,
    messageOf: (commit) => stored(commit).message,
    parentsOf: (commit) => stored(commit).commit.parents,
    lineOf,
    run: async ([verb = '', flag = '', revision = '', head = '', , main = ''], { input = '' } = {}) => {
      if (verb === 'log' && flag === '--format=%B%x00') {
        const known = new Set(lineOf(main as CommitId));
        const own = lineOf(head as CommitId).filter((commit) => !known.has(commit));
        return own.map((commit) => `${stored(commit).message}\0`).join('\n');
      }
      if (verb === 'rev-list' && flag === '--first-parent') return lineOf(revision as CommitId).join('\n');
      if (verb !== 'cat-file' || !flag.startsWith('--batch-check')) throw new Error(`git ${verb} ${flag}`);
      const lines = String(input).trimEnd().split('\n');
      return lines
        .map((line) => {
          const colon = line.indexOf(':');
          const id = find(line.slice(0, colon), line.slice(colon + 1));
          return id === undefined ? `${line} missing` : `${id} ${objects.get(id)?.type}`;
        })
        .join('\n');
    },
    resolve: async (revision) => (commits.has(revision) ? (revision as CommitId) : undefined),
    tree: async (revision) =>
      [...stored(revision).files]
        .map(([path, text]): TreeEntry => ({ path, mode: '100644', blob: blobIdOf(text) }))
        .sort((one, other) => (one.path < other.path ? -1 : 1)),
    blobs: async (ids) => {
      const found = [...new Set(ids)].flatMap((id) => {
        const object = objects.get(id);
        return object === undefined ? [] : [[id, object.bytes] as const];
      });
      return new Map(found);
    },
    objects: (use) =>
      use(async (names) =>
        names.map((name) => {
          const [revision = '', path] = name.replace(/\^\{tree\}$/, ':').split(/:(.*)/s);
          const id = path === undefined ? name : find(revision, path);
          const object = objects.get(id ?? '');
          return id === undefined || object === undefined ? undefined : { id, ...object };
        }),
      ),
    log: async function* (range, paths) {
      const prefixes = paths.map((path) => path.replace(':(literal)', ''));
      const isMeant = (path: string): boolean =>
        prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
      for (const id of lineOf(range as CommitId)) {
        const { commit, files } = stored(id);
        const parent = commit.parents[0];
        const before = parent === undefined ? new Map<string, string>() : stored(parent).files;
        const changed = [...new Set([...files.keys(), ...before.keys()])]
          .filter((path) => isMeant(path) && files.get(path) !== before.get(path))
          .sort()
          .map((path) => ({
            path,
            ...blobOf('before', before.get(path)),
            ...blobOf('after', files.get(path)),
          }));
        if (changed.length > 0) yield { ...commit, files: changed };
      }
    },
    isAncestor: async (commit, of) => lineOf(of as CommitId).includes(commit as CommitId),
  };
};

const blobOf = (side: 'before' | 'after', text: string | undefined): Partial<Record<typeof side, BlobId>> =>
  text === undefined ? {} : { [side]: blobIdOf(text) };

const treeBytes = (items: readonly TreeItem[]): Buffer =>
  Buffer.concat(
    items.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')]),
  );
