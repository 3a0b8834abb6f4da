import { apiVersionOf, type Gvk } from '../object/id.ts';
import { MERGE_FIELDS } from './merge-keys.ts';
import { type Schema, schemaTable } from './schema.ts';
import { NAMESPACED } from './scopes.ts';

/**
 * What is known of Kubernetes types during one build: the built-in facts, or those of the `openapi` field.
 * Nothing is ever asked of a cluster.
 */
export interface Types {
  /** Is the kind certain to live outside namespaces? False for whatever is not known. */
  isClusterScoped(gvk: Gvk): boolean;
  /** How objects of a type merge; undefined for types that nobody described, whose lists are replaced. */
  schemaOf(apiVersion: string, kind: string): Schema | undefined;
}

const builtinSchema = schemaTable(MERGE_FIELDS);

const BUILTIN_NAMESPACED = new Map(Object.entries(NAMESPACED));

/** Does a kind live in a namespace? Undefined where the built-in facts do not know it. */
export const builtinScope = (gvk: Gvk): boolean | undefined =>
  BUILTIN_NAMESPACED.get(`${apiVersionOf(gvk)}/${gvk.kind}`);

export const builtinTypes: Types = {
  isClusterScoped: (gvk) => builtinScope(gvk) === false,
  schemaOf: (apiVersion, kind) => builtinSchema(`${apiVersion}/${kind}`),
};

const KUBERNETES =
  /^io\.k8s\.(?:api|apimachinery\.pkg\.apis|kube-aggregator\.pkg\.apis)\.(\w+)\.(\w+)\.(\w+)$/;

/** What the OpenAPI document of Kubernetes says of one of its definitions, as far as it matters to merging. */
export const builtinDefinition = (name: string): Schema | undefined => {
  const [, group = '', version = '', type = ''] = KUBERNETES.exec(name) ?? [];
  const names =
    group === 'meta'
      ? [`meta/${type}`]
      : [`${group}.${version}/${type}`, `${group === 'core' ? '' : `${group}/`}${version}/${type}`];
  return names.map(builtinSchema).find((found) => found !== undefined);
};
