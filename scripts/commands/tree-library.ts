import { referencesIn } from '../check/references.ts';
import type { BlobId, CommitId } from '../model/names.ts';
import type { TreeEntry } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import type { TreeQuestion, Trees } from '../outside/trees.ts';
import type { TreeView } from '../plan/config.ts';

/** Files of any commit, as far as they were fetched: what `closure` looks at. */
export interface Library {
  /** False only once it is known that there is no such commit. */
  mayExist(revision: CommitId): boolean;
  /** Does any commit but the newest exist, of those that were looked at? */
  knowsPins(): boolean;
  view(revision: CommitId): TreeView;
  fetch(wanted: {
    readonly paths: readonly TreeQuestion[];
    readonly blobs: readonly BlobId[];
  }): Promise<void>;
}

/** Where a library gets its files from; those of `base` are listed already. */
export interface Shelves {
  readonly git: Git;
  readonly trees: Trees;
  readonly base: CommitId;
  readonly entries: ReadonlyMap<string, TreeEntry>;
}

export const openLibrary = ({ git, trees, base, entries }: Shelves): Library => {
  const commits = new Map<CommitId, boolean>([[base, true]]);
  const below = new Map<string, readonly TreeEntry[]>();
  const texts = new Map<BlobId, string>();
  const references = new Map<string, readonly string[]>();
  const listed = listing(entries);

  const referencesOf: TreeView['references'] = (blob, depth) => {
    const key = `${blob} ${depth}`;
    const known = references.get(key);
    const text = texts.get(blob);
    if (known !== undefined || text === undefined) return known;
    const found = typeof depth === 'string' ? [text] : referencesIn(text, depth);
    references.set(key, found);
    return found;
  };

  /** Finding a file is proof of a commit; only where none was found must the commit itself be looked for. */
  const meet = async (revisions: readonly CommitId[]): Promise<void> => {
    const fresh = [...new Set(revisions)].filter((revision) => !commits.has(revision));
    const found = await trees.find(fresh.map((revision) => ({ revision, path: '' })));
    for (const [index, revision] of fresh.entries()) commits.set(revision, found[index] !== undefined);
  };

  return {
    mayExist: (revision) => commits.get(revision) !== false,
    knowsPins: () => [...commits].some(([revision, exists]) => exists && revision !== base),
    view: (revision) => ({
      below: revision === base ? listed : (path) => below.get(`${revision}:${path}`),
      references: referencesOf,
    }),
    fetch: async ({ paths, blobs }) => {
      const files = await trees.below(paths);
      for (const [index, { revision, path }] of paths.entries()) {
        const found = files[index] ?? [];
        below.set(`${revision}:${path}`, found);
        if (found.length > 0) commits.set(revision, true);
      }
      await meet(paths.map(({ revision }) => revision));
      const wanted = new Set(blobs.filter((blob) => !texts.has(blob)));
      const found = await git.blobs(wanted);
      for (const blob of wanted) texts.set(blob, found.get(blob)?.toString('utf8') ?? '');
    },
  };
};

/** Answers from a list of all files, grouped once so that no question reads the whole list. */
const listing = (entries: ReadonlyMap<string, TreeEntry>): ((path: string) => TreeEntry[]) => {
  const groups = new Map<string, TreeEntry[]>();
  const groupOf = (path: string): string => path.split('/', 2).join('/');
  const group = (): typeof groups => {
    for (const entry of groups.size === 0 ? entries.values() : []) {
      const name = groupOf(entry.path);
      const members = groups.get(name);
      if (members === undefined) groups.set(name, [entry]);
      else members.push(entry);
    }
    return groups;
  };
  return (path) => {
    const files = path.includes('/') ? (group().get(groupOf(path)) ?? []) : [...entries.values()];
    return files.filter((entry) => entry.path === path || entry.path.startsWith(`${path}/`));
  };
};
