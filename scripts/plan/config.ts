import { createHash } from 'node:crypto';
import { pathsOf } from '../check/references.ts';
import { isConfigPath, isKustomization } from '../model/configuration.ts';
import type { BlobId, ServiceName } from '../model/names.ts';
import type { TreeEntry } from '../model/repository.ts';

/** A name for the content of one service's configuration: equal names, equal content. */
export type Content = string & { readonly __brand: 'content' };

/** One commit's files, as far as they are known. */
export interface TreeView {
  /** Files at or below a path; empty where nothing is; undefined: not looked up yet. */
  readonly below: (path: string) => readonly TreeEntry[] | undefined;
  /** What `referencesIn` finds in a kustomization file that lies so deep; undefined: not read yet. */
  readonly references: (blob: BlobId, depth: number) => readonly string[] | undefined;
}

export interface Closure {
  readonly content: Content;
  /** Paths outside the service's folder, or not counted in it, that the configuration refers to. Sorted. */
  readonly outside: readonly string[];
}

/** What has to be looked up before a closure can be told. */
export interface Wanted {
  readonly paths: readonly string[];
  readonly blobs: readonly BlobId[];
}

/**
 * The configuration of one service at one commit: every file of its folder that counts (`isConfigPath`), and whatever
 * the kustomization files among them refer to outside it, transitively. Answers what is missing while that is not
 * known. A path that does not exist belongs to the configuration as an absence.
 */
export const closure = (service: ServiceName, tree: TreeView): Closure | Wanted => {
  const folder = `services/${service}/`;
  const files = new Map<string, TreeEntry>();
  const roots = new Set([folder.slice(0, -1)]);
  const paths = new Set<string>();
  const blobs = new Set<BlobId>();
  const take = (file: TreeEntry): void => {
    files.set(file.path, file);
    if (!isKustomization(file.path)) return;
    const references = tree.references(file.blob, depthIn(folder, file.path));
    if (references === undefined) blobs.add(file.blob);
    for (const path of outsideOf(folder, file.path, references ?? [])) roots.add(path);
  };
  // A set that grows while it is iterated yields what was added, too.
  for (const root of roots) {
    const below = tree.below(root);
    if (below === undefined) paths.add(root);
    for (const file of below ?? []) if (file.path === root || isConfigPath(file.path)) take(file);
  }
  if (paths.size + blobs.size > 0) return { paths: [...paths], blobs: [...blobs] };
  return { content: contentName(files.values()), outside: [...roots].slice(1).sort() };
};

/** How many folders a file of this service lies below the service's own; 0 for a file that is not its own. */
const depthIn = (folder: string, file: string): number =>
  file.startsWith(folder) ? file.slice(folder.length).split('/').length - 1 : 0;

export const isClosure = (answer: Closure | Wanted): answer is Closure => 'content' in answer;

const contentName = (files: Iterable<TreeEntry>): Content => {
  const rows = [...files].map((file) => `${file.mode} ${file.blob} ${file.path}\0`).sort();
  return createHash('sha256').update(rows.join('')).digest('hex') as Content;
};

/** Where a kustomization file's references lead outside the service's folder, or to what does not count there. */
const outsideOf = (folder: string, file: string, references: readonly string[]): string[] =>
  pathsOf(file, references).filter((path) => !(`${path}/`.startsWith(folder) && isConfigPath(path)));
