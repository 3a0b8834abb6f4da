import { createHash } from 'node:crypto';
import posix from 'node:path/posix';
import { pathsOf } from '../check/references.ts';
import { isConfigPath, isKustomization } from '../model/configuration.ts';
import type { BlobId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Environment, TreeEntry } from '../model/repository.ts';
import type { Reads } from '../render/reads.ts';

/** A name for the content of one service's configuration: equal names, equal content. */
export type Content = string & { readonly __brand: 'content' };

/** One commit's files, as far as they are known. */
export interface TreeView {
  /** Files at or below a path; empty where nothing is; undefined: not looked up yet. */
  readonly below: (path: string) => readonly TreeEntry[] | undefined;
  /** What `referencesIn` finds in a kustomization file that lies so deep, or where a link leads; undefined: not read yet. */
  readonly references: (blob: BlobId, depth: number | '120000') => readonly string[] | undefined;
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
 * Everything that the configuration of one service could be made of at one commit: every file of its folder that counts
 * (`isConfigPath`), and whatever the kustomization files and links among them lead to outside it, transitively. kustomize
 * reads nothing beyond (its load restrictions), so where this is equal, everything is. Answers what is missing while that
 * is not known. A path that does not exist belongs to it as an absence.
 */
export const closure = (service: ServiceName, tree: TreeView): Closure | Wanted => {
  const folder = `services/${service}/`;
  const files = new Map<string, TreeEntry>();
  const roots = new Set([folder.slice(0, -1)]);
  const paths = new Set<string>();
  const blobs = new Set<BlobId>();
  const take = (file: TreeEntry): void => {
    files.set(file.path, file);
    const isLink = file.mode === LINK;
    if (!isLink && !isKustomization(file.path)) return;
    const references = tree.references(file.blob, isLink ? LINK : depthIn(folder, file.path));
    if (references === undefined) blobs.add(file.blob);
    for (const path of outsideOf(folder, file.path, references ?? [])) roots.add(path);
  };
  // A set that grows while it is iterated yields what was added, too.
  for (const root of roots) {
    const below = tree.below(root);
    if (below === undefined) paths.add(root);
    // A kustomization in the root itself can read all that lies below it.
    const isRead = (below ?? []).some(({ path }) => isKustomization(path) && posix.dirname(path) === root);
    for (const file of below ?? []) if (isRead || file.path === root || isConfigPath(file.path)) take(file);
  }
  if (paths.size + blobs.size > 0) return { paths: [...paths], blobs: [...blobs] };
  return { content: contentName('folder', rowsOf(files.values())), outside: [...roots].slice(1).sort() };
};

/** The mode of a symbolic link. */
const LINK = '120000';

/**
 * The configuration of one service as far as some environments read it: the one that is compared, first, and all
 * downstream of it, so that what is meant for production travels through every environment on the way. Where the overlay
 * of the first is missing, or any cannot be built, nobody knows what is read: then only the whole of `closure` is equal to
 * itself. An overlay that is missing further down reads nothing.
 */
export const contentOf = ({ content }: Pick<Closure, 'content'>, reads: readonly Reads[]): Content => {
  if (!isKnown(reads)) return content;
  const rows = reads.flatMap((one) => (typeof one === 'string' ? [] : one.map((file) => file.join('\0'))));
  return contentName('read', [...new Set(rows)]);
};

/** Can it be told what is read? */
export const isKnown = (reads: readonly Reads[]): boolean =>
  reads[0] !== 'absent' && !reads.includes('unbuildable');

/** An environment and all that are promoted from it, directly or not; the first one is the environment itself. */
export const seenBy = (
  environments: ReadonlyMap<EnvironmentName, Pick<Environment, 'promotesFrom'>>,
  target: EnvironmentName,
): EnvironmentName[] => {
  const seen = new Set([target]);
  for (const name of seen)
    for (const [other, { promotesFrom }] of environments) if (promotesFrom.includes(name)) seen.add(other);
  return [target, ...[...seen].slice(1).sort()];
};

/** How many folders a file of this service lies below the service's own; 0 for a file that is not its own. */
const depthIn = (folder: string, file: string): number =>
  file.startsWith(folder) ? file.slice(folder.length).split('/').length - 1 : 0;

export const isClosure = (answer: Closure | Wanted): answer is Closure => 'content' in answer;

const rowsOf = (files: Iterable<TreeEntry>): string[] =>
  [...files].map((file) => `${file.mode} ${file.blob} ${file.path}`);

/** Names of the two kinds are never equal. */
const contentName = (kind: 'folder' | 'read', rows: readonly string[]): Content =>
  `${kind} ${createHash('sha256')
    .update([...rows].sort().join('\0\0'))
    .digest('hex')}` as Content;

/** Where a kustomization file's references lead outside the service's folder, or to what does not count there. */
const outsideOf = (folder: string, file: string, references: readonly string[]): string[] =>
  pathsOf(file, references).filter((path) => !(`${path}/`.startsWith(folder) && isConfigPath(path)));
