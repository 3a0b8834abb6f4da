/** One or more. */
export type Some<T> = readonly [T, ...T[]];

/** The items by key, in the order in which each key came first. Node 20 has no `Map.groupBy`. */
export const grouped = <T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, Some<T>> => {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};
