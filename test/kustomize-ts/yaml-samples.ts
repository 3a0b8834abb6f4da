import fc from 'fast-check';

/** Pieces that mean something to YAML, and pieces that look as if they did. */
const INDICATORS = [...'-:#?."\'\\{}[],&*!|>%@`=~</_+'];
const SPACES = [' ', ' ', ' ', '  ', '\n', '\n', '\n\n', '\t', '\r'];
const WORDS = [
  'a',
  'b',
  'word',
  'true',
  'no',
  'on',
  '1',
  '0',
  'x',
  'é',
  'lorem',
  'ipsum',
  "it's",
  ': ',
  ' #',
  '- ',
];
const RARE = [
  '\u0085',
  '\u2028',
  '\u2029',
  '\u00a0',
  '\ufeff',
  '\u{1f600}',
  '漢',
  '\0',
  '\x01',
  '\x1b',
  '\ue000',
];

const pieces = (...sets: readonly (readonly string[])[]) =>
  fc.oneof(...sets.map((set) => fc.constantFrom(...set)));

const joined = (piece: fc.Arbitrary<string>, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(piece, { minLength, maxLength }).map((parts) => parts.join(''));

/** Texts of every awkward kind: short, long enough to be folded, of several lines, with characters nobody types. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  joined(pieces(INDICATORS, SPACES, WORDS, RARE), 0, 12),
  joined(pieces(WORDS, SPACES, [' '], INDICATORS), 20, 90),
  joined(pieces(WORDS, [' ', ' ', '  ']), 20, 60),
  fc
    .string({ unit: 'grapheme', maxLength: 20 })
    .filter((text) => !/[\x7f-\x84\x86-\x9f\ufffe\uffff]/.test(text)),
);

const DIGITS = [...'0123456789', '_', '.', 'e', 'E', '+', '-', 'x', 'o', 'b', 'f', ':', 'T', 'Z'];

/** What looks like a number or a date, in every notation and in none. */
export const numerals: fc.Arbitrary<string> = fc.oneof(
  joined(pieces(DIGITS), 1, 10),
  fc.double().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(4)),
  fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }).map(String),
  fc.nat().map((value) => `0x${value.toString(16)}`),
  fc.nat().map((value) => `-0${value.toString(8)}`),
  fc.nat().map((value) => `0o${value.toString(8)}`),
  fc.nat().map((value) => `0b${value.toString(2)}`),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.tuple(fc.nat(70), fc.nat(70)).map(([hours, minutes]) => `${hours}:${minutes}`),
);

/** A text in double quotes that YAML reads as exactly that text. */
export const inQuotes = (text: string): string =>
  JSON.stringify(text)
    .replace(/[\x7f-\uffff]/g, (unit) => escaped(unit.charCodeAt(0)))
    .replace(PAIR, joinedPair);

const escaped = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

/** YAML knows no pairs of escapes. */
const PAIR = /\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})/g;
const joinedPair = (_: string, high: string, low: string): string => {
  const code = String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16)).codePointAt(0) ?? 0;
  return `\\U${code.toString(16).padStart(8, '0')}`;
};
