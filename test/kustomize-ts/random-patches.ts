import fc from 'fast-check';
import { anything, labels, podSpec, type Sample } from './random-objects.ts';
import { type Fields, quirk, raw, some, type Value, yamlOf } from './random-yaml.ts';

export const NAMESPACES = ['shop', 'default', 'other'];

export const objectOf = ({ apiVersion, kind, name, rest }: Sample): fc.Arbitrary<Fields> =>
  fc
    .tuple(some({ labels, annotations: labels }), fc.integer({ min: 0, max: 20 }), rest)
    .map(([metadata, luck, body]) => ({
      apiVersion,
      kind,
      metadata: { name, ...namespaceOf(kind, name, luck), ...metadata },
      ...body,
    }));

/** Mostly the same for the same object, so that patches find what they are for. */
export const namespaceOf = (kind: string, name: string, luck: number): Fields => {
  const namespace = NAMESPACES[luck < NAMESPACES.length ? luck : (kind.length + name.length) % 5];
  return namespace === undefined ? {} : { namespace };
};

/** A strategic merge patch: the same kind of object again, with directives and nulls strewn in. */
export const mergePatch = (sample: Sample): fc.Arbitrary<Fields> =>
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

export const target = (samples: readonly Sample[]): fc.Arbitrary<Fields> =>
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

export const patches = (samples: readonly Sample[]): fc.Arbitrary<Value> =>
  fc.array(
    fc.oneof(
      fc
        .constantFrom(...samples)
        .chain(mergePatch)
        .map((patch): Value => ({ patch: raw(block(yamlOf(patch))) })),
      fc
        .tuple(target(samples), fc.constantFrom(...samples).chain(mergePatch), options)
        .map(([to, patch, more]): Value => ({ target: to, patch: raw(block(yamlOf(patch))), ...more })),
      fc
        .tuple(target(samples), fc.array(operation, { minLength: 1, maxLength: 2 }))
        .map(([to, all]): Value => ({ target: to, patch: raw(block(yamlOf(all))) })),
    ),
    { minLength: 1, maxLength: 2 },
  );

const options: fc.Arbitrary<Fields> = fc.constantFrom<Fields>(
  {},
  {},
  { options: { allowNameChange: true } },
  { options: { allowKindChange: true } },
);

export const block = (content: string): string => `|-\n${content.trimEnd()}`;
