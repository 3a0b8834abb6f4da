import { BuildFailure } from '../failure.ts';
import type { FieldSpec, Var } from '../kustomization/kustomization.ts';
import { effectiveNamespace, gvkText, type Id, sameGvk } from '../object/id.ts';
import { isMapping, isScalar, isSequence, type Node, type Scalar } from '../object/node.ts';
import type { Resource } from '../object/resource.ts';
import { byAnyId, type Resources } from '../object/resources.ts';
import { atFieldSpecs } from '../transform/field-spec.ts';
import { expanded, type Lookup } from './vars-expansion.ts';
import { nodeAt } from './vars-field-path.ts';
import { becomeValue, type Value, valueOfNode } from './vars-value.ts';

/** Vars by name. */
export type VarSet = ReadonlyMap<string, Var>;

export const emptyVars: VarSet = new Map();

/**
 * Adds the vars of a kustomization, and notes at the object each reads its value from that it does
 * (accumulator/resaccumulator.go, MergeVars): the object that has, or had, the id of `objref`, in any namespace where
 * it names none. Throws BuildFailure where several objects do, and for a name that is taken.
 */
export const mergeVars = (vars: VarSet, incoming: readonly Var[], resources: Resources): VarSet => {
  for (const one of incoming) {
    const [found, ...others] = byAnyId(resources, (id) => isMeant(one, id));
    if (found === undefined) continue;
    if (others.length > 0)
      throw new BuildFailure(
        `found ${others.length + 1} resId matches for var ${described(one)} (unable to disambiguate)`,
        { field: 'vars' },
      );
    found.varNames.push(one.name);
  }
  return joined(vars, incoming);
};

/** Adds the vars of a base. Throws BuildFailure for a name that is taken. */
export const mergeVarSets = (vars: VarSet, incoming: VarSet): VarSet => joined(vars, incoming.values());

const joined = (vars: VarSet, incoming: Iterable<Var>): VarSet => {
  const all = new Map(vars);
  for (const one of incoming) {
    if (all.has(one.name)) throw new BuildFailure(`var '${one.name}' already encountered`, { field: 'vars' });
    all.set(one.name, one);
  }
  return all;
};

const isMeant = ({ objref }: Var, id: Id): boolean =>
  objref.name === id.name &&
  sameGvk(objref, id) &&
  (objref.namespace === '' || objref.namespace === effectiveNamespace(id));

/** A var as Go prints it. */
const described = ({ name, objref, fieldPath }: Var): string => `{${name} ${gvkText(objref)} {${fieldPath}}}`;

/**
 * Writes the values of vars wherever `$(NAME)` stands in a field that may refer to vars (filters/refvar). Answers the
 * names of those that stand nowhere. Throws BuildFailure for a var without a value.
 */
export const resolveVars = (
  resources: Resources,
  vars: VarSet,
  fieldSpecs: readonly FieldSpec[],
): { unused: string[] } => {
  if (vars.size === 0) return { unused: [] };
  const values = valuesOf(resources, vars);
  const used = new Set<string>();
  const lookup: Lookup = (name) => {
    const value = values.get(name);
    if (value === undefined || value.kind === 'structure') return undefined;
    used.add(name);
    return value;
  };
  const visit = (node: Node): void => expandIn(node, lookup);
  for (const subject of resources.list) atFieldSpecs(subject, fieldSpecs, { visit });
  return { unused: [...values.keys()].filter((name) => !used.has(name)) };
};

/** In the order of their names. */
const valuesOf = (resources: Resources, vars: VarSet): Map<string, Value> => {
  const sources = new Map<string, Resource>();
  for (const one of resources.list)
    for (const name of one.varNames) if (!sources.has(name)) sources.set(name, one);
  const sorted = [...vars.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map(sorted.map((one) => [one.name, valueOfVar(one, sources.get(one.name))]));
};

const valueOfVar = (variable: Var, source: Resource | undefined): Value => {
  if (source === undefined)
    throw new BuildFailure(
      `var '${described(variable)}' cannot be mapped to a field in the set of known resources`,
      { field: 'vars' },
    );
  const node = nodeAt(source.root, variable.fieldPath);
  const value = node === undefined ? undefined : valueOfNode(node);
  if (value !== undefined) return value;
  throw new BuildFailure(
    `field specified in var '${described(variable)}' not found in corresponding resource`,
    { field: 'vars' },
  );
};

const expandIn = (node: Node, lookup: Lookup): void => {
  if (isScalar(node)) expandScalar(node, lookup);
  if (isMapping(node))
    for (const value of node.entries.values()) if (isScalar(value)) expandScalar(value, lookup);
  if (isSequence(node)) for (const item of node.items) expandItem(item, lookup);
};

const expandItem = (item: Node, lookup: Lookup): void => {
  if (!isScalar(item) || !isText(item)) throw new BuildFailure('invalid value type expect a string');
  expandScalar(item, lookup);
};

const isText = ({ tag }: Scalar): boolean => tag === '!!str' || tag === '';

const expandScalar = (node: Scalar, lookup: Lookup): void => {
  if (isText(node)) becomeValue(node, expanded(node.value, lookup));
};
