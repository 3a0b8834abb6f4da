import type { FieldSpec } from '../kustomization/kustomization.ts';

/** Fields of other objects that hold the name of objects of one type. */
export interface NameReference {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly fieldSpecs: readonly FieldSpec[];
}

/** Where a kind keeps the template of its pods, or the pod itself. */
const POD_SPEC = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  ReplicationController: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
} as const;

/** A kind that is, or makes, pods. */
export type PodKind = keyof typeof POD_SPEC;
type Where = Omit<FieldSpec, 'path'>;

/** The same paths inside the pods of several kinds. */
export const inPodsOf = (kinds: readonly PodKind[], paths: readonly string[]): FieldSpec[] =>
  kinds.flatMap((kind) => paths.map((path) => ({ kind, path: `${POD_SPEC[kind]}/${path}` })));

/** Several paths in objects of one type. */
export const at = (where: Where, paths: readonly string[]): FieldSpec[] =>
  paths.map((path) => ({ ...where, path }));

const everyWhere = (wheres: readonly Where[], path: string): FieldSpec[] =>
  wheres.map((where) => ({ ...where, path, create: true }));

/** Objects whose `spec.template` is a pod's. */
const TEMPLATED: readonly Where[] = [
  { version: 'v1', kind: 'ReplicationController' },
  { kind: 'Deployment' },
  { kind: 'ReplicaSet' },
  { kind: 'DaemonSet' },
];

/** Labels of an object and of what it makes. */
const METADATA_LABELS: readonly FieldSpec[] = [
  ...everyWhere([{}], 'metadata/labels'),
  ...everyWhere(
    [...TEMPLATED, { group: 'apps', kind: 'StatefulSet' }, { group: 'batch', kind: 'Job' }],
    'spec/template/metadata/labels',
  ),
  ...everyWhere([{ group: 'apps', kind: 'StatefulSet' }], 'spec/volumeClaimTemplates[]/metadata/labels'),
  ...everyWhere([{ group: 'batch', kind: 'CronJob' }], 'spec/jobTemplate/metadata/labels'),
  ...everyWhere([{ group: 'batch', kind: 'CronJob' }], 'spec/jobTemplate/spec/template/metadata/labels'),
];

const SCHEDULING_SELECTORS = ['podAffinity', 'podAntiAffinity']
  .flatMap((affinity) => [
    `affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm`,
    `affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution`,
  ])
  .concat('topologySpreadConstraints')
  .map((path) => `spec/template/spec/${path}/labelSelector/matchLabels`);

const SELECTORS: readonly FieldSpec[] = [
  ...everyWhere([{ version: 'v1', kind: 'Service' }], 'spec/selector'),
  ...everyWhere([{ version: 'v1', kind: 'ReplicationController' }], 'spec/selector'),
  ...everyWhere(
    [
      { kind: 'Deployment' },
      { kind: 'ReplicaSet' },
      { kind: 'DaemonSet' },
      { group: 'apps', kind: 'StatefulSet' },
    ],
    'spec/selector/matchLabels',
  ),
  ...at({ group: 'apps', kind: 'Deployment' }, SCHEDULING_SELECTORS),
  ...at({ group: 'apps', kind: 'StatefulSet' }, SCHEDULING_SELECTORS),
  ...at({ group: 'batch', kind: 'Job' }, ['spec/selector/matchLabels']),
  ...at({ group: 'batch', kind: 'CronJob' }, ['spec/jobTemplate/spec/selector/matchLabels']),
  ...at({ group: 'policy', kind: 'PodDisruptionBudget' }, ['spec/selector/matchLabels']),
  ...at({ group: 'networking.k8s.io', kind: 'NetworkPolicy' }, [
    'spec/podSelector/matchLabels',
    'spec/ingress/from/podSelector/matchLabels',
    'spec/egress/to/podSelector/matchLabels',
  ]),
];

const ANNOTATIONS: readonly FieldSpec[] = [
  ...everyWhere([{}], 'metadata/annotations'),
  ...everyWhere(
    [...TEMPLATED, { kind: 'StatefulSet' }, { group: 'batch', kind: 'Job' }],
    'spec/template/metadata/annotations',
  ),
  ...everyWhere([{ group: 'batch', kind: 'CronJob' }], 'spec/jobTemplate/metadata/annotations'),
  ...everyWhere([{ group: 'batch', kind: 'CronJob' }], 'spec/jobTemplate/spec/template/metadata/annotations'),
];

const NAMESPACES: readonly FieldSpec[] = [
  { kind: 'Namespace', path: 'metadata/name', create: true },
  { group: 'apiregistration.k8s.io', kind: 'APIService', path: 'spec/service/namespace', create: true },
  {
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
    path: 'spec/conversion/webhook/clientConfig/service/namespace',
  },
];

const IMAGES = ['spec', 'spec/template/spec'].flatMap((pod) => [
  ...everyWhere([{}], `${pod}/containers[]/image`),
  ...everyWhere([{}], `${pod}/initContainers[]/image`),
]);

const REPLICAS = everyWhere(
  ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({ kind })),
  'spec/replicas',
);

const CONTAINER_TEXTS = ['containers', 'initContainers'].flatMap((list) => [
  `${list}/args`,
  `${list}/command`,
  `${list}/env/value`,
  `${list}/volumeMounts/mountPath`,
]);

const VAR_REFERENCES: readonly FieldSpec[] = [
  ...inPodsOf(['CronJob'], CONTAINER_TEXTS),
  { kind: 'CronJob', path: 'spec/jobTemplate/spec/template/volumes/nfs/server' },
  ...inPodsOf(
    ['DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet'],
    [...CONTAINER_TEXTS, 'volumes/nfs/server'],
  ),
  { kind: 'Deployment', path: 'spec/template/metadata/annotations' },
  ...at({ kind: 'Ingress' }, ['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName']),
  ...at({ kind: 'Service' }, ['spec/ports/port', 'spec/ports/targetPort']),
  ...inPodsOf(['StatefulSet'], CONTAINER_TEXTS),
  { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/nfs/server' },
  { kind: 'PersistentVolume', path: 'spec/nfs/server' },
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
];

const NAMES: readonly FieldSpec[] = [{ path: 'metadata/name' }];

/**
 * The fields that each transformer of kustomize 5.5.0 touches unless a kustomization says more
 * (api/internal/konfig/builtinpluginconsts).
 */
export const DEFAULT_FIELD_SPECS = {
  namePrefix: NAMES,
  nameSuffix: NAMES,
  namespace: NAMESPACES,
  commonLabels: [...METADATA_LABELS, ...SELECTORS],
  templateLabels: METADATA_LABELS,
  commonAnnotations: ANNOTATIONS,
  varReference: VAR_REFERENCES,
  images: IMAGES,
  replicas: REPLICAS,
} satisfies Readonly<Record<string, readonly FieldSpec[]>>;
