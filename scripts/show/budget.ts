/** Something that can be shown whole or in part: its items in order, and the text of the first few of them. */
export interface Part {
  readonly size: number;
  /** The text of the first `kept` items, saying how many are left out. Longer the more it keeps. */
  readonly text: (kept: number) => string;
}

/**
 * Divides `budget` characters fairly: whoever needs less than an equal share leaves the rest to the others. The shares
 * add up to no more than the budget, and nobody gets more than was asked for.
 */
export const shares = (sizes: readonly number[], budget: number): number[] => {
  const granted = sizes.map(() => 0);
  const order = sizes.map((_, index) => index).sort((a, b) => (sizes[a] as number) - (sizes[b] as number));
  let rest = Math.max(0, budget);
  order.forEach((index, position) => {
    const share = Math.min(sizes[index] as number, Math.floor(rest / (order.length - position)));
    granted[index] = share;
    rest -= share;
  });
  return granted;
};

/** The longest text of a part that stays within `budget` characters; undefined when not even its shortest does. */
export const fit = (part: Part, budget: number): string | undefined => {
  const whole = part.text(part.size);
  if (whole.length <= budget) return whole;
  let [fits, fails] = [-1, part.size];
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (part.text(middle).length <= budget) fits = middle;
    else fails = middle;
  }
  return fits < 0 ? undefined : part.text(fits);
};

/** Lines one below the other, and a last line for those that do not fit. `rest` says what they are and where they stand. */
export const lines = (items: readonly string[], rest: (left: number) => string): Part => ({
  size: items.length,
  text: (kept) => {
    const shown = items.slice(0, kept);
    return [...shown, ...(kept < items.length ? [rest(items.length - kept)] : [])].join('\n');
  },
});
