import { readFileSync } from 'node:fs';
import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const compiled = new Map<string, ValidateFunction>();

/**
 * Throws with every difference when what a verb printed with `--json` is not what `schemas/<verb>.output.schema.json`
 * describes. Takes the printed text, because that is what the next program in the pipe gets.
 */
export const assertMatchesSchema = (verb: string, json: string): void => {
  const validate = compiled.get(verb) ?? compile(verb);
  compiled.set(verb, validate);
  if (validate(JSON.parse(json))) return;
  const differences = (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message}`);
  throw new Error(`The output of ${verb} is not what its schema says:\n  ${differences.join('\n  ')}`);
};

const compile = (verb: string): ValidateFunction => {
  const file = new URL(`../../schemas/${verb}.output.schema.json`, import.meta.url);
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  formats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as AnySchema);
};
