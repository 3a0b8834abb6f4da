import type { Gvk } from '../object/id.ts';

/** Kinds that others need come first (SortOrderTransformer, kyaml/resid/gvk.go). */
export const KINDS_FIRST: readonly string[] = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];

/** Kinds that would get in the way of others come last. */
export const KINDS_LAST: readonly string[] = [
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** The place of each listed kind: below zero comes first, above zero last; what is not listed stands at zero. */
export const kindRanks = (first: readonly string[], last: readonly string[]): ReadonlyMap<string, number> =>
  new Map([
    ...first.map((kind, index): [string, number] => [kind, index - first.length]),
    ...last.map((kind, index): [string, number] => [kind, index + 1]),
  ]);

/** What types of one rank are sorted by. */
export const gvkSortText = ({ group, version, kind }: Partial<Gvk>): string =>
  `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;

/** Before, the same place, or after: for texts in the order of their code units. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const RANKS = kindRanks(KINDS_FIRST, KINDS_LAST);

/** The order of types in a configuration (kyaml/resid/gvk.go, IsLessThan). */
export const compareTypes = (a: Partial<Gvk>, b: Partial<Gvk>): number =>
  (RANKS.get(a.kind ?? '') ?? 0) - (RANKS.get(b.kind ?? '') ?? 0) ||
  compareTexts(gvkSortText(a), gvkSortText(b));
