import { isPlainList, isPlainObject, type Manifest, type Plain, type PlainObject } from '../render/plain.ts';
import {
  type FieldChange,
  isSame,
  manifestDifference,
  type ObjectChange,
  type ObjectName,
  type Step,
  withoutHash,
} from './manifest-diff.ts';
import { holdsSecret, withoutSecretLines } from './secret-values.ts';

/** One field that is not what it was, as it may be shown to anybody who reads the repository's pull requests. */
export type ShownField =
  | { readonly path: readonly Step[]; readonly old?: Plain; readonly new?: Plain }
  /** It holds a secret, or may: only what became of it is told. */
  | { readonly path: readonly Step[]; readonly secret: 'added' | 'removed' | 'changed' }
  | { readonly path: readonly Step[]; readonly order: readonly string[]; readonly by: readonly string[] };

/** One object that is not what it was. Of what is added or gone every single value is a field. */
export interface ShownChange {
  readonly kind: ObjectChange['kind'];
  readonly object: ObjectName;
  readonly was?: string;
  readonly fields: readonly ShownField[];
}

/**
 * The difference of two renderings with nothing secret in it: no value of a Secret, nothing that looks like a password
 * or a token, and no hash of either (the end of a generated Secret's name is one).
 */
export const shownDifference = (before: readonly Manifest[], after: readonly Manifest[]): ShownChange[] => {
  const mask = maskOf([...before, ...after]);
  return manifestDifference(before, after).map(({ kind, object, was, fields }) => {
    const name = mask(object.name);
    const old = was === undefined || mask(was) === name ? undefined : mask(was);
    return {
      kind,
      object: { ...object, name },
      ...(old === undefined ? {} : { was: old }),
      fields: fields
        .filter(({ path }) => was === undefined || !isName(path))
        .flatMap(inLeaves)
        .map((field) => shownField(field, { object, mask })),
    };
  });
};

/** Told already, where it is only the hash at its end. */
const isName = (path: readonly Step[]): boolean =>
  path.length === 2 && path[0] === 'metadata' && path[1] === 'name';

type Mask = (text: string) => string;

/** Takes the hashes of Secrets off their names, wherever these stand. */
const maskOf = (manifests: readonly Manifest[]): Mask => {
  const names = new Map<string, string>();
  for (const { kind, name } of manifests) {
    const stem = kind === 'Secret' ? withoutHash(name) : undefined;
    if (stem !== undefined) names.set(name, `${stem}-•`);
  }
  return (text) => {
    let masked = text;
    for (const [name, shown] of names) masked = masked.replaceAll(name, shown);
    return masked;
  };
};

/** What is added or gone as a whole, value by value. */
const inLeaves = (change: FieldChange): FieldChange[] => {
  if ('order' in change) return [change];
  const { path } = change;
  if (change.old !== undefined && change.new !== undefined) return [change];
  const side = change.new === undefined ? 'old' : 'new';
  return leavesOf(path, change[side] as Plain).map((leaf) => ({ path: leaf.path, [side]: leaf.value }));
};

interface Leaf {
  readonly path: readonly Step[];
  readonly value: Plain;
}

const leavesOf = (path: readonly Step[], value: Plain): Leaf[] => {
  if (isPlainObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leavesOf([...path, key], inner));
  if (isPlainList(value) && value.some(isPlainObject))
    return value.flatMap((inner, index) => leavesOf([...path, stepTo(inner, index)], inner));
  return [{ path, value }];
};

/** Items are known by their names to people; two of one name do not matter where nothing is compared. */
const stepTo = (item: Plain, index: number): Step => {
  const name = isPlainObject(item) ? item['name'] : undefined;
  return typeof name === 'string' ? { by: ['name'], item: name } : index;
};

interface Sight {
  readonly object: ObjectName;
  readonly mask: Mask;
}

const shownField = (change: FieldChange, { object, mask }: Sight): ShownField => {
  const path = change.path.map((step) =>
    typeof step === 'object' ? { ...step, item: mask(step.item) } : step,
  );
  if ('order' in change) return { path, by: change.by, order: change.order.map(mask) };
  const [old, now] = [change.old, change.new];
  const fate = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
  const { name, named } = nameAt(change.path, object);
  if (isOfSecret(change.path, object)) return { path, secret: fate };
  if ([old, now].some((value) => value !== undefined && holdsSecret(name, value, named)))
    return { path, secret: fate };
  const [oldShown, newShown] = [old, now].map((value) => value && cleaned(value, mask)) as [Plain?, Plain?];
  if (oldShown !== undefined && newShown !== undefined && isSame(oldShown, newShown))
    return { path, secret: fate };
  return {
    path,
    ...(old === undefined ? {} : { old: oldShown ?? old }),
    ...(now === undefined ? {} : { new: newShown ?? now }),
  };
};

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Is it the content of a Secret? A change of several of its fields at once counts, too. */
const isOfSecret = (path: readonly Step[], { kind }: ObjectName): boolean =>
  kind === 'Secret' &&
  (path.length === 0 || path[0] === 'data' || path[0] === 'stringData' || path.includes(LAST_APPLIED));

/** Under which name a value stands, and whether people chose that name: settings and environment variables. */
const nameAt = (
  path: readonly Step[],
  { kind }: ObjectName,
): { readonly name: string; readonly named: boolean } => {
  const last = path.at(-1);
  const above = path.at(-2);
  if (last === 'value' && typeof above === 'object') return { name: above.item, named: true };
  const name = typeof last === 'object' ? last.item : String(last ?? '');
  const named = kind === 'ConfigMap' && (path[0] === 'data' || path[0] === 'binaryData');
  return { name, named: named && path.length > 1 };
};

/** The value without what is secret in its longer texts, and without hashes of Secrets. */
const cleaned = (value: Plain, mask: Mask): Plain => {
  if (typeof value === 'string') return mask(value.includes('\n') ? withoutSecretLines(value) : value);
  if (isPlainList(value)) return value.map((item) => cleaned(item, mask));
  if (!isPlainObject(value)) return value;
  const clean: Record<string, Plain> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) clean[mask(key)] = cleaned(inner, mask);
  return clean as PlainObject;
};
