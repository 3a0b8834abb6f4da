import { within } from '../failure.ts';
import { configMap } from '../generate/config-map.ts';
import { mergedOptions } from '../generate/options.ts';
import { generatorPlugIn } from '../generate/plug-ins.ts';
import { secret } from '../generate/secret.ts';
import type { GeneratorArgs } from '../kustomization/kustomization.ts';
import { absorbAll } from '../object/absorb.ts';
import { claim, originOfField } from '../object/origin.ts';
import type { Resource } from '../object/resource.ts';
import type { Resources } from '../object/resources.ts';
import { originOfConfig, plugInConfigs } from './plug-in-configs.ts';
import type { Gather, Target } from './target.ts';

/** Adds what a kustomization generates: ConfigMaps, then Secrets, then what its generator files describe. */
export const runGenerators = (target: Target, into: Resources, gather: Gather): void => {
  for (const generated of [...fromFields(target), ...fromConfigs(target, gather)])
    within('merging from generator', () => absorbAll(into, generated));
};

function* fromFields(target: Target): Iterable<Resource[]> {
  const { kustomization, origin, file } = target;
  const context = { loader: target.loader, types: target.session.types };
  const withOptions = <A extends GeneratorArgs>(args: A): A => ({
    ...args,
    options: mergedOptions(kustomization.generatorOptions, args.options),
  });
  const claimed = (kind: string, made: Resource): Resource[] => {
    if (origin !== undefined) claim(made, originOfField(origin, file, kind));
    return [made];
  };
  for (const args of kustomization.configMapGenerator)
    yield claimed('ConfigMapGenerator', configMap(withOptions(args), context));
  for (const args of kustomization.secretGenerator)
    yield claimed('SecretGenerator', secret(withOptions(args), context));
}

function* fromConfigs(target: Target, gather: Gather): Iterable<Resource[]> {
  const context = { loader: target.loader, types: target.session.types };
  const configs = plugInConfigs(target, target.kustomization.generators, gather);
  for (const config of configs) {
    const made = within('failed to load generator', () => generatorPlugIn(config.root, context), {
      field: 'generators',
    });
    const origin = originOfConfig(config);
    if (origin !== undefined) for (const one of made) claim(one, origin);
    yield made;
  }
}
