/** So many are fetched at once, and twice as many are in memory. */
const AT_ONCE = 4000;
/** After so many Git is heard: a pipe holds 64 KB, and who is not heard does not go on. */
const BREATH = 50;

/** Uses all items one after the other, and fetches the next part of them meanwhile. Throws what `fetch` or `use` throws. */
export const inTurn = async <Item, Fetched>(
  items: readonly Item[],
  fetch: (part: readonly Item[]) => Promise<Fetched>,
  use: (item: Item, fetched: Fetched) => void,
): Promise<void> => {
  let coming = fetch(items.slice(0, AT_ONCE));
  for (let start = 0; start < items.length; start += AT_ONCE) {
    const fetched = await coming;
    const next = items.slice(start + AT_ONCE, start + 2 * AT_ONCE);
    if (next.length > 0) coming = fetch(next);
    // What it throws is thrown above, when its turn has come.
    coming.catch(() => undefined);
    for (const [index, item] of items.slice(start, start + AT_ONCE).entries()) {
      if (index % BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
      use(item, fetched);
    }
  }
};
