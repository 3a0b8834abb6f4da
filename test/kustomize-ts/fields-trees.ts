import fc from 'fast-check';
import { stringify } from 'yaml';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

/** Objects, and two kustomizations over them. Everything in it is named after its number, so that many make one build. */
export interface FieldsCase {
  readonly objects: readonly Fields[];
  readonly layers: readonly Fields[];
  readonly configuration: Fields | undefined;
  readonly isJson: boolean;
}

/** A field that is there, absent or null. */
const maybe = (value: fc.Arbitrary<Json>): fc.Arbitrary<Json | undefined> =>
  fc.oneof(
    { weight: 6, arbitrary: value },
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(null) },
  );

const fieldsOf = (shape: { [key: string]: fc.Arbitrary<Json | undefined> }): fc.Arbitrary<Fields> =>
  fc
    .record(shape)
    .map(
      (fields) =>
        Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields,
    );

const DIGEST = 'sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3';
const IMAGE_NAMES = [
  'nginx',
  'docker.io/nginx',
  'reg.io:5000/nginx',
  'reg.io:5000/shop/web',
  'localhost/a-b_c',
  'Upper/Case',
  'nginx-plus',
  '1.5',
  '',
];
const imageName = fc.constantFrom(...IMAGE_NAMES);
const tag = fc.constantFrom('', ':1.0', ':latest', ':1', ':', ':{BUILD}', ':a:b', ':v1/x', ' ');
const digest = fc.constantFrom('', '', '', `@${DIGEST}`, '@sha512:abc', '@', '@sha256:zz');
const reference: fc.Arbitrary<Json> = fc.oneof(
  { weight: 9, arbitrary: fc.tuple(imageName, tag, digest).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom<Json>(null, 1.5, true) },
);

const LABEL_VALUES = ['a', 'b', '1', 'true', '', 'yes', '1.20', 'null', 'with space', 'a: b'];
const labelKey = fc.constantFrom('app', 'tier', 'app.kubernetes.io/name', 'a.1');
const labels = fc.dictionary(labelKey, fc.constantFrom(...LABEL_VALUES), {
  maxKeys: 3,
}) as fc.Arbitrary<Fields>;
const rawLabels = fc.dictionary(
  labelKey,
  fc.oneof(fc.constantFrom<Json>(...LABEL_VALUES), fc.constantFrom<Json>(1, true, null, 1.2)),
  { maxKeys: 3 },
) as fc.Arbitrary<Fields>;

const selector = maybe(
  fieldsOf({
    matchLabels: maybe(labels),
    matchExpressions: maybe(fc.constant([{ key: 'a', operator: 'Exists' }])),
  }),
);

const container = fieldsOf({
  name: fc.constantFrom('main', 'side'),
  image: maybe(reference),
  env: maybe(fc.constant([{ name: 'A', value: '1' }])),
});
const containers = maybe(
  fc.array(
    fc.oneof(
      { weight: 9, arbitrary: container as fc.Arbitrary<Json> },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    { maxLength: 3 },
  ),
);

const term = fieldsOf({ labelSelector: selector, topologyKey: fc.constant('zone') });
const affinity = fieldsOf({
  podAffinity: maybe(
    fieldsOf({
      requiredDuringSchedulingIgnoredDuringExecution: maybe(fc.array(term, { maxLength: 2 })),
      preferredDuringSchedulingIgnoredDuringExecution: maybe(
        fc.array(fieldsOf({ weight: fc.constant(1), podAffinityTerm: maybe(term) }), { maxLength: 2 }),
      ),
    }),
  ),
});

const podSpec = fieldsOf({
  containers,
  initContainers: containers,
  ephemeralContainers: containers,
  affinity: maybe(affinity),
  topologySpreadConstraints: maybe(fc.array(term, { maxLength: 2 })),
});
const metadata = fieldsOf({ labels: maybe(labels), annotations: maybe(labels) });
const template = maybe(fieldsOf({ metadata: maybe(metadata), spec: maybe(podSpec) }));
const workload = fieldsOf({
  replicas: maybe(fc.constantFrom<Json>(1, '2', 0)),
  selector,
  template,
  volumeClaimTemplates: maybe(
    fc.array(fieldsOf({ metadata: maybe(metadata), spec: maybe(fc.constant({})) }), { maxLength: 2 }),
  ),
});

const peer = fieldsOf({ podSelector: selector, namespaceSelector: selector });
const subject = fieldsOf({
  kind: fc.constantFrom('ServiceAccount', 'User', 'Group'),
  name: fc.constantFrom('default', 'other'),
  namespace: maybe(fc.constantFrom('old', '')),
});

type Kind = readonly [apiVersion: string, kind: string, body: fc.Arbitrary<Fields>];

const spec = (body: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> => fieldsOf({ spec: maybe(body) });
const nothing: fc.Arbitrary<Fields> = fc.constant({});

const KINDS: readonly Kind[] = [
  ['apps/v1', 'Deployment', spec(workload)],
  ['apps/v1', 'StatefulSet', spec(workload)],
  ['example.com/v1', 'StatefulSet', spec(workload)],
  ['apps/v1', 'DaemonSet', spec(workload)],
  ['apps/v1', 'ReplicaSet', spec(workload)],
  ['extensions/v1beta1', 'Deployment', spec(workload)],
  [
    'v1',
    'ReplicationController',
    spec(fieldsOf({ replicas: maybe(fc.constant(1)), selector: maybe(labels), template })),
  ],
  ['batch/v1', 'Job', spec(workload)],
  [
    'batch/v1',
    'CronJob',
    spec(fieldsOf({ jobTemplate: maybe(fieldsOf({ metadata: maybe(metadata), spec: maybe(workload) })) })),
  ],
  [
    'batch/v1beta1',
    'CronJob',
    spec(fieldsOf({ jobTemplate: maybe(fieldsOf({ metadata: maybe(metadata), spec: maybe(workload) })) })),
  ],
  ['v1', 'Pod', spec(podSpec)],
  ['v1', 'PodTemplate', fieldsOf({ template })],
  ['v1', 'Service', spec(fieldsOf({ selector: maybe(labels), type: maybe(fc.constant('ExternalName')) }))],
  ['serving.knative.dev/v1', 'Service', spec(workload)],
  [
    'networking.k8s.io/v1',
    'NetworkPolicy',
    spec(
      fieldsOf({
        podSelector: selector,
        ingress: maybe(
          fc.array(fieldsOf({ from: maybe(fc.array(peer, { maxLength: 2 })) }), { maxLength: 2 }),
        ),
        egress: maybe(fc.array(fieldsOf({ to: maybe(fc.array(peer, { maxLength: 2 })) }), { maxLength: 2 })),
      }),
    ),
  ],
  ['policy/v1', 'PodDisruptionBudget', spec(fieldsOf({ selector }))],
  [
    'rbac.authorization.k8s.io/v1',
    'RoleBinding',
    fieldsOf({ subjects: maybe(fc.array(subject, { maxLength: 3 })) }),
  ],
  [
    'rbac.authorization.k8s.io/v1',
    'ClusterRoleBinding',
    fieldsOf({ subjects: maybe(fc.array(subject, { maxLength: 3 })) }),
  ],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', nothing],
  [
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    spec(
      fieldsOf({
        conversion: maybe(
          fc.constant({ webhook: { clientConfig: { service: { name: 's', namespace: 'old' } } } }),
        ),
        template,
      }),
    ),
  ],
  [
    'apiregistration.k8s.io/v1',
    'APIService',
    spec(
      fieldsOf({
        service: maybe(fieldsOf({ name: fc.constant('s'), namespace: maybe(fc.constant('old')) })),
      }),
    ),
  ],
  ['v1', 'Namespace', nothing],
  ['example.com/v1', 'Namespace', nothing],
  ['v1', 'PersistentVolume', nothing],
  ['storage.k8s.io/v1', 'StorageClass', nothing],
  ['gateway.networking.k8s.io/v1', 'GatewayClass', nothing],
  ['v1', 'ConfigMap', fieldsOf({ data: maybe(labels) })],
  ['v1', 'Secret', nothing],
  [
    'example.com/v1',
    'Thing',
    spec(
      fieldsOf({
        image: maybe(reference),
        pods: maybe(fc.array(podSpec, { maxLength: 2 })),
        template,
        names: maybe(fc.array(fieldsOf({ name: maybe(fc.constantFrom('a', '1')) }), { maxLength: 3 })),
      }),
    ),
  ],
];

/** Stands for the number of a case. */
const NUMBER = '@@';

const object = fc.constantFrom(...KINDS).chain(([apiVersion, kind, body]) =>
  fc
    .record({
      body,
      name: fc.constantFrom(`n${NUMBER}-a`, `n${NUMBER}-b`, `n${NUMBER}.C`),
      meta: fieldsOf({
        namespace: maybe(fc.constantFrom(`old${NUMBER}`, 'default')),
        labels: maybe(rawLabels),
        annotations: maybe(rawLabels),
      }),
    })
    .map(
      ({ body: rest, name, meta }): Fields => ({ apiVersion, kind, metadata: { name, ...meta }, ...rest }),
    ),
);

const expression = fc.constantFrom(
  ...IMAGE_NAMES,
  '.*',
  'ngin.',
  '(docker.io/)?nginx',
  'nginx|1.5',
  '[a-z]+',
  'no-such',
);
const image = fieldsOf({
  name: expression,
  newName: maybe(fc.constantFrom('my.io/web', 'reg:1/x', '1.5', 'web')),
  newTag: maybe(fc.constantFrom('2.0', 'stable', '1')),
  tagSuffix: maybe(fc.constantFrom('-dev', '')),
  digest: maybe(fc.constantFrom(DIGEST, '')),
});

const extraFields = fc.constantFrom<Json>(
  [{ path: 'spec/extra/labels', create: true }],
  [{ path: 'spec/template/metadata/labels', create: true, kind: 'Thing' }],
  [{ path: 'spec/pods[]/labels', create: true }],
  [{ path: 'spec/pods/labels', create: true, group: 'example.com' }],
  [{ path: 'metadata/annotations/a\\/b', kind: 'Thing' }],
);

const label = fieldsOf({
  pairs: labels,
  includeSelectors: fc.constantFrom<Json | undefined>(true, false, undefined),
  includeTemplates: fc.constantFrom<Json | undefined>(true, false, undefined),
  fields: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: extraFields }),
});

const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const paths = fc.constantFrom<Fields>(
  { path: 'metadata/labels', create: true },
  { path: 'metadata/annotations' },
  { path: 'spec/made/up', create: true },
  { path: 'spec/template/metadata/labels', create: true, kind: 'Thing' },
  { path: 'spec/pods/labels', create: true, group: 'example.com' },
  { path: 'spec/template/spec/containers/labels', create: true, version: 'v1' },
);
const scalarPaths = fc.constantFrom<Fields>(
  { path: 'metadata/name' },
  { path: 'metadata/name', kind: 'Namespace' },
  { path: 'metadata/labels/app', create: true },
  { path: 'spec/image', kind: 'Thing' },
  { path: 'spec/made', create: true },
  { path: 'spec/names/name', create: true },
  { path: 'subjects/namespace', create: true, kind: 'RoleBinding' },
  { path: 'metadata/namespace', create: true },
);
const several = (path: fc.Arbitrary<Fields>): fc.Arbitrary<Json> => fc.array(path, { maxLength: 3 });

/** What only built-in transformers in files of their own can say. */
const PLUG_INS: readonly (readonly [kind: string, body: fc.Arbitrary<Fields>])[] = [
  ['AnnotationsTransformer', fieldsOf({ annotations: rawLabels, fieldSpecs: several(paths) })],
  ['LabelTransformer', fieldsOf({ labels: rawLabels, fieldSpecs: several(paths) })],
  [
    'PrefixTransformer',
    fieldsOf({ prefix: fc.constantFrom<Json>('q-', '', 1), fieldSpecs: several(scalarPaths) }),
  ],
  [
    'SuffixTransformer',
    fieldsOf({ suffix: fc.constantFrom<Json>('-t', '', 1), fieldSpecs: several(scalarPaths) }),
  ],
  [
    'PrefixSuffixTransformer',
    fieldsOf({
      prefix: maybe(fc.constant('q-')),
      suffix: maybe(fc.constant('-t')),
      fieldSpecs: several(scalarPaths),
    }),
  ],
  [
    'NamespaceTransformer',
    fieldsOf({
      unsetOnly: maybe(fc.boolean()),
      setRoleBindingSubjects: maybe(fc.constantFrom('defaultOnly', 'allServiceAccounts', 'none', '')),
      fieldSpecs: several(scalarPaths),
    }),
  ],
  ['ImageTagTransformer', fieldsOf({ imageTag: maybe(image), fieldSpecs: several(scalarPaths) })],
  [
    'ValueAddTransformer',
    fieldsOf({
      value: maybe(fc.constantFrom<Json>('v', 1, true, ' w ')),
      targets: fc.array(
        fieldsOf({
          selector: maybe(fieldsOf({ kind: fc.constantFrom('Thing', 'Deployment', 'Pod') })),
          fieldPath: fc.constantFrom(
            'metadata/namespace',
            'metadata/annotations/a\\/b',
            'spec/added',
            'spec/image',
            'spec/names/0/name',
            'spec/names/[name=a]/name',
            'spec/words/[=a]',
          ),
          filePathPosition: maybe(fc.constantFrom(0, 1, 2, 9)),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
  ],
];

const plugIn = fc.constantFrom(...PLUG_INS).chain(([kind, body]) =>
  body.map((fields) =>
    JSON.stringify({
      apiVersion: 'builtin',
      kind,
      metadata: { name: 'x', namespace: `plug${NUMBER}` },
      ...fields,
    }),
  ),
);

/** Patches between two layers: what shared a value before may not share it afterwards. */
const patch = fc.constantFrom<Json>(
  { target: { kind: '.*' }, patch: '[{"op": "add", "path": "/spec", "value": {"patched": true}}]' },
  {
    target: { name: `n${NUMBER}-a` },
    patch: '[{"op": "add", "path": "/metadata/annotations", "value": {"a": "b"}}]',
  },
  {
    target: { kind: 'Deployment' },
    patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: x, labels: {tier: patched}}}',
  },
  {
    target: { kind: 'Thing' },
    patch: '{apiVersion: example.com/v1, kind: Thing, metadata: {name: x}, spec: {image: nginx}}',
  },
);

const layer = fieldsOf({
  namespace: sometimes(fc.constantFrom(`new${NUMBER}`, 'default')),
  namePrefix: sometimes(fc.constantFrom('p-', '1')),
  nameSuffix: sometimes(fc.constantFrom('-s', '.2')),
  commonLabels: sometimes(labels),
  labels: sometimes(fc.array(label, { maxLength: 2 })),
  commonAnnotations: sometimes(labels),
  images: sometimes(fc.array(image, { maxLength: 3 })),
  patches: sometimes(fc.array(patch, { maxLength: 1 })),
  transformers: sometimes(
    fc.uniqueArray(plugIn, { maxLength: 2, selector: (config) => config.slice(0, 60) }),
  ),
  replicas: rarely(
    fc.array(
      fieldsOf({ name: fc.constantFrom(`n${NUMBER}-a`, `p-n${NUMBER}-a`), count: fc.constantFrom(0, 5) }),
      { maxLength: 1 },
    ),
  ),
});

const configuration = fieldsOf({
  namePrefix: sometimes(
    fc.constantFrom<Json>(
      [{ path: 'spec/names/name' }],
      [{ path: 'spec/prefixed', create: true, kind: 'Thing' }],
      [{ path: 'metadata/labels/app', kind: 'Secret' }],
    ),
  ),
  namespace: sometimes(fc.constantFrom<Json>([{ path: 'spec/namespace', create: true, kind: 'Thing' }])),
  labels: sometimes(fc.constantFrom<Json>([{ path: 'spec/labels', create: true, kind: 'Thing' }])),
  commonLabels: sometimes(fc.constantFrom<Json>([{ path: 'spec/chosen', create: true, kind: 'Thing' }])),
  commonAnnotations: sometimes(fc.constantFrom<Json>([{ path: 'spec/noted', create: true, kind: 'Thing' }])),
  images: sometimes(
    fc.constantFrom<Json>([{ path: 'spec/image', kind: 'Thing' }], [{ path: 'spec/image', create: true }]),
  ),
  replicas: sometimes(fc.constantFrom<Json>([{ path: 'spec/size', create: true, kind: 'Thing' }])),
});

/** One case. Objects of one type and name are left out: they would be one object. */
export const fieldsCase: fc.Arbitrary<FieldsCase> = fc.record({
  objects: fc.uniqueArray(object, {
    minLength: 1,
    maxLength: 4,
    selector: ({ apiVersion, kind, metadata: meta }) =>
      JSON.stringify([apiVersion, kind, (meta as Fields)['name']]),
  }),
  layers: fc.array(layer, { minLength: 1, maxLength: 2 }),
  configuration: fc.option(configuration, { nil: undefined, freq: 3 }),
  isJson: fc.boolean(),
});

/** The files of a case in a folder named after its number; `top` is the folder to build. */
export const filesOf = (
  { objects, layers, configuration: extra, isJson }: FieldsCase,
  number: number,
): { readonly top: string; readonly files: Readonly<Record<string, string>> } => {
  const text = (value: Json): string => (isJson ? JSON.stringify(value) : stringify(value));
  const files: Record<string, string> = {
    [`${number}/0/objects.yaml`]: objects.map(text).join('\n---\n'),
  };
  for (const [level, fields] of layers.entries()) {
    const resources = level === 0 ? ['objects.yaml'] : [`../${level - 1}`];
    const configurations = extra === undefined ? {} : { configurations: ['configuration.yaml'] };
    files[`${number}/${level}/kustomization.yaml`] = JSON.stringify({
      ...fields,
      resources,
      ...configurations,
    });
    if (extra !== undefined) files[`${number}/${level}/configuration.yaml`] = text(extra);
  }
  return {
    top: `${number}/${layers.length - 1}`,
    files: Object.fromEntries(
      Object.entries(files).map(([path, content]) => [path, content.replaceAll(NUMBER, String(number))]),
    ),
  };
};
