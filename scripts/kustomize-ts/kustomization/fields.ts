import {
  aBoolean,
  anExactString,
  anInt,
  anInt64,
  anything,
  aString,
  listOf,
  optional,
  recordOf,
  stringCalled,
  structOf,
} from './shape.ts';

/**
 * The fields of a kustomization file and their types (api/types at v5.5.0). Names of structs are those of Go: they
 * stand in messages.
 */

const texts = recordOf(aString);
const strings = listOf(aString);

/** A type where the struct of Go embeds it. */
export const gvk = { group: anExactString, version: anExactString, kind: anExactString };

/** In tables of field specs, `create` asks for fields that are not there (api/types/fieldspec.go). */
export const fieldSpec = structOf('FieldSpec', {
  ...gvk,
  path: aString,
  create: aBoolean,
});

export const fieldSpecs = listOf(fieldSpec);

const id = { ...gvk, name: anExactString, namespace: anExactString };

export const selector = structOf('Selector', {
  ...id,
  annotationSelector: aString,
  labelSelector: aString,
});

export const patch = structOf('Patch', {
  path: aString,
  patch: aString,
  target: optional(selector),
  options: recordOf(aBoolean),
});

export const image = structOf('Image', {
  name: aString,
  newName: aString,
  tagSuffix: aString,
  newTag: aString,
  digest: aString,
});

export const replica = structOf('Replica', { name: aString, count: anInt64 });

export const label = structOf('Label', {
  pairs: texts,
  includeSelectors: aBoolean,
  includeTemplates: aBoolean,
  fields: fieldSpecs,
});

const replacementOptions = structOf('FieldOptions', {
  delimiter: aString,
  index: anInt,
  encoding: aString,
  create: aBoolean,
});

const replacementSource = structOf('SourceSelector', {
  ...id,
  fieldPath: aString,
  options: optional(replacementOptions),
});

const replacementTarget = structOf('TargetSelector', {
  select: optional(selector),
  reject: listOf(selector),
  fieldPaths: strings,
  options: optional(replacementOptions),
});

const replacementFields = {
  source: optional(replacementSource),
  sourceValue: optional(aString),
  targets: listOf({ ...replacementTarget, go: '*types.TargetSelector' }),
};

export const replacement = structOf('Replacement', replacementFields);
export const replacementField = structOf('ReplacementField', { ...replacementFields, path: aString });

const variable = structOf('Var', {
  name: aString,
  objref: structOf('Target', { apiVersion: aString, ...id }),
  fieldref: structOf('FieldSelector', { fieldPath: aString }),
});

export const sortOptions = structOf('SortOptions', {
  order: aString,
  legacySortOptions: optional(structOf('LegacySortOptions', { orderFirst: strings, orderLast: strings })),
});

export const generatorOptions = structOf('GeneratorOptions', {
  labels: texts,
  annotations: texts,
  disableNameSuffixHash: aBoolean,
  immutable: aBoolean,
});

const generatorFields = {
  name: aString,
  namespace: aString,
  behavior: aString,
  literals: strings,
  files: strings,
  envs: strings,
  env: aString,
  options: optional(generatorOptions),
};

export const configMapArgs = structOf('ConfigMapArgs', generatorFields);
export const secretArgs = structOf('SecretArgs', { ...generatorFields, type: aString });

const meta = structOf('ObjectMeta', {
  name: aString,
  namespace: aString,
  labels: texts,
  annotations: texts,
});

/** Everything that may stand in a kustomization file. */
export const kustomizationFile = structOf('Kustomization', {
  apiVersion: aString,
  kind: aString,
  metadata: optional(meta),
  openapi: texts,
  namePrefix: aString,
  nameSuffix: aString,
  namespace: aString,
  commonLabels: texts,
  labels: listOf(label),
  commonAnnotations: texts,
  patchesStrategicMerge: listOf(stringCalled('types.PatchStrategicMerge')),
  patchesJson6902: listOf(patch),
  patches: listOf(patch),
  images: listOf(image),
  imageTags: listOf(image),
  replacements: listOf(replacementField),
  replicas: listOf(replica),
  vars: listOf(variable),
  sortOptions: optional(sortOptions),
  resources: strings,
  components: strings,
  crds: strings,
  bases: strings,
  configMapGenerator: listOf(configMapArgs),
  secretGenerator: listOf(secretArgs),
  helmGlobals: optional(structOf('HelmGlobals', { chartHome: aString, configHome: aString })),
  helmCharts: listOf(anything),
  helmChartInflationGenerator: listOf(anything),
  generatorOptions: optional(generatorOptions),
  configurations: strings,
  generators: strings,
  transformers: strings,
  validators: strings,
  buildMetadata: strings,
});
