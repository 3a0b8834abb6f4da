import { holdsBreak, mustBeEscaped, writingOf } from './analysis.ts';
import { isBreak } from './characters.ts';

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
      return isShort(value, spot) ? value : folded(value, spot, 'plain');
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
  const body = value.replaceAll("'", "''");
  const inside = { ...spot, column: spot.column + 1 };
  return isShort(body, inside) && !holdsBreak(body) ? `'${body}'` : `'${folded(body, inside, 'single')}'`;
};

/** Breaks the lines of a text in the middle of it, never at several spaces in a row. */
const folded = (value: string, { column, indent, isKey }: Spot, writing: 'plain' | 'single'): string => {
  const last = writing === 'single' ? value.length - 1 : value.length;
  const first = writing === 'single' ? 0 : -1;
  let out = '';
  let here = column;
  let from = 0;
  let followsBreak = false;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code === 32) {
      const isLone = (at === 0 || value.charCodeAt(at - 1) !== 32) && value.charCodeAt(at + 1) !== 32;
      if (!isKey && isLone && here > WIDTH && at > first && at < last) {
        out += value.slice(from, at) + lineAt(indent);
        from = at + 1;
        here = indent;
      } else here++;
    } else if (isBreak(code)) {
      followsBreak = true;
      here = 0;
    } else {
      if (followsBreak) {
        out += value.slice(from, at) + ' '.repeat(indent);
        from = at;
        here = indent;
        followsBreak = false;
      }
      here++;
    }
  }
  return out + value.slice(from);
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

const doubleQuoted = (value: string, { column, indent, isKey }: Spot): string => {
  const escapesAll = value.startsWith('\ufeff');
  let out = '"';
  let here = column + 1;
  let followsSpace = false;
  for (let at = 0; at < value.length; at++) {
    const code = value.codePointAt(at) ?? 0;
    const character = code > 0xffff ? value.slice(at++, at + 1) : value.charAt(at);
    if (escapesAll || code > 0xffff || code === 34 || code === 92 || isBreak(code) || mustBeEscaped(code)) {
      const escape = escapeOf(code);
      out += escape;
      here += escape.length;
      followsSpace = false;
    } else if (code === 32) {
      if (!isKey && !followsSpace && here > WIDTH && at > 0 && at < value.length - 1) {
        out += lineAt(indent);
        here = indent;
        if (value.charCodeAt(at + 1) === 32) {
          out += '\\';
          here++;
        }
      } else {
        out += ' ';
        here++;
      }
      followsSpace = true;
    } else {
      out += character;
      here++;
      followsSpace = false;
    }
  }
  return `${out}"`;
};

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
