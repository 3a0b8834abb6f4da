import { width } from '../width.ts';

/** A line of a file ready for a terminal, and a second line that marks what is meant in it. */
export interface Marked {
  readonly line: string;
  readonly marks: string;
}

/** One character of the file: what stands for it on the screen, and where it begins there. */
interface Glyph {
  /** Offset in the file's line, in UTF-16 units. */
  readonly at: number;
  readonly text: string;
  readonly left: number;
  readonly right: number;
}

/** How much of the line before the mark stays when not all of it fits. */
const BEFORE = 24;
const TAB = 4;

/**
 * Marks `length` characters from `column` (from 1, in UTF-16 units) in a line, of which at most `columns` are shown.
 * Tabs become blanks, wide characters take two columns, and what cannot be seen or would steer the terminal (control
 * characters, escape sequences, marks that turn the direction of writing) is shown as `\u{…}` instead of done.
 */
export const mark = (line: string, where: { column: number; length: number }, columns: number): Marked => {
  const glyphs = layOut(line);
  const [from, to] = [where.column - 1, where.column - 1 + Math.max(1, where.length)];
  const meant = glyphs.filter((glyph) => glyph.at >= from && glyph.at < to);
  const end = glyphs.at(-1)?.right ?? 0;
  const left = meant[0]?.left ?? (from === line.length ? end : undefined);
  const right = Math.max(meant.at(-1)?.right ?? 0, (left ?? 0) + 1);
  const start = end <= columns || left === undefined ? 0 : Math.max(0, left - BEFORE);
  const shown = glyphs.filter((glyph) => glyph.left >= start && glyph.right <= start + columns);
  const [head, tail] = [start > 0 ? '…' : '', (shown.at(-1)?.right ?? 0) < end ? '…' : ''];
  const skipped = (shown[0]?.left ?? start) - head.length;
  const last = Math.min(right, Math.max(start + columns, (left ?? 0) + 1));
  return {
    line: `${head}${shown.map((glyph) => glyph.text).join('')}${tail}`,
    marks: left === undefined ? '' : ' '.repeat(Math.max(0, left - skipped)) + '^'.repeat(last - left),
  };
};

const layOut = (line: string): Glyph[] => {
  const glyphs: Glyph[] = [];
  let [at, left] = [0, 0];
  for (const character of line) {
    const text = character === '\t' ? ' '.repeat(TAB - (left % TAB)) : visible(character);
    const right = left + width(text);
    glyphs.push({ at, text, left, right });
    at += character.length;
    left = right;
  }
  return glyphs;
};

const visible = (character: string): string =>
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u.test(character)
    ? `\\u{${character.codePointAt(0)?.toString(16)}}`
    : character;
