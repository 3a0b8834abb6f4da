import type { Source } from './application.ts';

/** Sources are a few levels deep. What is nested beyond this is nobody's source, and equal to nothing. */
const DEEPEST = 30;

/** Do two sources say the same in every key, those included that are not read here? */
export const isSameSource = (one: Source | undefined, other: Source | undefined): boolean =>
  one !== undefined && other !== undefined && isSame(one.whole, other.whole, DEEPEST);

const isSame = (one: unknown, other: unknown, depth: number): boolean => {
  if (depth === 0) return false;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isSame(item, other[index], depth - 1));
  if (!isObject(one) || !isObject(other)) return one === other;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => isSame(heldAt(one, key), heldAt(other, key), depth - 1));
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null stands for a key that is not there. */
const heldAt = (object: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
