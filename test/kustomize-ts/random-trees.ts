import fc from 'fast-check';
import { anything, labels, podSpec, SAMPLES, type Sample } from './random-objects.ts';
import { type Fields, quirk, raw, some, type Value, yamlOf } from './random-yaml.ts';

/** Whole trees of kustomizations: a base or two, components, and overlays on top; the last folder is built. */
export interface Tree {
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;
}

const NAMESPACES = ['shop', 'default', 'other'];

const objectOf = ({ apiVersion, kind, name, rest }: Sample): fc.Arbitrary<Fields> =>
  fc
    .tuple(some({ labels, annotations: labels }), fc.integer({ min: 0, max: 20 }), rest)
    .map(([metadata, luck, body]) => ({
      apiVersion,
      kind,
      metadata: { name, ...namespaceOf(kind, name, luck), ...metadata },
      ...body,
    }));

/** Mostly the same for the same object, so that patches find what they are for. */
const namespaceOf = (kind: string, name: string, luck: number): Fields => {
  const namespace = NAMESPACES[luck < NAMESPACES.length ? luck : (kind.length + name.length) % 5];
  return namespace === undefined ? {} : { namespace };
};

const text = (patch: Value): string => yamlOf(patch);

/** A strategic merge patch: the same kind of object again, with directives and nulls strewn in. */
const mergePatch = (sample: Sample): fc.Arbitrary<Fields> =>
  fc
    .tuple(objectOf(sample), fc.constantFrom(...DIRECTIVES), fc.option(podSpec, { freq: 2 }))
    .map(([object, directive, pod]) => ({
      ...object,
      ...directive,
      ...(pod !== null && sample.kind === 'Deployment' ? { spec: { template: { spec: pod } } } : {}),
    }));

const DIRECTIVES: readonly Fields[] = [
  ...[
    {},
    {},
    {},
    { spec: null },
    { data: null },
    { $patch: 'delete' },
    { $patch: 'replace' },
    { $patch: 'merge' },
  ],
  ...[
    { metadata: null },
    { spec: { template: null } },
    { spec: { template: { spec: { containers: null } } } },
  ],
  {
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'main', $patch: 'delete' },
            { name: 'side', image: null },
          ],
        },
      },
    },
  },
  { spec: { template: { spec: { containers: [{ $patch: 'replace' }, { name: 'new', image: 'new' }] } } } },
  { spec: { ports: [{ port: 80, protocol: 'TCP', targetPort: 8080 }] } },
  {
    spec: {
      template: {
        spec: { $setElementOrder: [{ name: 'main' }], volumes: [{ name: 'data', $patch: 'delete' }] },
      },
    },
  },
];

const POINTERS = [
  '/spec/replicas',
  '/metadata/labels/app',
  '/metadata/annotations',
  '/data/mode',
  '/spec',
  '/spec/a',
  '/data',
];
const operation: fc.Arbitrary<Value> = fc
  .tuple(
    fc.constantFrom('add', 'replace', 'remove', 'test', 'copy', 'move'),
    fc.constantFrom(...POINTERS),
    fc.oneof(quirk, anything),
  )
  .map(
    ([op, path, value]): Value => ({
      op,
      path,
      ...(op === 'copy' || op === 'move' ? { from: '/metadata/name' } : op === 'remove' ? {} : { value }),
    }),
  );

const target = (samples: readonly Sample[]): fc.Arbitrary<Fields> =>
  fc
    .constantFrom(...samples)
    .chain((sample) =>
      fc.constantFrom<Fields>(
        { kind: sample.kind, name: sample.name },
        { kind: sample.kind },
        { name: `${sample.name.slice(0, 1)}.*` },
        { kind: 'Deployment|StatefulSet' },
        { labelSelector: 'app=web' },
        { kind: sample.kind, namespace: 'shop' },
        { name: sample.name, annotationSelector: 'tier' },
      ),
    );

const patches = (samples: readonly Sample[]): fc.Arbitrary<Value> =>
  fc.array(
    fc.oneof(
      fc
        .constantFrom(...samples)
        .chain(mergePatch)
        .map((patch): Value => ({ patch: raw(block(text(patch))) })),
      fc
        .tuple(target(samples), fc.constantFrom(...samples).chain(mergePatch), options)
        .map(([to, patch, more]): Value => ({ target: to, patch: raw(block(text(patch))), ...more })),
      fc
        .tuple(target(samples), fc.array(operation, { minLength: 1, maxLength: 2 }))
        .map(([to, all]): Value => ({ target: to, patch: raw(block(text(all))) })),
    ),
    { minLength: 1, maxLength: 2 },
  );

const options: fc.Arbitrary<Fields> = fc.constantFrom<Fields>(
  {},
  {},
  { options: { allowNameChange: true } },
  { options: { allowKindChange: true } },
);

const block = (content: string): string => `|-\n${content.trimEnd()}`;

const generatorOptions = some({
  labels,
  annotations: labels,
  disableNameSuffixHash: fc.boolean(),
  immutable: fc.boolean(),
});

/** What is there already is mostly merged or replaced, what is not is mostly created. */
const behaviors = (exists: boolean): fc.Arbitrary<Fields> =>
  fc
    .constantFrom(
      ...(exists
        ? ['merge', 'merge', 'replace', 'replace', 'create']
        : ['create', 'create', 'unknown', '', 'merge']),
    )
    .map((behavior): Fields => (behavior === '' ? {} : { behavior }));

const generator = (
  names: readonly string[],
  samples: readonly Sample[],
  more: Readonly<Record<string, fc.Arbitrary<Value>>>,
): fc.Arbitrary<Value> =>
  fc.array(
    fc
      .constantFrom(...names)
      .chain((name) =>
        fc
          .tuple(behaviors(samples.some((sample) => sample.name === name)), generatorArgs(more))
          .map(([behavior, args]): Value => ({ name, ...behavior, ...args })),
      ),
    { minLength: 1, maxLength: 2 },
  );

const generatorArgs = (more: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Fields> =>
  some({
    literals: fc.uniqueArray(
      fc.constantFrom('mode=fast', 'level="5"', 'host=a=b', "q='x'", 'sp= a b ', 'multi=a\nb'),
      { maxLength: 3 },
    ),
    files: fc.uniqueArray(fc.constantFrom('note.txt', 'as=note.txt', 'binary.dat'), { maxLength: 2 }),
    envs: fc.constantFrom(['vars.env']),
    options: generatorOptions,
    ...more,
  });

const PATHS = [
  'metadata.name',
  'metadata.labels.app',
  'spec.replicas',
  'data.mode',
  'spec.template.spec.containers.*.image',
  'spec.a.b',
  'spec.rules.0.host',
  'spec.template.spec.containers.[name=main].env.[name=HOST].value',
];
const replacements = (samples: readonly Sample[]): fc.Arbitrary<Value> =>
  fc.array(
    fc
      .tuple(
        fc.constantFrom(...samples),
        fc.constantFrom(...PATHS),
        target(samples),
        fc.uniqueArray(fc.constantFrom(...PATHS), { minLength: 1, maxLength: 2 }),
        fc.constantFrom<Fields>(
          {},
          { options: { create: true } },
          { options: { delimiter: '-', index: 1 } },
          { options: { create: true, delimiter: '.' } },
        ),
      )
      .map(
        ([from, fieldPath, select, fieldPaths, more]): Value => ({
          source: { kind: from.kind, name: from.name, fieldPath },
          targets: [{ select, fieldPaths, ...more }],
        }),
      ),
    { minLength: 1, maxLength: 2 },
  );

const vars = (samples: readonly Sample[]): fc.Arbitrary<Value> =>
  fc
    .tuple(
      fc.constantFrom(...samples),
      fc.constantFrom<Fields>(
        {},
        {},
        { fieldref: { fieldPath: 'metadata.name' } },
        { fieldref: { fieldPath: 'data.mode' } },
      ),
    )
    .map(
      ([{ apiVersion, kind, name }, field]): Value => [
        { name: 'HOST', objref: { apiVersion, kind, name }, ...field },
      ],
    );

const WORKLOADS = new Set(['Deployment', 'StatefulSet']);

const shared = (samples: readonly Sample[]): Readonly<Record<string, fc.Arbitrary<Value>>> => ({
  namespace: fc.constantFrom(...NAMESPACES),
  namePrefix: fc.constantFrom('pre-', 'x'),
  nameSuffix: fc.constantFrom('-post', '-v2'),
  commonLabels: labels,
  labels: fc.array(some({ pairs: labels, includeSelectors: fc.boolean(), includeTemplates: fc.boolean() }), {
    maxLength: 2,
  }),
  commonAnnotations: labels,
  patches: patches(samples),
  patchesStrategicMerge: fc.array(
    fc
      .constantFrom(...samples)
      .chain(mergePatch)
      .map((patch): Value => raw(block(text(patch)))),
    {
      minLength: 1,
      maxLength: 2,
    },
  ),
  images: fc.array(
    fc
      .tuple(
        fc.constantFrom('nginx', 'app', 'docker.io/nginx', 'ngin.', 'localhost:5000/team/app'),
        some({
          newName: fc.constantFrom('mirror/nginx', 'r.io:5000/a'),
          newTag: fc.constantFrom('v2', '1.20'),
          digest: fc.constant('sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3'),
          tagSuffix: fc.constant('-slim'),
        }),
      )
      .map(([name, more]): Value => ({ name, ...more })),
    { minLength: 1, maxLength: 2 },
  ),
  replicas: fc
    .constantFrom(...samples.filter(({ kind }) => WORKLOADS.has(kind)), SAMPLES[0] as Sample)
    .map(({ name }): Value => [{ name, count: 5 }]),
  configMapGenerator: generator(['settings', 'made'], samples, {}),
  secretGenerator: generator(['keys', 'made'], samples, {
    type: fc.constantFrom('Opaque', 'kubernetes.io/tls'),
  }),
  generatorOptions,
  replacements: replacements(samples),
  vars: vars(samples),
  buildMetadata: fc.subarray(['managedByLabel', 'originAnnotations', 'transformerAnnotations']),
  sortOptions: fc.constantFrom<Value>({ order: 'fifo' }, { order: 'legacy' }),
});

/** Few fields at a time: with all of them almost every tree would be an error for one reason or another. */
const few = (fields: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Fields> =>
  fc
    .uniqueArray(fc.constantFrom(...Object.keys(fields)), { maxLength: 4 })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, fields[name] ?? fc.constant(null)]))),
    ) as fc.Arbitrary<Fields>;

const SIDE_FILES: Readonly<Record<string, string>> = {
  'note.txt': 'a note\nwith two lines',
  'binary.dat': 'not \u0000 quite text\n',
  'vars.env': '# comment\nLEVEL=5\n  MODE="slow"\nEMPTY=\nHOST=$(HOST)\n',
};

const folder = (
  path: string,
  kustomization: Fields,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => {
  const reads = 'configMapGenerator' in kustomization || 'secretGenerator' in kustomization;
  const files = { 'kustomization.yaml': yamlOf(kustomization), ...(reads ? SIDE_FILES : {}), ...more };
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${path}/${name}`, content]));
};

const base = (path: string, samples: readonly Sample[]): fc.Arbitrary<Record<string, string>> =>
  fc
    .tuple(fc.tuple(...samples.map(objectOf)), few(shared(samples)))
    .map(([objects, fields]) =>
      folder(
        path,
        { resources: ['objects.yaml'], ...fields },
        { 'objects.yaml': objects.map(text).join('---\n') },
      ),
    );

const component = (samples: readonly Sample[]): fc.Arbitrary<Record<string, string>> =>
  few(shared(samples)).map((fields) =>
    folder('component', { apiVersion: 'kustomize.config.k8s.io/v1alpha1', kind: 'Component', ...fields }),
  );

const overlay = (
  path: string,
  on: Fields,
  samples: readonly Sample[],
): fc.Arbitrary<Record<string, string>> =>
  few(shared(samples)).map((fields) => folder(path, { ...on, ...fields }));

/** Any tree; about half of them build. */
export const tree: fc.Arbitrary<Tree> = fc
  .tuple(
    fc.subarray([...SAMPLES], { minLength: 1, maxLength: 5 }),
    fc.boolean(),
    fc.integer({ min: 0, max: 2 }),
  )
  .chain(([samples, withComponent, overlays]) => {
    const parts = [base('base', samples)];
    const components = withComponent && overlays > 0 ? { components: ['../component'] } : {};
    if (withComponent) parts.push(component(samples));
    if (overlays > 0) parts.push(overlay('middle', { resources: ['../base'], ...components }, samples));
    if (overlays > 1) parts.push(overlay('top', { resources: ['../middle'] }, samples));
    const built = ['base', 'middle', 'top'][overlays] ?? 'base';
    return fc.tuple(...parts).map((all) => ({ files: Object.assign({}, ...all), folder: built }));
  });
