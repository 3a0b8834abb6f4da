import { BuildFailure } from '../failure.ts';
import type { FieldSpec, Replica } from '../kustomization/kustomization.ts';
import { gvkText, isSelected } from '../object/id.ts';
import { allIds } from '../object/identity.ts';
import { isQuotedText, isScalar, type Node } from '../object/node.ts';
import { isEmpty } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { atFieldSpecs } from './field-spec.ts';
import { setScalar } from './set.ts';

/**
 * Sets how many pods the objects of a name run, whichever of their names that is. Throws BuildFailure where there is
 * no such object (ReplicaCountTransformer.go).
 */
export const replicaTransformer =
  ({
    replica: { name, count },
    fieldSpecs,
  }: {
    readonly replica: Replica;
    readonly fieldSpecs: readonly FieldSpec[];
  }): Transformer =>
  ({ list }) => {
    const named = list
      .filter((one) => !isEmpty(one))
      .map((one) => ({ one, ids: allIds(one).filter((id) => id.name === name) }))
      .filter(({ ids }) => ids.length > 0);
    const matches = fieldSpecs.flatMap((spec) =>
      named.filter(({ ids }) => ids.some((id) => isSelected(id, spec))).map(({ one }) => ({ one, spec })),
    );
    if (matches.length === 0) throw nothingNamed(name, fieldSpecs);
    for (const { one, spec } of matches)
      atFieldSpecs(one, [spec], {
        visit: (node) => setCount(node, count),
        create: 'scalar',
        tag: '!!int',
      });
  };

/** A quoted count stays a text. */
const setCount = (node: Node, count: number): void =>
  setScalar(node, String(count), isScalar(node) && isQuotedText(node) ? '' : '!!int');

const nothingNamed = (name: string, specs: readonly FieldSpec[]): BuildFailure => {
  const types = specs.map(({ group = '', version = '', kind = '' }) => gvkText({ group, version, kind }));
  return new BuildFailure(
    `resource with name ${name} does not match a config with the following GVK [${types.join(' ')}]`,
    { field: 'replicas' },
  );
};
