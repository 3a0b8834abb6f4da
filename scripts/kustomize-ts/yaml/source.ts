import { BuildFailure } from '../failure.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of a file, as libyaml's reader takes it: UTF-8, or UTF-16 with a byte order mark; the mark is dropped.
 * Throws for bytes that are no such text and for control characters, in the words of go-yaml.
 */
export const readText = (source: Uint8Array | string): string => {
  const text = typeof source === 'string' ? source : decoded(source);
  const unmarked = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (FORBIDDEN.test(unmarked)) throw new BuildFailure('yaml: control characters are not allowed');
  return unmarked;
};

/** Everything but tab, line breaks and printable characters (YAML 1.1, 5.1), and halves of surrogate pairs. */
const FORBIDDEN =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const decoded = (bytes: Uint8Array): string => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes.subarray(2), 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(swapped(bytes.subarray(2)), 'utf-16le');
  try {
    return decoder.decode(bytes);
  } catch {
    throw new BuildFailure(`yaml: ${utf8Problem(bytes)}`);
  }
};

const utf16 = (bytes: Uint8Array, encoding: string): string => {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new BuildFailure('yaml: incomplete UTF-16 character');
  }
};

const swapped = (bytes: Uint8Array): Uint8Array => {
  const result = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) result[at] = bytes[at ^ 1] ?? 0;
  return result;
};

/** What is wrong with bytes that are not UTF-8, at the first place where something is. */
const utf8Problem = (bytes: Uint8Array): string => {
  for (let at = 0; at < bytes.length; ) {
    const width = widthOf(bytes[at] ?? 0);
    if (width === 0) return 'invalid leading UTF-8 octet';
    if (at + width > bytes.length) return 'incomplete UTF-8 octet sequence';
    const problem = sequenceProblem(bytes.subarray(at, at + width));
    if (problem !== undefined) return problem;
    at += width;
  }
  return 'invalid Unicode character';
};

const widthOf = (octet: number): number => {
  if (octet < 0x80) return 1;
  if ((octet & 0xe0) === 0xc0) return 2;
  if ((octet & 0xf0) === 0xe0) return 3;
  return (octet & 0xf8) === 0xf0 ? 4 : 0;
};

const LEAD_BITS = [0, 0x7f, 0x1f, 0x0f, 0x07];
const LEAST = [0, 0, 0x80, 0x800, 0x10000];

const sequenceProblem = (octets: Uint8Array): string | undefined => {
  const width = octets.length;
  let code = (octets[0] ?? 0) & (LEAD_BITS[width] ?? 0);
  for (const octet of octets.subarray(1)) {
    if ((octet & 0xc0) !== 0x80) return 'invalid trailing UTF-8 octet';
    code = code * 64 + (octet & 0x3f);
  }
  if (code < (LEAST[width] ?? 0)) return 'invalid length of a UTF-8 sequence';
  return (code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff ? 'invalid Unicode character' : undefined;
};
