import posix from 'node:path/posix';
import type { Types } from '../facts/types.ts';
import { BuildFailure, within } from '../failure.ts';
import type { Loader } from '../files/loader.ts';
import { hashTransformer } from '../generate/hash.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import type { Shape } from '../kustomization/shape.ts';
import { groupVersion, gvkText, idText } from '../object/id.ts';
import { type Mapping, textAt } from '../object/node.ts';
import type { Transformer } from '../object/resources.ts';
import {
  type PatchContext,
  patchesStrategicMergeTransformer,
  patchJson6902Transformer,
  patchTransformer,
} from '../patch/patches.ts';
import { replacementTransformer } from '../reference/replacements.ts';
import { decodeYaml } from '../yaml/decode.ts';
import { type Json, toJson } from '../yaml/json.ts';
import { annotationTransformer } from './annotations.ts';
import { imageTransformer } from './images.ts';
import { labelTransformer } from './labels.ts';
import { namespaceTransformer, type SubjectMode } from './namespace.ts';
import * as shapes from './plug-in-shapes.ts';
import { prefixTransformer } from './prefix.ts';
import { replicaTransformer } from './replicas.ts';
import { suffixTransformer } from './suffix.ts';
import { type ValueAddTarget, valueAddTransformer } from './value-add.ts';

export interface PlugInContext {
  readonly loader: Loader;
  readonly types: Types;
}

type Make = (config: Json, context: PatchContext) => Transformer;

/** Reads a config as Go does: what no field takes is passed over, and numbers become texts where texts are wanted. */
const readAs = <T>(shape: Shape<T>, config: Json): T =>
  within('error unmarshaling JSON: while decoding JSON', () =>
    shape.read(config, { struct: '', path: [], convertsToText: true, ignoresUnknown: true }),
  );

const required = (specs: readonly FieldSpec[] | undefined): readonly FieldSpec[] => {
  if (specs !== undefined) return specs;
  throw new BuildFailure('fieldSpecs is not expected to be nil', { field: 'fieldSpecs' });
};

const prefix = (config: Json): Transformer => {
  const { prefix: text, fieldSpecs } = readAs(shapes.prefixPlugIn, config);
  return prefixTransformer({ prefix: text, fieldSpecs: required(fieldSpecs) });
};

const suffix = (config: Json): Transformer => {
  const { suffix: text, fieldSpecs } = readAs(shapes.suffixPlugIn, config);
  return suffixTransformer({ suffix: text, fieldSpecs: required(fieldSpecs) });
};

const prefixAndSuffix = (config: Json): Transformer => {
  const [before, after] = [prefix(config), suffix(config)];
  return (all) => {
    before(all);
    after(all);
  };
};

const image = (config: Json): Transformer => {
  const { imageTag, fieldSpecs } = readAs(shapes.imagePlugIn, config);
  return imageTransformer({ image: imageTag, fieldSpecs });
};

const MODES: ReadonlySet<string> = new Set<SubjectMode>(['defaultOnly', 'allServiceAccounts', 'none']);
const isMode = (mode: string): mode is SubjectMode => MODES.has(mode);

const namespace = (config: Json): Transformer => {
  const read = within('unmarshalling NamespaceTransformer config', () =>
    readAs(shapes.namespacePlugIn, config),
  );
  const mode = read.setRoleBindingSubjects || 'defaultOnly';
  if (!isMode(mode))
    throw new BuildFailure(
      `invalid value ${JSON.stringify(mode)} for setRoleBindingSubjects: ` +
        'must be one of "defaultOnly", "none" or "allServiceAccounts"',
      { field: 'setRoleBindingSubjects' },
    );
  const { metadata, fieldSpecs, unsetOnly } = read;
  return namespaceTransformer({
    namespace: metadata.namespace,
    fieldSpecs,
    unsetOnly,
    setRoleBindingSubjects: mode,
  });
};

const patchJson6902: Make = (config, context) => {
  const { jsonOp, ...rest } = readAs(shapes.patchJson6902PlugIn, config);
  return patchJson6902Transformer({ ...rest, patch: jsonOp, options: {} }, context);
};

const patchesStrategicMerge: Make = (config, context) => {
  const { paths, patches } = readAs(shapes.patchesStrategicMergePlugIn, config);
  if (paths.length === 0 && patches === '')
    throw new BuildFailure('empty file path and empty patch content', { field: 'paths' });
  return patchesStrategicMergeTransformer(patches === '' ? paths : [...paths, patches], context);
};

const valueAdd: Make = (config, { loader }) => {
  const { value, targets, targetFilePath } = readAs(shapes.valueAddPlugIn, config);
  const all =
    targetFilePath === ''
      ? targets
      : [...targets, ...readAs(shapes.valueAddFile, decodeYaml(loader.load(targetFilePath))).targets];
  if (all.length === 0) throw new BuildFailure('must specify at least one target', { field: 'targets' });
  for (const target of all) validate(target);
  return valueAddTransformer({ value: value.trim() || posix.basename(loader.root), targets: all });
};

const validate = ({ fieldPath, filePathPosition }: ValueAddTarget): void => {
  if (fieldPath === '') throw new BuildFailure('fieldPath cannot be empty', { field: 'fieldPath' });
  if (filePathPosition < 0)
    throw new BuildFailure(`value of FilePathPosition (${filePathPosition}) cannot be negative`, {
      field: 'filePathPosition',
    });
};

/** What is built in, by its kind (api/internal/plugins/builtinhelpers). */
const TRANSFORMERS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['AnnotationsTransformer', (config) => annotationTransformer(readAs(shapes.annotationsPlugIn, config))],
  ['HashTransformer', () => hashTransformer()],
  ['ImageTagTransformer', image],
  ['LabelTransformer', (config) => labelTransformer(readAs(shapes.labelPlugIn, config))],
  ['NamespaceTransformer', namespace],
  ['PatchJson6902Transformer', patchJson6902],
  ['PatchStrategicMergeTransformer', patchesStrategicMerge],
  ['PatchTransformer', (config, context) => patchTransformer(readAs(shapes.patchPlugIn, config), context)],
  ['PrefixSuffixTransformer', prefixAndSuffix],
  ['PrefixTransformer', prefix],
  [
    'ReplacementTransformer',
    (config, context) =>
      replacementTransformer(readAs(shapes.replacementPlugIn, config).replacements, context),
  ],
  ['ReplicaCountTransformer', (config) => replicaTransformer(readAs(shapes.replicaPlugIn, config))],
  ['SuffixTransformer', suffix],
  ['ValueAddTransformer', valueAdd],
]);

const GENERATORS = new Set(['ConfigMapGenerator', 'SecretGenerator', 'IAMPolicyGenerator']);

/**
 * The transformer that an object under `transformers` or `validators` configures (api/internal/plugins/loader).
 * Throws BuildFailure for a config that cannot be read, and for whatever would run another program: only what is
 * built in exists here.
 */
export const transformerPlugIn = (config: Mapping, context: PlugInContext): Transformer => {
  const type = { ...groupVersion(textAt(config, 'apiVersion')), kind: textAt(config, 'kind') };
  if (type.group !== '' || type.version !== 'builtin')
    throw new BuildFailure(`external plugins disabled; unable to load external plugin '${type.kind}'`, {
      field: 'apiVersion',
    });
  const id = idText({
    ...type,
    name: textAt(config, 'metadata', 'name'),
    namespace: textAt(config, 'metadata', 'namespace'),
    clusterScoped: false,
  });
  const make = TRANSFORMERS.get(type.kind);
  if (make !== undefined)
    return within(`plugin ${id} fails configuration`, () =>
      make(toJson(config), { ...context, isPlugIn: true }),
    );
  if (type.kind === 'HelmChartInflationGenerator')
    throw new BuildFailure(`plugin ${id} fails configuration: must specify --enable-helm`, { field: 'kind' });
  if (GENERATORS.has(type.kind)) throw new BuildFailure(`plugin ${id} not a transformer`, { field: 'kind' });
  throw new BuildFailure(`unable to load builtin ${gvkText(type)}`, { field: 'kind' });
};
