#!/usr/bin/env tsx
/**
 * Bundles the command line into `dist/`: one small entry, every verb in a chunk of its own that loads when used. Old
 * chunks go last, so that a run which started before the build still finds its own.
 */
import { readdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { type BuildResult, build as bundle, type OutputFile } from 'esbuild';
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
  const { outputFiles: files, metafile } = await bundled();
  const [entry, chunks] = [files.filter(isEntry), files.filter((file) => !isEntry(file))];
  for (const chunk of chunks) replaceFile(chunk.path, chunk.text);
  for (const file of entry) replaceFile(file.path, `${SHEBANG}${file.text.replace(/^#!.*\n/, '')}`, 0o755);
  replaceFile(`${dist}/LICENSES.txt`, licensesOf(root, [...Object.keys(metafile.inputs), ...MODEL_SOURCES]));
  const kept = new Set(files.map((file) => basename(file.path)));
  for (const name of readdirSync(dist))
    if (name.endsWith('.js') && !kept.has(name)) rmSync(`${dist}/${name}`, { force: true });
};

const isEntry = (file: OutputFile): boolean => basename(file.path) === 'bracket.js';

/** Some of the libraries inside are CommonJS and ask for Node's own modules with `require`. */
const REQUIRE =
  "import { createRequire as bracketRequire } from 'node:module';const require = bracketRequire(import.meta.url);";

const bundled = (): Promise<BuildResult<{ write: false; metafile: true }>> => {
  const coverage = process.env['NODE_V8_COVERAGE'] !== undefined;
  return bundle({
    entryPoints: { bracket: `${root}scripts/cli.ts` },
    outdir: dist,
    bundle: true,
    splitting: true,
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
