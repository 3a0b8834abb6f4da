import { BuildFailure, within } from '../failure.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import { idText, isSelected } from '../object/id.ts';
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
import { requireKind } from '../patch/node-kinds.ts';
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
  const gvk = gvkOf(subject);
  for (const spec of specs) {
    if (!isSelected(gvk, spec)) continue;
    try {
      descend(subject.root, partsOf(spec), { ...visit, creates: spec.create === true });
    } catch (error) {
      if (!(error instanceof BuildFailure)) throw error;
      throw error.within(`considering field '${spec.path}' of object ${idText(currentId(subject))}`, {
        field: spec.path,
      });
    }
  }
};

/** The same for one spec that never creates anything: what names and vars are looked for in. */
export const applyFieldSpec = (subject: Resource, spec: FieldSpec, visit: (node: Node) => void): void =>
  atFieldSpecs(subject, [spec], { visit });

interface Walk extends FieldVisit {
  readonly creates: boolean;
}

const PARTS = new WeakMap<FieldSpec, readonly string[]>();

const partsOf = (spec: FieldSpec): readonly string[] => {
  const known = PARTS.get(spec);
  if (known !== undefined) return known;
  const parts = splitPath(spec.path);
  PARTS.set(spec, parts);
  return parts;
};

/** The fields of a path; `\/` is a slash inside a name (api/internal/utils/pathsplitter.go). */
export const splitPath = (path: string): string[] => {
  const parts: string[] = [];
  for (const piece of path.split('/')) {
    const last = parts.at(-1);
    if (last?.endsWith('\\')) parts[parts.length - 1] = `${last.slice(0, -1)}/${piece}`;
    else parts.push(piece);
  }
  return parts;
};

const descend = (node: Node, path: readonly string[], walk: Walk): void => {
  if (path.length === 0) walk.visit(node);
  else if (isNull(node)) return;
  else if (isSequence(node)) stepThrough(node, path, walk);
  else if (isMapping(node)) enter(node, path, walk);
  else throw new BuildFailure('expected sequence or mapping node');
};

const stepThrough = (list: Sequence, path: readonly string[], walk: Walk): void => {
  within(`visit traversal on path: [${path.join(' ')}]`, () => {
    for (const item of list.items) descend(item, path, walk);
  });
};

const enter = (node: Mapping, [part = '', ...rest]: readonly string[], walk: Walk): void => {
  const isList = part.endsWith('[]');
  const name = isList ? part.slice(0, -2) : part;
  if (name === '') throw new BuildFailure('cannot set or create an empty field name');
  const key = name.trim();
  const field = key === '' ? node : fieldAt(node, key, { isList, isLast: rest.length === 0, walk });
  if (field !== undefined) descend(field, rest, walk);
};

/** Field specs step through lists by themselves: indexes and conditions in them find no list to choose from. */
const refuseIndex = (node: Mapping, key: string): void => {
  if (!INDEX.test(key)) return;
  within(`fieldName: ${key}`, () => {
    if (/^-\d+$/.test(key)) throw new BuildFailure(`array index ${key} cannot be negative`);
    if (/^\[[^=]*\]$/.test(key))
      throw new BuildFailure('list path element must contain fieldName=fieldValue for element to match');
    requireKind(node, 'sequence');
  });
};

const INDEX = /^(?:[+-]?\d+|-|\[.*\])$/s;

interface Position {
  readonly isList: boolean;
  readonly isLast: boolean;
  readonly walk: Walk;
}

/** The field, created where it is missing or null and may be. */
const fieldAt = (node: Mapping, key: string, { isList, isLast, walk }: Position): Node | undefined => {
  refuseIndex(node, key);
  const found = node.entries.get(key);
  if (isList) return found !== undefined && isNull(found) ? replaced(node, key, sequence()) : found;
  if (!walk.creates || walk.create === undefined) return found;
  const makesScalar = isLast && walk.create === 'scalar';
  if (found === undefined) return makesScalar ? fieldToSet(node, key) : replaced(node, key, mapping());
  if (!isNull(found)) return found;
  if (!makesScalar) return replaced(node, key, mapping());
  if (isScalar(found)) found.tag = walk.tag ?? '';
  return found;
};

const replaced = (node: Mapping, key: string, value: Node): Node => {
  node.entries.set(key, value);
  return value;
};
