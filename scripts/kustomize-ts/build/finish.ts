import { hashTransformer } from '../generate/hash.ts';
import type { Kustomization } from '../kustomization/kustomization.ts';
import { requireName } from '../object/load.ts';
import {
  annotation,
  isEmpty,
  ORIGIN,
  type Resource,
  removeNotes,
  TRANSFORMATIONS,
} from '../object/resource.ts';
import { appendAll, resources as emptyResources, type Resources } from '../object/resources.ts';
import { nameReferenceTransformer } from '../reference/names.ts';
import { resolveVars } from '../reference/vars.ts';
import { labelTransformer } from '../transform/labels.ts';
import { sortResources } from '../transform/sort.ts';
import type { Accumulator } from './accumulator.ts';

/** Objects with this annotation configure tools and are not printed, unless it says `false` (konfig). */
const LOCAL = 'config.kubernetes.io/local-config';

/** What happens once, after everything was gathered: hashes, references to changed names, vars, local objects. */
export const complete = (accumulator: Accumulator): { warnings: string[] } => {
  const { resources, configuration, vars } = accumulator;
  hashTransformer()(resources);
  nameReferenceTransformer(configuration.nameReference)(resources);
  const { unused } = resolveVars(resources, vars, configuration.varReference);
  resources.list = resources.list.filter((one) => !isEmpty(one));
  resources.list.forEach(requireName);
  resources.list = uniquely(resources.list.filter((one) => !isLocal(one)));
  return {
    warnings: unused.length === 0 ? [] : [`well-defined vars that were never replaced: ${unused.join(',')}`],
  };
};

/** Names may have met on the way: no two objects of what is printed may be the same (resmap/factory.go). */
const uniquely = (list: readonly Resource[]): Resource[] => {
  const all = emptyResources();
  appendAll(all, list);
  return all.list;
};

const isLocal = (subject: Resource): boolean => {
  const said = annotation(subject, LOCAL);
  return said !== undefined && said !== 'false';
};

/** Sorts, adds what `buildMetadata` asks for, and takes the build's own notes off (api/krusty/kustomizer.go). */
export const present = (
  resources: Resources,
  { buildMetadata, sortOptions }: Kustomization,
  reorder: 'legacy' | 'none' | undefined,
): { warnings: string[] } => {
  const warnings: string[] = [];
  if (sortOptions !== undefined && reorder !== undefined) warnings.push(TWO_ORDERS);
  const order = sortOptions ?? (reorder === 'none' ? 'fifo' : 'legacy');
  sortResources(resources, order);
  if (buildMetadata.includes('managedByLabel')) labelTransformer(MANAGED_BY)(resources);
  const hidden = [
    ...(buildMetadata.includes('originAnnotations') ? [] : [ORIGIN]),
    ...(buildMetadata.includes('transformerAnnotations') ? [] : [TRANSFORMATIONS]),
  ];
  for (const one of resources.list) removeNotes(one, hidden);
  return { warnings };
};

const TWO_ORDERS =
  "Warning: Sorting order is set both in 'kustomization.yaml' ('sortOptions') and in a CLI flag ('--reorder'). " +
  'Using the kustomization file over the CLI flag.';

/** The version is the one of the kustomize inside kubectl, which has none. */
const MANAGED_BY = {
  labels: { 'app.kubernetes.io/managed-by': 'kustomize-(devel)' },
  fieldSpecs: [{ path: 'metadata/labels', create: true }],
};
