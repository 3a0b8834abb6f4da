import { BuildFailure } from '../failure.ts';
import {
  copy,
  isMapping,
  isNull,
  isScalar,
  isSequence,
  mapping,
  type Node,
  sequence,
  unresolved,
} from '../object/node.ts';
import { requireKind } from '../patch/node-kinds.ts';
import { goRegExp } from '../patch/regexp.ts';
import { emit } from '../yaml/emit.ts';
import { resolve } from '../yaml/resolve.ts';
import { conditionOf, isCondition, positionOf } from './field-path.ts';
import { plainText, withoutCondition } from './replacement-lookup.ts';

/** A value and how another one takes its place. */
export interface Field {
  readonly node: Node;
  readonly put: (node: Node) => void;
}

/** What is missing is created where a kind is given: the last part as a value of that kind. */
export interface Search {
  readonly path: readonly string[];
  readonly create: Node['kind'] | undefined;
}

/**
 * Every field a path leads to, in order (kyaml/yaml/match.go, PathMatcher): `*` is each item of a list, a condition
 * each item whose field matches a regular expression. Throws BuildFailure where the path does not fit the values.
 */
export const fieldsAt = (field: Field, { path, create }: Search): Field[] => {
  const [part, ...rest] = path;
  if (part === undefined) return [field];
  const search = { path: rest, create };
  const position = positionOf(part);
  if (position !== undefined && position >= 0) return atPosition(field.node, position, search);
  if (isCondition(part)) return withCondition(field.node, part, search);
  if (part === '*') return itemsOf(field.node).flatMap((item) => fieldsAt(item, search));
  return named(field, part, search);
};

const named = ({ node, put }: Field, name: string, search: Search): Field[] => {
  if (name === '') return unnamed({ node, put }, search);
  requireKind(node, 'mapping');
  if (!isMapping(node) && search.create === undefined) return [];
  // What is created inside a null is created, but nobody ever sees it: the null stays.
  const { entries } = isMapping(node) ? node : mapping();
  if (!entries.has(name)) {
    if (search.create === undefined) return [];
    entries.set(name, created(search));
  }
  return fieldsAt({ node: entries.get(name) as Node, put: (value) => entries.set(name, value) }, search);
};

/**
 * An empty part is the value itself, if that is an empty text. Where it is not, and things may be created, the value is
 * emptied, and what is found is lost.
 */
const unnamed = (field: Field, search: Search): Field[] => {
  const { node, put } = field;
  requireKind(node, 'scalar');
  if (plainText(node) === '' && !isNull(node)) return fieldsAt(field, search);
  if (search.create === undefined) return [];
  const made = created(search);
  put(isScalar(node) && isScalar(made) ? { ...made, quoted: node.quoted } : made);
  return fieldsAt({ node: copy(made), put: () => undefined }, search);
};

const created = ({ path: [next = ''], create }: Search): Node => {
  if (isCondition(next) || (positionOf(next) ?? -1) >= 0) return sequence();
  return next === '' ? empty(create) : mapping();
};

const empty = (kind: Node['kind'] | undefined): Node => {
  if (kind === 'mapping') return mapping();
  return kind === 'sequence' ? sequence() : unresolved('');
};

const itemsOf = (node: Node): Field[] => {
  requireKind(node, 'sequence');
  return isSequence(node) ? node.items.map((_, index) => itemAt(node.items, index)) : [];
};

const itemAt = (items: Node[], index: number): Field => ({
  node: items[index] as Node,
  put: (value) => {
    items[index] = value;
  },
});

const atPosition = (node: Node, position: number, search: Search): Field[] => {
  requireKind(node, 'sequence');
  const items = isSequence(node) ? node.items : [];
  if (items.length === position && search.create !== undefined) items.push(created(search));
  if (items.length <= position)
    throw new BuildFailure(`index ${position} specified but only ${items.length} elements found`);
  return fieldsAt(itemAt(items, position), search);
};

const withCondition = (node: Node, part: string, search: Search): Field[] => {
  const condition = conditionOf(part);
  if (condition === undefined) throw withoutCondition();
  const { field, value } = condition;
  const fits = (item: Node): boolean => {
    const judged = field === '' ? item : isMapping(item) ? item.entries.get(field) : undefined;
    return judged !== undefined && goRegExp(value).matches(printed(judged));
  };
  // A condition on the item itself ends the path, whatever follows.
  const below = (item: Field): Field[] => (field === '' ? [item] : fieldsAt(item, search));
  const found = itemsOf(node)
    .filter((item) => fits(item.node))
    .flatMap(below);
  if (found.length > 0 || search.create === undefined) return found;
  const added = field === '' ? unresolved(value) : mapping([[field, unresolved(value)]]);
  if (!fits(added)) throw new BuildFailure(`${part} would not match the element that it creates`);
  const items = isSequence(node) ? node.items : [];
  items.push(added);
  return below(itemAt(items, items.length - 1));
};

/** A value as go-yaml v3 prints it: a text that was quoted still is. */
const printed = (node: Node): string => {
  if (!isScalar(node)) return emit(node).trim();
  const isText = node.tag === '!!str' || node.tag === '';
  const keeps = node.quoted || (node.tag === '!!str' && resolve(node.value, 'v3').tag !== '!!str');
  return isText && keeps ? JSON.stringify(node.value) : node.value.trim();
};
