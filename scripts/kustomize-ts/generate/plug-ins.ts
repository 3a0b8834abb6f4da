import { BuildFailure, within } from '../failure.ts';
import type { GeneratorArgs } from '../kustomization/kustomization.ts';
import { groupVersion, gvkText, idText } from '../object/id.ts';
import { type Mapping, textAt } from '../object/node.ts';
import type { Resource } from '../object/resource.ts';
import { toJson } from '../yaml/json.ts';
import { configMap } from './config-map.ts';
import type { GeneratorContext } from './generated.ts';
import { argsOf } from './plug-in-args.ts';
import { secret } from './secret.ts';

type Make = (args: GeneratorArgs & { readonly type: string }, context: GeneratorContext) => Resource;

const GENERATORS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['ConfigMapGenerator', configMap],
  ['SecretGenerator', secret],
]);

/** Kinds of `apiVersion: builtin` that change objects and make none (plugins/builtinhelpers). */
const TRANSFORMERS = new Set([
  'AnnotationsTransformer',
  'HashTransformer',
  'ImageTagTransformer',
  'LabelTransformer',
  'NamespaceTransformer',
  'PatchJson6902Transformer',
  'PatchStrategicMergeTransformer',
  'PatchTransformer',
  'PrefixSuffixTransformer',
  'PrefixTransformer',
  'ReplacementTransformer',
  'ReplicaCountTransformer',
  'SuffixTransformer',
  'ValueAddTransformer',
]);

/**
 * Makes what an object under `generators` describes (api/internal/plugins/loader). Throws BuildFailure for whatever
 * would run another program, and for kinds that generate nothing.
 */
export const generatorPlugIn = (config: Mapping, context: GeneratorContext): Resource[] => {
  const kind = textAt(config, 'kind');
  const make = GENERATORS.get(kind);
  if (!isBuiltin(config))
    throw new BuildFailure(`external plugins disabled; unable to load external plugin '${kind}'`);
  if (make === undefined) throw refusal(config, kind);
  const args = within(`plugin ${idOf(config)} fails configuration`, () =>
    within('error unmarshaling JSON: while decoding JSON', () => argsOf(kind, toJson(config))),
  );
  return [make(args, context)];
};

const typeOf = (config: Mapping) => ({
  ...groupVersion(textAt(config, 'apiVersion')),
  kind: textAt(config, 'kind'),
});

const isBuiltin = (config: Mapping): boolean => {
  const { group, version } = typeOf(config);
  return group === '' && version === 'builtin';
};

const idOf = (config: Mapping): string =>
  idText({
    ...typeOf(config),
    name: textAt(config, 'metadata', 'name'),
    namespace: textAt(config, 'metadata', 'namespace'),
    clusterScoped: false,
  });

const refusal = (config: Mapping, kind: string): BuildFailure => {
  if (kind === 'HelmChartInflationGenerator')
    return new BuildFailure(
      `plugin ${idOf(config)} fails configuration: must specify --enable-helm; ` +
        'this build runs no other program: render the chart once and list the result under resources',
    );
  if (kind === 'IAMPolicyGenerator')
    return new BuildFailure(
      `plugin ${idOf(config)} is not supported: write the ServiceAccount it would make as a resource`,
    );
  if (TRANSFORMERS.has(kind)) return new BuildFailure(`plugin ${idOf(config)} not a generator`);
  return new BuildFailure(`unable to load builtin ${gvkText(typeOf(config))}`);
};
