import { BuildFailure, within } from '../failure.ts';
import type { FieldSpec } from '../kustomization/kustomization.ts';
import { rememberId } from '../object/identity.ts';
import { at, isMapping, isNull, isScalar, isSequence, type Node } from '../object/node.ts';
import { apiVersionOf, currentId, gvkOf, isEmpty, kindOf, type Resource } from '../object/resource.ts';
import { keyOf, type Transformer } from '../object/resources.ts';
import { requireKind } from '../patch/node-kinds.ts';
import { goJson, toJson } from '../yaml/json.ts';
import { atFieldSpecs } from './field-spec.ts';
import { fieldToSet, metNoScalar, setScalar } from './set.ts';

/** Which subjects of role bindings get the namespace: those named `default`, all service accounts, or none. */
export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none';

export interface NamespaceConfig {
  readonly namespace: string;
  /** Fields beside `metadata.namespace` that hold a namespace. */
  readonly fieldSpecs: readonly FieldSpec[];
  /** Are namespaces that are set left as they are? */
  readonly unsetOnly?: boolean;
  readonly setRoleBindingSubjects?: SubjectMode;
}

/**
 * Puts everything that is not certain to live outside namespaces into one namespace, and renames `Namespace` objects.
 * Throws BuildFailure where two objects become the same (NamespaceTransformer.go).
 */
export const namespaceTransformer =
  (config: NamespaceConfig): Transformer =>
  ({ list }) => {
    if (config.namespace === '') return;
    const keys = list.map(identityOf);
    const taken = counted(keys);
    for (const [index, one] of list.entries()) {
      if (isEmpty(one)) continue;
      const before = keys[index] ?? '';
      rememberId(one);
      setNamespaces(one, config);
      const after = identityOf(one);
      taken.set(before, (taken.get(before) ?? 0) - 1);
      taken.set(after, (taken.get(after) ?? 0) + 1);
      if (taken.get(after) !== 1) throw collision(list.filter((other) => identityOf(other) === after));
    }
  };

const identityOf = (subject: Resource): string => keyOf(currentId(subject));

const counted = (keys: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const collision = (same: readonly Resource[]): BuildFailure => {
  const objects = same.map(({ root }) => goJson(toJson(root))).join(' ');
  return new BuildFailure(`namespace transformation produces ID conflict: [${objects}]`, {
    field: 'namespace',
  });
};

/** Sets the namespace of one object and in its fields (api/filters/namespace). */
export const setNamespaces = (subject: Resource, config: NamespaceConfig): void => {
  const visit = setter(config);
  if (!subject.types.isClusterScoped(gvkOf(subject)))
    atFieldSpecs(subject, OWN_NAMESPACE, { visit, create: 'scalar' });
  const binds = isRoleBinding(kindOf(subject));
  if (binds)
    within('setting namespace on (cluster)role binding subjects', () => setSubjects(subject, config));
  const isCore = apiVersionOf(subject) === 'v1';
  const specs = config.fieldSpecs.filter(
    ({ path, kind = '' }) =>
      path !== 'metadata/namespace' &&
      (isCore || path !== 'metadata/name') &&
      !(binds && isRoleBinding(kind) && path === 'subjects/namespace'),
  );
  try {
    atFieldSpecs(subject, specs, { visit, create: 'scalar', tag: '!!str' });
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    throw error.within(
      metNoScalar(error)
        ? 'namespace field specs must target scalar nodes'
        : 'namespace transformation failed',
    );
  }
};

const OWN_NAMESPACE: readonly FieldSpec[] = [{ path: 'metadata/namespace', create: true }];

const isRoleBinding = (kind: string): boolean => kind === 'RoleBinding' || kind === 'ClusterRoleBinding';

const setter =
  ({ namespace, unsetOnly = false }: NamespaceConfig) =>
  (node: Node): void => {
    const isSet = isScalar(node) && !isNull(node) && node.value !== '';
    if (!(unsetOnly && isSet)) setScalar(node, namespace, '!!str');
  };

/** What a subject's field has to say for the subject to get the namespace. */
const CONDITIONS = {
  defaultOnly: { field: 'name', value: 'default' },
  allServiceAccounts: { field: 'kind', value: 'ServiceAccount' },
} as const;

const setSubjects = (subject: Resource, config: NamespaceConfig): void => {
  const mode = config.setRoleBindingSubjects ?? 'defaultOnly';
  const subjects = at(subject.root, 'subjects');
  if (mode === 'none') return;
  requireKind(subjects, 'sequence');
  if (!isSequence(subjects)) return;
  const visit = setter(config);
  for (const one of subjects.items) if (isMeant(one, CONDITIONS[mode])) setSubject(one, visit);
};

const isMeant = (one: Node, { field, value }: { field: string; value: string }): boolean =>
  within(`looking up ${field} on (cluster)role binding subject`, () => {
    requireKind(one, 'mapping');
    const found = at(one, field);
    requireKind(found, 'scalar');
    return isScalar(found) && !isNull(found) && found.value === value;
  });

const setSubject = (one: Node, visit: (node: Node) => void): void => {
  if (isMapping(one)) visit(fieldToSet(one, 'namespace'));
};
