import type { Types } from '../facts/types.ts';
import { BuildFailure } from '../failure.ts';
import type { Twins } from '../yaml/compose.ts';
import { goJson, isJsonObject, type Json, toDecodedJson } from '../yaml/json.ts';
import { readNode, readObjects } from '../yaml/read.ts';
import { isMapping, isNull, isSequence, type Mapping, type Node, textAt } from './node.ts';
import { annotationsOf, kindOf, labelsOf, type Resource, resource } from './resource.ts';

/**
 * The objects of one file. Lists are replaced by their items, empty documents dropped; what has no kind or no name is
 * refused (api/resource/factory.go, kyaml/kio/byteio_reader.go).
 */
export const objectsIn = (
  source: Uint8Array | string,
  types: Types,
  twins: Twins = 'refused',
): Resource[] => {
  const queue: Node[] = unwrapped(readObjects(source, twins));
  const found: Resource[] = [];
  // Items of a list come after whatever else the file holds: the queue grows while it is read.
  for (const node of queue) {
    if (isEmptyNode(node)) continue;
    const items = listItems(node);
    if (items === undefined) found.push(validated(node, types));
    else queue.push(...items);
  }
  return found;
};

const isEmptyNode = (node: Node): boolean =>
  isNull(node) ||
  (isMapping(node) && node.entries.size === 0) ||
  (isSequence(node) && node.items.length === 0);

/** A file that holds nothing but one `List` or `ResourceList` is what is in it. */
const unwrapped = (documents: readonly Mapping[]): Node[] => {
  const [only] = documents;
  if (documents.length !== 1 || only === undefined) return [...documents];
  const kind = textAt(only, 'kind');
  if (kind !== 'List' && kind !== 'ResourceList') return [only];
  const items = only.entries.get('items');
  if (items === undefined) return only.entries.has('functionConfig') ? [] : [only];
  if (isSequence(items)) return [...items.items];
  return isMapping(items) ? [...items.entries.values()] : [];
};

/** The items of `SomethingList`; undefined for anything else, and where it has no field `items`. */
const listItems = (node: Node): Node[] | undefined => {
  const kind = textAt(node, 'kind');
  if (!kind.endsWith('List') || !isMapping(node) || !node.entries.has('items')) return undefined;
  const items = toDecodedJson(node.entries.get('items') as Node);
  if (items === null) return [];
  if (Array.isArray(items)) return items.map((item) => readNode(goJson(item)));
  throw new BuildFailure(`expected array in ${kind}/items, but found ${goType(items)}`, { field: 'items' });
};

const goType = (value: Json): string => {
  if (isJsonObject(value)) return 'map[string]interface {}';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' && !Number.isInteger(value) ? 'float64' : 'int';
};

const validated = (node: Node, types: Types): Resource => {
  if (!isMapping(node) || !['apiVersion', 'kind', 'metadata'].some((key) => node.entries.has(key)))
    throw new BuildFailure('missing Resource metadata');
  const found = resource(node, types);
  requireName(found);
  return found;
};

/** Refuses an object without kind or name; a list needs no name (kyaml/yaml/rnode.go, GetValidatedMetadata). */
export const requireName = (subject: Resource): void => {
  if (kindOf(subject).endsWith('List')) return;
  for (const [field, ...path] of [['kind', 'kind'] as const, ['metadata.name', 'metadata', 'name'] as const])
    if (textAt(subject.root, ...path) === '')
      throw new BuildFailure(`missing ${field} in object ${summary(subject)}`, { field });
};

/** An object's type and metadata as Go prints them. */
const summary = (subject: Resource): string => {
  const { root } = subject;
  const name = `${textAt(root, 'metadata', 'name')} ${textAt(root, 'metadata', 'namespace')}`;
  const maps = `${goMap(labelsOf(subject))} ${goMap(annotationsOf(subject))}`;
  return `{{${textAt(root, 'apiVersion')} ${textAt(root, 'kind')}} {{${name}} ${maps}}}`;
};

const goMap = (values: ReadonlyMap<string, string>): string =>
  `map[${[...values]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}:${value}`)
    .join(' ')}]`;
