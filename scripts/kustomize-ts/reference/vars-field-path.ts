import { BuildFailure } from '../failure.ts';
import type { Mapping, Node } from '../object/node.ts';
import { splitPath } from './field-path.ts';
import { lookup } from './replacement-lookup.ts';

/**
 * The node that the field path of a var leads to, `spec.ports[0].name` for instance (kyaml/yaml/rnode.go,
 * GetFieldValue). Undefined where nothing is there, or where the path does not fit what is there.
 */
export const nodeAt = (root: Mapping, path: string): Node | undefined => {
  try {
    return lookup(root, splitPath(path).flatMap(withoutIndex));
  } catch (error) {
    if (error instanceof BuildFailure) return undefined;
    throw error;
  }
};

/** `ports[0]` → `ports` and `0`. */
const withoutIndex = (part: string): string[] => {
  const [, name, index] = /^(.*)\[(\d+)\]$/s.exec(part) ?? [];
  return name === undefined || index === undefined ? [part] : [name, index];
};
