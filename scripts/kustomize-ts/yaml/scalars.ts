import { writingOf } from './analysis.ts';
import { isBreak } from './characters.ts';
import { mustBeEscaped } from './printable.ts';

/** Where a scalar is written. */
export interface Spot {
  /** The column of its first character. */
  readonly column: number;
  /** How far its further lines are indented. */
  readonly indent: number;
  /** Is it a key without `?`, which has to stay on one line? */
  readonly isKey: boolean;
}

/** Lines longer than this are folded at the next space. */
const WIDTH = 80;

/** A text as go-yaml v2 writes it: quoted where it must be, and folded at 80 columns. */
export const scalarText = (value: string, spot: Spot): string => {
  switch (writingOf(value, spot.isKey)) {
    case 'plain':
      return folded(value, spot);
    case 'single':
      return singleQuoted(value, spot);
    case 'literal':
      return literal(value, spot.indent);
    case 'double':
      return doubleQuoted(value, spot);
  }
};

/** Is there nothing to fold? */
const isShort = (value: string, { column, isKey }: Spot): boolean =>
  isKey || column + value.length <= WIDTH || !value.includes(' ');

const lineAt = (indent: number): string => `\n${' '.repeat(indent)}`;

const singleQuoted = (value: string, spot: Spot): string => {
  const lines = value.replaceAll("'", "''").split(BEHIND_BREAK);
  const pad = ' '.repeat(spot.indent);
  const parts = lines.map((line, at) => {
    if (at === 0) return folded(line, { ...spot, column: spot.column + 1 });
    return isBreak(line.charCodeAt(0)) ? line : pad + folded(line, { ...spot, column: spot.indent });
  });
  return `'${parts.join('')}'`;
};

/** The breaks that may stand in single quotes. */
const BEHIND_BREAK = /(?<=[\u2028\u2029])/;

/** Breaks the line at a lone space beyond the width, as often as there is one. */
const folded = (line: string, spot: Spot): string => {
  if (isShort(line, spot)) return line;
  let out = '';
  let from = 0;
  let { column } = spot;
  for (let at = line.indexOf(' ', 1); at > 0 && at < line.length - 1; at = line.indexOf(' ', at + 1)) {
    const isLone = line.charCodeAt(at - 1) !== 32 && line.charCodeAt(at + 1) !== 32;
    if (!isLone || column + at - from <= WIDTH) continue;
    out += line.slice(from, at) + lineAt(spot.indent);
    from = at + 1;
    column = spot.indent;
  }
  return out + line.slice(from);
};

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0, '\\0'],
  [7, '\\a'],
  [8, '\\b'],
  [9, '\\t'],
  [10, '\\n'],
  [11, '\\v'],
  [12, '\\f'],
  [13, '\\r'],
  [27, '\\e'],
  [34, '\\"'],
  [92, '\\\\'],
  [0x85, '\\N'],
  [0xa0, '\\_'],
  [0x2028, '\\L'],
  [0x2029, '\\P'],
]);

const escapeOf = (code: number): string => {
  const short = ESCAPES.get(code);
  if (short !== undefined) return short;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
};

/** A line that is being written, and where its next character comes. */
interface Line {
  out: string;
  column: number;
}

const doubleQuoted = (value: string, spot: Spot): string => {
  const line: Line = { out: '"', column: spot.column + 1 };
  const escapesAll = value.startsWith('\ufeff');
  for (let at = 0; at < value.length; at++) {
    const code = value.codePointAt(at) ?? 0;
    if (code === 32 && !escapesAll && folds(value, at, { ...spot, column: line.column }))
      writeFold(line, value.charCodeAt(at + 1) === 32, spot.indent);
    else if (escapesAll || needsEscape(code)) write(line, escapeOf(code));
    else write(line, value.charAt(at));
    if (code > 0xffff) at++;
  }
  return `${line.out}"`;
};

const write = (line: Line, part: string): void => {
  line.out += part;
  line.column += part.length;
};

/** May the line be broken at this space? At the first of several it may: a backslash then keeps the others. */
const folds = (value: string, at: number, { column, isKey }: Spot): boolean =>
  !isKey && column > WIDTH && at > 0 && at < value.length - 1 && value.charCodeAt(at - 1) !== 32;

const writeFold = (line: Line, isFollowed: boolean, indent: number): void => {
  line.out += lineAt(indent) + (isFollowed ? '\\' : '');
  line.column = indent + (isFollowed ? 1 : 0);
};

const needsEscape = (code: number): boolean =>
  code === 34 || code === 92 || code > 0xffff || mustBeEscaped(code) || isBreak(code);

/** A block scalar: the indentation is written down where the text begins with white space. */
const literal = (value: string, indent: number): string => {
  const first = value.charCodeAt(0);
  const hint = first === 32 || isBreak(first) ? '2' : '';
  const pad = ' '.repeat(indent);
  let out = `|${hint}${chomping(value)}\n`;
  let from = 0;
  let followsBreak = true;
  for (let at = 0; at < value.length; at++) {
    const breaks = isBreak(value.charCodeAt(at));
    if (followsBreak && !breaks) {
      out += value.slice(from, at) + pad;
      from = at;
    }
    followsBreak = breaks;
  }
  return out + value.slice(from);
};

const chomping = (value: string): string => {
  const last = value.length - 1;
  if (!isBreak(value.charCodeAt(last))) return '-';
  return last === 0 || isBreak(value.charCodeAt(last - 1)) ? '+' : '';
};
