import { isUtf8 } from 'node:buffer';
import { type Mapping, mapping, type Node, text } from '../object/node.ts';
import { textKey } from '../object/text-key.ts';

const LINE = 70;

/** Base64 in lines of 70; one line has no end, several end each (kyaml/yaml/datamap.go, encodeBase64). */
export const base64Lines = (value: Buffer): string => {
  const encoded = value.toString('base64');
  if (encoded.length < LINE) return encoded;
  return encoded.replace(/.{1,70}/g, '$&\n');
};

/** Sorts the keys as the real tool does before it writes a map. */
export const byKey = <T>(values: ReadonlyMap<string, T>): [string, T][] =>
  [...values].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** The data of a ConfigMap: text where it is text, the rest as `binaryData`. */
export const configMapData = (values: ReadonlyMap<string, Buffer>): [field: string, data: Mapping][] => {
  const data: [string, Node][] = [];
  const binary: [string, Node][] = [];
  for (const [key, value] of byKey(values))
    if (isUtf8(value)) data.push([textKey(key), text(value.toString('utf8'))]);
    else binary.push([textKey(key), text(base64Lines(value))]);
  return [['data', data] as const, ['binaryData', binary] as const]
    .filter(([, entries]) => entries.length > 0)
    .map(([field, entries]) => [field, mapping(entries)]);
};

/** The data of a Secret: always Base64. */
export const secretData = (values: ReadonlyMap<string, Buffer>): Mapping =>
  mapping(byKey(values).map(([key, value]): [string, Node] => [textKey(key), text(base64Lines(value))]));
