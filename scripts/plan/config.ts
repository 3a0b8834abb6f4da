import { createHash } from 'node:crypto';
import posix from 'node:path/posix';
import { isPair, isScalar, type Node, type Pair, parseDocument, visit } from 'yaml';
import { isConfigPath, isKustomization } from '../history/configuration.ts';
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

/** Where a kustomization file's references lead, inside this repository. A web address or a way out leads nowhere. */
const outsideOf = (folder: string, file: string, references: readonly string[]): string[] =>
  references
    .filter((reference) => !reference.startsWith('/') && !reference.includes('://'))
    .map((reference) => posix.join(posix.dirname(file), reference).replace(/\/$/, ''))
    .filter((path) => path !== '.' && path !== '..' && !path.startsWith('../'))
    .filter((path) => !(`${path}/`.startsWith(folder) && isConfigPath(path)));

/** Keys of a kustomization under which file and folder names stand (kustomize 5, "kustomization.yaml reference"). */
const PATH_KEYS = new Set([
  'additionalValuesFiles',
  'bases',
  'chartHome',
  'components',
  'configurations',
  'crds',
  'env',
  'envs',
  'files',
  'generators',
  'patches',
  'patchesStrategicMerge',
  'path',
  'resources',
  'transformers',
  'validators',
  'valuesFile',
]);

/** Longer than any path; a longer scalar is a patch. */
const LONGEST = 1024;
/** A kustomization file beyond this many characters is no work of people; nothing in it is followed. */
const LARGEST = 1_000_000;

/**
 * Paths that a kustomization file refers to and that may lie outside its service's folder or among the files that do
 * not count there. `depth` is how many folders below the service's own it lies: the text is parsed only where so many
 * steps up are possible at all, because most files name their neighbours. With 0 it is always parsed.
 */
export const referencesIn = (text: string, depth: number): readonly string[] => {
  if (text.length > LARGEST || !mayLeave(text, depth)) return [];
  const found: string[] = [];
  try {
    visit(parseDocument(text, { logLevel: 'silent' }), {
      Scalar: (key, node, ancestors) => {
        const { value } = node;
        if (key === 'key' || typeof value !== 'string' || value.length > LONGEST || value.includes('\n'))
          return;
        if (PATH_KEYS.has(keyAbove(ancestors))) found.push(...withoutName(value));
      },
    });
  } catch {
    // Nested so deeply that the parser gives up: kustomize would too.
    return [];
  }
  return found;
};

/** A file of a generator may be written `name=path`. */
const withoutName = (value: string): string[] =>
  value.includes('=') ? [value, value.slice(value.indexOf('=') + 1)] : [value];

const keyAbove = (ancestors: readonly unknown[]): string => {
  const pair = ancestors.findLast((node): node is Pair<Node> => isPair(node as Node));
  return pair !== undefined && isScalar(pair.key) ? String(pair.key.value) : '';
};

/** A path leaves a folder only with more steps up than the file lies deep; an escape could hide one. */
const mayLeave = (text: string, depth: number): boolean =>
  depth < 1 ||
  /\\|\.md\b|releases\/|\.\.\/service\.yaml/i.test(text) ||
  text.split('\n').some((line) => line.split('..').length - 1 > depth);
