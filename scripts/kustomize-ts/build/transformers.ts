import type { Configuration } from '../facts/configuration.ts';
import { BuildFailure } from '../failure.ts';
import type { Kustomization } from '../kustomization/kustomization.ts';
import { noteTransformation, type Origin, originOfField } from '../object/origin.ts';
import { copyResource, labelsOf, type Resource, setLabels } from '../object/resource.ts';
import { dropEmpties, type Resources, type Transformer } from '../object/resources.ts';
import {
  type PatchContext,
  patchesStrategicMergeTransformer,
  patchJson6902Transformer,
  patchTransformer,
} from '../patch/patches.ts';
import { replacementTransformer } from '../reference/replacements.ts';
import { annotationTransformer } from '../transform/annotations.ts';
import { imageTransformer } from '../transform/images.ts';
import { labelFieldSpecs, labelTransformer } from '../transform/labels.ts';
import { namespaceTransformer } from '../transform/namespace.ts';
import { transformerPlugIn } from '../transform/plug-ins.ts';
import { prefixTransformer } from '../transform/prefix.ts';
import { replicaTransformer } from '../transform/replicas.ts';
import { suffixTransformer } from '../transform/suffix.ts';
import { emit } from '../yaml/emit.ts';
import type { Accumulator } from './accumulator.ts';
import { originOfConfig, plugInConfigs } from './plug-in-configs.ts';
import type { Gather, Target } from './target.ts';

interface Step {
  readonly transform: Transformer;
  readonly origin: Origin | undefined;
}

/** Customizes what was gathered: the fields of the kustomization in their fixed order, then its transformer files. */
export const runTransformers = (target: Target, into: Accumulator, gather: Gather): void => {
  const steps = [
    ...fieldSteps(target, into.configuration),
    ...plugInSteps(target, target.kustomization.transformers, gather),
  ];
  for (const { transform, origin } of steps) {
    transform(into.resources);
    dropEmpties(into.resources);
    if (origin !== undefined) for (const one of into.resources.list) noteTransformation(one, origin);
  }
};

/** What the fields of a kustomization ask for, one kind of transformer each. */
interface Asked {
  readonly kustomization: Kustomization;
  readonly configuration: Configuration;
  readonly context: PatchContext;
}

/** The transformers of a kustomization's fields, in the order kustomize applies them (kusttarget_configplugin.go). */
const FIELDS: readonly (readonly [kind: string, make: (asked: Asked) => readonly Transformer[]])[] = [
  [
    'PatchStrategicMergeTransformer',
    ({ kustomization: { patchesStrategicMerge: paths }, context }) =>
      paths.length === 0 ? [] : [patchesStrategicMergeTransformer(paths, context)],
  ],
  [
    'PatchTransformer',
    ({ kustomization: { patches }, context }) => patches.map((patch) => patchTransformer(patch, context)),
  ],
  [
    'NamespaceTransformer',
    ({ kustomization: { namespace }, configuration }) =>
      namespace === '' ? [] : [namespaceTransformer({ namespace, fieldSpecs: configuration.namespace })],
  ],
  [
    'PrefixTransformer',
    ({ kustomization: { namePrefix: prefix }, configuration }) =>
      prefix === '' ? [] : [prefixTransformer({ prefix, fieldSpecs: configuration.namePrefix })],
  ],
  [
    'SuffixTransformer',
    ({ kustomization: { nameSuffix: suffix }, configuration }) =>
      suffix === '' ? [] : [suffixTransformer({ suffix, fieldSpecs: configuration.nameSuffix })],
  ],
  ['LabelTransformer', (asked) => labelling(asked)],
  [
    'AnnotationsTransformer',
    ({ kustomization: { commonAnnotations: annotations }, configuration }) =>
      Object.keys(annotations).length === 0
        ? []
        : [annotationTransformer({ annotations, fieldSpecs: configuration.commonAnnotations })],
  ],
  [
    'PatchJson6902Transformer',
    ({ kustomization: { patchesJson6902 }, context }) =>
      patchesJson6902.map((patch) => patchJson6902Transformer(patch, context)),
  ],
  [
    'ReplicaCountTransformer',
    ({ kustomization: { replicas }, configuration }) =>
      replicas.map((replica) => replicaTransformer({ replica, fieldSpecs: configuration.replicas })),
  ],
  [
    'ImageTagTransformer',
    ({ kustomization: { images }, configuration }) =>
      images.map((image) => imageTransformer({ image, fieldSpecs: configuration.images })),
  ],
  [
    'ReplacementTransformer',
    ({ kustomization: { replacements }, context }) =>
      replacements.length === 0 ? [] : [replacementTransformer(replacements, context)],
  ],
];

/** Each entry of `labels`, then `commonLabels`, which counts as a step even when it is empty beside `labels`. */
const labelling = ({ kustomization: { labels, commonLabels }, configuration }: Asked): Transformer[] => {
  if (labels.length === 0 && Object.keys(commonLabels).length === 0) return [];
  return [
    ...labels.map((label) =>
      labelTransformer({ labels: label.pairs, fieldSpecs: labelFieldSpecs(label, configuration) }),
    ),
    labelTransformer({ labels: commonLabels, fieldSpecs: configuration.commonLabels }),
  ];
};

const fieldSteps = (target: Target, configuration: Configuration): Step[] => {
  const { kustomization, origin, file, loader, session } = target;
  const asked = { kustomization, configuration, context: { loader, types: session.types } };
  return FIELDS.flatMap(([kind, make]) =>
    make(asked).map((transform) => ({
      transform,
      origin: origin === undefined ? undefined : originOfField(origin, file, kind),
    })),
  );
};

const plugInSteps = (target: Target, entries: readonly string[], gather: Gather): Step[] => {
  const context = { loader: target.loader, types: target.session.types };
  return plugInConfigs(target, { role: 'transformer', entries }, gather).map((config) => ({
    transform: transformerPlugIn(config.root, context),
    origin: originOfConfig(config),
  }));
};

/** Runs the validators of a kustomization: transformers that may look, and label what they have seen, but not change. */
export const runValidators = (target: Target, into: Accumulator, gather: Gather): void => {
  for (const { transform } of plugInSteps(target, target.kustomization.validators, gather)) {
    const before = printed(into.resources);
    transform(into.resources);
    if (printed(into.resources) !== before)
      throw new BuildFailure("validator shouldn't modify the resource map", { field: 'validators' });
  }
};

const printed = (all: Resources): string => all.list.map((one) => emit(withoutSeal(one).root)).join('---\n');

/** Validators put this label on what they have seen (konfig, ValidatedByLabelKey). */
const SEAL = 'validated-by';

const withoutSeal = (subject: Resource): Resource => {
  const labels = labelsOf(subject);
  if (!labels.delete(SEAL)) return subject;
  const copied = copyResource(subject);
  setLabels(copied, labels);
  return copied;
};
