import { BuildFailure } from '../failure.ts';
import { effectiveNamespace, type Gvk, type Id, idText } from '../object/id.ts';
import { at, isMapping, isScalar, isSequence, type Node, type Scalar, type Tag } from '../object/node.ts';
import { currentId, kindOf, listAnnotation, NOTES, type Resource } from '../object/resource.ts';

/** An object that may hold names of others. */
export interface Referrer {
  readonly subject: Resource;
  readonly current: Id;
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** Namespaces of the service accounts it binds, where it is a RoleBinding. */
  readonly bound: ReadonlySet<string>;
  /** The type its `roleRef` names. */
  readonly role: Partial<Gvk> | undefined;
}

export const referrerOf = (subject: Resource): Referrer => ({
  subject,
  current: currentId(subject),
  prefixes: listAnnotation(subject, NOTES.prefixes),
  suffixes: listAnnotation(subject, NOTES.suffixes),
  bound: boundNamespaces(subject),
  role: roleOf(subject),
});

/** resmap/reswrangler.go, getNamespacesForRoleBinding. */
const boundNamespaces = (subject: Resource): Set<string> => {
  const subjects = at(subject.root, 'subjects');
  if (kindOf(subject) !== 'RoleBinding' || !isSequence(subjects)) return new Set();
  return new Set(subjects.items.flatMap((one) => boundNamespace(subject, one)));
};

const boundNamespace = (subject: Resource, one: Node): string[] => {
  if (!isMapping(one)) throw unreadable(subject, 'be mappings');
  const [kind, namespace] = [one.entries.get('kind'), one.entries.get('namespace')];
  if (namespace === undefined || kind === undefined) return [];
  if (!isText(kind)) throw unreadable(subject, 'have texts as kinds');
  if (kind.value !== 'ServiceAccount') return [];
  if (!isText(namespace)) throw blankNamespace(subject);
  return [namespace.value];
};

const unreadable = (subject: Resource, rule: string): BuildFailure =>
  new BuildFailure(`subjects of ${idText(currentId(subject))} must ${rule}`, { field: 'subjects' });

/** Tags of what was written as text, or changed since. */
const TEXTS: ReadonlySet<Tag> = new Set<Tag>(['!!str', '']);

const isText = (node: Node): node is Scalar => isScalar(node) && TEXTS.has(node.tag);

const blankNamespace = (subject: Resource): BuildFailure =>
  new BuildFailure(`Invalid Input: namespace is blank for resource "${idText(currentId(subject))}"`, {
    field: 'subjects',
  });

const roleOf = ({ root }: Resource): Partial<Gvk> | undefined => {
  const group = scalarText(at(root, 'roleRef', 'apiGroup'));
  const kind = scalarText(at(root, 'roleRef', 'kind'));
  return group === undefined || kind === undefined ? undefined : { group, kind };
};

const scalarText = (node: Node | undefined): string | undefined => (isScalar(node) ? node.value : undefined);

/** May it refer to objects of this namespace? `written` is the namespace as it stands there, '' for none. */
export const reaches = (
  { current, bound }: Referrer,
  home: { readonly now: string | undefined; readonly written: string },
): boolean =>
  current.clusterScoped ||
  home.now === undefined ||
  home.now === effectiveNamespace(current) ||
  bound.has(home.written);
