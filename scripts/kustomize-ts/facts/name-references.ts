import type { FieldSpec } from '../kustomization/kustomization.ts';
import { at, inPodsOf, type NameReference, type PodKind } from './field-specs.ts';

const CONFIGURED: readonly PodKind[] = [
  'PodTemplate',
  'Deployment',
  'ReplicaSet',
  'DaemonSet',
  'StatefulSet',
  'Job',
  'CronJob',
];
const RUNNING: readonly PodKind[] = [
  'Pod',
  'StatefulSet',
  'Deployment',
  'ReplicationController',
  'CronJob',
  'Job',
  'DaemonSet',
];

const configured = (paths: readonly string[]): FieldSpec[] => [
  ...inPodsOf(['Pod'], paths).map((spec) => ({ ...spec, version: 'v1' })),
  ...inPodsOf(CONFIGURED, paths),
];

const CONFIG_MAP_FIELDS = [
  'volumes/configMap/name',
  'containers/env/valueFrom/configMapKeyRef/name',
  'initContainers/env/valueFrom/configMapKeyRef/name',
  'containers/envFrom/configMapRef/name',
  'initContainers/envFrom/configMapRef/name',
  'volumes/projected/sources/configMap/name',
];

const SECRET_FIELDS = [
  'volumes/secret/secretName',
  'containers/env/valueFrom/secretKeyRef/name',
  'initContainers/env/valueFrom/secretKeyRef/name',
  'containers/envFrom/secretRef/name',
  'initContainers/envFrom/secretRef/name',
  'imagePullSecrets/name',
  'volumes/projected/sources/secret/name',
];

const RESOURCE_NAMES = 'rules/resourceNames';
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

const CONFIG_MAPS: readonly FieldSpec[] = [
  ...configured(CONFIG_MAP_FIELDS),
  { kind: 'Node', path: 'spec/configSource/configMap' },
  { kind: 'Role', path: RESOURCE_NAMES },
  { kind: 'ClusterRole', path: RESOURCE_NAMES },
  { kind: 'Ingress', path: 'metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap' },
];

const SECRETS: readonly FieldSpec[] = [
  ...configured(SECRET_FIELDS),
  ...at({ kind: 'Ingress' }, [
    'spec/tls/secretName',
    'metadata/annotations/ingress.kubernetes.io\\/auth-secret',
    'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret',
    'metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret',
  ]),
  { kind: 'ServiceAccount', path: 'imagePullSecrets/name' },
  ...at({ kind: 'StorageClass' }, [
    'parameters/secretName',
    'parameters/adminSecretName',
    'parameters/userSecretName',
    'parameters/secretRef',
  ]),
  { kind: 'Role', path: RESOURCE_NAMES },
  { kind: 'ClusterRole', path: RESOURCE_NAMES },
  {
    group: 'serving.knative.dev',
    version: 'v1',
    kind: 'Service',
    path: 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name',
  },
  { kind: 'PersistentVolume', path: 'spec/azureFile/secretName' },
];

const SERVICES: readonly FieldSpec[] = [
  { group: 'apps', kind: 'StatefulSet', path: 'spec/serviceName' },
  ...at({ kind: 'Ingress' }, [
    'spec/rules/http/paths/backend/serviceName',
    'spec/backend/serviceName',
    'spec/rules/http/paths/backend/service/name',
    'spec/defaultBackend/service/name',
  ]),
  { group: 'apiregistration.k8s.io', kind: 'APIService', path: 'spec/service/name' },
  { group: ADMISSION, kind: 'ValidatingWebhookConfiguration', path: 'webhooks/clientConfig/service' },
  { group: ADMISSION, kind: 'MutatingWebhookConfiguration', path: 'webhooks/clientConfig/service' },
];

const scaled = (kind: string): NameReference => ({
  kind,
  fieldSpecs: [{ kind: 'HorizontalPodAutoscaler', path: 'spec/scaleTargetRef/name' }],
});

/** Which fields of which kinds hold names of other objects (builtinpluginconsts/namereference.go). */
export const DEFAULT_NAME_REFERENCES: readonly NameReference[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map(scaled),
  { version: 'v1', kind: 'ConfigMap', fieldSpecs: CONFIG_MAPS },
  { version: 'v1', kind: 'Secret', fieldSpecs: SECRETS },
  { version: 'v1', kind: 'Service', fieldSpecs: SERVICES },
  { group: RBAC, kind: 'Role', fieldSpecs: [{ group: RBAC, kind: 'RoleBinding', path: 'roleRef/name' }] },
  {
    group: RBAC,
    kind: 'ClusterRole',
    fieldSpecs: [
      { group: RBAC, kind: 'RoleBinding', path: 'roleRef/name' },
      { group: RBAC, kind: 'ClusterRoleBinding', path: 'roleRef/name' },
    ],
  },
  {
    version: 'v1',
    kind: 'ServiceAccount',
    fieldSpecs: [
      { group: RBAC, kind: 'RoleBinding', path: 'subjects' },
      { group: RBAC, kind: 'ClusterRoleBinding', path: 'subjects' },
      ...inPodsOf(RUNNING, ['serviceAccountName']),
    ],
  },
  {
    version: 'v1',
    kind: 'PersistentVolumeClaim',
    fieldSpecs: inPodsOf(RUNNING, ['volumes/persistentVolumeClaim/claimName']),
  },
  {
    version: 'v1',
    kind: 'PersistentVolume',
    fieldSpecs: [
      { kind: 'PersistentVolumeClaim', path: 'spec/volumeName' },
      { kind: 'ClusterRole', path: RESOURCE_NAMES },
    ],
  },
  {
    group: 'storage.k8s.io',
    version: 'v1',
    kind: 'StorageClass',
    fieldSpecs: [
      { kind: 'PersistentVolume', path: 'spec/storageClassName' },
      { kind: 'PersistentVolumeClaim', path: 'spec/storageClassName' },
      { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/storageClassName' },
    ],
  },
  {
    group: 'scheduling.k8s.io',
    version: 'v1',
    kind: 'PriorityClass',
    fieldSpecs: inPodsOf(RUNNING, ['priorityClassName']),
  },
  {
    group: 'networking.k8s.io/v1',
    version: 'v1',
    kind: 'IngressClass',
    fieldSpecs: [{ kind: 'Ingress', path: 'spec/ingressClassName' }],
  },
  {
    group: ADMISSION,
    kind: 'ValidatingAdmissionPolicy',
    fieldSpecs: [{ group: ADMISSION, kind: 'ValidatingAdmissionPolicyBinding', path: 'spec/policyName' }],
  },
];
