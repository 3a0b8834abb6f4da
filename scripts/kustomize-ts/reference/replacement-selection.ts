import { BuildFailure } from '../failure.ts';
import type { ReplacementTarget, Selector } from '../kustomization/kustomization.ts';
import { effectiveNamespace, type Id, isSelected } from '../object/id.ts';
import { allIds } from '../object/identity.ts';
import type { Resource } from '../object/resource.ts';
import { matchesSelectors } from '../patch/label-selector.ts';

/** Every id that objects ever had: many replacements ask, and few objects change in between. */
export interface KnownIds {
  readonly of: (subject: Resource) => readonly Id[];
  /** After an object has changed. */
  readonly forget: (subject: Resource) => void;
}

export const knownIds = (): KnownIds => {
  const known = new Map<Resource, readonly Id[]>();
  return {
    of: (subject) => {
      const found = known.get(subject) ?? allIds(subject);
      known.set(subject, found);
      return found;
    },
    forget: (subject) => void known.delete(subject),
  };
};

/** The objects a target means: those it selects by any id, labels and annotations, without those it rejects. */
export const selected = (
  all: readonly Resource[],
  { select, reject }: ReplacementTarget,
  ids: KnownIds,
): Resource[] => {
  if (select === undefined)
    throw new BuildFailure('target must specify resources to select', { field: 'replacements' });
  return all.filter(
    (one) =>
      matchesSelectors(one, select) &&
      !reject.some((selector) => hasSelectors(selector) && matchesSelectors(one, selector)) &&
      isNamed(ids.of(one), select) &&
      !reject.some((selector) => !isOpen(selector) && isNamed(ids.of(one), selector)),
  );
};

/** An id of which what is '' matches everything. */
type IdSelector = Omit<Id, 'clusterScoped'>;

/**
 * Does one of an object's ids match (kyaml/resid/resid.go, IsSelectedBy)? The namespaces `default` and none are the
 * same here, for every kind.
 */
export const isNamed = (ids: readonly Id[], selector: IdSelector): boolean =>
  ids.some(
    (id) =>
      (selector.name === '' || selector.name === id.name) &&
      (selector.namespace === '' ||
        effectiveNamespace({ ...id, clusterScoped: false }) === selector.namespace) &&
      isSelected(id, selector),
  );

const isOpen = ({ group, version, kind, name, namespace }: IdSelector): boolean =>
  [group, version, kind, name, namespace].every((one) => one === '');

const hasSelectors = ({ annotationSelector, labelSelector }: Selector): boolean =>
  annotationSelector !== '' || labelSelector !== '';
