import { BuildFailure, within } from '../failure.ts';
import type { ReplacementTarget } from '../kustomization/kustomization.ts';
import { copy, isMapping, isScalar, isSequence, type Mapping, type Node } from '../object/node.ts';
import { splitPath } from './field-path.ts';
import { copyIntoText } from './replacement-embedded.ts';
import { type Field, fieldsAt } from './replacement-fields.ts';
import { plainText } from './replacement-lookup.ts';

/** How much the replacements of one kustomization may still copy: each can double what the one before it left. */
export interface Allowance {
  left: number;
}

const MOST_COPIED = 2 ** 26;
const PER_VALUE = 32;

/** What one kustomization may copy: 64 MB of text, or two million values. */
export const allowance = (): Allowance => ({ left: MOST_COPIED });

interface Copying {
  readonly value: Node;
  readonly target: ReplacementTarget;
  readonly left: Allowance;
}

/** Copies a value into the fields that a target names. Throws BuildFailure where one is not there. */
export const copyInto = (root: Mapping, copying: Copying): void => {
  const { fieldPaths } = copying.target;
  for (const path of fieldPaths.length === 0 ? ['metadata.name'] : fieldPaths)
    copyToPath(root, path, copying);
};

const copyToPath = (root: Mapping, path: string, copying: Copying): void => {
  const { value, target } = copying;
  const create = target.options?.create === true ? value.kind : undefined;
  const search = { path: splitPath(path), create };
  const missing = `unable to find ${create === undefined ? '' : 'or create '}field ${JSON.stringify(path)} in replacement target`;
  let fields: Field[];
  try {
    fields = within(missing, () => fieldsAt({ node: root, put: () => undefined }, search), { field: path });
  } catch (error) {
    if (error instanceof BuildFailure && copyIntoText(root, search, value)) return;
    throw error;
  }
  if (fields.length === 0) throw new BuildFailure(missing, { field: path });
  for (const field of fields) setField(field, copying);
};

const setField = (field: Field, { value, target, left }: Copying): void => {
  spend(left, value);
  const { node, put } = field;
  const joined = withDelimiter(node, value, target);
  if (isScalar(node)) node.value = joined ?? (isScalar(value) ? value.value : '');
  else if (isMapping(node) && isMapping(value)) refill(node, copy(value));
  else if (isSequence(node) && isSequence(value)) node.items = copy(value).items;
  else put(copy(value));
};

/** In place: a later target may lie inside, or be where the value comes from. */
const refill = (node: Mapping, { entries }: Mapping): void => {
  node.entries.clear();
  for (const [key, value] of entries) node.entries.set(key, value);
};

/** The text of a field after one of its parts was replaced, or one was added before or behind. */
const withDelimiter = (node: Node, value: Node, { options }: ReplacementTarget): string | undefined => {
  if (options === undefined || options.delimiter === '') return undefined;
  if (!isScalar(node)) throw new BuildFailure('delimiter option can only be used with scalar nodes');
  const parts = node.value.split(options.delimiter);
  const text = plainText(value);
  if (options.index < 0) parts.unshift(text);
  else parts[Math.min(options.index, parts.length)] = text;
  return parts.join(options.delimiter);
};

const spend = (allowed: Allowance, value: Node): void => {
  allowed.left -= weight(value);
  if (allowed.left < 0)
    throw new BuildFailure('replacements copy more than 64 MB', { field: 'replacements' });
};

const weight = (node: Node): number => {
  if (isScalar(node)) return PER_VALUE + node.value.length;
  if (isSequence(node)) return node.items.reduce((sum, item) => sum + weight(item), PER_VALUE);
  let sum = PER_VALUE;
  for (const [key, value] of node.entries) sum += key.length + weight(value);
  return sum;
};
