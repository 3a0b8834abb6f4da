import type { Mapping, Node, Scalar, Sequence } from '../object/node.ts';
import { holdsBreak } from './analysis.ts';
import { isBreak } from './characters.ts';
import { isJsonObject, type Json, requirePrintable } from './json.ts';
import { integerText, numberText } from './numbers.ts';
import { sortedKeys } from './order.ts';
import { scalarText } from './scalars.ts';
import { jsonValue, printableText, rereadKey, rereadText } from './values.ts';

interface Writer {
  out: string;
  /** Did a block scalar end the last line? */
  isAtLine: boolean;
}

/** What stands before a value on its line: nothing, `key:`, or an indicator (`-`, `?`, `:`). */
type Lead = 'nothing' | 'key' | 'indicator';

/** Where a value is written: the indentation of what it belongs to, and what stands before it. */
interface Place {
  readonly indent: number;
  readonly lead: Lead;
  /** The column behind what stands before it. */
  readonly column: number;
}

const ROOT: Place = { indent: 0, lead: 'nothing', column: 0 };

/**
 * An object as `kustomize build` prints it (api/resource/resource.go, AsYAML): by way of JSON, in the writing of
 * go-yaml v2. Throws for what JSON cannot hold.
 */
export const emit = (node: Node): string => {
  const writer: Writer = { out: '', isAtLine: false };
  writeNode(writer, node, ROOT);
  return ended(writer.out);
};

/** Plain data in the same writing (sigs.k8s.io/yaml, JSONToYAML). */
export const emitJson = (value: Json): string => {
  const writer: Writer = { out: '', isAtLine: false };
  writeJson(writer, value, ROOT);
  return ended(writer.out);
};

const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

const writeNode = (writer: Writer, node: Node, place: Place): void => {
  if (node.kind === 'scalar') writeScalar(writer, node, place);
  else if (node.kind === 'mapping') writeMapping(writer, node, place);
  else writeSequence(writer, node, place);
};

const writeScalar = (writer: Writer, scalar: Scalar, place: Place): void => {
  if (scalar.tag === '!!str') writeText(writer, rereadText(printableText(scalar)), place);
  else if (scalar.tag === '!!int' && PLAIN_INTEGER.test(scalar.value)) writeWord(writer, scalar.value, place);
  else writeJson(writer, jsonValue(scalar), place);
};

/** An integer that is written like this already. */
const PLAIN_INTEGER = /^(?:0|-?[1-9][0-9]{0,17})$/;

const writeMapping = (writer: Writer, node: Mapping, place: Place): void => {
  requirePrintable(node);
  const { entries } = node;
  if (entries.size === 0) writeWord(writer, '{}', place);
  const indent = place.lead === 'nothing' ? 0 : place.indent + 2;
  let isFirst = true;
  for (const key of sortedKeys(entries.keys())) {
    beginLine(writer, indent, isFirst ? place.lead : 'key');
    const behind = writeKey(writer, rereadKey(key), indent);
    const value = entries.get(key);
    if (value !== undefined) writeNode(writer, value, behind);
    isFirst = false;
  }
};

const writeSequence = (writer: Writer, { items }: Sequence, place: Place): void => {
  if (items.length === 0) writeWord(writer, '[]', place);
  const indent = itemsIndent(place);
  const behind: Place = { indent, lead: 'indicator', column: indent + 1 };
  for (let at = 0; at < items.length; at++) {
    beginLine(writer, indent, at === 0 ? place.lead : 'key');
    writer.out += '-';
    writeNode(writer, items[at] as Node, behind);
  }
};

/** A sequence right behind its key is indented no further. */
const itemsIndent = ({ lead, indent }: Place): number => {
  if (lead === 'nothing') return 0;
  return lead === 'key' ? indent : indent + 2;
};

const writeJson = (writer: Writer, value: Json, place: Place): void => {
  if (typeof value === 'string') writeText(writer, rereadText(value), place);
  else if (typeof value === 'number') writeWord(writer, numberText(value), place);
  else if (typeof value === 'bigint') writeWord(writer, integerText(value), place);
  else if (Array.isArray(value)) writeItems(writer, value, place);
  else if (isJsonObject(value)) writeMembers(writer, value, place);
  else writeWord(writer, String(value), place);
};

const writeItems = (writer: Writer, items: readonly Json[], place: Place): void => {
  if (items.length === 0) writeWord(writer, '[]', place);
  const indent = itemsIndent(place);
  const behind: Place = { indent, lead: 'indicator', column: indent + 1 };
  items.forEach((item, at) => {
    beginLine(writer, indent, at === 0 ? place.lead : 'key');
    writer.out += '-';
    writeJson(writer, item, behind);
  });
};

const writeMembers = (writer: Writer, members: { readonly [key: string]: Json }, place: Place): void => {
  const keys = sortedKeys(Object.keys(members));
  if (keys.length === 0) writeWord(writer, '{}', place);
  const indent = place.lead === 'nothing' ? 0 : place.indent + 2;
  keys.forEach((key, at) => {
    beginLine(writer, indent, at === 0 ? place.lead : 'key');
    writeJson(writer, members[key] ?? null, writeKey(writer, rereadKey(key), indent));
  });
};

/** Goes to the line and column where a key or an item begins. */
const beginLine = (writer: Writer, indent: number, lead: Lead): void => {
  if (lead === 'indicator') writer.out += ' ';
  else if (lead === 'key') writer.out += writer.isAtLine ? padding(indent) : `\n${padding(indent)}`;
  writer.isAtLine = false;
};

const paddings: string[] = [];
const padding = (indent: number): string => {
  paddings[indent] ??= ' '.repeat(indent);
  return paddings[indent];
};

/** Longer keys stand behind a `?`. In bytes. */
const LONGEST_KEY = 128;

/** Writes a key with its colon; answers where its value goes. */
const writeKey = (writer: Writer, key: string, indent: number): Place => {
  const isSimple = !holdsBreak(key) && isShortKey(key);
  if (isSimple) {
    const text = scalarText(key, { column: indent, indent: indent + 2, isKey: true });
    writer.out += `${text}:`;
    return { indent, lead: 'key', column: indent + text.length + 1 };
  }
  writer.out += '?';
  writeText(writer, key, { indent, lead: 'indicator', column: indent + 1 });
  beginLine(writer, indent, 'key');
  writer.out += ':';
  return { indent, lead: 'indicator', column: indent + 1 };
};

const isShortKey = (key: string): boolean =>
  key.length * 3 <= LONGEST_KEY || Buffer.byteLength(key) <= LONGEST_KEY;

const writeWord = (writer: Writer, word: string, { lead }: Place): void => {
  writer.out += lead === 'nothing' ? word : ` ${word}`;
};

const writeText = (writer: Writer, text: string, place: Place): void => {
  const isRoot = place.lead === 'nothing';
  const spot = { column: isRoot ? 0 : place.column + 1, indent: place.indent + 2, isKey: false };
  const written = scalarText(text, spot);
  writeWord(writer, written, place);
  writer.isAtLine = isBreak(written.charCodeAt(written.length - 1));
};
