import { BuildFailure } from '../failure.ts';
import type { Scalar } from '../object/node.ts';
import { goQuoted } from './go-text.ts';
import type { Json } from './json.ts';
import { exactInteger } from './numbers.ts';
import { scanQuoted } from './quoted.ts';
import { reprinted } from './reprint.ts';
import { type Resolved, resolve } from './resolve.ts';
import { scannerOf } from './scanner.ts';
import { timestampText } from './timestamp.ts';

/**
 * The text of a scalar that is one, written by go-yaml v3 and read again. It writes whatever has several lines and was
 * not quoted as a literal block.
 */
export const printableText = ({ value, quoted, block }: Scalar): string => {
  if (block !== undefined) return reprinted(value, block);
  const becomesBlock = !quoted && value.charCodeAt(0) === 9 && value.includes('\n');
  return becomesBlock ? reprinted(value, 'literal') : value;
};

/** What a scalar is worth as JSON (RNode.MarshalJSON: go-yaml v3 writes it, and reads it again). */
export const jsonValue = (scalar: Scalar): Json =>
  isText(scalar) || isEmptyInBrackets(scalar) ? printableText(scalar) : decodedValue(scalar);

/** What a scalar is worth as JSON right after it was read (RNode.Map). */
export const decodedValue = (scalar: Scalar): Json => {
  const { tag, value } = scalar;
  if (isText(scalar)) return value;
  return tag === '!!binary' ? binaryText(value) : jsonOf(tag, resolve(value, 'v3'));
};

const isText = ({ tag, quoted }: Scalar): boolean => tag === '!!str' || (quoted && tag === '');

/** Nothing at all inside brackets is null, but go-yaml v3 writes it as `''` and then reads a text. */
const isEmptyInBrackets = ({ tag, value, quoted }: Scalar): boolean =>
  quoted && tag === '!!null' && value === '';

const jsonOf = (tag: string, resolved: Resolved): Json => {
  const { tag: meaning, value } = tag === '' ? resolved : fitted(tag, resolved);
  if (meaning === '!!timestamp') return timestampText(value) ?? value;
  if (typeof value === 'bigint') return exactInteger(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new BuildFailure(`json: unsupported value: ${goName(value)}`);
  return value;
};

/** How Go writes the floats that are no numbers. */
export const goName = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
};

/** What a text means under a tag: an integer may be a float; nothing else may differ from what the tag says. */
export const fitted = (tag: string, resolved: Resolved): Resolved => {
  if (tag === resolved.tag) return resolved;
  if (tag === '!!float' && resolved.tag === '!!int') return { tag, value: Number(resolved.value) };
  throw new BuildFailure(`yaml: cannot decode ${resolved.tag} \`${resolved.value}\` as a ${tag}`);
};

const BASE_64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The text that a `!!binary` holds; what is no UTF-8 in it becomes U+FFFD. */
export const binaryText = (value: string): string => {
  const encoded = value.replace(/[\r\n]/g, '');
  if (!BASE_64.test(encoded)) throw new BuildFailure('yaml: !!binary value contains invalid base64 data');
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(encoded, 'base64'));
};

/** The characters that JSON holds as they are, but YAML does not take. */
const UNREADABLE = /[\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** A text after go-yaml v2 has read it out of JSON: a NEL is a line break there, and folds. */
export const rereadText = (text: string): string => {
  if (!isRare(text)) return text;
  if (UNREADABLE.test(text)) throw new BuildFailure('yaml: control characters are not allowed');
  return scanQuoted(scannerOf(goQuoted(text), 'v2')).value;
};

/** As long as a key may be that go-yaml v2 finds in JSON: in characters, with quotes and escapes. */
const LONGEST_KEY = 1024;

/** A key after go-yaml v2 has read it out of JSON. Throws where it is too long, or no longer on one line. */
export const rereadKey = (key: string): string => {
  if (key.includes('\x85')) throw new BuildFailure("yaml: line 1: did not find expected ',' or '}'");
  if (key.length * 6 > LONGEST_KEY && [...goQuoted(key)].length > LONGEST_KEY)
    throw new BuildFailure("yaml: did not find expected ',' or '}'");
  return rereadText(key);
};

const isRare = (text: string): boolean => {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if ((code >= 0x7f && code < 0xa0) || code >= 0xfffe) return true;
  }
  return false;
};
