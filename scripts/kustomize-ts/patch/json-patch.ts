import { BuildFailure, within } from '../failure.ts';
import { copy, isMapping, isSequence, mapping, type Node, nothing, sequence, text } from '../object/node.ts';
import type { Resource } from '../object/resource.ts';
import { writingOf } from '../yaml/analysis.ts';
import { decodeYaml } from '../yaml/decode.ts';
import { goJson, isJsonObject, type Json, parseJson, sortedMembers, toJson } from '../yaml/json.ts';
import { shortFloat } from '../yaml/numbers.ts';
import { addAt, getAt, removeAt, type Spot, setAt, spotOf } from './json-pointer.ts';
import { spelledOtherwise } from './json-spelling.ts';

/** One step of a JSON patch. */
interface Operation {
  readonly members: { readonly [member: string]: Json };
  /** Would Go write its value in other words? Then no test finds it equal to anything: spellings are compared. */
  readonly spelledOtherwise: boolean;
}

export type JsonPatch = readonly Operation[];

/**
 * Reads a JSON patch: strict JSON where it starts with `[`, YAML otherwise (api/filters/patchjson6902). Throws
 * BuildFailure for anything but a list of operations.
 */
export const readJsonPatch = (source: string): JsonPatch => {
  if (source === '') throw new BuildFailure('empty json patch operations');
  const strict = source.startsWith('[');
  const read = strict ? parseJson(source) : decodeYaml(source);
  if (read === null) return [];
  if (!Array.isArray(read)) throw refused(read, 'Patch');
  const otherwise = strict ? spelledOtherwise(source) : new Set<number>();
  return read.map((members, index) => {
    if (members !== null && !isJsonObject(members)) throw refused(members, 'Operation');
    return { members: members ?? {}, spelledOtherwise: otherwise.has(index) };
  });
};

const refused = (value: Json, type: string): BuildFailure =>
  new BuildFailure(`json: cannot unmarshal ${jsonType(value)} into Go value of type jsonpatch.${type}`);

const jsonType = (value: Json): string => {
  if (isJsonObject(value)) return 'object';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'number';
};

/**
 * Applies a JSON patch to an object (RFC 6902, as evanphx/json-patch v4 understands it). The object goes through JSON
 * as a whole: numbers become floats of 64 bits, dates texts. Throws BuildFailure for a step that does not apply.
 */
export const jsonPatch = (target: Resource, operations: JsonPatch): void => {
  const document = { root: throughJson(toJson(target.root)) };
  for (const operation of operations) apply(document, operation);
  if (isMapping(document.root)) target.root = document.root;
};

interface Document {
  root: Node;
}

const apply = (document: Document, operation: Operation): void => {
  const { op } = operation.members;
  const step = typeof op === 'string' ? STEPS.get(op) : undefined;
  if (step === undefined)
    throw new BuildFailure(`Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}`);
  step(document, operation);
};

/** Plain data as go-yaml v3 makes a document of it after Go's JSON read it: every number is a float. */
const throughJson = (value: Json): Node => {
  if (typeof value === 'string') return { ...text(value), quoted: isQuoted(value) };
  if (value === null) return nothing();
  if (typeof value === 'boolean')
    return { kind: 'scalar', tag: '!!bool', value: String(value), quoted: false };
  if (Array.isArray(value)) return sequence(value.map(throughJson));
  if (isJsonObject(value))
    return mapping(sortedMembers(value).map(([key, member]): [string, Node] => [key, throughJson(member)]));
  const digits = shortFloat(Number(value));
  return { kind: 'scalar', tag: /[.e]/.test(digits) ? '!!float' : '!!int', value: digits, quoted: false };
};

/** What go-yaml would quote, or write as a block, stays a quoted text for the patches that follow. */
const isQuoted = (value: string): boolean => writingOf(value, false) !== 'plain' && !isTabbedBlock(value);

/** Several lines of which the first begins with a tab: go-yaml writes them as a block that it cannot read again. */
const isTabbedBlock = (value: string): boolean => value.startsWith('\t') && value.includes('\n');

const valueIn = ({ members }: Operation): Node => throughJson(members['value'] ?? null);

const MISSING = 'missing value';

const pointer = ({ members }: Operation, name: 'path' | 'from'): string => {
  const found = members[name];
  if (typeof found === 'string') return found;
  if (found === undefined || found === null)
    throw new BuildFailure(`operation${name === 'from' ? ',' : ''} missing ${name} field: ${MISSING}`);
  throw new BuildFailure(`json: cannot unmarshal ${jsonType(found)} into Go value of type string`);
};

/** Some steps tell why they cannot read their path, others only that it is missing. */
const pathOrMissing = (operation: Operation, step: string): string => {
  const found = operation.members['path'];
  if (typeof found === 'string') return found;
  throw new BuildFailure(`${step} operation failed to decode path: ${MISSING}`);
};

const spotOrFailure = (document: Document, path: string, failure: string): Spot => {
  const spot = spotOf(document.root, path);
  if (spot === undefined) throw new BuildFailure(`${failure}: ${MISSING}`);
  return spot;
};

const add = (document: Document, operation: Operation): void => {
  const path = pathOrMissing(operation, 'add');
  const spot = spotOrFailure(document, path, `add operation does not apply: doc is missing path: "${path}"`);
  within(`error in add for path: '${path}'`, () => addAt(spot, valueIn(operation)));
};

const remove = (document: Document, operation: Operation): void => {
  const path = pathOrMissing(operation, 'remove');
  const spot = spotOrFailure(
    document,
    path,
    `remove operation does not apply: doc is missing path: "${path}"`,
  );
  within(`error in remove for path: '${path}'`, () => removeAt(spot));
};

const replace = (document: Document, operation: Operation): void => {
  const path = within('replace operation failed to decode path', () => pointer(operation, 'path'));
  if (path === '') {
    const value = valueIn(operation);
    // What is neither object nor list changes nothing, and nothing is said of it.
    if (isMapping(value) || isSequence(value)) document.root = value;
    return;
  }
  const spot = spotOrFailure(
    document,
    path,
    `replace operation does not apply: doc is missing path: ${path}`,
  );
  if (!isThere(spot))
    throw new BuildFailure(`replace operation does not apply: doc is missing key: ${path}: ${MISSING}`);
  setAt(spot, valueIn(operation));
};

/** Any member of an object may be replaced, even one that is not there. */
const isThere = (spot: Spot): boolean => {
  try {
    getAt(spot);
    return true;
  } catch (error) {
    if (error instanceof BuildFailure) return false;
    throw error;
  }
};

const move = (document: Document, operation: Operation): void => {
  const from = within('move operation failed to decode from', () => pointer(operation, 'from'));
  const source = spotOrFailure(
    document,
    from,
    `move operation does not apply: doc is missing from path: ${from}`,
  );
  const moved = within(`error in move for path: '${source.key}'`, () => {
    const found = getAt(source);
    removeAt(source);
    return found;
  });
  const path = within('move operation failed to decode path', () => pointer(operation, 'path'));
  const failure = `move operation does not apply: doc is missing destination path: ${path}`;
  const destination = spotOrFailure(document, path, failure);
  within(`error in move for path: '${path}'`, () => addAt(destination, moved));
};

const duplicate = (document: Document, operation: Operation): void => {
  const from = within('copy operation failed to decode from', () => pointer(operation, 'from'));
  const source = spotOrFailure(
    document,
    from,
    `copy operation does not apply: doc is missing from path: ${from}`,
  );
  const found = within(`error in copy for from: '${from}'`, () => getAt(source));
  const path = pathOrMissing(operation, 'copy');
  const failure = `copy operation does not apply: doc is missing destination path: ${path}`;
  const destination = spotOrFailure(document, path, failure);
  within('error while adding value during copy', () => addAt(destination, found && copy(found)));
};

const test = (document: Document, operation: Operation): void => {
  const path = within('test operation failed to decode path', () => pointer(operation, 'path'));
  const found = path === '' ? document.root : testedAt(document, path);
  if (!isEqual(found, operation)) throw new BuildFailure(`testing value ${path} failed: test failed`);
};

const testedAt = (document: Document, path: string): Node | undefined => {
  const spot = spotOrFailure(document, path, `test operation does not apply: is missing path: ${path}`);
  return within(`error in test for path: '${path}'`, () => getAt(spot));
};

/** Nothing and null are the same; without a value, nothing is equal. */
const isEqual = (found: Node | undefined, { members, spelledOtherwise }: Operation): boolean => {
  const { value } = members;
  if (value === undefined) return false;
  if (found === undefined || value === null) return found === undefined && value === null;
  return !spelledOtherwise && goJson(toJson(found)) === goJson(toJson(throughJson(value)));
};

const STEPS: ReadonlyMap<string, (document: Document, operation: Operation) => void> = new Map([
  ['add', add],
  ['remove', remove],
  ['replace', replace],
  ['move', move],
  ['test', test],
  ['copy', duplicate],
]);
