import fc from 'fast-check';

/** Files by path, and the folder to build. */
export interface Tree {
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
}

const SOURCE = `apiVersion: v1
kind: Service
metadata: {name: web, annotations: {example.com/a.b: dotted, n: "5"}}
spec:
  clusterIP: 10.0.0.1
  int: 5
  octal: 0644
  hex: 0x10
  big: 12345678901234567890
  float: 1.50
  small: 1e-7
  huge: 1e21
  bool: true
  none: null
  empty:
  quoted: "5"
  date: 2020-01-01
  lines: "a\\nb"
  list: [a, b]
  map: {x: y}
  ports: [{name: http, port: 80}, {name: x.y, port: 81}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: one}
data: {k: "$(B)", v: v}
`;

const PATHS = [
  '',
  'metadata.name',
  'metadata.namespace',
  'spec.clusterIP',
  'spec.int',
  'spec.octal',
  'spec.hex',
  'spec.big',
  'spec.float',
  'spec.small',
  'spec.huge',
  'spec.bool',
  'spec.none',
  'spec.empty',
  'spec.quoted',
  'spec.date',
  'spec.lines',
  'spec.list',
  'spec.map',
  'spec.list[1]',
  'spec.list.0',
  'spec.list.-',
  'spec.ports[0].port',
  'spec.ports.[name=x.y].port',
  'spec.ports.1.name',
  'spec.ports.2.name',
  'metadata.annotations.[example.com/a.b]',
  'metadata.annotations.example\\.com/a\\.b',
  'metadata.annotations.n',
  'spec.nothing',
  'data.k',
  'data.v',
];

const OBJECTS = [
  '{apiVersion: v1, kind: Service, name: web}',
  '{apiVersion: v1, kind: Service, name: web}',
  '{apiVersion: v1, kind: Service, name: web}',
  '{version: v1, kind: Service, name: web, namespace: default}',
  '{apiVersion: v1, kind: ConfigMap, name: settings}',
  '{apiVersion: v1, kind: ConfigMap, name: settings, namespace: one}',
  '{kind: Service, name: web}',
  '{apiVersion: v1, kind: Service, name: p-web}',
];

const PIECES = [
  '$(A)',
  '$(B)',
  '$(C)',
  '$$(A)',
  '$',
  '$$',
  '$(',
  '(A)',
  ')',
  'x',
  ' ',
  '$(A',
  '$x',
  '-',
  '0',
];

const text = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 5 })
  .map((pieces) => JSON.stringify(pieces.join('')));

const scalar = fc.oneof(
  { weight: 12, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom('5', 'true', 'null', '1.5') },
);

const pod = fc
  .tuple(
    fc.array(text, { maxLength: 3 }),
    fc.array(scalar, { maxLength: 2 }),
    fc.array(text, { maxLength: 2 }),
    text,
    text,
  )
  .map(
    ([args, envs, command, note, label]) => `apiVersion: v1
kind: Pod
metadata:
  name: main
  annotations: {note: ${note}, other: ${label}}
  labels: {l: ${label}}
spec:
  containers:
  - name: c
    image: ${note}
    args: [${args.join(', ')}]
    command: [${command.join(', ')}]
    env: [${envs.map((value, index) => `{name: E${index}, value: ${value}}`).join(', ')}]
    volumeMounts: [{name: v, mountPath: ${note}}]
`,
  );

const variable = (name: string) =>
  fc.tuple(fc.constantFrom(...OBJECTS), fc.constantFrom(...PATHS)).map(([object, path]) => {
    const field = path === '' ? '' : `, fieldref: {fieldpath: ${JSON.stringify(path)}}`;
    return `{name: ${name}, objref: ${object}${field}}`;
  });

const vars = fc
  .tuple(fc.subarray(['A', 'B', 'C']), variable('A'), variable('B'), variable('C'))
  .map(([names, ...all]) => {
    const kept = all.filter((_, index) => names.includes('ABC'[index] ?? ''));
    return `vars: [${kept.join(', ')}]\n`;
  });

const REFERENCES = `varReference:
- {path: metadata/labels, kind: Pod}
- {path: spec/containers/image}
- {path: data, kind: ConfigMap}
`;

/** A base and an overlay that both may define vars, and fields that refer to them. */
export const trees: fc.Arbitrary<Tree> = fc
  .record({
    object: pod,
    base: fc.option(vars, { freq: 1 }),
    top: vars,
    prefixes: fc.subarray(['p-', 'q-']),
    configured: fc.boolean(),
  })
  .map(({ object, base, top, prefixes, configured }) => ({
    files: {
      'base/source.yaml': SOURCE,
      'base/pod.yaml': object,
      'base/references.yaml': REFERENCES,
      'base/kustomization.yaml':
        `resources: [source.yaml, pod.yaml]\nnamePrefix: "${prefixes[0] ?? ''}"\n${base ?? ''}` +
        (configured ? 'configurations: [references.yaml]\n' : ''),
      'top/kustomization.yaml': `resources: [../base]\nnamePrefix: "${prefixes[1] ?? ''}"\n${top}`,
    },
    folder: 'top',
  }));
