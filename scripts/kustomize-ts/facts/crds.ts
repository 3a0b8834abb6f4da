import { BuildFailure, within } from '../failure.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import { decodeYaml } from '../yaml/decode.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../yaml/json.ts';
import type { NameReference } from './field-specs.ts';

/** What one definition says of the fields of its kind. */
export interface CrdFacts {
  readonly annotations: FieldSpec[];
  /** Label selectors. */
  readonly labels: FieldSpec[];
  /** Fields that take the name prefix. */
  readonly names: FieldSpec[];
  readonly references: NameReference[];
}

/** More fields, or definitions inside each other, are taken for files that want to exhaust the build. */
const MOST_FIELDS = 100_000;
const DEEPEST = 500;

/**
 * What the OpenAPI definitions of a file, by their names, say of every Kubernetes kind among them
 * (accumulator/loadconfigfromcrds.go). Throws BuildFailure for what cannot be read, and where definitions contain
 * themselves.
 */
export const crdFacts = (content: Uint8Array, file: string): CrdFacts[] => {
  const definitions = within(
    `unable to parse open API definition from '${file}'`,
    () => propertiesByName(new TextDecoder().decode(content)),
    { file, field: 'crds' },
  );
  const walk = { definitions, file, left: MOST_FIELDS };
  return [...definitions]
    .filter(([, properties]) => isKubernetesKind(properties))
    .map(([name]) => {
      const facts: CrdFacts = { annotations: [], labels: [], names: [], references: [] };
      visit(walk, { kind: name.slice(name.lastIndexOf('.') + 1), facts, path: [], within: [name] });
      return facts;
    });
};

type Properties = readonly (readonly [string, Json])[];

const propertiesByName = (source: string): Map<string, Properties> => {
  if (source === '') throw new BuildFailure('the file is empty');
  const document = source.startsWith('{') ? parseJson(source) : converted(source);
  return new Map(
    membersOf(document, 'accumulator.nameToApiMap').map(([name, definition]) => [
      name,
      propertiesOf(definition),
    ]),
  );
};

const converted = (source: string): Json => within('error converting YAML to JSON', () => decodeYaml(source));

const propertiesOf = (definition: Json): Properties => {
  const [, schema = null] =
    membersOf(definition, 'accumulator.OpenAPIDefinition').find(([key]) => key.toLowerCase() === 'schema') ??
    [];
  const properties = membersOf(schema, 'spec.Schema').find(([key]) => key === 'properties')?.[1] ?? null;
  return membersOf(properties, 'map[string]spec.Schema').map(([name, property]) => {
    membersOf(property, 'spec.Schema');
    return [name, property];
  });
};

/** The members of an object, none of null. Throws BuildFailure for anything else. */
const membersOf = (value: Json, type: string): [string, Json][] => {
  if (value === null) return [];
  if (isJsonObject(value)) return Object.entries(value);
  const what = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw new BuildFailure(
    `json: cannot unmarshal ${what === 'bigint' ? 'number' : what} into Go value of type ${type}`,
  );
};

const isKubernetesKind = (properties: Properties): boolean =>
  ['kind', 'apiVersion', 'metadata'].every((name) => properties.some(([key]) => key === name));

interface Walk {
  readonly definitions: ReadonlyMap<string, Properties>;
  readonly file: string;
  /** How many more fields may be looked at. */
  left: number;
}

interface Step {
  readonly kind: string;
  readonly facts: CrdFacts;
  readonly path: readonly string[];
  /** The definitions on the way here. */
  readonly within: readonly string[];
}

const visit = (walk: Walk, step: Step): void => {
  for (const [name, property] of walk.definitions.get(step.within.at(-1) ?? '') ?? []) {
    if (walk.left-- <= 0) throw new BuildFailure('the definitions have too many fields', { file: walk.file });
    if (!isJsonObject(property)) continue;
    const path = [...step.path, name];
    note(property, { ...step, path });
    const reference = property['$ref'];
    if (typeof reference === 'string' && reference !== '') follow(walk, { ...step, path }, reference);
  }
};

const follow = (walk: Walk, step: Step, definition: string): void => {
  if (step.within.includes(definition))
    throw new BuildFailure(`definition '${definition}' contains itself`, {
      file: walk.file,
      field: step.path.join('/'),
    });
  if (step.within.length >= DEEPEST)
    throw new BuildFailure('the definitions are nested too deeply', { file: walk.file });
  visit(walk, { ...step, within: [...step.within, definition] });
};

const note = (property: JsonObject, { kind, facts, path }: Step): void => {
  const spec = { kind, path: path.join('/') };
  if (extension(property, 'annotation') !== undefined) facts.annotations.push(spec);
  if (extension(property, 'label-selector') !== undefined) facts.labels.push(spec);
  if (extension(property, 'identity') !== undefined) facts.names.push(spec);
  const version = extension(property, 'object-ref-api-version');
  const target = extension(property, 'object-ref-kind');
  if (version === undefined || target === undefined) return;
  const key = extension(property, 'object-ref-name-key') ?? 'name';
  facts.references.push({ version, kind: target, fieldSpecs: [{ kind, path: [...path, key].join('/') }] });
};

const extension = (property: JsonObject, name: string): string | undefined => {
  const value = property[`x-kubernetes-${name}`];
  return typeof value === 'string' ? value : undefined;
};
