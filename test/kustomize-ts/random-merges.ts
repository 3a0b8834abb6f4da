/** Objects of many kinds and patches for them: keys that are there twice or missing, directives, nulls, quotes. */
import fc from 'fast-check';

/** YAML in flow style. */
type Text = fc.Arbitrary<string>;
type Field = fc.Arbitrary<string | undefined>;

/** One object, what patches it, and how. */
export interface Merge {
  readonly object: string;
  readonly patches: readonly string[];
  /** A JSON patch that comes first. */
  readonly operations: string | undefined;
  readonly hasTarget: boolean;
  readonly kind: string;
  readonly name: string;
}

const DIRECTIVES = ['delete', 'replace', 'merge'] as const;
const maybe = (value: Text, oneIn = 2): Field => fc.option(value, { nil: undefined, freq: oneIn });
const scalar: Text = fc.constantFrom('a', 'b', '"1"', '1', 'true', '1.0', '"x y"', '0644');
const directive = (isPatch: boolean, oneIn: number): Field =>
  isPatch ? maybe(fc.constantFrom(...DIRECTIVES), oneIn) : fc.constant(undefined);
/** Everything that is made in two versions: as an object has it, and as a patch may. */
type Made = (isPatch: boolean) => Text;
type Fields = Readonly<Record<string, (isPatch: boolean) => Field>>;

const value: Made = (isPatch) =>
  fc.oneof(
    { weight: isPatch ? 12 : 20, arbitrary: scalar },
    { weight: 1, arbitrary: fc.constantFrom('null', '~') },
  );
const some =
  (made: Made, oneIn = 2) =>
  (isPatch: boolean): Field =>
    maybe(made(isPatch), oneIn);

const map =
  (fields: Fields): Made =>
  (isPatch) =>
    fc
      .tuple(
        fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field(isPatch)]))),
        directive(isPatch, 10),
      )
      .map(([values, asked]) => flow({ ...values, $patch: asked }));

const flow = (values: Readonly<Record<string, string | undefined>>): string =>
  `{${Object.entries(values)
    .flatMap(([name, one]) => (one === undefined ? [] : [`${JSON.stringify(name)}: ${one}`]))
    .join(', ')}}`;

const list =
  (item: Made): Made =>
  (isPatch) =>
    fc
      .tuple(fc.array(item(isPatch), { maxLength: 4 }), directive(isPatch, 12), fc.nat(4))
      .map(([items, asked, at]) => {
        const all = asked === undefined ? items : items.toSpliced(at, 0, `{$patch: ${asked}}`);
        return `[${all.join(', ')}]`;
      });

const plain = (item: Text): Made => list(() => item);

/** A key: now and then it is missing or empty. */
const key =
  (...names: readonly string[]) =>
  (): Field =>
    fc.oneof(
      { weight: 15, arbitrary: fc.constantFrom(...names) },
      { weight: 1, arbitrary: fc.constantFrom(undefined, '""', 'null') },
    );
const keyed = (name: string, names: readonly string[], rest: Fields): Made =>
  list(map({ [name]: key(...names), ...rest }));

const entry: Fields = { value: some(value), extra: some(map({ x: some(value), y: some(value) }), 3) };
const ports = (port: string): Made =>
  list(
    map({
      [port]: key('80', '81', '82'),
      protocol: () => fc.constantFrom('TCP', 'UDP', undefined),
      name: some(value),
    }),
  );
const container: Fields = {
  image: some(value),
  args: some(plain(scalar)),
  env: some(keyed('name', ['A', 'B', 'C'], entry)),
  envFrom: some(list(map({ prefix: some(value) }))),
  ports: some(ports('containerPort')),
  volumeMounts: some(keyed('mountPath', ['/a', '/b'], { subPath: some(value) })),
  resources: some(map({ limits: some(map({ cpu: some(value), memory: some(value) })) })),
};
const podSpec = map({
  containers: some(keyed('name', ['c', 'd', 'e'], container), 4),
  initContainers: some(keyed('name', ['i', 'j'], container)),
  volumes: some(keyed('name', ['v', 'w'], { emptyDir: some(() => fc.constant('{}')) })),
  tolerations: some(list(map({ key: some(value) }))),
  imagePullSecrets: some(keyed('name', ['s', 't'], {})),
  nodeSelector: some(map({ a: some(value), b: some(value) })),
  hostAliases: some(keyed('ip', ['1.1.1.1', '2.2.2.2'], { hostnames: some(plain(scalar)) })),
  topologySpreadConstraints: some(
    list(map({ topologyKey: key('k', 'l'), whenUnsatisfiable: key('W', 'X'), maxSkew: some(value) })),
  ),
});
const template = map({
  metadata: some(map({ labels: some(map({ a: some(value) })) })),
  spec: some(podSpec, 6),
});
const workload = (fields: Fields): Fields => ({
  spec: some(map({ replicas: some(value), template: some(template, 6), ...fields }), 8),
});

const KINDS: readonly (readonly [apiVersion: string, kind: string, fields: Fields])[] = [
  ['apps/v1', 'Deployment', workload({ strategy: some(map({ type: some(value) })) })],
  [
    'apps/v1',
    'StatefulSet',
    workload({ volumeClaimTemplates: some(list(map({ spec: some(map({ x: some(value) })) }))) }),
  ],
  [
    'batch/v1',
    'CronJob',
    {
      spec: some(
        map({ jobTemplate: some(map({ spec: some(map({ template: some(template, 6) }), 6) }), 6) }),
        8,
      ),
    },
  ],
  [
    'v1',
    'Pod',
    { spec: some(podSpec, 8), status: some(map({ conditions: some(keyed('type', ['Ready'], entry)) })) },
  ],
  [
    'v1',
    'Service',
    { spec: some(map({ ports: some(ports('port'), 6), selector: some(map({ a: some(value) })) }), 8) },
  ],
  [
    'v1',
    'ServiceAccount',
    {
      secrets: some(keyed('name', ['s', 't'], entry)),
      imagePullSecrets: some(keyed('name', ['s', 't'], {})),
    },
  ],
  ['v1', 'ConfigMap', { data: some(map({ a: some(value), b: some(value), 'c.d': some(value) }), 6) }],
  [
    'admissionregistration.k8s.io/v1',
    'ValidatingWebhookConfiguration',
    { webhooks: some(keyed('name', ['w', 'x'], entry), 6) },
  ],
  [
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    { spec: some(map({ metrics: some(list(map({ type: some(value) }))) }), 6) },
  ],
  [
    'shop.example.com/v1',
    'Widget',
    {
      spec: some(
        map({
          items: some(keyed('name', ['a', 'b'], entry)),
          inner: some(
            map({
              apiVersion: () => fc.constant('apps/v1'),
              kind: () => fc.constant('Deployment'),
              spec: some(map({ template: some(template, 6) }), 6),
            }),
          ),
        }),
        8,
      ),
    },
  ],
];

const metadata = (name: string, isPatch: boolean): Text => {
  const texts = map({ a: some(value), b: some(value) });
  const found = {
    labels: texts,
    annotations: texts,
    finalizers: plain(fc.constantFrom('f', 'g', 'h')),
    ownerReferences: keyed('uid', ['u', 'v'], { name: some(value) }),
  };
  return fc
    .record(Object.fromEntries(Object.entries(found).map(([field, made]) => [field, maybe(made(isPatch))])))
    .map((fields) => flow({ name, ...fields }));
};

const OPERATIONS = [
  '[{"op":"add","path":"/metadata/labels","value":{"a":"1","b":"x: y","d":true}}]',
  '[{"op":"add","path":"/spec","value":{"replicas":"5","selector":{"a":"true"}}}]',
  '[{"op":"add","path":"/data","value":{"a":"1","b":"yes","c.d":"two\\nlines"}}]',
  '[{"op":"add","path":"/metadata/finalizers","value":["1","f","2"]}]',
] as const;

/** Something to merge; the name is the object's own, so that many fit into one build. */
export const mergeOf = (name: string): fc.Arbitrary<Merge> =>
  fc.constantFrom(...KINDS).chain(([apiVersion, kind, fields]) => {
    const made = (isPatch: boolean): Text =>
      fc
        .tuple(
          metadata(name, isPatch),
          fc.record(Object.fromEntries(Object.entries(fields).map(([field, one]) => [field, one(isPatch)]))),
        )
        .map(([meta, rest]) => flow({ apiVersion, kind, metadata: meta, ...rest }));
    return fc.record({
      object: made(false),
      patches: fc.array(made(true), { minLength: 1, maxLength: 2 }),
      operations: fc.option(fc.constantFrom(...OPERATIONS), { nil: undefined, freq: 2 }),
      hasTarget: fc.boolean(),
      kind: fc.constant(kind),
      name: fc.constant(name),
    });
  });
