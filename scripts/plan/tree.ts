import { createHash } from 'node:crypto';
import type { BlobId } from '../model/names.ts';
import type { TreeItem } from '../model/repository.ts';

const FOLDER = '40000';

const hash = (kind: 'blob' | 'tree', bytes: Buffer): string =>
  createHash('sha1').update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');

/** The id under which Git would store this text. */
export const blobIdOf = (text: string): BlobId => hash('blob', Buffer.from(text, 'utf8')) as BlobId;

/** Git sorts a folder as if its name ended in a slash, by bytes. */
export const inGitOrder = (items: readonly TreeItem[]): TreeItem[] => {
  const key = (item: TreeItem): Buffer =>
    Buffer.from(item.mode === FOLDER ? `${item.name}/` : item.name, 'utf8');
  return [...items].sort((one, other) => Buffer.compare(key(one), key(other)));
};

/** The id under which Git would store a folder of these items. */
export const treeIdOf = (items: readonly TreeItem[]): string => {
  const rows = inGitOrder(items).flatMap((item) => [
    Buffer.from(`${item.mode} ${item.name}\0`, 'utf8'),
    Buffer.from(item.id, 'hex'),
  ]);
  return hash('tree', Buffer.concat(rows));
};

/** The folders from the root to the one whose files change, each with its items; the root first. */
export type Levels = readonly { readonly name: string; readonly items: readonly TreeItem[] }[];

/**
 * The id of the root after files of the deepest folder got these texts (undefined: the file goes). So it can be told
 * whether a commit holds exactly what this product would write, without having that commit.
 */
export const rootAfter = (levels: Levels, texts: ReadonlyMap<string, string | undefined>): string => {
  const deepest = levels.at(-1)?.items ?? [];
  const modes = new Map(deepest.map((item) => [item.name, item.mode]));
  const written = [...texts].flatMap(([name, text]) =>
    text === undefined ? [] : { name, mode: modes.get(name) ?? '100644', id: blobIdOf(text) },
  );
  let id = treeIdOf([...deepest.filter((item) => !texts.has(item.name)), ...written]);
  for (let depth = levels.length - 1; depth > 0; depth -= 1) {
    const { name } = levels[depth] as Levels[number];
    const above = (levels[depth - 1] as Levels[number]).items.filter((item) => item.name !== name);
    id = treeIdOf([...above, { mode: FOLDER, name, id }]);
  }
  return id;
};
