import { BuildFailure } from '../failure.ts';
import { type Mapping, mapping, type Node } from '../object/node.ts';
import type { Parsed } from './parsed.ts';

/**
 * A mapping together with what its `<<` names (kyaml/yaml/rnode.go, removeMergeTags): own keys win, then the earlier
 * of several sources. Throws where a source is no mapping.
 */
export const mergedInto = (own: Mapping, source: Parsed, compose: (source: Parsed) => Node): Mapping => {
  const merged = mapping();
  for (const part of sourcesOf(source).reverse()) {
    const node = compose(part);
    if (node.kind === 'mapping') for (const [key, value] of node.entries) merged.entries.set(key, value);
  }
  for (const [key, value] of own.entries) merged.entries.set(key, value);
  return merged;
};

const sourcesOf = (source: Parsed): Parsed[] => {
  if (source.kind === 'mapping') return [source];
  if (source.kind === 'alias') {
    if (source.target.kind !== 'mapping')
      throw new BuildFailure('invalid map merge: received alias for a non-map value');
    return [source];
  }
  if (source.kind === 'scalar')
    throw new BuildFailure('map merge requires map or sequence of maps as the value');
  return source.items.flatMap((item) => {
    if (item.kind === 'sequence') throw new BuildFailure('invalid map merge: received a nested sequence');
    return sourcesOf(item);
  });
};
