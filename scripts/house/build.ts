#!/usr/bin/env tsx
/**
 * Bundles the command line into `dist/`: one small entry, every verb in a chunk of its own that loads when used. Old
 * chunks go last, so that a run which started before the build still finds its own.
 */
import { readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { type BuildOptions, type BuildResult, build as bundle, type OutputFile, type Plugin } from 'esbuild';
import { replaceFile } from './files.ts';
import { licensesOf } from './licenses.ts';
import { MODEL_SOURCES, writeModels } from './models.ts';
import { buildPackage } from './package.ts';
import { writeValidators } from './validators.ts';

const root = new URL('../..', import.meta.url).pathname;
const dist = `${root}dist`;
const SHEBANG = '#!/usr/bin/env node\n';

/** Builds `dist/bracket.js`. Throws what ajv says of a broken schema and esbuild of a broken source file. */
export const build = async (): Promise<void> => {
  await writeValidators();
  await writeModels();
  await buildPackage();
  const alone = await bundled(ALONE);
  const main = await bundled({ ...IN_CHUNKS, plugins: [inOneFile(alone.outputFiles)] });
  const files = [...alone.outputFiles, ...main.outputFiles];
  const inputs = [alone, main].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const [entry, chunks] = [files.filter(isEntry), files.filter((file) => !isEntry(file))];
  for (const chunk of chunks) replaceFile(chunk.path, chunk.text);
  for (const file of entry) replaceFile(file.path, `${SHEBANG}${file.text.replace(/^#!.*\n/, '')}`, 0o755);
  replaceFile(`${dist}/LICENSES.txt`, licensesOf(root, [...inputs, ...MODEL_SOURCES]));
  const kept = new Set(files.map((file) => basename(file.path)));
  for (const name of readdirSync(dist))
    if (name.endsWith('.js') && !kept.has(name)) rmSync(`${dist}/${name}`, { force: true });
};

const isEntry = (file: OutputFile): boolean => basename(file.path) === 'bracket.js';

/** Some of the libraries inside are CommonJS and ask for Node's own modules with `require`. */
const REQUIRE =
  "import { createRequire as bracketRequire } from 'node:module';const require = bracketRequire(import.meta.url);";

/** One small entry, and for every verb what it needs. */
const IN_CHUNKS = { entryPoints: { bracket: `${root}scripts/cli.ts` }, splitting: true } as const;

/**
 * What must be there at once is one file: Node takes longer to find twenty small ones than to read a large one. Nothing
 * in it may be compared with what other files hold, for both have their own copy.
 */
const QUICK = 'render-quickly';
const ALONE = {
  entryPoints: { [QUICK]: `${root}scripts/commands/${QUICK}.ts` },
  entryNames: '[name]-[hash]',
} as const;

/** Leads imports of that module to the file that it became. */
const inOneFile = (files: readonly OutputFile[]): Plugin => ({
  name: 'in-one-file',
  setup: ({ onResolve }) => {
    const path = `./${basename(files[0]?.path ?? '')}`;
    onResolve({ filter: new RegExp(`/${QUICK}\\.ts$`) }, () => ({ path, external: true }));
  },
});

const bundled = (options: BuildOptions): Promise<BuildResult<{ write: false; metafile: true }>> => {
  const coverage = process.env['NODE_V8_COVERAGE'] !== undefined;
  return bundle({
    ...options,
    outdir: dist,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: !coverage,
    sourcemap: coverage && 'inline',
    // Tests run copies of the bundle elsewhere; the sources are here all the same.
    sourceRoot: `file://${dist}/`,
    banner: { js: REQUIRE },
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
};

if (process.argv[1] === new URL(import.meta.url).pathname) await build();
