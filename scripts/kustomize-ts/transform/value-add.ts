import posix from 'node:path/posix';
import { BuildFailure } from '../failure.ts';
import type { Selector } from '../kustomization/kustomization.ts';
import {
  at,
  isMapping,
  isScalar,
  isSequence,
  type Mapping,
  mapping,
  type Node,
  type Scalar,
  type Sequence,
  sequence,
  unresolved,
} from '../object/node.ts';
import { isEmpty, type Resource } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { requireKind } from '../patch/node-kinds.ts';
import { select } from '../patch/selector.ts';
import { splitPath } from './field-spec.ts';
import { setNamespaces } from './namespace.ts';
import { setScalar } from './set.ts';

export interface ValueAddTarget {
  /** Undefined: everything. */
  readonly selector: Selector | undefined;
  /** Separated by `/`; a list is entered by an index, `-` or `[name=value]`. */
  readonly fieldPath: string;
  /** From 1: where in a path, which is what the field holds, the value goes; 0 replaces the field. */
  readonly filePathPosition: number;
}

/**
 * Writes one value into a field of every object that a target selects, and creates the field where it is missing.
 * Throws BuildFailure for a field that is no scalar (ValueAddTransformer.go).
 */
export const valueAddTransformer =
  ({
    value,
    targets,
  }: {
    readonly value: string;
    readonly targets: readonly ValueAddTarget[];
  }): Transformer =>
  (all) => {
    for (const target of targets) {
      const selected = target.selector === undefined ? all.list : select(all, target.selector);
      for (const one of selected.filter((candidate: Resource) => !isEmpty(candidate)))
        if (target.fieldPath === 'metadata/namespace')
          setNamespaces(one, { namespace: value, fieldSpecs: [] });
        else add(one, value, target);
    }
  };

const add = (subject: Resource, value: string, { fieldPath, filePathPosition }: ValueAddTarget): void => {
  const field = fieldOf(subject.root, splitPath(fieldPath));
  requireKind(field, 'scalar');
  if (!isScalar(field)) return;
  setScalar(field, filePathPosition > 0 ? inserted(field.value, filePathPosition - 1, value) : value, '');
};

/** The field at a path, created where it is missing; undefined where a list is too short. */
const fieldOf = (root: Node, path: readonly string[]): Node | undefined => {
  const parts = path.map((part) => part.trim()).filter((part) => part !== '');
  let here: Node | undefined = root;
  for (const [index, part] of parts.entries()) {
    if (here === undefined) return undefined;
    here = step(here, part, parts[index + 1]);
  }
  return here;
};

const step = (node: Node, part: string, next: string | undefined): Node | undefined => {
  if (isIndex(part)) return itemAt(node, indexOf(part));
  if (part === '-') return itemAt(node, -1);
  if (isCondition(part)) return matching(node, part.slice(1, -1));
  requireKind(node, 'mapping');
  return isMapping(node) ? (node.entries.get(part) ?? created(node, part, next)) : undefined;
};

const isIndex = (part: string): boolean => /^[+-]?\d+$/.test(part);

const indexOf = (part: string): number => {
  if (part.startsWith('-')) throw new BuildFailure(`array index ${part} cannot be negative`);
  return Number(part);
};

const isCondition = (part: string): boolean => part.startsWith('[') && part.endsWith(']');

const created = (node: Mapping, name: string, next: string | undefined): Node => {
  const holdsList = next !== undefined && (isCondition(next) || isIndex(next));
  const value = next === undefined ? unresolved('') : holdsList ? sequence() : mapping();
  node.entries.set(name, value);
  return value;
};

const itemAt = (node: Node, index: number): Node | undefined => {
  requireKind(node, 'sequence');
  return isSequence(node) ? node.items.at(index) : undefined;
};

const matching = (node: Node, condition: string): Node | undefined => {
  const equals = condition.indexOf('=');
  if (equals < 0)
    throw new BuildFailure('list path element must contain fieldName=fieldValue for element to match');
  requireKind(node, 'sequence');
  if (!isSequence(node)) return undefined;
  return itemWith(node, condition.slice(0, equals), condition.slice(equals + 1));
};

/** The item with a value, or with a value in a field; a list without one gets one. */
const itemWith = (list: Sequence, field: string, value: string): Node => {
  const found = list.items.find((item) => holds(field === '' ? item : at(item, field), value));
  if (found !== undefined) return found;
  const added = field === '' ? unresolved(value) : mapping([[field, unresolved(value)]]);
  list.items.push(added);
  return added;
};

const holds = (node: Node | undefined, value: string): node is Scalar =>
  isScalar(node) && node.value === value;

/** A path with one more part in it; an absolute path stays one (kyaml/filesys, InsertPathPart). */
const inserted = (path: string, position: number, part: string): string => {
  const parts = partsOf(path);
  const place = Math.min(position, parts.length);
  const isInside = parts[0] === '' && place < parts.length;
  const joined = parts.toSpliced(isInside ? place + 1 : place, 0, part).join('/');
  const clean = posix.normalize(joined);
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean;
};

const partsOf = (path: string): string[] => {
  if (path === '') return [];
  const parts = path.split('/');
  return parts[0] === '' && parts[1] === '' ? parts.slice(1) : parts;
};
