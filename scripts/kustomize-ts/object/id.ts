/** Group, version and kind of an object: its type. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Which object: its type, its name and its namespace ('' where none is written). */
export interface Id extends Gvk {
  readonly name: string;
  readonly namespace: string;
  /** Is its kind known to live outside namespaces? Unknown kinds count as namespaced. */
  readonly clusterScoped: boolean;
}

/** `apps/v1` → group `apps`, version `v1`; `v1` → group '', version `v1` (kyaml/resid/gvk.go). */
export const groupVersion = (apiVersion: string): { group: string; version: string } => {
  const slash = apiVersion.indexOf('/');
  if (slash >= 0) return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
  return { group: '', version: apiVersion };
};

export const apiVersionOf = ({ group, version }: Gvk): string =>
  group === '' ? version : `${group}/${version}`;

const NO_NAMESPACE = '_non_namespaceable_';
const DEFAULT = 'default';

/** The namespace an object ends up in: nothing written means `default`; none at all for cluster-scoped kinds. */
export const effectiveNamespace = (id: Id): string => {
  if (id.clusterScoped) return NO_NAMESPACE;
  return id.namespace === '' ? DEFAULT : id.namespace;
};

export const sameNamespace = (a: Id, b: Id): boolean => effectiveNamespace(a) === effectiveNamespace(b);

export const sameGvk = (a: Gvk, b: Gvk): boolean =>
  a.kind === b.kind && a.group === b.group && a.version === b.version;

/** The same object: the same type and name, and namespaces that mean the same. */
export const sameId = (a: Id, b: Id): boolean => a.name === b.name && sameGvk(a, b) && sameNamespace(a, b);

/** Does an object have this type, where what the selector leaves empty matches everything? */
export const isSelected = (gvk: Gvk, selector: Partial<Gvk>): boolean =>
  (!selector.group || selector.group === gvk.group) &&
  (!selector.version || selector.version === gvk.version) &&
  (!selector.kind || selector.kind === gvk.kind);

/** How the real tool writes a type: `Deployment.v1.apps`, `Service.v1.[noGrp]`. */
export const gvkText = ({ group, version, kind }: Gvk): string =>
  `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}`;

/** How the real tool writes an id: `Deployment.v1.apps/web.shop`, `Service.v1.[noGrp]/web.[noNs]`. */
export const idText = (id: Id): string =>
  `${gvkText(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;

/** What `idText` wrote, read back (kyaml/resid/resid.go, FromString). */
export const idOfText = (written: string): Omit<Id, 'clusterScoped'> => {
  const slash = written.indexOf('/');
  const typePart = slash < 0 ? '' : written.slice(0, slash);
  const namePart = slash < 0 ? written : written.slice(slash + 1);
  const [kind = '', version = '', ...group] = typePart.split('.');
  const dot = namePart.lastIndexOf('.');
  return {
    kind: known(kind, '[noKind]'),
    version: known(version, '[noVer]'),
    group: known(group.join('.'), '[noGrp]'),
    name: known(dot < 0 ? namePart : namePart.slice(0, dot), '[noName]'),
    namespace: known(dot < 0 ? '' : namePart.slice(dot + 1), '[noNs]'),
  };
};

const known = (value: string, placeholder: string): string => (value === placeholder ? '' : value);
