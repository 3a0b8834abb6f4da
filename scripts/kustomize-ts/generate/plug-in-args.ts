import { generatorOptions } from '../kustomization/fields.ts';
import type { GeneratorArgs } from '../kustomization/kustomization.ts';
import { aString, listOf, optional, recordOf, structOf } from '../kustomization/shape.ts';
import { isJsonObject, type Json, type JsonObject } from '../yaml/json.ts';
import { numberText } from '../yaml/numbers.ts';

const texts = recordOf(aString);
const strings = listOf(aString);

const meta = structOf('ObjectMeta', { name: aString, namespace: aString, labels: texts, annotations: texts });

const argFields = {
  metadata: meta,
  name: aString,
  namespace: aString,
  behavior: aString,
  literals: strings,
  files: strings,
  envs: strings,
  type: aString,
  options: optional(generatorOptions),
};

const NAMES = new Set(Object.keys(argFields));
const INNER: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['metadata', new Set(['name', 'namespace', 'labels', 'annotations'])],
  ['options', new Set(Object.keys(generatorOptions.empty).map((name) => name.toLowerCase()))],
]);

/**
 * What a ConfigMapGenerator or SecretGenerator in a file of its own asks for (builtins/ConfigMapGenerator.go).
 * Its names default to those of its metadata. Fields that mean nothing there, `env` among them, have no effect in the
 * real tool and have none here. Throws BuildFailure for a field of another type.
 */
export const argsOf = (kind: string, config: Json): GeneratorArgs & { readonly type: string } => {
  const shape = structOf(`${kind}Plugin`, argFields);
  const { metadata, ...args } = shape.read(known(config), { struct: `${kind}Plugin`, path: [] });
  return { ...args, name: args.name || metadata.name, namespace: args.namespace || metadata.namespace };
};

const known = (config: Json): Json => {
  if (!isJsonObject(config)) return config;
  const kept = only(config, NAMES);
  for (const [key, value] of Object.entries(kept)) {
    const name = key.toLowerCase();
    const names = INNER.get(name);
    if (names === undefined || !isJsonObject(value)) continue;
    kept[key] = name === 'metadata' ? asTexts(only(value, names)) : only(value, names);
  }
  return kept;
};

const only = (value: JsonObject, names: ReadonlySet<string>): JsonObject => {
  const kept = Object.create(null) as JsonObject;
  for (const [key, inner] of Object.entries(value)) if (names.has(key.toLowerCase())) kept[key] = inner;
  return kept;
};

/** Where a text is wanted, sigs.k8s.io/yaml makes texts of numbers and booleans; it looks no deeper than metadata. */
const asTexts = (value: Json): Json => {
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (!isJsonObject(value)) return value;
  const texts = Object.create(null) as JsonObject;
  for (const [key, inner] of Object.entries(value)) texts[key] = asTexts(inner);
  return texts;
};
