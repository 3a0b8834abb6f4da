import { BuildFailure } from '../failure.ts';
import {
  isMapping,
  isNull,
  isScalar,
  type Node,
  type Sequence,
  sequence,
  unresolved,
} from '../object/node.ts';
import type { KeyedLists, MergeItems } from './keyed-lists.ts';
import { requireKind } from './node-kinds.ts';

/** Beyond this the real tool needs minutes: its time grows with the square of the items and more. */
const MOST_ITEMS = 4000;

/** Which fields of an item must say what. */
interface Key {
  readonly names: readonly string[];
  readonly values: readonly string[];
}

/**
 * Merges lists in which keys are missing or there twice, step by step as the real tool does
 * (kyaml/yaml/walk/associative_sequence.go): what comes of it is its accident, but people's output depends on it.
 * Throws BuildFailure for lists that are too long for that.
 */
export const mergeLooseLists = (lists: KeyedLists, mergeItems: MergeItems): Sequence => {
  const names = lists.keys.length === 0 ? [''] : lists.keys;
  const dest = sequence([...lists.dest.items]);
  const patch = lists.patch === lists.dest ? dest : lists.patch;
  refuseTooLong(dest.items.length + (patch?.items.length ?? 0));
  const values = matched(distinctValues([...(patch?.items ?? []), ...dest.items], names), names);
  if (values.length === 0) return dest;
  const used = usedNames(values, names);
  const added = sequence();
  for (const value of values) {
    const key = { names: used, values: value.filter((_, index) => used.includes(names[index] ?? '')) };
    const merged = mergeItems(firstMatch(dest, key), patch && firstMatch(patch, key));
    if (merged === undefined || isNull(merged) || isEmptyMapping(merged)) setItem(dest, key, undefined);
    else setItem(added, key, withKey(merged, key));
  }
  appendAll(added, dest, used);
  return added;
};

const refuseTooLong = (count: number): void => {
  if (count > MOST_ITEMS)
    throw new BuildFailure(
      `cannot merge lists of ${count} items that their merge keys do not tell apart: ${MOST_ITEMS} are the most`,
    );
};

const isEmptyMapping = (node: Node): boolean => isMapping(node) && node.entries.size === 0;

/** The text of a node as it was written; '' for what is no scalar. */
const written = (node: Node | undefined): string => (isScalar(node) ? node.value : '');

const fieldText = (item: Node, name: string): string => {
  const field = isMapping(item) ? item.entries.get(name) : undefined;
  return isNull(field) ? '' : written(field);
};

const distinctValues = (items: readonly Node[], names: readonly string[]): string[][] => {
  const found = new Map<string, string[]>();
  for (const item of items) {
    const values = names.map((name) => (name === '' ? written(item) : fieldText(item, name)));
    const key = values.join('\0');
    if (!found.has(key)) found.set(key, values);
  }
  return [...found.values()];
};

/** With several keys, values that agree as far as both have them become the same. */
const matched = (values: string[][], names: readonly string[]): string[][] => {
  if (names.length < 2 || values.every((value) => !value.includes(''))) return values;
  for (const [index, one] of values.entries()) {
    for (const [other, another] of values.entries()) {
      const both = union(one, another);
      if (both === undefined) continue;
      values[index] = both;
      values[other] = both;
    }
  }
  return values;
};

const union = (one: readonly string[], other: readonly string[]): string[] | undefined => {
  const conflict = one.some((value, at) => value !== other[at] && value !== '' && other[at] !== '');
  if (conflict || !one.some((value, at) => value === other[at])) return undefined;
  return one.map((value, at) => (value === '' ? (other[at] ?? '') : value));
};

/** The keys that any item has; all of them where no item has any. */
const usedNames = (values: readonly string[][], names: readonly string[]): readonly string[] => {
  const used = names.filter((_, at) => values.some((value) => value[at] !== ''));
  return used.length === 0 ? names : used;
};

/** The first item that has the values; values that are empty do not count unless all are. */
const firstMatch = (list: Sequence, { names, values }: Key): Node | undefined => {
  if (names[0] === '') return list.items.find((item) => written(item) === values[0]);
  const all = values.every((value) => value === '');
  const wanted = names.flatMap((name, at) =>
    all || values[at] !== '' ? [[name, values[at] ?? ''] as const] : [],
  );
  return list.items.find(
    (item) =>
      isMapping(item) &&
      wanted.every(([name, value]) => item.entries.has(name) && written(item.entries.get(name)) === value),
  );
};

/** Makes sure that an item says by what it is told apart. */
const withKey = (item: Node, { names, values }: Key): Node => {
  if (!isMapping(item)) return item;
  for (const [at, name] of names.entries()) {
    const value = values[at] ?? '';
    if (value === '' || item.entries.has(name)) continue;
    item.entries.set(name, unresolved(value));
  }
  return item;
};

/**
 * Puts an item in the place of every one that has the values, or at the end where none has; without an item those go.
 * Empty items go in any case (kyaml/yaml/fns.go, ElementSetter).
 */
const setItem = (list: Sequence, key: Key, item: Node | undefined): void => {
  let found = false;
  list.items = list.items.flatMap((one) => {
    if (isNull(one) || isEmptyMapping(one)) return [];
    if (!isMapping(one) && setsMappings(key)) return [one];
    if (!hasKey(one, key)) return key.values.length > 0 ? [one] : [];
    found = true;
    return item === undefined ? [] : [item];
  });
  if (item !== undefined && !isNull(item) && !found) list.items.push(item);
};

const setsMappings = ({ names, values }: Key): boolean => (names[0] ?? '') !== '' && (values[0] ?? '') !== '';

/** An empty value asks only for the field to be there; a value that is not there asks what the one before it did. */
const hasKey = (item: Node, { names, values }: Key): boolean => {
  let found = false;
  for (const [at, name] of names.entries()) {
    const value = values[at];
    if (value !== undefined) found = hasField(item, name, value);
    if (!found) return false;
  }
  return found;
};

const hasField = (item: Node, name: string, value: string): boolean => {
  requireKind(item, name === '' ? 'scalar' : 'mapping');
  if (!isMapping(item)) return written(item) === value;
  const field = item.entries.get(name);
  return field !== undefined && (value === '' || written(field) === value);
};

/** Puts every item of a list into another, by its keys. One without a key is added whatever is there. */
const appendAll = (into: Sequence, from: Sequence, names: readonly string[]): void => {
  for (const item of from.items) {
    if (names[0] === '') {
      setItem(into, { names, values: [written(item)] }, item);
      continue;
    }
    const values = presentValues(into, item, names);
    if (names.length > 1) setItem(into, { names, values }, undefined);
    setItem(into, { names, values }, item);
  }
};

const presentValues = (into: Sequence, item: Node, names: readonly string[]): string[] => {
  const values: string[] = [];
  requireKind(item, 'mapping');
  for (const name of names) {
    const field = isMapping(item) ? item.entries.get(name) : undefined;
    if (field === undefined) into.items.push(item);
    else values.push(written(field));
  }
  return values;
};
