import posix from 'node:path/posix';
import type { TreeItem } from '../model/repository.ts';

/** What the files of one place may be asked; the file system that kustomize-ts builds from. */
export interface Files {
  read(path: string): Uint8Array | undefined;
  isFolder(path: string): boolean;
  real(path: string): string | undefined;
}

/** Objects that were fetched, by name; null: there is no such object; undefined: not fetched yet. */
export interface Shelf {
  readonly folder: (name: string) => ReadonlyMap<string, TreeItem> | null | undefined;
  readonly content: (name: string) => Uint8Array | null | undefined;
}

/** One file as it lies in a tree; of a symbolic link the content is where it leads. */
export interface TreeFile {
  /** Without a slash in front. */
  readonly path: string;
  readonly mode: string;
  readonly bytes: Uint8Array;
}

/** One tree as far as it was fetched. */
export interface TreeView {
  readonly files: Files;
  /** False only once it is known that there is no such tree. */
  readonly isThere: () => boolean;
  /** Every file at or below a path that counts. */
  readonly list: (path: string, counts?: (path: string) => boolean) => TreeFile[];
  /** Names of objects that were looked at and are not fetched yet. What was answered meanwhile is not to be believed. */
  readonly lacking: ReadonlySet<string>;
  /** Symbolic links that lead out of the tree, or round in circles; they count as nothing. */
  readonly strays: ReadonlySet<string>;
}

export const FOLDER = '40000';
const LINK = '120000';
/** A submodule: a folder whose files are in another repository. */
export const SUBMODULE = '160000';

/** As many links as Linux follows on one way (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * Looks at the tree in which these places are known (paths from `/`, which must be one of them). Links are followed
 * inside the tree and nowhere else. `places` grows with what was found, so it may serve many views of the same tree.
 */
export const viewTree = (shelf: Shelf, places: Map<string, TreeItem | null>): TreeView => {
  const lacking = new Set<string>();
  const strays = new Set<string>();
  const look = <Found>(found: Found | undefined, name: string): Found | undefined => {
    if (found === undefined) lacking.add(name);
    return found;
  };
  const place = (path: string): TreeItem | null | undefined => {
    const known = places.get(path);
    if (known !== undefined) return known;
    const parent = place(posix.dirname(path));
    if (parent === undefined) return undefined;
    const items = parent?.mode === FOLDER ? folder(parent.id) : null;
    if (items === undefined) return undefined;
    const found = items?.get(posix.basename(path)) ?? null;
    places.set(path, found);
    return found;
  };
  const folder: Shelf['folder'] = (name) => look(shelf.folder(name), name);
  const content: Shelf['content'] = (name) => look(shelf.content(name), name);
  const target = ({ id }: TreeItem): string | null | undefined => {
    const bytes = content(id);
    return bytes && Buffer.from(bytes).toString('utf8');
  };
  const real = (path: string): string | null | undefined =>
    follow(path, { place, target, strays, links: [] });
  const item = (path: string): TreeItem | null | undefined => {
    const found = real(path);
    return typeof found === 'string' ? place(found) : found;
  };
  return {
    isThere: () => folder(places.get('/')?.id ?? '') !== null,
    list: (path, counts = () => true) => filesBelow(path, { place, folder, content, counts }),
    files: {
      real: (path) => real(path) ?? undefined,
      isFolder: (path) => [FOLDER, SUBMODULE].includes(item(path)?.mode ?? ''),
      read: (path) => {
        const found = item(path);
        if (!found?.mode.startsWith('100')) return undefined;
        return content(found.id) ?? undefined;
      },
    },
    lacking,
    strays,
  };
};

interface Listing extends Shelf {
  readonly place: (path: string) => TreeItem | null | undefined;
  readonly counts: (path: string) => boolean;
}

const filesBelow = (path: string, listing: Listing): TreeFile[] => {
  const found = listing.place(path);
  if (!found || found.mode === SUBMODULE) return [];
  if (found.mode === FOLDER)
    return [...(listing.folder(found.id)?.keys() ?? [])].flatMap((name) =>
      filesBelow(posix.join(path, name), listing),
    );
  const bytes = listing.counts(path.slice(1)) ? listing.content(found.id) : null;
  return bytes ? [{ path: path.slice(1), mode: found.mode, bytes }] : [];
};

interface Way {
  readonly place: (path: string) => TreeItem | null | undefined;
  /** The text of a link. */
  readonly target: (link: TreeItem) => string | null | undefined;
  readonly strays: Set<string>;
  /** Links that were followed already. */
  readonly links: string[];
}

/** Where a path ends once every link on the way is followed; null: nowhere; undefined: not known yet. */
const follow = (path: string, way: Way): string | null | undefined => {
  let here = '/';
  const rest = partsOf(path);
  for (let name = rest.pop(); name !== undefined; name = rest.pop()) {
    const found = enter(here, name, way);
    if (!found) return found;
    const next = posix.join(here, name);
    if (found.mode !== LINK) {
      here = next;
      continue;
    }
    const more = behind(next, found, way);
    if (!more) return more;
    rest.push(...more);
  }
  return here;
};

const enter = (here: string, name: string, way: Way): TreeItem | null | undefined => {
  if (name !== '..' || here !== '/') return way.place(posix.join(here, name));
  way.strays.add(way.links.at(-1) ?? here);
  return null;
};

/** The parts of the path to which a link leads from its folder; null where it leads out of any tree, or nowhere. */
const behind = (path: string, link: TreeItem, way: Way): string[] | null | undefined => {
  const to = way.target(link);
  if (to === undefined) return undefined;
  way.links.push(path);
  if (to !== null && to !== '' && !to.startsWith('/') && way.links.length <= MOST_LINKS) return partsOf(to);
  way.strays.add(path);
  return null;
};

/** The last part first, so that the next one is taken from the end. */
const partsOf = (path: string): string[] =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .reverse();
