import { BuildFailure, within } from '../failure.ts';
import type { Replacement, ReplacementOptions, ReplacementSource } from '../kustomization/kustomization.ts';
import { idText } from '../object/id.ts';
import { isMapping, isNull, isScalar, isSequence, type Node, unresolved } from '../object/node.ts';
import type { Resource } from '../object/resource.ts';
import { splitPath } from './field-path.ts';
import { lookup } from './replacement-lookup.ts';
import { isNamed, type KnownIds } from './replacement-selection.ts';

/**
 * The value a replacement copies: one that is given, or a field of the one object its source selects. Throws
 * BuildFailure where none or several are selected, the field is not there, or is empty.
 */
export const sourceValue = (
  all: readonly Resource[],
  { source, sourceValue: given }: Replacement,
  ids: KnownIds,
): Node => {
  if (given !== undefined && source !== undefined)
    throw new BuildFailure('value and resource selectors are mutually exclusive', { field: 'replacements' });
  if (source === undefined) return unresolved(given ?? '');
  const fieldPath = source.fieldPath === '' ? 'metadata.name' : source.fieldPath;
  const subject = onlyOne(all, source, ids);
  const found = within('error looking up replacement source', () =>
    lookup(subject.root, splitPath(fieldPath)),
  );
  if (found === undefined || isVoid(found))
    throw new BuildFailure(
      `fieldPath \`${fieldPath}\` is missing for replacement source ${selectorText(source)}`,
      { field: fieldPath },
    );
  return refined(found, source.options);
};

const onlyOne = (all: readonly Resource[], source: ReplacementSource, ids: KnownIds): Resource => {
  const found = all.filter((one) => isNamed(ids.of(one), source));
  const [only] = found;
  if (found.length > 1) throw new BuildFailure(`multiple matches for selector ${sourceText(source)}`);
  if (only === undefined) throw new BuildFailure(`nothing selected by ${sourceText(source)}`);
  return only;
};

const isVoid = (node: Node): boolean =>
  isNull(node) ||
  (isMapping(node) && node.entries.size === 0) ||
  (isSequence(node) && node.items.length === 0);

const refined = (node: Node, options: ReplacementOptions | undefined): Node => {
  if (options === undefined || options.delimiter === '') return node;
  if (!isScalar(node)) throw new BuildFailure('delimiter option can only be used with scalar nodes');
  const part = node.value.split(options.delimiter)[options.index];
  if (part === undefined)
    throw new BuildFailure(`options.index ${options.index} is out of bounds for value ${node.value}`);
  return { ...node, value: part };
};

const selectorText = (source: ReplacementSource): string => idText({ ...source, clusterScoped: false });

const sourceText = (source: ReplacementSource): string =>
  [selectorText(source), source.fieldPath, optionsText(source.options)]
    .filter((part) => part !== '')
    .join(':');

const optionsText = (options: ReplacementOptions | undefined): string =>
  options === undefined || (options.delimiter === '' && !options.create)
    ? ''
    : `${options.delimiter}(${options.index}), create=${options.create}`;
