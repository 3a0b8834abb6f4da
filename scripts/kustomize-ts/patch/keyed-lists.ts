import { isMapping, isNull, isScalar, type Node, type Sequence, sequence } from '../object/node.ts';
import { mergeLooseLists } from './loose-lists.ts';

/** Two lists whose items are told apart by fields, or by themselves where `keys` is empty. */
export interface KeyedLists {
  readonly dest: Sequence;
  readonly patch: Sequence | undefined;
  readonly keys: readonly string[];
}

/** Merges an item of the object with the patch's item of the same keys; undefined or null where it goes. */
export type MergeItems = (dest: Node | undefined, patch: Node | undefined) => Node | undefined;

/**
 * Merges lists item by item. What the patch names comes first, in its order; with several keys, only what it adds
 * (kyaml/yaml/walk/associative_sequence.go).
 */
export const mergeKeyedLists = (lists: KeyedLists, mergeItems: MergeItems): Sequence => {
  const { dest, patch, keys } = lists;
  const own = itemsByKey(dest, keys);
  const others = patch === dest ? own : itemsByKey(patch ?? sequence(), keys);
  if (own === undefined || others === undefined) return mergeLooseLists(lists, mergeItems);
  const gone = new Set<string>();
  const withGone = (key: string, merged: Node | undefined): Node | undefined => {
    if (!isGone(merged)) return merged;
    gone.add(key);
    return undefined;
  };
  const named = [...others].flatMap(([key, item]) => {
    const before = own.get(key);
    const merged = withGone(key, mergeItems(before, item));
    if (merged === undefined || (before !== undefined && keys.length > 1)) return [];
    return [before ?? merged];
  });
  const rest = [...own].flatMap(([key, item]) => {
    const isNamed = others.has(key);
    if (!isNamed) withGone(key, mergeItems(item, undefined));
    return gone.has(key) || (isNamed && keys.length < 2) ? [] : [item];
  });
  return sequence([...named, ...rest]);
};

/** Does nothing remain of a merged item? */
export const isGone = (merged: Node | undefined): merged is undefined =>
  merged === undefined || isNull(merged) || (isMapping(merged) && merged.entries.size === 0);

/** Items by what tells them apart; undefined where something is missing, empty or there twice. */
const itemsByKey = ({ items }: Sequence, keys: readonly string[]): Map<string, Node> | undefined => {
  const found = new Map<string, Node>();
  for (const item of items) {
    const key = keyOf(item, keys);
    if (key === undefined || found.has(key)) return undefined;
    found.set(key, item);
  }
  return found;
};

const keyOf = (item: Node, keys: readonly string[]): string | undefined => {
  const parts = keys.length === 0 ? [plainText(item)] : keys.map((key) => plainText(fieldOf(item, key)));
  return parts.includes(undefined) ? undefined : parts.join('\0');
};

const fieldOf = (item: Node, key: string): Node | undefined =>
  isMapping(item) ? item.entries.get(key) : undefined;

const plainText = (node: Node | undefined): string | undefined =>
  isScalar(node) && !isNull(node) && node.value !== '' ? node.value : undefined;
