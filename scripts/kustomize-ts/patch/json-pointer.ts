import { BuildFailure } from '../failure.ts';
import {
  isMapping,
  isNull,
  isSequence,
  type Mapping,
  type Node,
  nothing,
  type Sequence,
} from '../object/node.ts';

/** Where an operation works: a container, and a key or index in it. */
export interface Spot {
  readonly container: Mapping | Sequence;
  readonly key: string;
}

/** The spot a JSON pointer leads to; undefined where the way there is missing (RFC 6901; evanphx/json-patch v4). */
export const spotOf = (document: Node, pointer: string): Spot | undefined => {
  const [, ...parts] = pointer.split('/').map(unescaped);
  const key = parts.pop();
  let here: Node | undefined = document;
  for (const part of parts) here = step(here, part);
  return key !== undefined && (isMapping(here) || isSequence(here)) ? { container: here, key } : undefined;
};

const unescaped = (part: string): string =>
  part.replace(/~[01]/g, (escaped) => (escaped === '~1' ? '/' : '~'));

const step = (here: Node | undefined, part: string): Node | undefined => {
  if (isMapping(here)) return here.entries.get(part);
  if (!isSequence(here)) return undefined;
  const index = indexOf(part);
  return typeof index === 'number' ? here.items[fromEnd(index, here.items.length)] : undefined;
};

/** The value at a spot; undefined where there is none, or null. Throws BuildFailure for an index out of bounds. */
export const getAt = ({ container, key }: Spot): Node | undefined => {
  const found = isMapping(container)
    ? container.entries.get(key)
    : container.items[boundIndex(key, container.items.length)];
  return isNull(found) ? undefined : found;
};

/** Replaces the value at a spot; a member of a mapping may be new. Throws like `getAt`. */
export const setAt = ({ container, key }: Spot, value: Node): void => {
  if (isMapping(container)) container.entries.set(key, value);
  else container.items[boundIndex(key, container.items.length)] = value;
};

/** Adds a value: to a list before what stands at the index, or behind everything for `-`. Throws like `getAt`. */
export const addAt = ({ container, key }: Spot, value: Node | undefined): void => {
  const added = value ?? nothing();
  if (isMapping(container)) container.entries.set(key, added);
  else if (key === '-') container.items.push(added);
  else container.items.splice(insertionIndex(key, container.items.length), 0, added);
};

const insertionIndex = (key: string, length: number): number => {
  const index = indexOf(key);
  if (typeof index !== 'number') throw index.within(`value was not a proper array index: '${key}'`);
  return bound(index, length + 1);
};

/** Removes what stands at a spot. Throws BuildFailure where nothing does. */
export const removeAt = ({ container, key }: Spot): void => {
  if (isSequence(container)) container.items.splice(boundIndex(key, container.items.length), 1);
  else if (!container.entries.delete(key))
    throw new BuildFailure(`Unable to remove nonexistent key: ${key}: missing value`);
};

const boundIndex = (key: string, length: number): number => {
  const index = indexOf(key);
  if (typeof index !== 'number') throw index;
  return bound(index, length);
};

/** An index within bounds; negative ones count from the end. */
const bound = (index: number, length: number): number => {
  if (index >= length || index < -length)
    throw new BuildFailure(`Unable to access invalid index: ${index}: invalid index referenced`);
  return fromEnd(index, length);
};

const fromEnd = (index: number, length: number): number => (index < 0 ? index + length : index);

const LARGEST = 2n ** 63n;

/** A number as Go's strconv.Atoi reads it, or why it is none. */
const indexOf = (key: string): number | BuildFailure => {
  const refused = (why: string): BuildFailure =>
    new BuildFailure(`strconv.Atoi: parsing ${JSON.stringify(key)}: ${why}`);
  if (!/^[+-]?\d+$/.test(key)) return refused('invalid syntax');
  const size = BigInt(key.replace(/^[+-]/, ''));
  if (size >= LARGEST) return refused('value out of range');
  return Number(size) * (key.startsWith('-') ? -1 : 1);
};
