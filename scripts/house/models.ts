/**
 * Gathers what Kubernetes, Argo Rollouts and Argo CD say of their objects into one module. `kubernetes-models` and
 * `@kubernetes-models/argo-cd` ship functions that ajv compiled; `@kubernetes-models/argo-rollouts` of that age ships
 * schemas, which are compiled here. The result is not kept in Git: the packages are the source.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build as bundle, type Plugin } from 'esbuild';
import { replaceFile } from './files.ts';

const root = new URL('../..', import.meta.url).pathname;
const packages = `${root}node_modules/`;
const COMPILED = ['kubernetes-models', '@kubernetes-models/argo-cd'];
const DESCRIBED = `${packages}@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1`;

/** Parts that are judged by themselves, because the schemas of Rollouts hold old copies of them. */
const PARTS: readonly Model[] = [
  {
    name: 'metadata',
    file: '@kubernetes-models/apimachinery/_schemas/IoK8sApimachineryPkgApisMetaV1ObjectMeta.mjs',
  },
  { name: 'podTemplate', file: 'kubernetes-models/_schemas/IoK8sApiCoreV1PodTemplateSpec.mjs' },
];

interface Model {
  /** `apps/v1/Deployment`. */
  readonly name: string;
  readonly file: string;
}

/** Where the models come from: what their licences must be told for. */
export const MODEL_SOURCES = [
  ...COMPILED,
  '@kubernetes-models/apimachinery',
  '@kubernetes-models/argo-rollouts',
].map((name) => `node_modules/${name}/`);

const target = `${root}scripts/check/rendered/models.generated.js`;

/**
 * Writes `scripts/check/rendered/models.generated.js`, unless it was made of the same packages by the same code. Throws
 * when a package is not as it was.
 */
export const writeModels = async (): Promise<void> => {
  const made = `// ${sumOfSources()}\n`;
  if (!existsSync(target) || !readFileSync(target, 'utf8').startsWith(made))
    replaceFile(target, made + (await compileModels()));
};

/** npm's lock file tells the content of every package. */
const sumOfSources = (): string => {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'scripts/house/models.ts', 'scripts/house/formats.ts'])
    hash.update(readFileSync(root + file));
  return hash.digest('hex');
};

/** One module that exports `MODELS`: a validator of ajv under each type's name. */
const compileModels = async (): Promise<string> => {
  const models = [...COMPILED.flatMap(modelsOf), ...PARTS];
  const described = namesIn(DESCRIBED);
  const lines = [
    ...models.map(({ file }, index) => `import { validate as m${index} } from '${packages}${file}';`),
    "import * as described from 'described';",
    `const named = [${models.map(({ name }, index) => `['${name}', m${index}]`).join(', ')}];`,
    `const more = [${described.map((kind) => `['argoproj.io/v1alpha1/${kind}', described.${kind}]`).join(', ')}];`,
    'export const MODELS = new Map([...named, ...more]);',
  ];
  const { outputFiles } = await bundle({
    stdin: { contents: lines.join('\n'), resolveDir: root, sourcefile: 'models.js' },
    plugins: [standIns(() => compileDescribed(described))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
};

/** The packages' own formats bring parsers of mail addresses with them, which no object of Kubernetes needs. */
const standIns = (described: () => string): Plugin => ({
  name: 'stand-ins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^@kubernetes-models\/validate$/ }, () => ({
      path: `${root}scripts/house/formats.ts`,
    }));
    onResolve({ filter: /^described$/ }, ({ path }) => ({ path, namespace: 'described' }));
    onLoad({ filter: /.*/, namespace: 'described' }, () => ({ contents: described(), resolveDir: root }));
  },
});

const namesIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((file) => /^(?!index)(\w+)\.mjs$/.exec(file)?.[1] ?? []);

const CLASS = /\b\w+\.apiVersion="([^"]+)",\w+\.kind="([^"]+)"/;
const SCHEMA = /from"[./]*(_schemas\/\w+)\.mjs"/;

/** Every kind of a package but lists, which kustomize takes apart, and beta versions, which no cluster serves any more. */
const modelsOf = (name: string): Model[] =>
  readdirSync(packages + name, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => /\/v\d+(?:alpha\d+)?\/\w+\.mjs$|^v\d+\/\w+\.mjs$/.test(path) && !path.endsWith('List.mjs'),
    )
    .flatMap((path): Model[] => {
      const text = readFileSync(`${packages}${name}/${path}`, 'utf8');
      const [, apiVersion, kind] = CLASS.exec(text) ?? [];
      const [, schema] = SCHEMA.exec(text) ?? [];
      return apiVersion && schema ? [{ name: `${apiVersion}/${kind}`, file: `${name}/${schema}.mjs` }] : [];
    });

type Schema = { [key: string]: unknown };

/** The schemas of Rollouts as code: the text of each module holds one, as JSON. */
const compileDescribed = (kinds: readonly string[]): string => {
  const ajv = new Ajv({ allErrors: true, strict: false, code: { source: true, esm: true } });
  for (const kind of kinds) {
    const text = readFileSync(`${DESCRIBED}/${kind}.mjs`, 'utf8');
    const [, json] = /^const schema = (\{.*?^\});/ms.exec(text) ?? [];
    if (json === undefined) throw new Error(`There is no schema in ${DESCRIBED}/${kind}.mjs.`);
    ajv.addSchema(opened(JSON.parse(json)) as Schema, kind);
  }
  return standalone.default(ajv, Object.fromEntries(kinds.map((kind) => [kind, kind])));
};

/** The validator looks at the field, and at nothing in it. */
const ANYTHING = { type: 'object' };

/**
 * A schema without its copies of metadata and pod templates: anything goes there, and is judged as a part. Formats of
 * numbers go, too; they only say how long one may be.
 */
const opened = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(opened);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { properties } = schema as { properties?: Schema };
  if (properties?.['containers'] !== undefined) return ANYTHING;
  const kept = Object.entries(schema).filter(([key, value]) => key !== 'format' || typeof value !== 'string');
  return Object.fromEntries(kept.map(([key, value]) => [key, key === 'metadata' ? ANYTHING : opened(value)]));
};
