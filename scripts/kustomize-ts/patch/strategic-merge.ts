import type { Schema } from '../facts/schema.ts';
import type { Types } from '../facts/types.ts';
import { rememberId } from '../object/identity.ts';
import {
  copy,
  isMapping,
  isNull,
  isQuotedText,
  isScalar,
  isSequence,
  type Mapping,
  type Node,
  type Scalar,
  type Sequence,
  textAt,
  unresolved,
} from '../object/node.ts';
import {
  kindOf,
  NOTES,
  nameOf,
  namespaceOf,
  type Resource,
  setKind,
  setName,
  setNamespace,
} from '../object/resource.ts';
import { resolve } from '../yaml/resolve.ts';
import { takeDirective, takeKnownDirective, takeListDirective } from './directives.ts';
import { mergeKeyedLists } from './keyed-lists.ts';
import { requireKind } from './node-kinds.ts';

/**
 * Applies a strategic merge patch to an object; one that the patch deletes is left without entries. Kind, name and
 * namespace stay what they were, unless the patch carries the notes that allow a change (api/resource/resource.go,
 * ApplySmPatch; kyaml/yaml/merge2). Throws BuildFailure where patch and object do not fit together.
 */
export const strategicMerge = (target: Resource, patch: Mapping): void => {
  const { root } = target;
  const [kind, name, namespace] = [kindOf(target), nameOf(target), namespaceOf(target)];
  const [mayRename, mayChangeKind] = [
    isNoted(patch, NOTES.allowNameChange),
    isNoted(patch, NOTES.allowKindChange),
  ];
  if (mayRename || mayChangeKind) rememberId(target);
  const merged = merge({ dest: root, patch: copy(patch), schema: undefined, types: target.types });
  if (merged === undefined) {
    root.entries.clear();
    return;
  }
  if (!mayChangeKind) setKind(target, kind);
  if (!mayRename) setName(target, name);
  setNamespace(target, namespace);
};

/** The value of a note that allows a change of name or kind. */
export const ALLOWED = 'enabled';

const isNoted = (patch: Mapping, note: string): boolean =>
  textAt(patch, 'metadata', 'annotations', note) === ALLOWED;

/** A value of the object and what the patch says of it; either may be missing. */
interface Pair {
  readonly dest: Node | undefined;
  readonly patch: Node | undefined;
  /** What is known of the value from what is around it. */
  readonly schema: Schema | undefined;
  readonly types: Types;
}

/** The value that results; undefined or null where it goes. Changes both in place (kyaml/yaml/walk/walk.go). */
const merge = (pair: Pair): Node | undefined => {
  const { dest, patch } = pair;
  const kind = isNull(dest) ? (isNull(patch) ? undefined : patch?.kind) : dest?.kind;
  if (kind === 'scalar') {
    requireKind(patch, kind);
    return patch ?? dest;
  }
  if (kind === 'sequence') {
    requireKind(patch, kind);
    return mergeLists(pair);
  }
  if (kind === 'mapping') requireKind(patch, kind);
  return mergeMappings(pair);
};

const mergeMappings = (pair: Pair): Node | undefined => {
  const result = startingMapping(pair.dest, pair.patch);
  if (!isMapping(result)) return result;
  const patch = isMapping(pair.patch) ? pair.patch : undefined;
  const schema = schemaOf(pair);
  for (const name of fieldNames(result, patch)) {
    const value = merge({
      dest: result.entries.get(name),
      patch: patch?.entries.get(name),
      schema: schema?.field(name),
      types: pair.types,
    });
    // The real tool takes a field without a name for the mapping itself.
    if (name === '') requireKind(result, 'scalar');
    const before = result.entries.get(name);
    if (value === undefined || isNull(value)) result.entries.delete(name);
    else if (!isNull(before) || !isNull(patch?.entries.get(name)))
      result.entries.set(name, inPlaceOf(before, value));
    if (before === undefined && patch?.odd?.has(name) === true) markOdd(result, name);
  }
  return result;
};

/** A key that is added stays what it is in the patch; one that is there already stays what it was. */
const markOdd = (node: Mapping, key: string): void => {
  node.odd ??= new Set();
  node.odd.add(key);
};

/**
 * A scalar changes in place: whatever shares it changes, too. It stays quoted as it was, and a quoted number is a text
 * unless a tag says otherwise (kyaml/yaml/fns.go, FieldSetter).
 */
const inPlaceOf = (before: Node | undefined, value: Node): Node => {
  if (!isScalar(value)) return value;
  settle(value, before);
  if (before === undefined || before === value) return value;
  if (!isScalar(before)) return { ...value, quoted: false };
  return Object.assign(before, { tag: isQuotedText(before) ? '!!str' : value.tag, value: value.value });
};

/** A value whose type nobody has said yet becomes a text where it looks like anything else; a null that stays does not. */
const settle = (value: Scalar, before: Node | undefined): void => {
  if (value.tag !== '' || value.value === '' || isNull(before)) return;
  if (resolve(value.value, 'v2').tag !== '!!str') value.tag = '!!str';
};

/** The mapping to go on with: the object's own, or the patch's where there is none or it is replaced. */
const startingMapping = (dest: Node | undefined, patch: Node | undefined): Node | undefined => {
  if (!isMapping(dest)) return newMapping(dest, patch);
  if (patch === undefined) return dest;
  if (!isMapping(patch)) return undefined;
  const asked = takeDirective(patch);
  if (asked === 'delete') return undefined;
  return asked === 'replace' ? patch : dest;
};

const newMapping = (dest: Node | undefined, patch: Node | undefined): Node | undefined => {
  if (isMapping(patch)) return takeKnownDirective(patch) === 'delete' ? undefined : patch;
  if (patch !== undefined) return patch;
  // A null that was written out survives, an empty value does not (merge2.go, VisitMap).
  return isScalar(dest) && dest.value !== '' ? unresolved(dest.value) : undefined;
};

/** Every field of either, in the order in which the real tool comes upon what does not fit. */
const fieldNames = (dest: Mapping, patch: Mapping | undefined): string[] => {
  if (patch === undefined || patch === dest) return [...dest.entries.keys()];
  return [...new Set([...dest.entries.keys(), ...patch.entries.keys()])].sort();
};

/** What is known from outside, or else what the value says of itself: any mapping may name its type. */
const schemaOf = ({ dest, patch, schema, types }: Pair): Schema | undefined =>
  schema ?? namedSchema(dest, types) ?? namedSchema(patch, types);

const namedSchema = (node: Node | undefined, types: Types): Schema | undefined => {
  if (!isMapping(node) || !node.entries.has('kind')) return undefined;
  const [apiVersion, kind] = [textAt(node, 'apiVersion'), textAt(node, 'kind')];
  return apiVersion === '' || kind === '' ? undefined : types.schemaOf(apiVersion, kind);
};

const mergeLists = ({ dest, patch, schema, types }: Pair): Node | undefined => {
  const keys = schema?.mergeKeys;
  if (keys === undefined) return patch ?? dest;
  const result = startingList(dest, patch);
  if (result === undefined) return undefined;
  const items = schema?.items();
  return mergeKeyedLists({ dest: result, patch: isSequence(patch) ? patch : undefined, keys }, (one, other) =>
    merge({ dest: one, patch: other, schema: items, types }),
  );
};

/** Like `startingMapping`. */
const startingList = (dest: Node | undefined, patch: Node | undefined): Sequence | undefined => {
  // Where there is no list yet, a directive for the whole of it is an item like any other.
  if (!isSequence(dest)) return isSequence(patch) ? patch : undefined;
  if (patch === undefined) return dest;
  if (!isSequence(patch)) return undefined;
  const asked = takeListDirective(patch);
  if (asked === 'delete') return undefined;
  return asked === 'replace' ? patch : dest;
};
