import { BuildFailure } from '../failure.ts';
import { isNull, type Node } from '../object/node.ts';
import { emit } from '../yaml/emit.ts';

const NAMES = { mapping: 'MappingNode', sequence: 'SequenceNode', scalar: 'ScalarNode' } as const;

/** Refuses a value of another kind; nothing at all fits everywhere (kyaml/yaml/fns.go, ErrorIfInvalid). */
export const requireKind = (node: Node | undefined, kind: Node['kind']): void => {
  if (node === undefined || isNull(node) || node.kind === kind) return;
  throw new BuildFailure(
    `wrong node kind: expected ${NAMES[kind]} but got ${NAMES[node.kind]}: node contents:\n${emit(node)}`,
  );
};
