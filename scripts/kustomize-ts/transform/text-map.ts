import { compareTexts } from '../facts/kind-order.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import { text } from '../object/node.ts';
import { isEmpty } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { atFieldSpecs } from './field-spec.ts';
import { setField } from './set.ts';

/** Adds texts to the mappings that specs lead to: labels, selectors, annotations (api/filters/labels, annotations). */
export const textMapTransformer = (
  texts: Readonly<Record<string, string>>,
  specs: readonly FieldSpec[],
): Transformer => {
  const entries = Object.entries(texts).sort(([a], [b]) => compareTexts(a, b));
  return ({ list }) => {
    for (const one of list) {
      if (isEmpty(one)) continue;
      for (const [name, value] of entries) {
        const shared = text(value);
        atFieldSpecs(one, specs, { visit: (node) => setField(node, name, shared), create: 'mapping' });
      }
    }
  };
};
