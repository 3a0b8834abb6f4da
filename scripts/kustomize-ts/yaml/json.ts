import { BuildFailure } from '../failure.ts';
import { type Mapping, mapping, type Node, nothing, type Scalar, sequence, text } from '../object/node.ts';
import { goQuoted } from './go-text.ts';
import { readJson } from './json-reader.ts';
import { integerText, jsonFloat, numberText } from './numbers.ts';
import { decodedValue, jsonValue } from './values.ts';

/** Plain data, as JSON has it. Integers beyond 2^53 are kept as bigint. */
export type Json = null | boolean | string | number | bigint | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export const isJsonObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as plain data (kyaml/yaml/rnode.go, MarshalJSON): scalars mean what go-yaml v3 makes of them. */
export const toJson = (node: Node): Json => {
  if (node.kind === 'scalar') return jsonValue(node);
  if (node.kind === 'sequence') return node.items.map(toJson);
  requirePrintable(node);
  const object = Object.create(null) as JsonObject;
  for (const [key, value] of node.entries) object[key] = toJson(value);
  return object;
};

/** What Go says of keys that are no texts. */
export const ODD_KEY = 'json: unsupported type: map[interface {}]interface {}';

/** Throws for a mapping with keys that stand twice or are no texts. */
export const requirePrintable = ({ entries, twins, odd }: Mapping): void => {
  if (twins !== undefined) throw new BuildFailure(twins);
  if (odd === undefined) return;
  for (const key of odd) if (entries.has(key)) throw new BuildFailure(ODD_KEY, { field: key });
};

/** A value as plain data right after it was read (kyaml/yaml/rnode.go, Map), without being printed in between. */
export const toDecodedJson = (node: Node): Json => {
  if (node.kind === 'scalar') return decodedValue(node);
  if (node.kind === 'sequence') return node.items.map(toDecodedJson);
  const object = Object.create(null) as JsonObject;
  for (const [key, value] of node.entries) object[key] = toDecodedJson(value);
  return object;
};

/** Plain data as a value that can be customized; the keys are sorted, as Go writes them on the way. */
export const fromJson = (value: Json): Node => {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return numeral(numberText(value));
  if (typeof value === 'bigint') return numeral(integerText(value));
  if (typeof value === 'boolean')
    return { kind: 'scalar', tag: '!!bool', value: String(value), quoted: false };
  if (Array.isArray(value)) return sequence(value.map(fromJson));
  if (value === null) return nothing();
  return mapping(sortedMembers(value).map(([key, member]): [string, Node] => [key, fromJson(member)]));
};

const numeral = (digits: string): Scalar => ({
  kind: 'scalar',
  tag: /[.e]/.test(digits) ? '!!float' : '!!int',
  value: digits,
  quoted: false,
});

/** The members of an object in the order in which Go writes them: by the bytes of their keys. */
export const sortedMembers = (object: JsonObject): [key: string, value: Json][] =>
  Object.entries(object).sort(([a], [b]) => compareBytes(a, b));

/** The order of two texts as UTF-8. It differs from that of UTF-16 only where half of a pair meets what is above. */
const compareBytes = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return isHalf(left) === isHalf(right) ? left - right : isHalf(left) ? 1 : -1;
  }
  return a.length - b.length;
};

const isHalf = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;

/** A value as Go's encoding/json writes it: keys sorted, `<`, `>` and `&` escaped. */
export const goJson = (value: Json): string => {
  if (typeof value === 'string') return goQuoted(value);
  if (typeof value === 'number') return jsonFloat(value);
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (!isJsonObject(value)) return String(value);
  const members = sortedMembers(value).map(([key, member]) => `${goQuoted(key)}:${goJson(member)}`);
  return `{${members.join(',')}}`;
};

/** Reads strict JSON as Go's encoding/json does; integers stay exact. Throws in its words. */
export const parseJson = (source: string): Json => readJson(source);
