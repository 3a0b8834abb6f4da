import fc from 'fast-check';

/** Files by path, and the folder to build. */
export interface Tree {
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** Few names, so that references often hit something, and sometimes several things. */
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Names that only generators give, a name a floor: they would meet the others. */
const GENERATED = ['c', 'd', 'f'];
const NAMESPACES = ['', '', '', 'one', 'two', 'default'];

const name = fc.constantFrom(...NAMES);
const namespace = fc.constantFrom(...NAMESPACES);

interface Named {
  readonly name: string;
  readonly namespace: string;
  readonly refs: readonly string[];
  readonly spaces: readonly string[];
}

const metadata = ({ name: own, namespace: space }: Named): string =>
  space === '' ? `metadata: {name: ${own}}` : `metadata: {name: ${own}, namespace: ${space}}`;

const pod = ([a, b, c, d]: readonly string[]): string => `
    serviceAccountName: ${a}
    imagePullSecrets: [{name: ${b}}]
    volumes:
    - {name: v, configMap: {name: ${a}}}
    - {name: w, secret: {secretName: ${b}}}
    - {name: x, persistentVolumeClaim: {claimName: ${c}}}
    - {name: y, projected: {sources: [{configMap: {name: ${d}}}, {secret: {name: ${a}}}]}}
    containers:
    - name: main
      env: [{name: E, valueFrom: {configMapKeyRef: {name: ${d}, key: k}}}]
      envFrom: [{secretRef: {name: ${c}}}, {configMapRef: {name: ${b}}}]`;

const subject = (own: string | undefined, space: string | undefined): string =>
  `{kind: ServiceAccount, name: ${own}${space === '' ? '' : `, namespace: ${space}`}}`;

const binding = (kind: string, role: string, one: Named): string =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\n${metadata(one)}\n` +
  `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${role}, name: ${one.refs[0]}}\n` +
  `subjects: [${subject(one.refs[1], one.spaces[0])}, ${subject(one.refs[2], one.spaces[1])}]\n`;

const plain =
  (type: string, rest = '') =>
  (one: Named): string => {
    const [apiVersion, kind] = type.split(' ');
    return `apiVersion: ${apiVersion}\nkind: ${kind}\n${metadata(one)}\n${rest}`;
  };

/** Kinds that refer and kinds that are referred to, with fields for each sort of reference. */
const KINDS: readonly ((one: Named) => string)[] = [
  plain('v1 ConfigMap', 'data: {k: v}\n'),
  plain('v1 Secret'),
  plain('v1 Service'),
  plain('v1 PersistentVolumeClaim'),
  (one) =>
    plain(
      'v1 ServiceAccount',
      `secrets: [{name: ${one.refs[0]}}]\nimagePullSecrets: [{name: ${one.refs[1]}}]\n`,
    )(one),
  (one) => `${plain('v1 Pod')(one)}spec:${pod(one.refs).replaceAll('\n    ', '\n  ')}\n`,
  (one) =>
    `${plain('apps/v1 Deployment')(one)}spec:\n  template:\n    spec:${pod(one.refs).replaceAll('\n    ', '\n      ')}\n`,
  (one) =>
    `${plain('apps/v1 StatefulSet')(one)}spec:\n  serviceName: ${one.refs[3]}\n  template:\n    spec:${pod(one.refs).replaceAll('\n    ', '\n      ')}\n`,
  plain('rbac.authorization.k8s.io/v1 Role'),
  (one) =>
    plain(
      'rbac.authorization.k8s.io/v1 ClusterRole',
      `rules: [{resourceNames: [${one.refs.join(', ')}]}]\n`,
    )(one),
  (one) => binding('RoleBinding', 'Role', one),
  (one) => binding('RoleBinding', 'ClusterRole', one),
  (one) => binding('ClusterRoleBinding', 'ClusterRole', one),
  (one) =>
    plain(
      'autoscaling/v2 HorizontalPodAutoscaler',
      `spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${one.refs[0]}}}\n`,
    )(one),
  (one) =>
    plain(
      'networking.k8s.io/v1 Ingress',
      `spec: {tls: [{secretName: ${one.refs[1]}}], rules: [{http: {paths: [{backend: {service: {name: ${one.refs[0]}}}}]}}]}\n`,
    )(one),
  (one) =>
    plain(
      'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration',
      `webhooks: [{name: w, clientConfig: {service: {name: ${one.refs[0]}, namespace: ${one.spaces[0] || 'default'}}}}]\n`,
    )(one),
  (one) =>
    plain(
      'v1 PersistentVolume',
      `spec: {claimRef: {name: ${one.refs[0]}, namespace: x}, storageClassName: ${one.refs[1]}}\n`,
    )(one),
  plain('storage.k8s.io/v1 StorageClass'),
  plain('v1 Namespace'),
  plain('example.com/v1 Widget'),
];

const named: fc.Arbitrary<Named> = fc.record({
  name,
  namespace,
  refs: fc.array(name, { minLength: 4, maxLength: 4 }),
  spaces: fc.array(namespace, { minLength: 2, maxLength: 2 }),
});

/** A kind, and an object of it. Generated names are left to generators where the kind is theirs. */
const choice = fc
  .tuple(fc.nat(KINDS.length - 1), named)
  .filter(([kind, one]) => kind !== 0 || !GENERATED.includes(one.name));

const manifests = (most: number): fc.Arbitrary<string[]> =>
  fc
    .uniqueArray(choice, { maxLength: most, selector: ([kind, one]) => `${kind} ${one.name}` })
    .map((choices) => choices.map(([kind, one]) => (KINDS[kind] as (one: Named) => string)(one)));

interface Folder {
  readonly manifests: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  readonly namespace: string;
  readonly generated: readonly string[];
  readonly bases: readonly number[];
}

const folder = (
  bases: readonly number[][],
  prefixes: readonly string[],
  floor: number,
): fc.Arbitrary<Folder> =>
  fc.record({
    manifests: manifests(bases.length === 0 ? 8 : 2),
    prefix: fc.constantFrom(...prefixes),
    suffix: fc.constantFrom('', '', '', '-s'),
    namespace: fc.constantFrom('', '', '', 'one', 'three'),
    generated: fc.subarray(GENERATED.slice(floor, floor + 1)),
    bases: bases.length === 0 ? fc.constant([]) : fc.constantFrom(...bases),
  });

const kustomization = (one: Folder, below: readonly string[]): string => {
  const resources = [...below, ...(one.manifests.length === 0 ? [] : ['objects.yaml'])];
  const lines = [
    `resources: [${resources.join(', ')}]`,
    `namePrefix: "${one.prefix}"`,
    `nameSuffix: "${one.suffix}"`,
    ...(one.namespace === '' ? [] : [`namespace: ${one.namespace}`]),
    `configMapGenerator: [${one.generated.map((own) => `{name: ${own}, literals: [k=${own}]}`).join(', ')}]`,
  ];
  return `${lines.join('\n')}\n`;
};

/** Three floors: two bases, two overlays of them, and one on top. */
export const trees: fc.Arbitrary<Tree> = fc
  .tuple(
    fc.tuple(folder([], ['', 'p-'], 0), folder([], ['', 'q-', 'p-'], 0)),
    fc.tuple(
      folder([[0], [0], [0, 1], [1, 0]], ['', 'p-'], 1),
      folder([[1], [1], [0], [0, 1]], ['x-', 'p-'], 1),
    ),
    folder([[0], [1], [0, 1], [0, 1], [1, 0]], ['', 'p-', 'x-'], 2),
  )
  .map(([bases, overlays, top]) => {
    const files: Record<string, string> = {};
    const write = (path: string, one: Folder, below: string): void => {
      files[`${path}/kustomization.yaml`] = kustomization(
        one,
        one.bases.map((index) => `../${below}${index}`),
      );
      if (one.manifests.length > 0) files[`${path}/objects.yaml`] = one.manifests.join('---\n');
    };
    for (const [index, one] of bases.entries()) write(`base${index}`, one, '');
    for (const [index, one] of overlays.entries()) write(`mid${index}`, one, 'base');
    write('top', top, 'mid');
    return { files, folder: 'top' };
  });
