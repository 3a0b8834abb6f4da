import { fieldSpecs, image, replacementField, replica, selector } from '../kustomization/fields.ts';
import { aBoolean, anInt, aString, listOf, optional, recordOf, structOf } from '../kustomization/shape.ts';

/** The fields of built-in transformers that stand in files of their own (api/internal/builtins). */

const texts = recordOf(aString);

const valueAddTarget = structOf('Target', {
  selector: optional(selector),
  fieldPath: aString,
  filePathPosition: anInt,
});

const valueAddTargets = listOf(valueAddTarget);

export const annotationsPlugIn = structOf('AnnotationsTransformerPlugin', { annotations: texts, fieldSpecs });

export const imagePlugIn = structOf('ImageTagTransformerPlugin', { imageTag: image, fieldSpecs });

export const labelPlugIn = structOf('LabelTransformerPlugin', { labels: texts, fieldSpecs });

export const namespacePlugIn = structOf('NamespaceTransformerPlugin', {
  metadata: structOf('ObjectMeta', { namespace: aString }),
  fieldSpecs,
  unsetOnly: aBoolean,
  setRoleBindingSubjects: aString,
});

export const patchJson6902PlugIn = structOf('PatchJson6902TransformerPlugin', {
  target: optional(selector),
  path: aString,
  jsonOp: aString,
});

export const patchesStrategicMergePlugIn = structOf('PatchStrategicMergeTransformerPlugin', {
  paths: listOf(aString),
  patches: aString,
});

export const patchPlugIn = structOf('PatchTransformerPlugin', {
  path: aString,
  patch: aString,
  target: optional(selector),
  options: recordOf(aBoolean),
});

export const prefixPlugIn = structOf('PrefixTransformerPlugin', {
  prefix: aString,
  fieldSpecs: optional(fieldSpecs),
});

export const suffixPlugIn = structOf('SuffixTransformerPlugin', {
  suffix: aString,
  fieldSpecs: optional(fieldSpecs),
});

export const replicaPlugIn = structOf('ReplicaCountTransformerPlugin', { replica, fieldSpecs });

export const replacementPlugIn = structOf('ReplacementTransformerPlugin', {
  replacements: listOf(replacementField),
});

export const valueAddPlugIn = structOf('ValueAddTransformerPlugin', {
  value: aString,
  targets: valueAddTargets,
  targetFilePath: aString,
});

export const valueAddFile = structOf('', { targets: valueAddTargets });
