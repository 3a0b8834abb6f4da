import { BuildFailure, within } from '../failure.ts';
import type { Loader } from '../files/loader.ts';
import { fieldSpec, gvk } from '../kustomization/fields.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import { listOf, type Shape, structOf } from '../kustomization/shape.ts';
import { decodeStrictYaml } from '../yaml/decode.ts';
import { type CrdFacts, crdFacts } from './crds.ts';
import { mergeFieldSpecs, mergeNameReferences, sorted } from './field-spec-merge.ts';
import { DEFAULT_FIELD_SPECS, type NameReference } from './field-specs.ts';
import { DEFAULT_NAME_REFERENCES } from './name-references.ts';

/** Which fields the transformers of one kustomization touch (builtinconfig/transformerconfig.go). */
export interface Configuration {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  /** Where `labels` go; empty: to `metadata/labels`. */
  readonly labels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
  readonly varReference: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
}

const inOrder = (configuration: Configuration): Configuration => ({
  namePrefix: sorted(configuration.namePrefix),
  nameSuffix: sorted(configuration.nameSuffix),
  namespace: sorted(configuration.namespace),
  commonLabels: sorted(configuration.commonLabels),
  labels: sorted(configuration.labels),
  templateLabels: sorted(configuration.templateLabels),
  commonAnnotations: sorted(configuration.commonAnnotations),
  nameReference: sorted(configuration.nameReference),
  varReference: sorted(configuration.varReference),
  images: sorted(configuration.images),
  replicas: sorted(configuration.replicas),
});

/** What transformers touch where nothing is configured. */
export const defaultConfiguration: Configuration = inOrder({
  ...DEFAULT_FIELD_SPECS,
  labels: [],
  nameReference: DEFAULT_NAME_REFERENCES,
});

/** Nothing is touched at all: what an accumulation starts with. */
export const emptyConfiguration: Configuration = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

/**
 * Two configurations as one. Throws BuildFailure where one creates a field and the other does not
 * (builtinconfig/transformerconfig.go, Merge).
 */
export const mergeConfigurations = (a: Configuration, b: Configuration): Configuration => {
  if (b === emptyConfiguration) return a;
  if (b === defaultConfiguration && (a === defaultConfiguration || a === emptyConfiguration)) return b;
  const merged = (name: string, field: Exclude<keyof Configuration, 'nameReference'>): readonly FieldSpec[] =>
    within(`failed to merge ${name} fieldSpec`, () => mergeFieldSpecs(a[field], b[field]));
  return inOrder({
    namePrefix: merged('NamePrefix', 'namePrefix'),
    nameSuffix: merged('NameSuffix', 'nameSuffix'),
    namespace: merged('NameSpace', 'namespace'),
    commonAnnotations: merged('CommonAnnotations', 'commonAnnotations'),
    commonLabels: merged('CommonLabels', 'commonLabels'),
    labels: merged('Labels', 'labels'),
    templateLabels: merged('TemplateLabels', 'templateLabels'),
    varReference: merged('VarReference', 'varReference'),
    nameReference: within('failed to merge NameReference fieldSpec', () =>
      mergeNameReferences(a.nameReference, b.nameReference),
    ),
    images: merged('Images', 'images'),
    replicas: merged('Replicas', 'replicas'),
  });
};

const fieldSpecs = listOf(fieldSpec, 'types.FsSlice');

const CONFIGURATION: Shape<Configuration> = structOf('TransformerConfig', {
  namePrefix: fieldSpecs,
  nameSuffix: fieldSpecs,
  namespace: fieldSpecs,
  commonLabels: fieldSpecs,
  labels: fieldSpecs,
  templateLabels: fieldSpecs,
  commonAnnotations: fieldSpecs,
  nameReference: listOf(structOf('NameBackReferences', { ...gvk, fieldSpecs }), 'builtinconfig.nbrSlice'),
  varReference: fieldSpecs,
  images: fieldSpecs,
  replicas: fieldSpecs,
});

/**
 * The configuration of a kustomization with files in `configurations`: the default with theirs beside it.
 * Throws BuildFailure for what cannot be read and for conflicts (builtinconfig, MakeTransformerConfig).
 */
export const readConfigurations = (loader: Loader, paths: readonly string[]): Configuration => {
  if (paths.length === 0) return defaultConfiguration;
  const read = paths.map((path) => readConfiguration(loader, path));
  return mergeConfigurations(defaultConfiguration, read.reduce(mergeConfigurations, emptyConfiguration));
};

const readConfiguration = (loader: Loader, path: string): Configuration => {
  const content = loader.load(path);
  const written = inFile(path, () =>
    within('error converting YAML to JSON', () => decodeStrictYaml(content)),
  );
  const place = { struct: 'TransformerConfig', path: [], convertsToText: true };
  return inFile(path, () =>
    within('error unmarshaling JSON: while decoding JSON', () => inOrder(CONFIGURATION.read(written, place))),
  );
};

const inFile = <T>(file: string, step: () => T): T => {
  try {
    return step();
  } catch (error) {
    throw error instanceof BuildFailure ? error.reworded(error.message, { file }) : error;
  }
};

/**
 * What the OpenAPI definitions in the files of `crds` say by their `x-kubernetes-…` extensions
 * (accumulator/loadconfigfromcrds.go). Throws BuildFailure for what cannot be read.
 */
export const configurationOfCrds = (loader: Loader, paths: readonly string[]): Configuration =>
  within(`loading CRDs [${paths.join(' ')}]`, () =>
    paths
      .flatMap((path) => crdFacts(loader.load(path), path))
      .map(configurationOf)
      .reduce(mergeConfigurations, emptyConfiguration),
  );

const configurationOf = ({ annotations, labels, names, references }: CrdFacts): Configuration => ({
  ...emptyConfiguration,
  commonAnnotations: mergeFieldSpecs([], annotations),
  commonLabels: mergeFieldSpecs([], labels),
  namePrefix: mergeFieldSpecs([], names),
  nameReference: mergeNameReferences([], references),
});
