import { within } from '../failure.ts';
import { configMap } from '../generate/config-map.ts';
import { mergedOptions } from '../generate/options.ts';
import { type Generator, generatorPlugIn } from '../generate/plug-ins.ts';
import { secret } from '../generate/secret.ts';
import type { GeneratorArgs } from '../kustomization/kustomization.ts';
import { absorber } from '../object/absorb.ts';
import { claim, type Origin, originOfField } from '../object/origin.ts';
import type { Resource } from '../object/resource.ts';
import type { Resources } from '../object/resources.ts';
import { originOfConfig, plugInConfigs } from './plug-in-configs.ts';
import type { Gather, Target } from './target.ts';

/** Adds what a kustomization generates: ConfigMaps, then Secrets, then what its generator files describe. */
export const runGenerators = (target: Target, into: Resources, gather: Gather): void => {
  const fromConfigs = within('loading generator plugins', () => configured(target, gather), {
    field: 'generators',
  });
  const absorb = absorber(into);
  for (const { generate, origin } of [...fromFields(target), ...fromConfigs]) {
    const generated = generate();
    if (origin !== undefined) for (const one of generated) claim(one, origin);
    within('merging from generator', () => absorb(generated));
  }
};

/** A generator, and how what it makes names it; undefined where nobody asked for origins. */
interface Step {
  readonly generate: Generator;
  readonly origin: Origin | undefined;
}

const fromFields = ({ kustomization, origin, file, loader, session }: Target): Step[] => {
  const context = { loader, types: session.types };
  const withOptions = <A extends GeneratorArgs>(args: A): A => ({
    ...args,
    options: mergedOptions(kustomization.generatorOptions, args.options),
  });
  const step = (kind: string, make: () => Resource): Step => ({
    generate: () => [make()],
    origin: origin === undefined ? undefined : originOfField(origin, file, kind),
  });
  return [
    ...kustomization.configMapGenerator.map((args) =>
      step('ConfigMapGenerator', () => configMap(withOptions(args), context)),
    ),
    ...kustomization.secretGenerator.map((args) =>
      step('SecretGenerator', () => secret(withOptions(args), context)),
    ),
  ];
};

const configured = (target: Target, gather: Gather): Step[] => {
  const context = { loader: target.loader, types: target.session.types };
  return plugInConfigs(target, { role: 'generator', entries: target.kustomization.generators }, gather).map(
    (config) => ({
      generate: within('failed to load generator', () => generatorPlugIn(config.root, context)),
      origin: originOfConfig(config),
    }),
  );
};
