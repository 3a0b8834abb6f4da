import type { FieldSpec } from '../kustomization/kustomization.ts';
import { type Id, isSelected } from '../object/id.ts';
import { originalId, rememberId } from '../object/identity.ts';
import { isScalar, type Node } from '../object/node.ts';
import { appendToAnnotation, isEmpty, type Resource } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { atFieldSpecs } from './field-spec.ts';
import { setScalar } from './set.ts';

/** A text that names take on, and how. */
export interface Affix {
  readonly affix: string;
  readonly fieldSpecs: readonly FieldSpec[];
  /** The note in which an object keeps what its name took on. */
  readonly note: string;
  readonly apply: (name: string) => string;
}

/**
 * Changes the fields that specs lead to, but no names of definitions, API services and namespaces: others rely on
 * those (PrefixTransformer.go, SuffixTransformer.go).
 */
export const affixTransformer =
  (affix: Affix): Transformer =>
  ({ list }) => {
    for (const one of list) if (!isEmpty(one)) rename(one, affix);
  };

const rename = (subject: Resource, { affix, fieldSpecs, note, apply }: Affix): void => {
  const original = originalId(subject);
  if (keepsItsName(original)) return;
  const visit = (node: Node): void => setScalar(node, apply(isScalar(node) ? node.value : ''), '!!str');
  for (const spec of fieldSpecs) {
    if (!isSelected(original, spec)) continue;
    if (spec.path === 'metadata/name' && affix !== '') {
      appendToAnnotation(subject, note, affix);
      rememberId(subject);
    }
    atFieldSpecs(subject, [spec], { visit, create: 'scalar', tag: '!!str' });
  }
};

const keepsItsName = ({ group, kind }: Id): boolean =>
  kind === 'CustomResourceDefinition' ||
  kind === 'Namespace' ||
  (kind === 'APIService' && group === 'apiregistration.k8s.io');
