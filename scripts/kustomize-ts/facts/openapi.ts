import { BuildFailure } from '../failure.ts';
import { type Gvk, groupVersion } from '../object/id.ts';
import { isJsonObject, type Json, type JsonObject } from '../yaml/json.ts';
import type { Schema } from './schema.ts';
import { builtinDefinition, builtinScope, builtinTypes, type Types } from './types.ts';

/** The one version of Kubernetes whose types are built in. */
const BUILT_IN = 'v1.21.2';

/** The types of a version of Kubernetes. Throws BuildFailure for any but the one that is built in. */
export const typesOfVersion = (version: string): Types => {
  // Asked for, the built-in types are a choice like any other: none after it counts.
  if (version === BUILT_IN) return { ...builtinTypes };
  throw new BuildFailure('the specified OpenAPI version is not built in', { field: 'openapi' });
};

/**
 * The types that an OpenAPI document describes. They take the place of the built-in ones: whatever the document does
 * not describe merges like a custom resource; only the scopes of built-in kinds stay known. Where a build has asked
 * about built-in types before it met the document, they stay, and the document may refer to them
 * (kyaml/openapi/openapi.go). Throws BuildFailure for what is no such document.
 */
export const typesOf = (document: Json, keepsBuiltin: boolean): Types => {
  if (!isJsonObject(document)) throw new BuildFailure('invalid schema file: it holds no object');
  for (const name of ['definitions', 'paths'])
    if (!isJsonObject(document[name] ?? {}))
      throw new BuildFailure(`invalid schema file: '${name}' is no object`);
  const definitions: Definitions = { own: memberOf(document, 'definitions'), keepsBuiltin };
  const named = definitionsByType(definitions.own);
  const scopes = scopesOf(memberOf(document, 'paths'));
  return {
    isClusterScoped: (gvk) => (builtinScope(gvk) ?? scopes.get(typeText(gvk))) === false,
    schemaOf: (apiVersion, kind) => {
      const found = named.get(typeText({ ...groupVersion(apiVersion), kind }));
      if (found !== undefined) return schemaOf(found, definitions);
      return keepsBuiltin ? builtinTypes.schemaOf(apiVersion, kind) : undefined;
    },
  };
};

/** What references may lead to. */
interface Definitions {
  readonly own: JsonObject | undefined;
  readonly keepsBuiltin: boolean;
}

const typeText = ({ group, version, kind }: Gvk): string => [group, version, kind].join('\0');

/** A member of an object, where it is an object itself. */
const memberOf = (value: Json | undefined, name: string): JsonObject | undefined => {
  const found = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return isJsonObject(found) ? found : undefined;
};

const textOf = (value: JsonObject, name: string): string => {
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof found === 'string' ? found : '';
};

const TYPE = 'x-kubernetes-group-version-kind';

const typeOf = (value: Json | undefined): string | undefined => {
  if (!isJsonObject(value)) return undefined;
  const [version, kind] = [textOf(value, 'version'), textOf(value, 'kind')];
  return version === '' || kind === ''
    ? undefined
    : typeText({ group: textOf(value, 'group'), version, kind });
};

const definitionsByType = (definitions: JsonObject | undefined): Map<string, JsonObject> => {
  const found = new Map<string, JsonObject>();
  for (const definition of Object.values(definitions ?? {})) {
    const types = isJsonObject(definition) ? definition[TYPE] : undefined;
    if (!isJsonObject(definition) || !Array.isArray(types)) continue;
    for (const type of types.map(typeOf)) if (type !== undefined) found.set(type, definition);
  }
  return found;
};

/** A kind lives in a namespace when it is read below one. */
const scopesOf = (paths: JsonObject | undefined): Map<string, boolean> => {
  const found = new Map<string, boolean>();
  for (const [path, item] of Object.entries(paths ?? {})) {
    const type = typeOf(memberOf(memberOf(item, 'get'), TYPE));
    if (type === undefined) continue;
    if (path.includes('namespaces/{namespace}')) found.set(type, true);
    else if (!found.has(type)) found.set(type, false);
  }
  return found;
};

/** References that lead to references are followed this far; what leads further is unknown. */
const MOST_REFERENCES = 100;

const schemaOf = (described: JsonObject, definitions: Definitions): Schema => ({
  field: (name) => {
    const found =
      memberOf(memberOf(described, 'properties'), name) ?? memberOf(described, 'additionalProperties');
    return found && resolved(found, definitions);
  },
  items: () => {
    const found = isList(described) ? memberOf(described, 'items') : undefined;
    return found && resolved(found, definitions);
  },
  mergeKeys: mergeKeysOf(described),
});

const isList = ({ type }: JsonObject): boolean =>
  type === 'array' || (Array.isArray(type) && type.length === 1 && type[0] === 'array');

const resolved = (described: JsonObject, definitions: Definitions): Schema | undefined => {
  let here = described;
  for (let count = 0; count < MOST_REFERENCES; count++) {
    const reference = textOf(here, '$ref');
    if (reference === '') return schemaOf(here, definitions);
    const name = definitionName(reference);
    const found = name === undefined ? undefined : memberOf(definitions.own, name);
    if (found === undefined)
      return name !== undefined && definitions.keepsBuiltin ? builtinDefinition(name) : undefined;
    here = found;
  }
  return undefined;
};

const PREFIX = '#/definitions/';

const definitionName = (reference: string): string | undefined =>
  reference.startsWith(PREFIX)
    ? reference.slice(PREFIX.length).replace(/~[01]/g, (escaped) => (escaped === '~1' ? '/' : '~'))
    : undefined;

const mergeKeysOf = (described: JsonObject): readonly string[] | undefined => {
  if (!textOf(described, 'x-kubernetes-patch-strategy').split(',').includes('merge')) return undefined;
  const keys = described['x-kubernetes-list-map-keys'];
  if (Array.isArray(keys)) return keys.filter((key) => typeof key === 'string');
  const key = textOf(described, 'x-kubernetes-patch-merge-key');
  return key === '' ? [] : [key];
};
