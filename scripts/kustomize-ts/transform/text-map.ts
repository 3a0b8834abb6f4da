import { compareTexts } from '../facts/kind-order.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import { text } from '../object/node.ts';
import { isEmpty } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { atFieldSpecs, type FieldVisit } from './field-spec.ts';
import { setField } from './set.ts';

/** Adds texts to the mappings that specs lead to: labels, selectors, annotations (api/filters/labels, annotations). */
export const textMapTransformer = (
  texts: Readonly<Record<string, string>>,
  specs: readonly FieldSpec[],
): Transformer => {
  const entries = Object.entries(texts).sort(([a], [b]) => compareTexts(a, b));
  return ({ list }) => {
    if (entries.length === 0) return;
    for (const one of list) if (!isEmpty(one)) atFieldSpecs(one, specs, adding(entries));
  };
};

/** What one object gets in several places is one value in all of them. */
const adding = (entries: readonly (readonly [string, string])[]): FieldVisit => {
  const shared = entries.map(([name, value]) => ({ name, value: text(value) }));
  return {
    visit: (node) => {
      for (const { name, value } of shared) setField(node, name, value);
    },
    create: 'mapping',
  };
};
