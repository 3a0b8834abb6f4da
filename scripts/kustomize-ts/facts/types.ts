import type { Gvk } from '../object/id.ts';
import { NAMESPACED } from './scopes.ts';

/**
 * What is known of Kubernetes types during one build: the built-in facts, or those of the `openapi` field.
 * Nothing is ever asked of a cluster.
 */
export interface Types {
  /** Is the kind certain to live outside namespaces? False for whatever is not known. */
  isClusterScoped(gvk: Gvk): boolean;
}

export const builtinTypes: Types = {
  isClusterScoped: ({ group, version, kind }) =>
    NAMESPACED[`${group === '' ? version : `${group}/${version}`}/${kind}`] === false,
};
