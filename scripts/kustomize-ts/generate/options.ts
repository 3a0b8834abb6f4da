import type { GeneratorOptions } from '../kustomization/kustomization.ts';

type Texts = Readonly<Record<string, string>>;

/**
 * What applies to one generator: `generatorOptions` of the kustomization under the generator's own options
 * (api/types/generatoroptions.go, MergeGlobalOptionsIntoLocal). A switch that is on for all cannot be turned off.
 */
export const mergedOptions = (
  global: GeneratorOptions | undefined,
  local: GeneratorOptions | undefined,
): GeneratorOptions | undefined => {
  if (global === undefined || local === undefined) return local ?? global;
  return {
    labels: merged(global.labels, local.labels),
    annotations: merged(global.annotations, local.annotations),
    disableNameSuffixHash: global.disableNameSuffixHash || local.disableNameSuffixHash,
    immutable: global.immutable || local.immutable,
  };
};

/** Without a prototype: the keys are whatever people write. */
const merged = (under: Texts, over: Texts): Texts =>
  Object.assign(Object.create(null) as Record<string, string>, under, over);
