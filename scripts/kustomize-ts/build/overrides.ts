import { BuildFailure } from '../failure.ts';
import type { FolderLoader } from '../files/loader.ts';
import type {
  Image,
  Kustomization,
  Label,
  Patch,
  Replica,
  Selector,
} from '../kustomization/kustomization.ts';

/**
 * What an Argo CD Application sets under `spec.source.kustomize`. Argo CD runs `kustomize edit` on the folder that is
 * built and builds it then (util/kustomize/kustomize.go); these have the same effect without changing a file.
 */
export interface Overrides {
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly namespace?: string;
  /** Each `name=newName:tag@digest`, without what stays: `name:tag`, `name@digest`, `name=newName`. */
  readonly images?: readonly string[];
  readonly replicas?: readonly Replica[];
  readonly commonLabels?: Readonly<Record<string, string>>;
  /** May labels replace ones of the kustomization? Without it that is a failure. */
  readonly forceCommonLabels?: boolean;
  readonly labelWithoutSelector?: boolean;
  readonly labelIncludeTemplates?: boolean;
  readonly commonAnnotations?: Readonly<Record<string, string>>;
  readonly forceCommonAnnotations?: boolean;
  readonly patches?: readonly OverridePatch[];
  readonly components?: readonly string[];
  readonly ignoreMissingComponents?: boolean;
}

export interface OverridePatch {
  readonly path?: string;
  readonly patch?: string;
  readonly target?: Partial<Selector>;
  readonly options?: Readonly<Record<string, boolean>>;
}

/** The kustomization with an Application's overrides on it. Throws BuildFailure for what `kustomize edit` refuses. */
export const overridden = (written: Kustomization, by: Overrides, loader: FolderLoader): Kustomization => ({
  ...written,
  namePrefix: by.namePrefix || written.namePrefix,
  nameSuffix: by.nameSuffix || written.nameSuffix,
  namespace: by.namespace || written.namespace,
  images: images(written.images, by.images ?? []),
  replicas: replicas(written.replicas, by.replicas ?? []),
  ...labels(written, by),
  commonAnnotations: added(written.commonAnnotations, by.commonAnnotations ?? {}, {
    what: 'annotation',
    force: by.forceCommonAnnotations === true,
  }),
  patches: [...written.patches, ...(by.patches ?? []).map(patch)],
  components: [...written.components, ...components(written.components, by, loader)],
});

/** `kustomize edit set image`: one entry a name; the result is sorted by name. `*` keeps what the file says. */
const images = (written: readonly Image[], set: readonly string[]): readonly Image[] => {
  if (set.length === 0) return written;
  const byName = new Map<string, Image>(set.map(image).map((one) => [one.name, one]));
  for (const one of written) {
    const override = byName.get(one.name);
    byName.set(one.name, override === undefined ? one : keeping(override, one));
  }
  return [...byName.values()].map((one) => keeping(one)).sort((a, b) => (a.name < b.name ? -1 : 1));
};

const KEEP = '*';

const keeping = (override: Image, before?: Image): Image => ({
  ...override,
  newName: override.newName === KEEP ? (before?.newName ?? '') : override.newName,
  newTag: override.newTag === KEEP ? (before?.newTag ?? '') : override.newTag,
  digest: override.digest === KEEP ? (before?.digest ?? '') : override.digest,
});

const image = (written: string): Image => {
  const equals = written.indexOf('=');
  const { name, tag, digest } = reference(written.slice(equals + 1));
  if (equals < 0 && tag === '' && digest === '')
    throw new BuildFailure(
      `invalid format of image '${written}': write <image>=<newimage>:<newtag>@<digest>, leaving out what stays`,
      { field: 'images' },
    );
  const renamed = equals >= 0 ? { name: written.slice(0, equals), newName: name } : { name, newName: '' };
  return { ...renamed, newTag: tag, tagSuffix: '', digest };
};

/** Splits `host:5000/name:tag@digest`; a colon before the first slash belongs to the host. */
const reference = (written: string): { name: string; tag: string; digest: string } => {
  const slash = Math.max(0, written.indexOf('/'));
  const at = written.indexOf('@', slash);
  const end = at < 0 ? written.length : at;
  const colon = written.slice(0, end).indexOf(':', slash);
  return {
    name: written.slice(0, colon < 0 ? end : colon),
    tag: colon < 0 ? '' : written.slice(colon + 1, end),
    digest: at < 0 ? '' : written.slice(at + 1),
  };
};

/** `kustomize edit set replicas`: one entry a name. */
const replicas = (written: readonly Replica[], set: readonly Replica[]): readonly Replica[] => {
  const byName = new Map([...written, ...set].map((one) => [one.name, one]));
  return set.length === 0 ? written : [...byName.values()];
};

/** `kustomize edit add label`, with or without selectors and templates. */
const labels = (
  written: Kustomization,
  { commonLabels = {}, forceCommonLabels, labelWithoutSelector, labelIncludeTemplates }: Overrides,
): Pick<Kustomization, 'labels' | 'commonLabels'> => {
  const how = { what: 'label', force: forceCommonLabels === true };
  if (labelWithoutSelector !== true)
    return { labels: written.labels, commonLabels: added(written.commonLabels, commonLabels, how) };
  if (Object.keys(commonLabels).length === 0) return written;
  const includeTemplates = labelIncludeTemplates === true;
  const fits = (label: Label): boolean =>
    !label.includeSelectors && label.includeTemplates === includeTemplates;
  const index = written.labels.findIndex(fits);
  const before = written.labels[index] ?? {
    pairs: {},
    includeSelectors: false,
    includeTemplates,
    fields: [],
  };
  const label = { ...before, pairs: added(before.pairs, commonLabels, how) };
  const others = written.labels.filter((_, position) => position !== index);
  return { labels: [...others, label], commonLabels: written.commonLabels };
};

const added = (
  before: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
  { what, force }: { readonly what: string; readonly force: boolean },
): Readonly<Record<string, string>> => {
  const taken = Object.keys(more).find((key) => Object.hasOwn(before, key));
  if (taken !== undefined && !force)
    throw new BuildFailure(
      `${what} ${taken} already in kustomization file: remove it there, or let the Application force its own`,
      { field: what === 'label' ? 'commonLabels' : 'commonAnnotations' },
    );
  return Object.fromEntries([...Object.entries(before), ...Object.entries(more)]);
};

const patch = ({ path = '', patch: inline = '', target, options = {} }: OverridePatch): Patch => ({
  path,
  patch: inline,
  target: target === undefined ? undefined : { ...ANYTHING, ...target },
  options,
});

const ANYTHING: Selector = {
  group: '',
  version: '',
  kind: '',
  name: '',
  namespace: '',
  annotationSelector: '',
  labelSelector: '',
};

const components = (
  written: readonly string[],
  { components: more = [], ignoreMissingComponents }: Overrides,
  loader: FolderLoader,
): string[] =>
  more.filter(
    (path) => !written.includes(path) && (ignoreMissingComponents !== true || isFolder(loader, path)),
  );

const isFolder = (loader: FolderLoader, path: string): boolean => {
  try {
    loader.enter(path);
    return true;
  } catch (error) {
    if (error instanceof BuildFailure) return false;
    throw error;
  }
};
