import { BuildFailure } from '../failure.ts';
import { isMapping, isNull, isScalar, type Mapping, type Node, type Sequence } from '../object/node.ts';

/** What a patch may ask beside its values: to drop what is there, or to take its place. */
export type Directive = 'merge' | 'replace' | 'delete';

const KEY = '$patch';

const isDirective = (text: string): text is Directive =>
  text === 'merge' || text === 'replace' || text === 'delete';

const textOf = (node: Node | undefined): string => (isScalar(node) ? node.value : '');

const unknown = (asked: string): BuildFailure => new BuildFailure(`unknown patch strategy '${asked}'`);

/**
 * Takes `$patch` out of a mapping of a patch; 'merge' where there is none (kyaml/yaml/merge2/smpdirective.go). Throws
 * BuildFailure for a directive that nobody knows.
 */
export const takeDirective = (patch: Mapping): Directive => {
  const found = patch.entries.get(KEY);
  if (found === undefined) return 'merge';
  const asked = textOf(found);
  if (!isDirective(asked)) throw unknown(asked);
  patch.entries.delete(KEY);
  return asked;
};

/**
 * Takes the item that is nothing but `$patch` out of a list of a patch. Only the first item with a directive is looked
 * at; with other fields beside it, the directive is that item's own. Throws like `takeDirective`.
 */
export const takeListDirective = (patch: Sequence): Directive => {
  const first = patch.items.find((item) => isMapping(item) && item.entries.has(KEY));
  if (!isMapping(first) || first.entries.size > 1) return 'merge';
  const asked = textOf(first.entries.get(KEY));
  if (!isDirective(asked)) throw unknown(asked);
  patch.items = patch.items.filter((item) => !goesWith(asked, item));
  return asked;
};

/** With one directive of a list goes every item that says the same, and every empty one. */
const goesWith = (asked: Directive, item: Node): boolean =>
  isNull(item) || (isMapping(item) && (item.entries.size === 0 || textOf(item.entries.get(KEY)) === asked));

/** Like `takeDirective`, but a directive that nobody knows stays as if it were a field. */
export const takeKnownDirective = (patch: Mapping): Directive =>
  isDirective(textOf(patch.entries.get(KEY))) ? takeDirective(patch) : 'merge';
