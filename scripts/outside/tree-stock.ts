import posix from 'node:path/posix';
import type { BlobId, CommitId } from '../model/names.ts';
import type { TreeEntry, TreeItem } from '../model/repository.ts';
import { blobIdOf, readDisk } from './disk.ts';
import type { Git } from './git.ts';
import type { GitObject, ReadObjects } from './objects.ts';
import { FOLDER, type TreeView, viewTree } from './tree-view.ts';
import { parseItems } from './trees.ts';

/** Instead of a commit: the files at hand, committed or not. */
export const AT_HAND = 'at hand';
export type Revision = CommitId | typeof AT_HAND;

interface Place {
  readonly revision: Revision;
  /** Without a slash in front. */
  readonly path: string;
}

/** Objects that were fetched, and the way to get more. Objects are known by what names them in Git, or at hand. */
export interface Stock {
  view(revision: Revision): TreeView;
  /** The items of a folder that was fetched. */
  folder(name: string): ReadonlyMap<string, TreeItem> | null | undefined;
  fetch(read: ReadObjects, names: Iterable<string>): Promise<void>;
  /** Fetches folders by their path, so that nothing above them need be; answers those that are there. */
  enter(read: ReadObjects, places: readonly Place[]): Promise<{ path: string; id: string }[]>;
}

/** What a stock is filled from; `atHand` is every file at hand, by path. */
export interface Sources {
  readonly git: Git;
  readonly atHand?: ReadonlyMap<string, TreeEntry>;
}

export const openStock = ({ git, atHand }: Sources): Stock => {
  const hand = atHand === undefined ? undefined : openHand(git.root, atHand);
  const folders = new Map<string, ReadonlyMap<string, TreeItem> | null>(hand?.folders);
  const contents = new Map<string, Uint8Array | null>();
  const ids = new Map<string, string>();
  const places = new Map<Revision, Map<string, TreeItem | null>>();
  const placesOf = (revision: Revision): Map<string, TreeItem | null> => {
    const known = places.get(revision) ?? new Map([['/', folderItem(revision, '')]]);
    places.set(revision, known);
    return known;
  };
  const keep = (name: string, object: GitObject | undefined): void => {
    const id = object?.id ?? name;
    ids.set(name, id);
    const items = object?.type === 'tree' ? (folders.get(id) ?? itemsOf(object.bytes)) : null;
    const content = object?.type === 'blob' ? object.bytes : (hand?.content(name) ?? null);
    for (const key of [name, id]) {
      folders.set(key, items);
      contents.set(key, content);
    }
  };
  const fetch: Stock['fetch'] = async (read, names) => {
    const wanted = [...new Set(names)].filter((name) => !folders.has(name) && !contents.has(name));
    const found = await read(wanted);
    for (const [index, name] of wanted.entries()) keep(name, found[index]);
  };
  return {
    view: (revision) =>
      viewTree(
        { folder: (name) => folders.get(name), content: (name) => contents.get(name) },
        placesOf(revision),
      ),
    folder: (name) => folders.get(name),
    fetch,
    enter: async (read, wanted) => {
      await fetch(
        read,
        wanted.map(({ revision, path }) => nameOf(revision, path)),
      );
      return wanted.flatMap(({ revision, path }) => {
        const name = nameOf(revision, path);
        if (!folders.get(name)) return [];
        settle(placesOf(revision), revision, path);
        return { path, id: ids.get(name) ?? name };
      });
    },
  };
};

const itemsOf = (bytes: Buffer): ReadonlyMap<string, TreeItem> =>
  new Map(parseItems(bytes).map((item) => [item.name, item]));

/** What names a path to Git, or among the files at hand. */
const nameOf = (revision: Revision, path: string): string =>
  path === '' && revision !== AT_HAND ? `${revision}^{tree}` : `${revision}:${path}`;

const folderItem = (revision: Revision, path: string): TreeItem => ({
  mode: FOLDER,
  name: posix.basename(path),
  id: nameOf(revision, path),
});

/** Git found a folder at this path, so all above it are folders, too, and none is a link. */
const settle = (places: Map<string, TreeItem | null>, revision: Revision, path: string): void => {
  for (let at = path; at !== '.' && !places.has(`/${at}`); at = posix.dirname(at))
    places.set(`/${at}`, folderItem(revision, at));
};

/** The files at hand as folders, and the content of those that Git does not have. */
interface Hand {
  readonly folders: ReadonlyMap<string, ReadonlyMap<string, TreeItem>>;
  /** The content that an id stands for; undefined where no file at hand has it. */
  readonly content: (id: string) => Uint8Array | undefined;
}

/** No file of a configuration is longer; one that is counts as missing. */
const LONGEST = 64 * 1024 * 1024;
const NO_BYTES = new Uint8Array();

const openHand = (root: string, entries: ReadonlyMap<string, TreeEntry>): Hand => {
  const folders = new Map<string, Map<string, TreeItem>>([[nameOf(AT_HAND, ''), new Map()]]);
  const paths = new Map<string, string>();
  const folderAt = (path: string): Map<string, TreeItem> => {
    const name = nameOf(AT_HAND, path);
    const known = folders.get(name);
    if (known !== undefined) return known;
    const made = new Map<string, TreeItem>();
    folders.set(name, made);
    put(path, folderItem(AT_HAND, path));
    return made;
  };
  const put = (path: string, item: TreeItem): void => {
    const parent = posix.dirname(path);
    folderAt(parent === '.' ? '' : parent).set(item.name, item);
  };
  for (const { path, mode, blob } of entries.values()) {
    const id = idAtHand(path, blob);
    paths.set(id, path);
    put(path, { mode, name: posix.basename(path), id });
  }
  return {
    folders,
    content: (id) => {
      const path = paths.get(id);
      const file = path === undefined ? undefined : readDisk(root, path, LONGEST);
      return file?.size === undefined ? file?.bytes : undefined;
    },
  };
};

/** A file that was too long to be read when it was listed has the id of an empty one: it goes by its path instead. */
const idAtHand = (path: string, blob: BlobId): string =>
  blob === blobIdOf(NO_BYTES, blob.length) ? nameOf(AT_HAND, path) : blob;
