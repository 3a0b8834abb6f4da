/**
 * Compiles `schemas/*.schema.json` and `schemas/events/*.schema.json` into plain code, because compiling them at every start would cost ten times as much
 * as running them (ajv, "Standalone validation code"). The result is not kept in Git: the schemas are the source.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import formats from 'ajv-formats';
import { build as bundle } from 'esbuild';
import { replaceFile } from './files.ts';

/** The kinds of file that people edit; each has a schema and a validator of its own. */
export const KINDS = ['environment', 'desired', 'service', 'release', 'lock'] as const;

const root = new URL('../..', import.meta.url).pathname;

/**
 * Writes `validators.generated.js` of the rooms that read files and the ledger, when it would change. Throws when a
 * schema is missing or wrong.
 */
export const writeValidators = async (): Promise<void> => {
  const schemas = KINDS.map((kind) => [kind, readSchema(kind)] as const);
  replaceFile(`${root}scripts/check/validators.generated.js`, await compileValidators(schemas));
  replaceFile(`${root}scripts/history/ledger/validators.generated.js`, await compileEvents());
};

const readSchema = (kind: string): object =>
  JSON.parse(readFileSync(`${root}schemas/${kind}.schema.json`, 'utf8')) as object;

/** One module that exports `EVENTS`: a validator under the name of each event that can stand in the ledger. */
const compileEvents = async (): Promise<string> => {
  const names = readdirSync(`${root}schemas/events`).map((file) => file.replace(/\.schema\.json$/, ''));
  const schemas = names.map((name) => [identifierOf(name), readSchema(`events/${name}`)] as const);
  const rows = names.filter((name) => name.includes('.')).map((name) => `['${name}', ${identifierOf(name)}]`);
  return compileValidators(schemas, `export const EVENTS = new Map([${rows.join(', ')}]);`);
};

/** `configuration-change.triggered` as a name in JavaScript. */
const identifierOf = (name: string): string =>
  name.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * One module without imports that exports a validator under each schema's name, and what `more` says of them. Schemas may
 * refer to each other by `$id`. Throws on what ajv calls unsound.
 */
export const compileValidators = async (
  schemas: readonly (readonly [string, object])[],
  more = '',
): Promise<string> => {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    code: { source: true, esm: true },
  });
  formats.default(ajv);
  for (const [name, schema] of schemas) ajv.addSchema(schema, name);
  const code = standalone.default(ajv, Object.fromEntries(schemas.map(([name]) => [name, name])));
  return inline(`${code}\n${more}`);
};

/** ajv leaves `require` of its runtime pieces in the code, which an ECMAScript module does not have: they move in. */
const inline = async (code: string): Promise<string> => {
  const result = await bundle({
    stdin: { contents: code, resolveDir: root, sourcefile: 'validators.js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    logLevel: 'warning',
  });
  return result.outputFiles[0]?.text ?? '';
};
