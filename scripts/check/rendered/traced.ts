import type { Plain, PlainObject } from '../../render/plain.ts';

export type PlainPath = readonly (string | number)[];

export const isPlainObject = (value: Plain | undefined): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What somebody looked at in one object. */
interface Look {
  readonly proxy: object;
  /** Fields that were asked for. */
  readonly keys: Set<string>;
  /** Were all fields listed, whatever they are called? */
  listed: boolean;
}

/** A value that notes which of its fields are looked at. */
export interface Traced {
  readonly value: unknown;
  /** The first fields that nobody asked for in an object of which some were, each with those that were asked for there. */
  unasked(most: number): { readonly path: PlainPath; readonly known: readonly string[] }[];
}

/**
 * A compiled validator asks an object for every field it knows and passes over the others. Run on this it tells what it
 * knows, which its package says nowhere else.
 */
export const traced = (root: Plain): Traced => {
  const looks = new Map<object, Look>();
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const look = looks.get(value) ?? watch(value);
    return look.proxy;
  };
  const watch = (value: object): Look => {
    const keys = new Set<string>();
    const proxy = new Proxy(value, {
      get: (target, key) => {
        if (typeof key === 'string') keys.add(key);
        return wrap(
          Object.hasOwn(target, key) || Array.isArray(target) ? Reflect.get(target, key) : undefined,
        );
      },
      ownKeys: (target) => {
        look.listed = true;
        return Reflect.ownKeys(target);
      },
    });
    const look: Look = { proxy, keys, listed: false };
    looks.set(value, look);
    return look;
  };
  return {
    value: wrap(root),
    unasked: (most) => {
      const found: { path: PlainPath; known: string[] }[] = [];
      for (const one of unaskedIn(root, [], looks)) if (found.push(one) >= most) break;
      return found;
    },
  };
};

function* unaskedIn(
  value: Plain,
  path: PlainPath,
  looks: ReadonlyMap<object, Look>,
): Generator<{ path: PlainPath; known: string[] }> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* unaskedIn(item, [...path, index], looks);
  if (!isPlainObject(value)) return;
  const look = looks.get(value);
  const isClosed = look !== undefined && !look.listed && look.keys.size > 0;
  for (const [key, item] of Object.entries(value)) {
    const below = [...path, key];
    if (isClosed && !look.keys.has(key)) yield { path: below, known: [...look.keys] };
    else yield* unaskedIn(item, below, looks);
  }
}
