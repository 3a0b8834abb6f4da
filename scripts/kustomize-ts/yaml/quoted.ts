import { hexDigit, isBlank, isBreak, isSpacing } from './characters.ts';
import { takeEmptyLines, takeGap } from './plain.ts';
import { isDocumentIndicator, passBreak, type Scanner, scanFailure, tokenOf } from './scanner.ts';
import { type Mark, STYLE, TOKEN, type Token } from './tokens.ts';

/** Takes a scalar in quotes, with its escapes resolved and its lines folded (YAML 1.1, 9.1.1 and 9.1.2). */
export const scanQuoted = (scanner: Scanner): Token => {
  const { text, line } = scanner;
  const mark = { line };
  const quote = text.charCodeAt(scanner.at);
  scanner.at++;
  let value = '';
  for (;;) {
    failAtEnd(scanner, mark);
    value += quote === 39 ? takeSingle(scanner) : takeDouble(scanner, mark);
    const code = text.charCodeAt(scanner.at);
    if (code === quote) break;
    if (code === 92) value += takeEscapedBreak(scanner, mark);
    else value += takeSpaces(scanner, mark);
  }
  scanner.at++;
  return tokenOf(TOKEN.scalar, line, { value, style: quote === 39 ? STYLE.single : STYLE.double });
};

const failAtEnd = (scanner: Scanner, mark: Mark): void => {
  const code = scanner.text.charCodeAt(scanner.at);
  if (isDocumentIndicator(scanner, code))
    throw scanFailure(scanner, mark, 'found unexpected document indicator');
  if (code === 0) throw scanFailure(scanner, mark, 'found unexpected end of stream');
};

/** The blanks before a line break go with it; others stay. */
const takeSpaces = (scanner: Scanner, mark: Mark): string => {
  const { text, at } = scanner;
  while (isBlank(text.charCodeAt(scanner.at))) scanner.at++;
  const spaces = text.slice(at, scanner.at);
  return isBreak(text.charCodeAt(scanner.at)) ? takeGap(scanner, { mark, least: 0 }) : spaces;
};

const takeEscapedBreak = (scanner: Scanner, mark: Mark): string => {
  scanner.at++;
  passBreak(scanner);
  return takeEmptyLines(scanner, { mark, least: 0 });
};

/** Takes what stands between single quotes up to white space at the end of a line; two quotes are one. */
const takeSingle = (scanner: Scanner): string => {
  const { text } = scanner;
  let value = '';
  let from = scanner.at;
  for (;;) {
    const end = endOfPart(text, scanner.at, 39);
    scanner.at = end;
    const isDoubled = text.charCodeAt(end) === 39 && text.charCodeAt(end + 1) === 39;
    if (!isDoubled) return value + text.slice(from, end);
    value += text.slice(from, end + 1);
    scanner.at = from = end + 2;
  }
};

const takeDouble = (scanner: Scanner, mark: Mark): string => {
  const { text } = scanner;
  let value = '';
  for (;;) {
    const from = scanner.at;
    scanner.at = endOfPart(text, from, 34);
    value += text.slice(from, scanner.at);
    if (text.charCodeAt(scanner.at) !== 92 || isBreak(text.charCodeAt(scanner.at + 1))) return value;
    value += takeEscape(scanner, mark);
  }
};

/** Where the quote, an escape, or white space at the end of a line comes. */
const endOfPart = (text: string, start: number, quote: number): number => {
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === quote || (code === 92 && quote === 34)) return at;
    if (isSpacing(code)) {
      const word = isBlank(code) ? endOfBlanks(text, at) : at;
      if (isSpacing(text.charCodeAt(word))) return at;
      at = word;
    } else at++;
  }
};

const endOfBlanks = (text: string, start: number): number => {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
};

/** YAML 1.1, 5.6. */
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const CODES: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

const takeEscape = (scanner: Scanner, mark: Mark): string => {
  const letter = scanner.text.charAt(scanner.at + 1);
  const plain = ESCAPES.get(letter);
  const length = CODES.get(letter);
  if (plain === undefined && length === undefined)
    throw scanFailure(scanner, mark, 'found unknown escape character');
  scanner.at += 2;
  return plain ?? takeCode(scanner, mark, length ?? 0);
};

const takeCode = (scanner: Scanner, mark: Mark, length: number): string => {
  let code = 0;
  for (let digit = 0; digit < length; digit++) {
    const value = hexDigit(scanner.text.charCodeAt(scanner.at + digit));
    if (value < 0) throw scanFailure(scanner, mark, 'did not find expected hexdecimal number');
    code = code * 16 + value;
  }
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
    throw scanFailure(scanner, mark, 'found invalid Unicode character escape code');
  scanner.at += length;
  return String.fromCodePoint(code);
};
