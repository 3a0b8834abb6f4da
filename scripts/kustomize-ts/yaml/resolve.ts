import type { Dialect } from './scanner.ts';
import { isTimestamp } from './timestamp.ts';

/** What a plain scalar turns out to be. Integers are exact; a date stays the text it is. */
export type Resolved =
  | { readonly tag: '!!str' | '!!timestamp'; readonly value: string }
  | { readonly tag: '!!int'; readonly value: bigint }
  | { readonly tag: '!!float'; readonly value: number }
  | { readonly tag: '!!bool'; readonly value: boolean }
  | { readonly tag: '!!null'; readonly value: null };

const inEveryCase = (word: string): string[] => [
  word,
  word.charAt(0).toUpperCase() + word.slice(1),
  word.toUpperCase(),
];

const wordsOf = (dialect: Dialect): ReadonlyMap<string, Resolved> => {
  const words = new Map<string, Resolved>();
  const add = (names: readonly string[], meaning: Resolved): void => {
    for (const name of names) words.set(name, meaning);
  };
  const isOld = dialect === 'v2';
  add(['true', ...(isOld ? ['y', 'yes', 'on'] : [])].flatMap(inEveryCase), { tag: '!!bool', value: true });
  add(['false', ...(isOld ? ['n', 'no', 'off'] : [])].flatMap(inEveryCase), { tag: '!!bool', value: false });
  add(['', '~', ...inEveryCase('null')], { tag: '!!null', value: null });
  add(['.nan', '.NaN', '.NAN'], { tag: '!!float', value: Number.NaN });
  for (const sign of ['', '+'])
    add([`${sign}.inf`, `${sign}.Inf`, `${sign}.INF`], { tag: '!!float', value: Number.POSITIVE_INFINITY });
  add(['-.inf', '-.Inf', '-.INF'], { tag: '!!float', value: Number.NEGATIVE_INFINITY });
  return words;
};

const WORDS: Readonly<Record<Dialect, ReadonlyMap<string, Resolved>>> = {
  v2: wordsOf('v2'),
  v3: wordsOf('v3'),
};

/** Can a text that begins with this character be anything but a text? */
const mayMeanMore = new Uint8Array(128);
for (const first of '+-0123456789yYnNtTfFoO~.') mayMeanMore[first.charCodeAt(0)] = 1;

/**
 * What a plain scalar means: go-yaml v3 reads YAML 1.2's booleans but YAML 1.1's octals, v2 reads YAML 1.1
 * (resolve.go of both).
 */
export const resolve = (text: string, dialect: Dialect): Resolved => {
  if (text !== '' && mayMeanMore[text.charCodeAt(0)] !== 1) return { tag: '!!str', value: text };
  return WORDS[dialect].get(text) ?? numberOf(text, dialect) ?? { tag: '!!str', value: text };
};

const numberOf = (text: string, dialect: Dialect): Resolved | undefined => {
  const first = text.charCodeAt(0);
  if (first === 46) return floatOf(text, DOTTED);
  const mayBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45;
  if (!mayBeNumber) return undefined;
  if (isTimestamp(text)) return { tag: '!!timestamp', value: text };
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = integerOf(plain, dialect);
  return integer === undefined ? floatOf(plain, DECIMAL) : { tag: '!!int', value: integer };
};

const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Go's own parser lets underscores stand between digits. */
const DOTTED = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;

const floatOf = (text: string, shape: RegExp): Resolved | undefined => {
  if (!shape.test(text)) return undefined;
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? { tag: '!!float', value } : undefined;
};

const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
/** After `0b` and `0o` go-yaml hands the rest to a parser that takes a sign. */
const SIGN_INSIDE = /^0(?:b([-+][01]+)|o([-+][0-7]+))$/;

const integerOf = (text: string, dialect: Dialect): bigint | undefined => {
  const match = INTEGER.exec(text) ?? signInside(text, dialect);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  if (decimal !== undefined) return inRange(sign, decimal);
  if (hex !== undefined) return inRange(sign, `0x${significant(hex)}`);
  return inRange(sign, binary === undefined ? `0o${significant(octal)}` : `0b${significant(binary)}`);
};

/** Digits without the zeros before them. */
const significant = (digits = ''): string => {
  let at = 0;
  while (at < digits.length - 1 && digits.charCodeAt(at) === 48) at++;
  return digits.slice(at);
};

/** More digits than any integer of 64 bits has. */
const TOO_LONG = 70;

const inRange = (sign: string | undefined, digits: string): bigint | undefined => {
  if (digits.length > TOO_LONG) return undefined;
  const magnitude = BigInt(digits);
  if (sign === '-') return magnitude <= 2n ** 63n ? -magnitude : undefined;
  return magnitude < (sign === '+' ? 2n ** 63n : 2n ** 64n) ? magnitude : undefined;
};

const signInside = (text: string, dialect: Dialect): RegExpExecArray | null => {
  const match = SIGN_INSIDE.exec(text);
  const digits = match?.[1] ?? (dialect === 'v3' ? match?.[2] : undefined);
  if (digits === undefined) return null;
  return INTEGER.exec(`${digits.charAt(0)}0${text.charAt(1)}${digits.slice(1)}`);
};
