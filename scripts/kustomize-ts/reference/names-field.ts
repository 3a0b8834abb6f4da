import { BuildFailure } from '../failure.ts';
import { isNull, type Mapping, type Node, type Scalar, text } from '../object/node.ts';
import { nameOf, namespaceOf } from '../object/resource.ts';
import { type Reference, selected } from './names-selection.ts';

/**
 * Writes the present name into a field that holds a former one: a name, a mapping with `name` and `namespace`, or a
 * list of either. Throws BuildFailure for any other shape, and where it is not clear which object is meant.
 */
export const renameIn = (reference: Reference, node: Node): void => {
  if (node.kind !== 'sequence') rename(reference, node);
  else for (const item of node.items) rename(reference, item);
};

const rename = (reference: Reference, node: Node): void => {
  if (isNull(node)) return;
  if (node.kind === 'scalar') renameScalar(reference, node);
  else if (node.kind === 'mapping') renameMapping(reference, node);
  else
    throw new BuildFailure('a list in a list is expected to be either a string or a map of string', {
      field: reference.path,
    });
};

const renameScalar = (reference: Reference, node: Scalar): void => {
  const found = selected(reference, { name: node.value, withNamespace: false });
  if (found !== undefined) rewrite(node, nameOf(found));
};

const renameMapping = (reference: Reference, node: Mapping): void => {
  const name = node.entries.get('name');
  if (name === undefined)
    throw new BuildFailure("path config error; no 'name' field in node", { field: reference.path });
  const old = textOf(name);
  const namespace = node.entries.get('namespace');
  const found = selected(reference, {
    name: old,
    namespace: namespace === undefined ? undefined : textOf(namespace),
    withNamespace: true,
  });
  if (found === undefined) return;
  const present = namespaceOf(found);
  if (nameOf(found) === old && present === '') return;
  rewrite(name, nameOf(found));
  if (present === '') return;
  if (namespace === undefined) node.entries.set('namespace', text(present));
  else rewrite(namespace, present);
};

const textOf = (node: Node): string => (node.kind === 'scalar' ? node.value : '');

/** The new text stands as the old one stood: without quotes, `12` is a number from now on, as in the real tool. */
const rewrite = (node: Node, value: string): void => {
  if (node.kind !== 'scalar' || node.value === value) return;
  node.value = value;
  node.tag = '';
};
