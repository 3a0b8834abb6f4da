/** One line of a comparison: kept, taken away or put in. */
interface Step {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** Unchanged lines shown around a change, as `diff -u` does. */
const CONTEXT = 3;
/** More differing lines than this are shown as one block replaced by another: the exact answer costs their square. */
const LARGEST = 400;

/**
 * The difference of two texts as unified hunks, without the file header; empty when they are equal. The shortest one
 * (Myers, "An O(ND) difference algorithm and its variations", 1986) while it has at most 400 differing lines.
 */
export const unifiedDiff = (before: string, after: string): string[] => {
  const [a, b] = [linesOf(before), linesOf(after)];
  const head = commonLength(a, b, (lines, index) => lines[index]);
  const [restA, restB] = [a.slice(head), b.slice(head)];
  const tail = commonLength(restA, restB, (lines, index) => lines[lines.length - 1 - index]);
  const middle = compare(restA.slice(0, restA.length - tail), restB.slice(0, restB.length - tail));
  const kept = (line: string): Step => ({ mark: ' ', line });
  return hunks([...a.slice(0, head).map(kept), ...middle, ...restA.slice(restA.length - tail).map(kept)]);
};

/** A last line without its newline is another line than one with it; `diff` says so in these words. */
const linesOf = (text: string): string[] => {
  const lines = text.split('\n');
  const last = lines.pop() as string;
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`];
};

type At = (lines: readonly string[], index: number) => string | undefined;

const commonLength = (a: readonly string[], b: readonly string[], at: At): number => {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && at(a, length) === at(b, length)) length += 1;
  return length;
};

const compare = (a: readonly string[], b: readonly string[]): Step[] => {
  const rounds = search(a, b);
  if (rounds !== undefined) return trace(a, b, rounds);
  return [...a.map((line): Step => ({ mark: '-', line })), ...b.map((line): Step => ({ mark: '+', line }))];
};

/** Furthest x on each diagonal k, round after round; undefined when the two are too different. */
const search = (a: readonly string[], b: readonly string[]): Map<number, number>[] | undefined => {
  const rounds: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let d = 0; d <= Math.min(a.length + b.length, LARGEST); d += 1) {
    const round = new Map(furthest);
    for (let k = -d; k <= d; k += 2) {
      let x = goesDown(furthest, k, d)
        ? (furthest.get(k + 1) as number)
        : (furthest.get(k - 1) as number) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      round.set(k, x);
      if (x >= a.length && x - k >= b.length) return [...rounds, furthest];
    }
    rounds.push(furthest);
    furthest = round;
  }
  return undefined;
};

const goesDown = (furthest: ReadonlyMap<number, number>, k: number, d: number): boolean =>
  k === -d || (k !== d && (furthest.get(k - 1) as number) < (furthest.get(k + 1) as number));

/** Walks back from the end through the rounds and tells each step. */
const trace = (
  a: readonly string[],
  b: readonly string[],
  rounds: readonly Map<number, number>[],
): Step[] => {
  const steps: Step[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = rounds.length - 1; d >= 0; d -= 1) {
    const furthest = rounds[d] as Map<number, number>;
    const k = x - y;
    const previous = goesDown(furthest, k, d) ? k + 1 : k - 1;
    const fromX = furthest.get(previous) as number;
    const fromY = fromX - previous;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      x -= 1;
      y -= 1;
      steps.push({ mark: ' ', line: a[x] as string });
    }
    if (d > 0)
      steps.push(
        x === fromX ? { mark: '+', line: b[fromY] as string } : { mark: '-', line: a[fromX] as string },
      );
    [x, y] = [fromX, fromY];
  }
  return steps.reverse();
};

const hunks = (steps: readonly Step[]): string[] => {
  const near = (index: number): boolean =>
    steps.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ mark }) => mark !== ' ');
  const rows: string[] = [];
  let [before, after, index] = [1, 1, 0];
  while (index < steps.length) {
    const start = index;
    while (index < steps.length && near(index)) index += 1;
    const hunk = steps.slice(start, index);
    const [removed, added] = [count(hunk, '+'), count(hunk, '-')];
    if (hunk.length > 0) {
      rows.push(`@@ -${span(before, removed)} +${span(after, added)} @@`);
      rows.push(...hunk.flatMap(({ mark, line }) => `${mark}${line}`.split('\n')));
    }
    before += removed;
    after += added;
    while (index < steps.length && !near(index)) {
      index += 1;
      before += 1;
      after += 1;
    }
  }
  return rows;
};

/** Lines of one side: all of the hunk but those only the other side has. */
const count = (hunk: readonly Step[], other: '+' | '-'): number =>
  hunk.filter(({ mark }) => mark !== other).length;

const span = (start: number, length: number): string => {
  if (length === 1) return `${start}`;
  return `${length === 0 ? start - 1 : start},${length}`;
};
