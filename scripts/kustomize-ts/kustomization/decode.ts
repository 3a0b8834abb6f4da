import { BuildFailure, placed, within } from '../failure.ts';
import { groupVersion } from '../object/id.ts';
import { decodeYaml } from '../yaml/decode.ts';
import { isJsonObject, type Json } from '../yaml/json.ts';
import { kustomizationFile } from './fields.ts';
import type { GeneratorArgs, Kustomization, Var } from './kustomization.ts';

export interface Decoded {
  readonly kustomization: Kustomization;
  /** What the real tool says on standard error. */
  readonly warnings: readonly string[];
}

type Written = typeof kustomizationFile.empty;

/**
 * Reads a kustomization file (api/types/kustomization.go: Unmarshal, FixKustomization, CheckEmpty, EnforceFields).
 * Throws BuildFailure for unknown fields, wrong types, an empty file, and what only other programs could do.
 */
export const decodeKustomization = (source: Uint8Array, path: string): Decoded =>
  placed({ file: path }, () => {
    const data = within(INVALID, () => decodeYaml(source));
    const written = within(INVALID, () =>
      kustomizationFile.read(data, { struct: 'Kustomization', path: [] }),
    );
    if (isEmptyFile(data)) throw new BuildFailure('kustomization.yaml is empty');
    enforceType(written, path);
    refuseCharts(written);
    return { kustomization: modern(written), warnings: deprecations(data) };
  });

const INVALID = 'invalid Kustomization';

/** Fields whose empty list leaves nothing behind once it has moved to the field that replaced it. */
const MOVED = new Set(['bases', 'imagetags', 'helmchartinflationgenerator']);

const isEmptyFile = (data: Json): boolean =>
  !isJsonObject(data) ||
  Object.entries(data).every(([key, value]) => {
    const name = key.toLowerCase();
    if (name === 'apiversion' || name === 'kind' || value === null || value === '') return true;
    return MOVED.has(name) && Array.isArray(value) && value.length === 0;
  });

const enforceType = ({ kind, apiVersion }: Written, path: string): void => {
  const type = kind === '' ? 'Kustomization' : kind;
  const version = `kustomize.config.k8s.io/${type === 'Component' ? 'v1alpha1' : 'v1beta1'}`;
  const problems = [
    ...(type === 'Kustomization' || type === 'Component'
      ? []
      : ['kind should be Kustomization or Component']),
    ...(apiVersion === '' || apiVersion === version ? [] : [`apiVersion for ${type} should be ${version}`]),
  ];
  if (problems.length === 0) return;
  const folder = path.slice(0, path.lastIndexOf('/')) || '/';
  throw new BuildFailure(`Failed to read kustomization file under ${folder}:\n${problems.join('\n')}`, {
    field: problems.length === 1 && problems[0]?.startsWith('apiVersion') ? 'apiVersion' : 'kind',
  });
};

const refuseCharts = (written: Written): void => {
  for (const field of ['helmCharts', 'helmChartInflationGenerator'] as const)
    if (written[field].length > 0)
      throw new BuildFailure(
        `${field}: trouble configuring builtin HelmChartInflationGenerator: must specify --enable-helm; ` +
          'this build runs no other program: render the chart once and list the result under resources',
        { field },
      );
};

const modern = (written: Written): Kustomization => ({
  ...written,
  kind: written.kind === 'Component' ? 'Component' : 'Kustomization',
  resources: [...written.resources, ...written.bases],
  images: [...written.images, ...written.imageTags],
  configMapGenerator: written.configMapGenerator.map(withEnv),
  secretGenerator: written.secretGenerator.map(withEnv),
  vars: written.vars.map(variable),
});

const withEnv = <A extends GeneratorArgs & { readonly env: string }>(args: A): A =>
  args.env === '' ? args : { ...args, envs: [...args.envs, args.env] };

const variable = ({ name, objref, fieldref }: Written['vars'][number]): Var => {
  const { apiVersion, ...target } = objref;
  return {
    name,
    objref: apiVersion === '' ? target : { ...target, ...groupVersion(apiVersion) },
    fieldPath: fieldref.fieldPath === '' ? 'metadata.name' : fieldref.fieldPath,
  };
};

const FIX = "Run 'kustomize edit fix' to update your Kustomization automatically.";

/** Deprecated fields, what replaced them, and how the real tool goes on; in the order it names them. */
const DEPRECATED: readonly (readonly [field: string, instead: string, note: string])[] = [
  ['bases', 'resources', FIX],
  ['commonLabels', 'labels', FIX],
  ['imageTags', 'images', FIX],
  ['patchesJson6902', 'patches', FIX],
  ['patchesStrategicMerge', 'patches', FIX],
  ['vars', 'replacements', `[EXPERIMENTAL] ${FIX}`],
];

const deprecations = (data: Json): string[] => {
  if (!isJsonObject(data)) return [];
  const used = new Set(
    Object.keys(data)
      .filter((key) => data[key] !== null)
      .map((key) => key.toLowerCase()),
  );
  return DEPRECATED.filter(([field]) => used.has(field.toLowerCase())).map(
    ([field, instead, note]) =>
      `# Warning: '${field}' is deprecated. Please use '${instead}' instead. ${note}`,
  );
};
