import { type Configuration, emptyConfiguration, mergeConfigurations } from '../facts/configuration.ts';
import { builtinScope, type Types } from '../facts/types.ts';
import { appendAll, type Resources, resources } from '../object/resources.ts';
import { emptyVars, mergeVarSets, type VarSet } from '../reference/vars.ts';

/** What a kustomization has gathered so far, and the rules its parents will need (accumulator/resaccumulator.go). */
export interface Accumulator {
  readonly resources: Resources;
  configuration: Configuration;
  vars: VarSet;
}

export const emptyAccumulator = (): Accumulator => ({
  resources: resources(),
  configuration: emptyConfiguration,
  vars: emptyVars,
});

/** Adds all that a base gathered. Throws BuildFailure for an object or var that is there already. */
export const mergeAccumulator = (into: Accumulator, from: Accumulator): void => {
  appendAll(into.resources, from.resources.list);
  into.configuration = mergeConfigurations(into.configuration, from.configuration);
  into.vars = mergeVarSets(into.vars, from.vars);
};

/** The types in force during one build: those of the first `openapi` field met apply from there on, everywhere. */
export interface TypesInForce extends Types {
  /**
   * Replaces the built-in facts, unless that has happened already (kyaml/openapi, SetSchema). `wasAsked` says whether
   * anything before needed more of them than the scopes of known kinds: then they are loaded, and stay.
   */
  adopt(choose: (wasAsked: boolean) => Types): void;
}

/** Starts with the built-in facts. */
export const typesInForce = (builtin: Types): TypesInForce => {
  let current = builtin;
  let wasAsked = false;
  return {
    isClusterScoped: (gvk) => {
      wasAsked ||= builtinScope(gvk) === undefined;
      return current.isClusterScoped(gvk);
    },
    schemaOf: (apiVersion, kind) => {
      wasAsked = true;
      return current.schemaOf(apiVersion, kind);
    },
    adopt: (choose) => {
      if (current === builtin) current = choose(wasAsked);
    },
  };
};
