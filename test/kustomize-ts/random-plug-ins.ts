import fc from 'fast-check';
import { labels, SAMPLES, type Sample } from './random-objects.ts';
import { block, mergePatch, target } from './random-patches.ts';
import { type Fields, raw, some, type Value, yamlOf } from './random-yaml.ts';

const specs = fc.constantFrom<Value>(
  [{ path: 'metadata/name' }],
  [{ path: 'metadata/labels', create: true }],
  [{ path: 'spec/template/metadata/labels', create: true, kind: 'Deployment' }],
  [{ path: 'spec/a', create: true }, { path: 'data' }],
  [{ path: 'metadata/namespace', create: true }],
  [{ path: 'spec/template/spec/containers[]/image' }, { path: 'spec/replicas', kind: 'StatefulSet' }],
);

const config = (kind: string, fields: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Value> =>
  fc
    .tuple(some({ fieldSpecs: specs }), fc.record(fields) as fc.Arbitrary<Fields>)
    .map(
      ([optional, required]): Value =>
        raw(
          block(
            yamlOf({ apiVersion: 'builtin', kind, metadata: { name: 'made' }, ...required, ...optional }),
          ),
        ),
    );

const text = (...values: readonly string[]): fc.Arbitrary<Value> => fc.constantFrom<Value>(...values);

const transformers = (samples: readonly Sample[]): fc.Arbitrary<Value> =>
  fc.array(
    fc.oneof(
      config('PrefixTransformer', { prefix: text('t-') }),
      config('SuffixTransformer', { suffix: text('-t') }),
      config('LabelTransformer', { labels }),
      config('AnnotationsTransformer', { annotations: labels }),
      config('NamespaceTransformer', {
        metadata: fc.constant<Value>({ name: 'made', namespace: 'moved' }),
        unsetOnly: fc.boolean(),
        setRoleBindingSubjects: text('defaultOnly', 'none', 'allServiceAccounts'),
      }),
      config('ImageTagTransformer', { imageTag: fc.constant<Value>({ name: 'nginx', newTag: 't' }) }),
      config('ReplicaCountTransformer', {
        replica: fc.constantFrom(...samples).map(({ name }): Value => ({ name, count: 9 })),
      }),
      config('PatchTransformer', {
        patch: fc
          .constantFrom(...samples)
          .chain(mergePatch)
          .map((patch): Value => raw(block(yamlOf(patch)))),
        target: target(samples),
      }),
      config('PatchStrategicMergeTransformer', {
        patches: fc
          .constantFrom(...samples)
          .chain(mergePatch)
          .map((patch): Value => raw(block(yamlOf(patch)))),
      }),
      config('ValueAddTransformer', {
        value: text('added'),
        targets: fc.constantFrom<Value>(
          [{ fieldPath: 'metadata/namespace' }],
          [{ fieldPath: 'spec/a', filePathPosition: 0 }],
        ),
      }),
      config('HashTransformer', {}),
    ),
    { minLength: 1, maxLength: 2 },
  );

const generators: fc.Arbitrary<Value> = fc.array(
  fc.oneof(
    config('ConfigMapGenerator', {
      literals: fc.constantFrom<Value>(['a=b'], ['mode=x', 'n=5']),
      behavior: text('create', 'merge'),
      options: some({ labels, disableNameSuffixHash: fc.boolean() }),
    }),
    config('SecretGenerator', {
      literals: fc.constant<Value>(['t=s']),
      files: fc.constant<Value>(['note.txt']),
    }),
  ),
  { minLength: 1, maxLength: 1 },
);

/** The fields that hold configs of built-in plug-ins, and rules for fields. */
export const plugIns = (samples: readonly Sample[]): Readonly<Record<string, fc.Arbitrary<Value>>> => ({
  transformers: transformers(samples.length === 0 ? SAMPLES : samples),
  generators,
  configurations: fc.constant<Value>(['rules.yaml']),
});
