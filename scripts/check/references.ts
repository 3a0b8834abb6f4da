import posix from 'node:path/posix';
import { isPair, isScalar, type Node, type Pair, visit } from 'yaml';
import { isConfigPath, isKustomization } from '../model/configuration.ts';
import { documentsOf } from './yaml.ts';

/**
 * Where a kustomization file, or a symbolic link, leads outside the folder it belongs to: paths inside this repository,
 * sorted. A web address or a way out leads nowhere, and neither does a file that is no kustomization.
 */
export const leadsOf = (file: string, text: string, isLink: boolean): string[] => {
  const top = topOf(file);
  if (top === undefined || !(isLink || isKustomization(file))) return [];
  const depth = file.slice(top.length + 1).split('/').length - 1;
  const references = isLink ? [text] : referencesIn(text, depth);
  return [...new Set(pathsOf(file, references).filter((path) => !isOwn(top, path)))].sort();
};

const isOwn = (top: string, path: string): boolean => `${path}/`.startsWith(`${top}/`) && isConfigPath(path);

/** The folder of the service, or of the component, that a file belongs to; undefined elsewhere. */
export const topOf = (file: string): string | undefined =>
  /^services\/(?:components\/)?[^/]+(?=\/)/.exec(file)?.[0];

/** Paths that references from a file mean inside this repository. */
export const pathsOf = (file: string, references: readonly string[]): string[] =>
  references
    .filter((reference) => !reference.startsWith('/') && !reference.includes('://'))
    .map((reference) => posix.join(posix.dirname(file), reference).replace(/\/$/, ''))
    .filter((path) => path !== '.' && path !== '..' && !path.startsWith('../'));

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
  const [document] = documentsOf(text);
  if (document === undefined) return found;
  visit(document, {
    Scalar: (key, node, ancestors) => {
      const { value } = node;
      if (key === 'key' || typeof value !== 'string' || value.length > LONGEST || value.includes('\n'))
        return;
      if (PATH_KEYS.has(keyAbove(ancestors))) found.push(...withoutName(value));
    },
  });
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
