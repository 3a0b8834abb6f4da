import fc from 'fast-check';
import { type Fields, quirk, quirkyText, type Value } from './random-yaml.ts';

/** An object that may be in a base: patches, images and references of other fields hit it by its kind and name. */
export interface Sample {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly rest: fc.Arbitrary<Fields>;
}

const record = (fields: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Value> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Value>;

const all = (fields: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Value> =>
  fc.record(fields) as fc.Arbitrary<Value>;

const listOf = (item: fc.Arbitrary<Value>, maxLength = 3): fc.Arbitrary<Value> =>
  fc.array(item, { maxLength });

const byName = (
  names: readonly string[],
  more: Readonly<Record<string, fc.Arbitrary<Value>>>,
): fc.Arbitrary<Value> =>
  fc.uniqueArray(
    fc
      .tuple(fc.constantFrom(...names), record(more))
      .map(([name, fields]): Fields => ({ name, ...(fields as Fields) })),
    { selector: (one) => one['name'], maxLength: 3 },
  );

const image: fc.Arbitrary<Value> = fc.constantFrom(
  'nginx',
  'nginx:1.7.9',
  'docker.io/nginx:1.7.9',
  'localhost:5000/team/app',
  'app:v1@sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3',
);

export const labels: fc.Arbitrary<Value> = fc.dictionary(
  fc.constantFrom('app', 'tier', 'example.com/part', 'a10', 'a9'),
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('web', 'api', 'db') },
    { weight: 1, arbitrary: quirkyText },
  ),
  { maxKeys: 3 },
);

const reference = (name: string, field = 'name'): fc.Arbitrary<Value> =>
  fc.constantFrom(name, 'elsewhere').map((one) => ({ [field]: one }));

const configMapKey = fc.constant<Value>({ name: 'settings', key: 'mode' });

const env = byName(['MODE', 'LEVEL', 'HOST'], {
  value: fc.oneof(quirkyText, fc.constant<Value>('$(HOST)')),
  valueFrom: fc.oneof(
    configMapKey.map((key): Value => ({ configMapKeyRef: key })),
    reference('keys').map((key): Value => ({ secretKeyRef: { ...(key as Fields), key: 'token' } })),
  ),
});

const ports = fc.uniqueArray(
  fc.record({
    containerPort: fc.constantFrom(80, 443, 8080),
    protocol: fc.constantFrom('TCP', 'UDP', undefined),
    name: fc.constantFrom('http', 'admin', undefined),
  }),
  { selector: ({ containerPort, protocol }) => `${containerPort}${protocol}`, maxLength: 3 },
);

const present = (value: unknown): Value => JSON.parse(JSON.stringify(value)) as Value;

const containers = byName(['main', 'side', 'init'], {
  image,
  env,
  ports: ports.map(present),
  args: listOf(quirkyText),
  command: listOf(quirkyText),
  envFrom: listOf(
    fc.oneof(
      reference('settings').map((ref): Value => ({ configMapRef: ref })),
      reference('keys').map((ref): Value => ({ secretRef: ref })),
    ),
  ),
  volumeMounts: fc.uniqueArray(
    all({ mountPath: fc.constantFrom('/data', '/etc/app'), name: fc.constantFrom('data', 'settings') }),
    { selector: (one) => (one as Fields)['mountPath'], maxLength: 2 },
  ),
  resources: record({
    limits: record({ cpu: quirk, memory: fc.constant<Value>('1Gi') }),
    requests: record({ cpu: fc.constant<Value>(1) }),
  }),
  securityContext: record({ runAsUser: fc.constantFrom<Value>(0, 10001), privileged: fc.boolean() }),
});

const volumes = byName(['data', 'settings', 'keys'], {
  configMap: reference('settings'),
  secret: reference('keys', 'secretName'),
  emptyDir: fc.constant<Value>({}),
  persistentVolumeClaim: reference('store', 'claimName'),
});

export const podSpec = record({
  containers,
  initContainers: containers,
  volumes,
  serviceAccountName: fc.constantFrom<Value>('runner', 'default'),
  imagePullSecrets: byName(['keys'], {}),
  tolerations: listOf(
    record({ key: fc.constantFrom<Value>('a', 'b'), operator: fc.constant<Value>('Exists') }),
  ),
  nodeSelector: labels,
  hostAliases: listOf(
    record({ ip: fc.constantFrom<Value>('1.1.1.1', '2.2.2.2'), hostnames: listOf(quirkyText) }),
  ),
  topologySpreadConstraints: listOf(
    record({
      topologyKey: fc.constantFrom<Value>('zone', 'node'),
      whenUnsatisfiable: fc.constantFrom<Value>('DoNotSchedule'),
      labelSelector: record({ matchLabels: labels }),
    }),
    2,
  ),
});

const template = record({ metadata: record({ labels, annotations: labels }), spec: podSpec });

const workload = {
  replicas: fc.constantFrom<Value>(0, 1, 3),
  selector: record({ matchLabels: labels }),
  template,
};

const fields = (of: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Fields> =>
  fc.record(of, { requiredKeys: [] }) as fc.Arbitrary<Fields>;

const data = fc.dictionary(fc.constantFrom('mode', 'level', 'a.b', 'x-1', 'x_2', 'X'), quirkyText, {
  maxKeys: 4,
});
export const anything: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    quirk,
    fc.constantFrom<Value>('word', 7, true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom('a', 'b', 'name', '10', '9', 'y', 'no', 'key with blank', 'a-b', 'a_b'),
      tie('value'),
      {
        maxKeys: 3,
      },
    ),
  ),
})).value;

const subjects = listOf(
  fc
    .tuple(
      fc.constantFrom('ServiceAccount', 'User'),
      fc.constantFrom('runner', 'default', 'other'),
      fc.constantFrom('shop', 'default', undefined),
    )
    .map(([kind, name, namespace]) => present({ kind, name, namespace })),
);

const roleRef = fc
  .constantFrom<[string, string]>(['Role', 'reader'], ['ClusterRole', 'reader'])
  .map(([kind, name]): Value => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name }));

const RBAC = 'rbac.authorization.k8s.io/v1';
const sample = (
  type: readonly [string, string, string],
  of: Readonly<Record<string, fc.Arbitrary<Value>>>,
): Sample => ({
  apiVersion: type[0],
  kind: type[1],
  name: type[2],
  rest: fields(of),
});

export const SAMPLES: readonly Sample[] = [
  sample(['apps/v1', 'Deployment', 'web'], { spec: record({ ...workload, strategy: anything }) }),
  sample(['apps/v1', 'Deployment', 'api'], { spec: record(workload) }),
  sample(['apps/v1', 'StatefulSet', 'db'], {
    spec: record({
      ...workload,
      serviceName: fc.constant<Value>('web'),
      volumeClaimTemplates: listOf(
        record({ metadata: record({ name: fc.constant<Value>('data'), labels }) }),
        1,
      ),
    }),
  }),
  sample(['apps/v1', 'DaemonSet', 'agent'], { spec: record(workload) }),
  sample(['batch/v1', 'Job', 'once'], {
    spec: record({ template, selector: record({ matchLabels: labels }) }),
  }),
  sample(['batch/v1', 'CronJob', 'nightly'], {
    spec: record({ jobTemplate: record({ spec: record({ template }) }), schedule: quirkyText }),
  }),
  sample(['v1', 'Pod', 'probe'], { spec: podSpec }),
  sample(['v1', 'Service', 'web'], {
    spec: record({
      selector: labels,
      ports: listOf(
        record({
          port: fc.constantFrom<Value>(80, 443),
          protocol: fc.constant<Value>('TCP'),
          name: quirkyText,
        }),
      ),
      type: fc.constantFrom<Value>('ClusterIP', 'NodePort'),
    }),
  }),
  sample(['v1', 'ConfigMap', 'settings'], { data, immutable: fc.boolean() }),
  sample(['v1', 'ConfigMap', 'plain'], { data }),
  sample(['v1', 'Secret', 'keys'], { data, stringData: data, type: fc.constant<Value>('Opaque') }),
  sample(['v1', 'ServiceAccount', 'runner'], {
    secrets: byName(['keys'], {}),
    imagePullSecrets: byName(['keys'], {}),
  }),
  sample(['v1', 'ServiceAccount', 'default'], {}),
  sample(['v1', 'PersistentVolumeClaim', 'store'], { spec: record({ volumeName: quirkyText }) }),
  sample(['v1', 'Namespace', 'shop'], {}),
  sample(['networking.k8s.io/v1', 'Ingress', 'front'], {
    spec: record({
      rules: listOf(
        record({
          host: quirkyText,
          http: record({
            paths: listOf(record({ path: quirkyText, backend: record({ service: reference('web') }) })),
          }),
        }),
      ),
      tls: listOf(reference('keys', 'secretName')),
    }),
  }),
  sample(['networking.k8s.io/v1', 'NetworkPolicy', 'walls'], {
    spec: record({
      podSelector: record({ matchLabels: labels }),
      ingress: listOf(record({ from: listOf(record({ podSelector: record({ matchLabels: labels }) })) })),
    }),
  }),
  sample(['autoscaling/v2', 'HorizontalPodAutoscaler', 'web'], {
    spec: record({
      scaleTargetRef: fc.constantFrom<Value>(
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db' },
      ),
      maxReplicas: quirk,
      metrics: listOf(anything),
    }),
  }),
  sample(['policy/v1', 'PodDisruptionBudget', 'web'], {
    spec: record({ selector: record({ matchLabels: labels }), minAvailable: quirk }),
  }),
  sample([RBAC, 'Role', 'reader'], { rules: listOf(anything) }),
  sample([RBAC, 'ClusterRole', 'reader'], { rules: listOf(record({ resourceNames: listOf(quirkyText) })) }),
  sample([RBAC, 'RoleBinding', 'readers'], { roleRef, subjects }),
  sample([RBAC, 'ClusterRoleBinding', 'readers'], { roleRef, subjects }),
  sample(['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'widgets.example.com'], {
    spec: record({ group: fc.constant<Value>('example.com'), names: anything, versions: listOf(anything) }),
  }),
  sample(['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'guard'], {
    webhooks: byName(['a.example.com', 'b.example.com'], {
      clientConfig: record({
        service: record({ name: fc.constant<Value>('web'), namespace: fc.constant<Value>('shop') }),
      }),
    }),
  }),
  sample(['example.com/v1', 'Widget', 'gear'], { spec: anything, status: anything }),
  sample(['example.com/v1', 'Widget', 'wheel'], {
    spec: record({ containers, template, replicas: fc.constant<Value>(1) }),
  }),
];
