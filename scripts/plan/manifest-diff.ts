import { isPlainList, isPlainObject, type Manifest, type Plain, type PlainObject } from '../render/plain.ts';
import { type KeyedPair, keyedPair } from './manifest-keys.ts';

/** One step into an object: a field, a place in a list, or the item of a list that has this name. */
export type Step = string | number | { readonly by: readonly string[]; readonly item: string };

/** One field that is not what it was. */
export type FieldChange =
  | {
      readonly path: readonly Step[];
      /** Absent: it was not there. */
      readonly old?: Plain;
      /** Absent: it is gone. */
      readonly new?: Plain;
    }
  | {
      readonly path: readonly Step[];
      /** The items of a list stand in another order; by name, those of the new list. */
      readonly order: readonly string[];
      readonly by: readonly string[];
    };

/** What one object is called. */
export type ObjectName = Pick<Manifest, 'apiVersion' | 'kind' | 'namespace' | 'name'>;

/** One object that is not what it was. Whatever is added or gone has one change: of everything. */
export interface ObjectChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly object: ObjectName;
  /** The name it had, where only the hash at its end changed (kustomize generators). */
  readonly was?: string;
  readonly fields: readonly FieldChange[];
}

/**
 * What changes between two renderings of the same thing, object by object, in the order of the later one; what is gone
 * comes last. Exact: the changes made to `before` give `after`. Nothing is hidden here.
 */
export const manifestDifference = (
  before: readonly Manifest[],
  after: readonly Manifest[],
): ObjectChange[] => {
  const old = byIdentity(before);
  const now = byIdentity(after);
  const renamed = renames(old, now);
  const taken = new Set(renamed.values());
  const changes: ObjectChange[] = [];
  for (const [identity, manifest] of now) {
    const source = renamed.get(identity) ?? identity;
    const change = changeOf(old.get(source), manifest);
    if (change !== undefined) changes.push(change);
  }
  for (const [identity, manifest] of old)
    if (!now.has(identity) && !taken.has(identity))
      changes.push({
        kind: 'removed',
        object: nameOf(manifest),
        fields: [{ path: [], old: manifest.value }],
      });
  return changes;
};

const changeOf = (before: Manifest | undefined, after: Manifest): ObjectChange | undefined => {
  const object = nameOf(after);
  if (before === undefined) return { kind: 'added', object, fields: [{ path: [], new: after.value }] };
  const fields = fieldChanges(before.value, after.value);
  if (fields.length === 0) return undefined;
  return { kind: 'changed', object, ...(before.name === after.name ? {} : { was: before.name }), fields };
};

const nameOf = ({ apiVersion, kind, namespace, name }: Manifest): ObjectName => ({
  apiVersion,
  kind,
  namespace,
  name,
});

/** Objects by what a cluster knows them by: another version of their kind is the same object. */
const byIdentity = (manifests: readonly Manifest[]): Map<string, Manifest> => {
  const found = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const short = identityOf(manifest, groupOf(manifest));
    const identity = found.has(short) ? identityOf(manifest, manifest.apiVersion) : short;
    found.set(found.has(identity) ? `${identity}\0${found.size}` : identity, manifest);
  }
  return found;
};

const identityOf = ({ kind, namespace, name }: Manifest, group: string): string =>
  [group, kind, namespace, name].join('\0');

const groupOf = ({ apiVersion }: Manifest): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

/** The end of a generated name: ten characters of this alphabet (kustomize, api/hasher/hasher.go). */
const HASH = /-[2456789bcdfghkmt]{10}$/;

export const withoutHash = (name: string): string | undefined =>
  HASH.test(name) ? name.replace(HASH, '') : undefined;

/** By identity of an object that is new: the identity of the one that is gone and had its name but for the hash. */
const renames = (
  old: ReadonlyMap<string, Manifest>,
  now: ReadonlyMap<string, Manifest>,
): Map<string, string> => {
  const gone = stems([...old].filter(([identity]) => !now.has(identity)));
  const come = stems([...now].filter(([identity]) => !old.has(identity)));
  const found = new Map<string, string>();
  for (const [stem, [identity, ...others]] of come) {
    const [source, ...more] = gone.get(stem) ?? [];
    if (identity !== undefined && source !== undefined && others.length + more.length === 0)
      found.set(identity, source);
  }
  return found;
};

const stems = (manifests: readonly (readonly [string, Manifest])[]): Map<string, string[]> => {
  const found = new Map<string, string[]>();
  for (const [identity, manifest] of manifests) {
    const name = withoutHash(manifest.name);
    if (name === undefined) continue;
    const stem = identityOf({ ...manifest, name }, groupOf(manifest));
    found.set(stem, [...(found.get(stem) ?? []), identity]);
  }
  return found;
};

/** Every field in which two objects differ, in the order of the later one; what is gone comes last at each level. */
export const fieldChanges = (before: PlainObject, after: PlainObject): FieldChange[] =>
  objectChanges(before, after, []);

type Path = readonly Step[];

const changesAt = (old: Plain, now: Plain, path: Path): FieldChange[] => {
  if (isPlainObject(old) && isPlainObject(now) && !isBare(old) && !isBare(now))
    return objectChanges(old, now, path);
  if (isPlainList(old) && isPlainList(now)) return listChanges(old, now, path);
  return isSame(old, now) ? [] : [{ path, old, new: now }];
};

const isBare = (value: PlainObject): boolean => Object.keys(value).length === 0;

const objectChanges = (old: PlainObject, now: PlainObject, path: Path): FieldChange[] => [
  ...Object.entries(now).flatMap(([key, value]) =>
    Object.hasOwn(old, key)
      ? changesAt(old[key] as Plain, value, [...path, key])
      : [{ path: [...path, key], new: value }],
  ),
  ...Object.entries(old).flatMap(([key, value]) =>
    Object.hasOwn(now, key) ? [] : [{ path: [...path, key], old: value }],
  ),
];

const listChanges = (old: readonly Plain[], now: readonly Plain[], path: Path): FieldChange[] => {
  if (isSame(old, now)) return [];
  const field = path.findLast((step) => typeof step === 'string') ?? '';
  const keyed = old.length > 0 && now.length > 0 ? keyedPair(field, old, now) : undefined;
  if (keyed !== undefined) return keyedChanges(keyed, path);
  const inStep = old.length === now.length && [...old, ...now].every(isPlainObject);
  return inStep
    ? old.flatMap((value, index) => changesAt(value, now[index] as Plain, [...path, index]))
    : [{ path, old, new: now }];
};

const keyedChanges = ({ by, one, other }: KeyedPair, path: Path): FieldChange[] => {
  const order = [...other.keys()];
  const kept = [...one.keys()].filter((item) => other.has(item));
  const come = order.filter((item) => !one.has(item));
  return [
    ...[...other].flatMap(([item, value]) => {
      const before = one.get(item);
      const inner = [...path, { by, item }];
      return before === undefined ? [{ path: inner, new: value }] : changesAt(before, value, inner);
    }),
    ...[...one].flatMap(([item, value]) =>
      other.has(item) ? [] : [{ path: [...path, { by, item }], old: value }],
    ),
    ...(isSame([...kept, ...come], order) ? [] : [{ path, by, order }]),
  ];
};

/** Equal to a reader of YAML: keys in any order, items in theirs. */
export const isSame = (one: Plain, other: Plain): boolean => {
  if (isPlainList(one)) {
    if (!isPlainList(other) || one.length !== other.length) return false;
    return one.every((item, index) => isSame(item, other[index] as Plain));
  }
  if (!isPlainObject(one)) return one === other;
  if (!isPlainObject(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key] as Plain, other[key] as Plain))
  );
};
