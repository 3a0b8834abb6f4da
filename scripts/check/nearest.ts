/** The known word that somebody most likely meant, or undefined when none is near. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  if (word.length > 60) return undefined;
  const simple = simplify(word);
  const ranked = known
    .map((one) => ({ one, distance: distance(simple, simplify(one)) }))
    .sort((a, b) => a.distance - b.distance || (a.one < b.one ? -1 : 1));
  const best = ranked[0];
  const allowed = Math.max(1, Math.floor(Math.min(simple.length, 9) / 3));
  return best !== undefined && best.distance <= allowed ? best.one : undefined;
};

const simplify = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '');

/** Edits from one word to the other where two exchanged letters count once (optimal string alignment). */
const distance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const edit = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + (same ? 0 : 1),
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(swapped ? Math.min(edit, (beforeLast[j - 2] as number) + 1) : edit);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] as number;
};
