import fc from 'fast-check';
import { labels, type Sample } from './random-objects.ts';
import { block, mergePatch, NAMESPACES, namespaceOf, patches, target } from './random-patches.ts';
import { plugIns } from './random-plug-ins.ts';
import { type Fields, raw, some, type Value, yamlOf } from './random-yaml.ts';

const generatorOptions = some({
  labels,
  annotations: labels,
  disableNameSuffixHash: fc.boolean(),
  immutable: fc.boolean(),
});

/** What is there already is mostly merged or replaced, what is not is mostly created. */
const behaviors = (existing: Sample | undefined): fc.Arbitrary<Fields> =>
  existing === undefined
    ? fc.constantFrom<Fields>({ behavior: 'create' }, { behavior: 'unknown' }, {}, {})
    : fc
        .constantFrom('merge', 'merge', 'replace', 'replace', 'create')
        .map((behavior) => ({ behavior, ...namespaceOf(existing.kind, existing.name, 99) }));

const generator = (
  names: readonly string[],
  samples: readonly Sample[],
  more: Readonly<Record<string, fc.Arbitrary<Value>>>,
): fc.Arbitrary<Value> =>
  fc.uniqueArray(
    fc
      .constantFrom(...names)
      .chain((name) =>
        fc
          .tuple(behaviors(samples.find((sample) => sample.name === name)), generatorArgs(more))
          .map(([behavior, args]): Fields => ({ name, ...behavior, ...args })),
      ),
    { selector: (one) => one['name'], minLength: 1, maxLength: 2 },
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

/** Every field that bases, overlays and components share. */
export const shared = (samples: readonly Sample[]): Readonly<Record<string, fc.Arbitrary<Value>>> => ({
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
      .map((patch): Value => raw(block(yamlOf(patch)))),
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
  replicas: fc.subarray(
    samples
      .filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
      .map(({ name }): Value => ({ name, count: 5 })),
  ),
  configMapGenerator: generator(['settings', 'made'], samples, {}),
  secretGenerator: generator(['keys', 'made'], samples, {
    type: fc.constantFrom('Opaque', 'kubernetes.io/tls'),
  }),
  generatorOptions,
  replacements: replacements(samples),
  vars: vars(samples),
  buildMetadata: fc.subarray(['managedByLabel', 'originAnnotations', 'transformerAnnotations']),
  ...plugIns(samples),
  sortOptions: fc.constantFrom<Value>({ order: 'fifo' }, { order: 'legacy' }),
});
