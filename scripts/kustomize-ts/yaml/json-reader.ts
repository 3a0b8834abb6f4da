import { BuildFailure } from '../failure.ts';
import { hexDigit, isDigit } from './characters.ts';
import { wellFormed } from './go-text.ts';
import type { Json, JsonObject } from './json.ts';
import { DEEPEST } from './keys.ts';
import { exactInteger } from './numbers.ts';

/** A text of JSON, and how far it is read. */
interface JsonReader {
  readonly source: string;
  at: number;
  depth: number;
}

/** Reads strict JSON as Go's encoding/json does; integers stay exact. Throws in its words. */
export const readJson = (source: string): Json => {
  const reader: JsonReader = { source, at: 0, depth: 0 };
  const value = readValue(reader);
  passSpace(reader);
  if (reader.at < source.length) throw unexpected(reader, 'after top-level value');
  return value;
};

const unexpected = ({ source, at }: JsonReader, where: string): BuildFailure => {
  if (at >= source.length) return new BuildFailure('unexpected end of JSON input');
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  return new BuildFailure(`invalid character ${goRune(character)} ${where}`);
};

/** A character as Go quotes it in messages. */
const goRune = (character: string): string => {
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
};

const passSpace = (reader: JsonReader): void => {
  const { source } = reader;
  let code = source.charCodeAt(reader.at);
  while (code === 32 || code === 10 || code === 13 || code === 9) code = source.charCodeAt(++reader.at);
};

const WORDS: ReadonlyMap<string, readonly [word: string, value: Json]> = new Map([
  ['t', ['true', true]],
  ['f', ['false', false]],
  ['n', ['null', null]],
]);

const readValue = (reader: JsonReader): Json => {
  passSpace(reader);
  const first = reader.source.charAt(reader.at);
  if (first === '"') return readText(reader);
  if (first === '{' || first === '[') return readNested(reader, first);
  if (first === '-' || isDigit(first.charCodeAt(0))) return readNumber(reader);
  const word = WORDS.get(first);
  if (word === undefined) throw unexpected(reader, 'looking for beginning of value');
  return readWord(reader, ...word);
};

const readNested = (reader: JsonReader, bracket: '{' | '['): Json => {
  reader.depth++;
  if (reader.depth > DEEPEST) throw new BuildFailure('exceeded max depth');
  reader.at++;
  const value = bracket === '{' ? readObject(reader) : readArray(reader);
  reader.depth--;
  return value;
};

const readWord = (reader: JsonReader, word: string, value: Json): Json => {
  for (const letter of word) {
    if (reader.source.charAt(reader.at) !== letter)
      throw unexpected(reader, `in literal ${word} (expecting '${letter}')`);
    reader.at++;
  }
  return value;
};

const readArray = (reader: JsonReader): Json[] => {
  const items: Json[] = [];
  passSpace(reader);
  if (takeIf(reader, ']')) return items;
  for (;;) {
    items.push(readValue(reader));
    passSpace(reader);
    if (takeIf(reader, ']')) return items;
    if (!takeIf(reader, ',')) throw unexpected(reader, 'after array element');
  }
};

const readObject = (reader: JsonReader): JsonObject => {
  const object = Object.create(null) as JsonObject;
  passSpace(reader);
  if (takeIf(reader, '}')) return object;
  for (;;) {
    passSpace(reader);
    if (reader.source.charAt(reader.at) !== '"')
      throw unexpected(reader, 'looking for beginning of object key string');
    const key = readText(reader);
    passSpace(reader);
    if (!takeIf(reader, ':')) throw unexpected(reader, 'after object key');
    object[key] = readValue(reader);
    passSpace(reader);
    if (takeIf(reader, '}')) return object;
    if (!takeIf(reader, ',')) throw unexpected(reader, 'after object key:value pair');
  }
};

const takeIf = (reader: JsonReader, character: string): boolean => {
  const isThere = reader.source.charAt(reader.at) === character;
  if (isThere) reader.at++;
  return isThere;
};

const NUMBER = /-?(?:0|[1-9][0-9]*)(?<rest>(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)/y;

const readNumber = (reader: JsonReader): number | bigint => {
  NUMBER.lastIndex = reader.at;
  const match = NUMBER.exec(reader.source);
  if (match === null) {
    reader.at++;
    throw unexpected(reader, 'in numeric literal');
  }
  reader.at += match[0].length;
  failInNumber(reader);
  if (!Number.isFinite(Number(match[0])))
    throw new BuildFailure(`json: cannot unmarshal number ${match[0]} into Go value of type float64`);
  return match.groups?.['rest'] === '' && match[0] !== '-0'
    ? exactInteger(BigInt(match[0]))
    : Number(match[0]);
};

/** A number that stops in the middle: `1.`, `1e`. */
const failInNumber = (reader: JsonReader): void => {
  const next = reader.source.charAt(reader.at);
  if (next === '.') {
    reader.at++;
    throw unexpected(reader, 'after decimal point in numeric literal');
  }
  if (next !== 'e' && next !== 'E') return;
  reader.at++;
  if (/[-+]/.test(reader.source.charAt(reader.at))) reader.at++;
  throw unexpected(reader, 'in exponent of numeric literal');
};

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
]);

const readText = (reader: JsonReader): string => {
  const { source } = reader;
  let value = '';
  let from = ++reader.at;
  for (;;) {
    const code = source.charCodeAt(reader.at);
    if (code === 34) break;
    if (Number.isNaN(code) || code < 32) throw unexpected(reader, 'in string literal');
    if (code === 92) {
      value += source.slice(from, reader.at) + readEscape(reader);
      from = reader.at;
    } else reader.at++;
  }
  value += source.slice(from, reader.at);
  reader.at++;
  return wellFormed(value);
};

const readEscape = (reader: JsonReader): string => {
  const letter = reader.source.charAt(++reader.at);
  if (letter === 'u') return readCode(reader);
  const value = ESCAPES.get(letter);
  if (value === undefined) throw unexpected(reader, 'in string escape code');
  reader.at++;
  return value;
};

const readCode = (reader: JsonReader): string => {
  let code = 0;
  for (let digit = 0; digit < 4; digit++) {
    const value = hexDigit(reader.source.charCodeAt(++reader.at));
    if (value < 0) throw unexpected(reader, 'in \\u hexadecimal character escape');
    code = code * 16 + value;
  }
  reader.at++;
  return String.fromCharCode(code);
};
