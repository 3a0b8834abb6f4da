import { type CharacterTest, next, peek, type Reading, skip, syntaxFailure } from './expression.ts';

const BACKSLASH = 0x5c;
const code = (character: string): number => character.codePointAt(0) ?? 0;
const between =
  (low: string, high: string): CharacterTest =>
  (point) =>
    point >= code(low) && point <= code(high);

const digit = between('0', '9');
const lower = between('a', 'z');
const upper = between('A', 'Z');
const letter: CharacterTest = (point) => lower(point) || upper(point);
const alphanumeric: CharacterTest = (point) => letter(point) || digit(point);
const oneOf =
  (characters: string): CharacterTest =>
  (point) =>
    point < 0x80 && characters.includes(String.fromCharCode(point));

/** Characters of a word, as `\w` and `\b` know them. */
export const isWord: CharacterTest = (point) => alphanumeric(point) || point === code('_');
const perlSpace = oneOf('\t\n\f\r ');
const ascii: CharacterTest = (point) => point < 0x80;
const graphic: CharacterTest = (point) => point > 0x20 && point < 0x7f;

export const not =
  (test: CharacterTest): CharacterTest =>
  (point) =>
    !test(point);

const PERL: ReadonlyMap<string, CharacterTest> = new Map([
  ['d', digit],
  ['D', not(digit)],
  ['s', perlSpace],
  ['S', not(perlSpace)],
  ['w', isWord],
  ['W', not(isWord)],
]);

/** The classes that are written `[:name:]` (re2, doc/syntax.txt). */
export const POSIX: ReadonlyMap<string, CharacterTest> = new Map<string, CharacterTest>([
  ['alnum', alphanumeric],
  ['alpha', letter],
  ['ascii', ascii],
  ['blank', oneOf('\t ')],
  ['cntrl', (point) => point < 0x20 || point === 0x7f],
  ['digit', digit],
  ['graph', graphic],
  ['lower', lower],
  ['print', (point) => graphic(point) || point === 0x20],
  ['punct', (point) => graphic(point) && !alphanumeric(point)],
  ['space', oneOf('\t\n\v\f\r ')],
  ['upper', upper],
  ['word', isWord],
  ['xdigit', oneOf('0123456789abcdefABCDEF')],
]);

/** `\d`, `\pL`, `\p{Greek}` and their opposites; undefined, and nothing read, for anything else. */
export const readClassEscape = (reading: Reading): CharacterTest | undefined => {
  const { source, at } = reading;
  if (source[at] !== '\\') return undefined;
  const named = source[at + 1] ?? '';
  const perl = PERL.get(named);
  if (perl !== undefined) {
    reading.at += 2;
    return perl;
  }
  return named === 'p' || named === 'P' ? readUnicodeClass(reading) : undefined;
};

const UNICODE_CLASS = /\\[pP](?:\{(\^?)([^}]*)\}|([^{]))/uy;

const readUnicodeClass = (reading: Reading): CharacterTest => {
  UNICODE_CLASS.lastIndex = reading.at;
  const found = UNICODE_CLASS.exec(reading.source);
  if (found === null) throw syntaxFailure('invalid character class range', reading.source.slice(reading.at));
  const test = unicodeClass(found[2] ?? found[3] ?? '');
  if (test === undefined) throw syntaxFailure('invalid character class range', found[0]);
  reading.at += found[0].length;
  return (found[0][1] === 'P') === (found[1] === '^') ? test : not(test);
};

const unicodeClass = (name: string): CharacterTest | undefined => {
  if (name === 'Any') return () => true;
  if (!/^[A-Z][A-Za-z_]*$/.test(name)) return undefined;
  try {
    const pattern = new RegExp(`^\\p{${name.length < 3 ? '' : 'Script='}${name}}$`, 'u');
    return (point) => pattern.test(String.fromCodePoint(point));
  } catch {
    return undefined;
  }
};

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
]);

/** One escaped character. Throws BuildFailure where nothing of the kind is meant. */
export const readEscape = (reading: Reading): number => {
  const start = reading.at;
  reading.at += 1;
  const escaped = peek(reading);
  if (escaped === undefined) throw syntaxFailure('trailing backslash at end of expression', '');
  next(reading);
  const character = String.fromCodePoint(escaped);
  const found = CONTROLS.get(character) ?? numbered(reading, character) ?? punctuation(escaped);
  if (found === undefined)
    throw syntaxFailure('invalid escape sequence', reading.source.slice(start, reading.at));
  return found;
};

const punctuation = (point: number): number | undefined =>
  point === BACKSLASH || (ascii(point) && !alphanumeric(point)) ? point : undefined;

/** `\123`, `\x7F`, `\x{10FFFF}`. A single digit other than 0 would be a back-reference, which there is none. */
const numbered = (reading: Reading, character: string): number | undefined => {
  const { source } = reading;
  if (/[0-7]/.test(character)) {
    const more = /^[0-7]{0,2}/.exec(source.slice(reading.at, reading.at + 2))?.[0] ?? '';
    if (character !== '0' && more === '') return undefined;
    reading.at += more.length;
    return Number.parseInt(character + more, 8);
  }
  if (character !== 'x') return undefined;
  return source.startsWith('{', reading.at) ? bracedHex(reading) : shortHex(reading);
};

const hexAt = ({ source, at }: Reading): number =>
  /^[0-9A-Fa-f]$/.test(source[at] ?? '') ? Number.parseInt(source[at] ?? '', 16) : Number.NaN;

/** Two digits. What is none is read all the same: a failure shows it. */
const shortHex = (reading: Reading): number | undefined => {
  const high = hexAt(reading);
  if (peek(reading) !== undefined) next(reading);
  const low = hexAt(reading);
  if (peek(reading) !== undefined) next(reading);
  return Number.isNaN(high + low) ? undefined : high * 16 + low;
};

const bracedHex = (reading: Reading): number | undefined => {
  reading.at += 1;
  for (let point: number | undefined; ; ) {
    if (skip(reading, '}')) return point;
    const digit = hexAt(reading);
    if (peek(reading) !== undefined) next(reading);
    point = (point ?? 0) * 16 + digit;
    if (Number.isNaN(digit) || point > 0x10ffff) return undefined;
  }
};
