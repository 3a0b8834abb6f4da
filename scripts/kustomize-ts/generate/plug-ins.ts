import { BuildFailure, within } from '../failure.ts';
import { groupVersion, gvkText, idText } from '../object/id.ts';
import { type Mapping, textAt } from '../object/node.ts';
import type { Resource } from '../object/resource.ts';
import { type Json, toJson } from '../yaml/json.ts';
import { configMap } from './config-map.ts';
import type { GeneratorContext } from './generated.ts';
import { iamPolicyGenerator } from './iam-policy.ts';
import { argsOf } from './plug-in-args.ts';
import { secret } from './secret.ts';

/** Makes objects. Throws BuildFailure where it cannot. */
export type Generator = () => readonly Resource[];

type Configure = (config: Json, context: GeneratorContext) => Generator;
type Make = (args: ReturnType<typeof argsOf>, context: GeneratorContext) => Resource;

const making =
  (kind: string, make: Make): Configure =>
  (config, context) => {
    const args = within('error unmarshaling JSON: while decoding JSON', () => argsOf(kind, config));
    return () => [make(args, context)];
  };

const GENERATORS: ReadonlyMap<string, Configure> = new Map<string, Configure>([
  ['ConfigMapGenerator', making('ConfigMapGenerator', configMap)],
  ['IAMPolicyGenerator', (config, { types }) => iamPolicyGenerator(config, types)],
  ['SecretGenerator', making('SecretGenerator', secret)],
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
 * The generator that an object under `generators` describes (api/internal/plugins/loader). Throws BuildFailure for
 * whatever would run another program, and for kinds that generate nothing.
 */
export const generatorPlugIn = (config: Mapping, context: GeneratorContext): Generator => {
  const kind = textAt(config, 'kind');
  if (!isBuiltin(config))
    throw new BuildFailure(`external plugins disabled; unable to load external plugin '${kind}'`);
  const configure = GENERATORS.get(kind);
  if (configure === undefined) throw refusal(config, kind);
  return within(`plugin ${idOf(config)} fails configuration`, () => configure(toJson(config), context));
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
  if (TRANSFORMERS.has(kind)) return new BuildFailure(`plugin ${idOf(config)} not a generator`);
  return new BuildFailure(`unable to load builtin ${gvkText(typeOf(config))}`);
};
