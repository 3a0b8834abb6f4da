import type { BuildFailure } from '../failure.ts';
import { isMapping, isScalar, type Mapping, type Node, type Scalar, type Tag } from '../object/node.ts';
import { textKey } from '../object/text-key.ts';
import { requireKind } from '../patch/node-kinds.ts';

/** Did a step meet a mapping or a list where it expected a scalar? */
export const metNoScalar = ({ message }: BuildFailure): boolean =>
  /wrong node kind: expected \w+ but got (?:Mapping|Sequence)Node/.test(message);

/**
 * Gives a scalar another text. Quotes stay: with the tag '' a quoted text stays a text, and another one is resolved
 * anew. Throws BuildFailure for a mapping or a list (kyaml/yaml/fns.go, FieldSetter without a name).
 */
export const setScalar = (node: Node, value: string, tag: Tag): void => {
  requireKind(node, 'scalar');
  if (isScalar(node)) Object.assign(node, { value, tag });
};

/**
 * Sets a field of a mapping. A scalar that is there changes in place, and a new field is the scalar itself: fields
 * that one step created share their value from then on, and change together, as they do in the real tool
 * (kyaml/yaml/fns.go, FieldSetter). A null takes no field; anything else is a BuildFailure, and so is a new field whose
 * name is no text without quotes.
 */
export const setField = (node: Node, name: string, value: Scalar): void => {
  // Without a name it is the mapping itself that the real tool would set.
  requireKind(node, name === '' ? 'scalar' : 'mapping');
  if (!isMapping(node)) return;
  const found = node.entries.get(name);
  if (found === undefined) node.entries.set(textKey(name), value);
  else if (isScalar(found)) setScalar(found, value.value, value.tag);
  else node.entries.set(name, { ...value });
};

/** The scalar in a field, created where there is none. */
export const fieldToSet = (node: Mapping, name: string): Node => {
  const found = node.entries.get(name);
  if (found !== undefined) return found;
  const created: Scalar = { kind: 'scalar', tag: '', value: '', quoted: false };
  node.entries.set(textKey(name), created);
  return created;
};
