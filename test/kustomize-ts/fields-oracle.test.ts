import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fieldsCase, filesOf } from './fields-trees.ts';
import { allSame, type Case, difference, type Files, hasMeasure, ourAnswer, sayLeftOut } from './harness.ts';

const CASES = 120;
/** Failures are compared one by one. */
const MOST_FAILURES = 6;

interface Built {
  readonly top: string;
  readonly files: Files;
}

/** One build of many: what is compared once costs as much as a single case. */
const together = (all: readonly Built[]): Case => ({
  folder: 'all',
  files: Object.assign(
    {
      'all/kustomization.yaml': JSON.stringify({
        resources: all.map(({ top }) => `../${top}`),
        sortOptions: { order: 'fifo' },
      }),
    },
    ...all.map(({ files }) => files),
  ),
});

const fails = ({ files, top }: Built): boolean => 'failure' in ourAnswer({ files, folder: top });

/** Halves until one case is left to be told. */
const firstDifference = async (all: readonly Built[]): Promise<string | undefined> => {
  const told = all.length === 0 ? undefined : await difference(together(all));
  if (told === undefined || all.length === 1)
    return told && `${JSON.stringify(all[0]?.files, undefined, 1)}\n${told}`;
  const half = all.length >> 1;
  return (await firstDifference(all.slice(0, half))) ?? (await firstDifference(all.slice(half))) ?? told;
};

if (hasMeasure()) {
  test('random objects through random fields, configurations and plug-ins: what the real one prints', async () => {
    const all = fc.sample(fieldsCase, { numRuns: CASES, seed: 20 }).map(filesOf);
    const built = all.filter((one) => !fails(one));
    assert.ok(built.length > CASES / 2);
    const told = await firstDifference(built);
    assert.is(told, undefined, told);
  });

  test('where one of them fails, the real one fails, and says the same', async () => {
    const all = fc.sample(fieldsCase, { numRuns: CASES, seed: 21 }).map(filesOf);
    const failing = all.filter(fails).slice(0, MOST_FAILURES);
    await allSame(
      Object.fromEntries(failing.map(({ top, files }) => [top, { files, folder: top, sameMessage: true }])),
    );
  });

  const OBJECTS = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: main, image: nginx}]}}}
`;
  const over = (kustomization: object): Files => ({
    'base/objects.yaml': OBJECTS,
    'base/kustomization.yaml': '{resources: [objects.yaml], commonLabels: {app: shop}}',
    'over/kustomization.yaml': JSON.stringify({ resources: ['../base'], ...kustomization }),
  });

  test('labels that one step created change together, whoever changes one of them', async () => {
    const field = {
      source: { kind: 'Deployment', fieldPath: 'metadata.name' },
      targets: [{ select: { kind: 'Deployment' }, fieldPaths: ['metadata.labels.app'] }],
    };
    const cases: Readonly<Record<string, object>> = {
      labels: { labels: [{ pairs: { app: 'other' } }] },
      'a strategic merge': {
        patches: [
          { patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, labels: {app: other}}}' },
        ],
      },
      replacements: { replacements: [field] },
      'a JSON patch, after which they are apart': {
        patches: [
          {
            target: { kind: 'Deployment' },
            patch: '[{"op": "add", "path": "/metadata/annotations", "value": {"a": "b"}}]',
          },
        ],
        labels: [{ pairs: { app: 'other' } }],
      },
    };
    await allSame(
      Object.fromEntries(
        Object.entries(cases).map(([name, kustomization]) => [
          name,
          { files: over(kustomization), folder: 'over' },
        ]),
      ),
    );
  });

  test('what cannot be is said in the same words', async () => {
    const cases: Readonly<Record<string, object>> = {
      'labels that disagree': { labels: [{ pairs: { a: 'b' }, fields: [{ path: 'metadata/labels' }] }] },
      'a path into a text': { labels: [{ pairs: { a: 'b' }, fields: [{ path: 'kind/a' }] }] },
      'an empty path': { labels: [{ pairs: { a: 'b' }, fields: [{ path: 'metadata//a' }] }] },
      'nothing to scale': { replicas: [{ name: 'db', count: 1 }] },
      'no order': { sortOptions: { order: 'random' } },
      'lists for no order': { sortOptions: { order: 'fifo', legacySortOptions: { orderFirst: ['Pod'] } } },
      'a foreign plug-in': {
        transformers: ['{apiVersion: example.com/v1, kind: Thing, metadata: {name: x}}'],
      },
      'an unknown plug-in': { transformers: ['{apiVersion: builtin, kind: Thing, metadata: {name: x}}'] },
      'a generator as a transformer': {
        transformers: ['{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: x}}'],
      },
      'a plug-in with a wrong type': {
        transformers: ['{apiVersion: builtin, kind: LabelTransformer, metadata: {name: x}, labels: [a]}'],
      },
      'a prefix without fields': {
        transformers: ['{apiVersion: builtin, kind: PrefixTransformer, metadata: {name: x}, prefix: y}'],
      },
    };
    await allSame(
      Object.fromEntries(
        Object.entries(cases).map(([name, kustomization]) => [
          name,
          { files: over(kustomization), folder: 'over', sameMessage: true },
        ]),
      ),
    );
  });
} else sayLeftOut();

test.run();
