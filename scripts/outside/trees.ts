import type { BlobId, CommitId } from '../model/names.ts';
import type { TreeEntry, TreeItem } from '../model/repository.ts';
import type { Git } from './git.ts';
import type { GitObject } from './objects.ts';

/** A path at a commit. */
export interface TreeQuestion {
  readonly revision: CommitId;
  readonly path: string;
}

/** Reads folders of any commit, many at once: one process a question, however many commits and levels it is about. */
export interface Trees {
  /** The ids of what stands at these paths, in their order; undefined where nothing does. */
  find(questions: readonly TreeQuestion[]): Promise<(string | undefined)[]>;
  /** The items of each folder; an id that is no folder is absent. */
  items(ids: Iterable<string>): Promise<ReadonlyMap<string, readonly TreeItem[]>>;
  /** Every file at or below these paths, in their order. */
  below(questions: readonly TreeQuestion[]): Promise<TreeEntry[][]>;
}

const FOUND = /^([0-9a-f]{40}) (tree|blob|commit)$/;
const FILE = '100644';
const FOLDER = '40000';
const SUBMODULE = '160000';

export const openTrees = (git: Git): Trees => {
  const known = new Map<string, readonly TreeItem[]>();

  const look = async (questions: readonly TreeQuestion[]): Promise<(RegExpExecArray | null)[]> => {
    if (questions.length === 0) return [];
    // A name with a line break cannot be asked for in this protocol; it stands for nothing then.
    const lines = questions.map(({ revision, path }) => (path.includes('\n') ? '-' : `${revision}:${path}`));
    const answer = await git.run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
      input: `${lines.join('\n')}\n`,
    });
    return answer.split('\n').map((line) => FOUND.exec(line));
  };

  const items: Trees['items'] = async (ids) => {
    const unknown = [...new Set(ids)].filter((id) => !known.has(id));
    for (const [id, bytes] of await git.blobs(unknown as BlobId[])) known.set(id, parseItems(bytes));
    return known;
  };

  const roots = new Map<string, TreeItem | undefined>();

  /** Learns all that lies below these paths, level by level, in one process. */
  const descend = (questions: readonly TreeQuestion[]): Promise<void> =>
    git.objects(async (read) => {
      const found = await read(questions.map(nameOf));
      let level = found.filter((object) => object?.type === 'tree');
      while (level.length > 0) {
        for (const folder of level) if (folder) known.set(folder.id, parseItems(folder.bytes));
        const deeper = level.flatMap((folder) => (known.get(folder?.id ?? '') ?? []).filter(isFolder));
        const fresh = new Set(deeper.map((item) => item.id).filter((id) => !known.has(id)));
        level = (await read([...fresh])).filter((object) => object?.type === 'tree');
      }
      for (const [index, question] of questions.entries())
        roots.set(nameOf(question), rootOf(found[index], question.path));
    });

  return {
    find: async (questions) => (await look(questions)).map((found) => found?.[1]),
    items,
    below: async (questions) => {
      const fresh = questions.filter((question) => !roots.has(nameOf(question)));
      if (fresh.length > 0) await descend(fresh);
      return questions.map((question) => {
        const root = roots.get(nameOf(question));
        return root === undefined ? [] : filesOf(root, known);
      });
    },
  };
};

const nameOf = ({ revision, path }: TreeQuestion): string => `${revision}:${path}`;

const isFolder = (item: TreeItem): boolean => item.mode === FOLDER;

const rootOf = (found: GitObject | undefined, path: string): TreeItem | undefined => {
  if (found === undefined || (found.type !== 'tree' && found.type !== 'blob')) return undefined;
  return { name: path, id: found.id, mode: found.type === 'tree' ? FOLDER : FILE };
};

const filesOf = (item: TreeItem, known: ReadonlyMap<string, readonly TreeItem[]>): TreeEntry[] => {
  if (!isFolder(item)) return [{ path: item.name, mode: item.mode, blob: item.id as BlobId }];
  return (known.get(item.id) ?? [])
    .filter((one) => one.mode !== SUBMODULE)
    .flatMap((one) =>
      filesOf({ ...one, name: item.name === '' ? one.name : `${item.name}/${one.name}` }, known),
    );
};

/** A tree object: `<mode> <name>`, a zero byte, twenty bytes of id, and again (gitformat-pack(5)). */
export const parseItems = (bytes: Buffer): TreeItem[] => {
  const found: TreeItem[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const zero = bytes.indexOf(0, space);
    found.push({
      mode: bytes.toString('latin1', at, space),
      name: bytes.toString('utf8', space + 1, zero),
      id: bytes.toString('hex', zero + 1, zero + 21),
    });
    at = zero + 21;
  }
  return found;
};
