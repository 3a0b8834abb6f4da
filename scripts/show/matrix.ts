import { squeeze } from './escape.ts';
import { pad, width } from './width.ts';

/** A table for a terminal: a first column of names, and one column per thing compared. */
export interface Matrix {
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}

const GAP = 2;
/** No name takes more of a line than this, as long as others want room. */
const NAME = 30;
/** Where not all columns fit, no cell takes more than this: a commit's id as a version is recognised by its ends. */
const CELL = 20;
/** Names and versions keep both ends, so this many columns always tell something. */
const LEAST = 8;

/**
 * Lines no wider than `columns` (at least 20). Where the columns do not fit beside each other, several tables one
 * below the other, each with all rows; `paint` may colour a row's line but not change its width.
 */
export const matrixLines = (
  matrix: Matrix,
  columns: number,
  paint: (line: string, row: number | 'head') => string = (line) => line,
): string[] => {
  const widest = (texts: readonly string[]): number =>
    texts.reduce((most, text) => Math.max(most, width(text)), 0);
  const first = Math.min(
    widest([matrix.corner, ...matrix.rows.map(({ name }) => name)]),
    Math.max(LEAST, Math.min(NAME, columns - GAP - LEAST)),
  );
  const room = columns - first - GAP;
  const wanted = matrix.columns.map((head, index) =>
    widest([head, ...matrix.rows.map(({ cells }) => cells[index] ?? '')]),
  );
  const fits = wanted.reduce((sum, one) => sum + one + GAP, -GAP) <= room;
  const widths = wanted.map((one) => Math.min(one, fits ? room : Math.min(CELL, room)));
  const tables = groups(widths, room).map((indexes) => {
    const line = (name: string, cells: readonly string[]): string =>
      [
        squeezed(name, first),
        ...indexes.map((index) => squeezed(cells[index] ?? '', widths[index] as number)),
      ]
        .join(' '.repeat(GAP))
        .trimEnd();
    return [
      paint(line(matrix.corner, matrix.columns), 'head'),
      ...matrix.rows.map(({ name, cells }, row) => paint(line(name, cells), row)),
    ];
  });
  return tables.flatMap((table, index) => (index === 0 ? table : ['', ...table]));
};

const squeezed = (text: string, columns: number): string => pad(squeeze(text, columns), columns);

/** Which columns stand in which table: as many as fit beside each other, in order, one at least. */
const groups = (widths: readonly number[], room: number): number[][] => {
  const found: number[][] = [[]];
  let used = 0;
  widths.forEach((columnWidth, index) => {
    const needed = columnWidth + (used === 0 ? 0 : GAP);
    if (used > 0 && used + needed > room) {
      found.push([]);
      used = 0;
    }
    (found.at(-1) as number[]).push(index);
    used += used === 0 ? columnWidth : needed;
  });
  return found;
};
