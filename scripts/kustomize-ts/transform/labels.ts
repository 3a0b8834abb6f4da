import type { Configuration } from '../facts/configuration.ts';
import { mergeFieldSpecs } from '../facts/field-spec-merge.ts';
import { within } from '../failure.ts';
import type { FieldSpec, Label } from '../kustomization/kustomization.ts';
import type { Transformer } from '../object/resources.ts';
import { textMapTransformer } from './text-map.ts';

/** Adds labels at all fields that specs lead to (LabelTransformer.go). */
export const labelTransformer = ({
  labels,
  fieldSpecs,
}: {
  readonly labels: Readonly<Record<string, string>>;
  readonly fieldSpecs: readonly FieldSpec[];
}): Transformer => textMapTransformer(labels, fieldSpecs);

const OWN_LABELS: readonly FieldSpec[] = [{ path: 'metadata/labels', create: true }];

/**
 * Where an entry of `labels` goes: its own fields and those of the `configurations`, and beside them selectors and
 * all, or the object alone, with or without its templates. Throws BuildFailure where two of them contradict each
 * other (kusttarget_configplugin.go).
 */
export const labelFieldSpecs = (label: Label, configuration: Configuration): readonly FieldSpec[] => {
  const merge = (specs: readonly FieldSpec[], added: readonly FieldSpec[]): readonly FieldSpec[] =>
    within('failed to merge labels', () => mergeFieldSpecs(specs, added), { field: 'labels' });
  const fields = merge(label.fields, configuration.labels);
  if (label.includeSelectors) return merge(fields, configuration.commonLabels);
  return merge(label.includeTemplates ? withTemplates(fields, configuration) : fields, OWN_LABELS);
};

const withTemplates = (
  fields: readonly FieldSpec[],
  { templateLabels }: Configuration,
): readonly FieldSpec[] =>
  within('failed to merge template fieldSpec', () => mergeFieldSpecs(fields, templateLabels), {
    field: 'labels',
  });
