import { BuildFailure } from '../failure.ts';
import { isMapping, isNull, isScalar, isSequence, type Node } from '../object/node.ts';
import { requireKind } from '../patch/node-kinds.ts';
import { conditionOf, isCondition, positionOf } from './field-path.ts';

/**
 * The one value a path leads to; undefined where there is none (kyaml/yaml/fns.go, PathGetter). `-` is the last item
 * of a list, a condition the first item that fulfils it. Throws BuildFailure where the path does not fit the values.
 */
export const lookup = (root: Node, path: readonly string[]): Node | undefined => {
  let here: Node | undefined = root;
  for (const part of path.map((one) => one.trim()).filter((one) => one !== '')) {
    if (here === undefined) return undefined;
    here = step(here, part);
  }
  return here;
};

const step = (node: Node, part: string): Node | undefined => {
  const position = positionOf(part);
  if (position !== undefined) {
    if (position < 0) throw new BuildFailure(`array index ${position} cannot be negative`);
    return itemsOf(node)[position];
  }
  if (part === '-') return last(itemsOf(node));
  if (part === '*') throw new BuildFailure('wildcard is not supported in PathGetter');
  if (isCondition(part)) return firstWith(node, part);
  requireKind(node, 'mapping');
  return isMapping(node) ? node.entries.get(part) : undefined;
};

const itemsOf = (node: Node): readonly Node[] => {
  requireKind(node, 'sequence');
  return isSequence(node) ? node.items : [];
};

const last = (items: readonly Node[]): Node => {
  const found = items.at(-1);
  if (found === undefined) throw new BuildFailure('an empty list has no last element');
  return found;
};

const firstWith = (node: Node, part: string): Node | undefined => {
  const condition = conditionOf(part);
  if (condition === undefined) throw withoutCondition();
  const { field, value } = condition;
  return itemsOf(node).find((item) => {
    if (field === '') return writtenText(item) === value;
    const found = isMapping(item) ? item.entries.get(field) : undefined;
    return found !== undefined && writtenText(found) === value;
  });
};

/** The failure of a condition that states none. */
export const withoutCondition = (): BuildFailure =>
  new BuildFailure('list path element must contain fieldName=fieldValue for element to match');

/** The text of a scalar as it is written; '' for null and for everything that is none. */
export const plainText = (node: Node): string => (isNull(node) ? '' : writtenText(node));

const writtenText = (node: Node): string => (isScalar(node) ? node.value : '');
