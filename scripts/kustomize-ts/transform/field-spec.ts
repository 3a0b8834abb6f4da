import { BuildFailure, within } from '../failure.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import { type Gvk, idText, isSelected } from '../object/id.ts';
import {
  isMapping,
  isNull,
  isScalar,
  isSequence,
  type Mapping,
  mapping,
  type Node,
  type Sequence,
  sequence,
  type Tag,
} from '../object/node.ts';
import { currentId, gvkOf, type Resource } from '../object/resource.ts';
import { textKey } from '../object/text-key.ts';
import { requireKind } from '../patch/node-kinds.ts';
import { DEEPEST } from '../yaml/keys.ts';
import { fieldToSet } from './set.ts';

/** What happens to the fields that field specs lead to. */
export interface FieldVisit {
  /** Looks at a field, or changes it in place. */
  readonly visit: (node: Node) => void;
  /** What becomes of a field that is missing or null, where its spec says `create`. Without it nothing is created. */
  readonly create?: 'scalar' | 'mapping';
  /** The tag that a null gets when it turns into a scalar. */
  readonly tag?: Tag;
}

/**
 * Visits every field of an object that one of the specs leads to: specs for other types are passed over, lists on the
 * way are stepped through, and what is null or missing ends a path. Throws BuildFailure where a path runs into a
 * scalar (api/filters/fieldspec, api/filters/fsslice).
 */
export const atFieldSpecs = (subject: Resource, specs: readonly FieldSpec[], visit: FieldVisit): void => {
  let gvk: Gvk | undefined;
  for (const spec of specs) {
    if (isRestricted(spec)) {
      gvk ??= gvkOf(subject);
      if (!isSelected(gvk, spec)) continue;
    }
    visitFields(subject, spec, visit);
  }
};

const isRestricted = ({ group, version, kind }: FieldSpec): boolean =>
  Boolean(kind) || Boolean(group) || Boolean(version);

const visitFields = (subject: Resource, spec: FieldSpec, { visit, create, tag }: FieldVisit): void => {
  try {
    const creates = spec.create === true ? create : undefined;
    descend(subject.root, 0, { path: partsOf(spec), visit, creates, tag });
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    throw error.within(`considering field '${spec.path}' of object ${idText(currentId(subject))}`, {
      field: spec.path,
    });
  }
};

/** The same for one spec that never creates anything: what names and vars are looked for in. */
export const applyFieldSpec = (subject: Resource, spec: FieldSpec, visit: (node: Node) => void): void =>
  atFieldSpecs(subject, [spec], { visit });

interface Walk {
  readonly path: readonly string[];
  readonly visit: (node: Node) => void;
  /** What becomes of a field at the end that is missing or null; undefined where nothing is created. */
  readonly creates: 'scalar' | 'mapping' | undefined;
  readonly tag: Tag | undefined;
}

const PARTS = new WeakMap<FieldSpec, readonly string[]>();

const partsOf = (spec: FieldSpec): readonly string[] => {
  const known = PARTS.get(spec);
  if (known !== undefined) return known;
  const parts = splitPath(spec.path);
  PARTS.set(spec, parts);
  return parts;
};

/**
 * The fields of a path; `\/` is a slash inside a name (api/internal/utils/pathsplitter.go). Throws BuildFailure for
 * a path that leads deeper than any file that can be read.
 */
export const splitPath = (path: string): string[] => {
  const parts: string[] = [];
  for (const piece of path.split('/')) {
    const last = parts.at(-1);
    if (last?.endsWith('\\')) parts[parts.length - 1] = `${last.slice(0, -1)}/${piece}`;
    else parts.push(piece);
  }
  if (parts.length > DEEPEST) throw new BuildFailure(`the path has more than ${DEEPEST} fields`);
  return parts;
};

const descend = (node: Node, depth: number, walk: Walk): void => {
  if (depth === walk.path.length) walk.visit(node);
  else if (isMapping(node)) enter(node, depth, walk);
  else if (isSequence(node)) stepThrough(node, depth, walk);
  else if (!isNull(node)) throw new BuildFailure('expected sequence or mapping node');
};

const stepThrough = (list: Sequence, depth: number, walk: Walk): void => {
  try {
    for (const item of list.items) descend(item, depth, walk);
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    throw error.within(`visit traversal on path: [${walk.path.slice(depth).join(' ')}]`);
  }
};

const enter = (node: Mapping, depth: number, walk: Walk): void => {
  const part = walk.path[depth] ?? '';
  const isList = part.endsWith('[]');
  const name = isList ? part.slice(0, -2) : part;
  if (name === '') throw new BuildFailure('cannot set or create an empty field name');
  const key = name.trim();
  const creates = depth + 1 < walk.path.length ? walk.creates && 'mapping' : walk.creates;
  const field = key === '' ? node : fieldAt(node, key, { isList, creates, tag: walk.tag });
  if (field !== undefined) descend(field, depth + 1, walk);
};

/** Field specs step through lists by themselves: indexes and conditions in them find no list to choose from. */
const refuseIndex = (node: Mapping, key: string): void => {
  within(`fieldName: ${key}`, () => {
    if (/^-\d+$/.test(key)) throw new BuildFailure(`array index ${key} cannot be negative`);
    if (/^\[[^=]*\]$/.test(key))
      throw new BuildFailure('list path element must contain fieldName=fieldValue for element to match');
    requireKind(node, 'sequence');
  });
};

const INDEX = /^(?:[+-]?\d+|-|\[.*\])$/s;

interface Absence {
  readonly isList: boolean;
  readonly creates: 'scalar' | 'mapping' | undefined;
  readonly tag: Tag | undefined;
}

/** The field, created where it is missing or null and may be. */
const fieldAt = (node: Mapping, key: string, { isList, creates, tag }: Absence): Node | undefined => {
  if (INDEX.test(key)) refuseIndex(node, key);
  const found = node.entries.get(key);
  if (found !== undefined && !isNull(found)) return found;
  if (isList) return found && replaced(node, key, sequence());
  if (creates === 'mapping') return replaced(node, key, mapping());
  if (creates === undefined) return found;
  if (found === undefined) return fieldToSet(node, key);
  if (isScalar(found)) found.tag = tag ?? '';
  return found;
};

const replaced = (node: Mapping, key: string, value: Node): Node => {
  node.entries.set(node.entries.has(key) ? key : textKey(key), value);
  return value;
};
