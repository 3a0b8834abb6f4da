import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allSame, type Case, difference, hasMeasure, ourAnswer, sayLeftOut } from './harness.ts';
import { type Merge, mergeOf } from './random-merges.ts';

/** Objects in one build: what is compared once costs as much as a single case. */
const OBJECTS = 150;
const SEEDS = [1, 2];

const together = (all: readonly Merge[]): Case => ({
  files: {
    'objects.yaml': `${all.map(({ object }) => object).join('\n---\n')}\n`,
    'kustomization.yaml': JSON.stringify({ resources: ['objects.yaml'], patches: all.flatMap(patchesOf) }),
  },
});

const patchesOf = ({ patches, operations, hasTarget, kind, name }: Merge): object[] => [
  ...(operations === undefined ? [] : [{ target: { name }, patch: operations }]),
  ...patches.map((patch) => ({ patch, ...(hasTarget ? { target: { kind, name } } : {}) })),
];

const fails = (one: Merge): boolean => 'failure' in ourAnswer(together([one]));

/** Halves until one case is left to be told. */
const firstDifference = async (all: readonly Merge[]): Promise<string | undefined> => {
  const told = all.length === 0 ? undefined : await difference(together(all));
  if (told === undefined || all.length === 1)
    return told && `${JSON.stringify(all[0], undefined, 1)}\n${told}`;
  const half = all.length >> 1;
  return (await firstDifference(all.slice(0, half))) ?? (await firstDifference(all.slice(half))) ?? told;
};

const OBJECT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}, annotations: {k: v}}
spec:
  list: [1, 2, 3]
  map: {a: 1, nil: null, big: 9007199254740993, date: 2020-01-01}
  text: "x<y"
`;

const withPatch = (patch: object, files: Case['files'] = {}): Case => ({
  files: {
    'objects.yaml': OBJECT,
    'kustomization.yaml': JSON.stringify({ resources: ['objects.yaml'], patches: [patch] }),
    ...files,
  },
  sameMessage: true,
});

const OPERATIONS = [
  ...['{op: add, path: /spec/map/new, value: [yes, 0644, 1_000, 12345678901234567890, 2020-01-01, ~]}'],
  ...['{op: add, path: /spec/none/x, value: 1}', '{op: add, path: /spec/list/9, value: 1}'],
  ...['{op: add, path: /spec/list/x, value: 1}', '{op: add, path: /spec/list/-2, value: 1}'],
  ...[
    '{op: remove, path: /spec/none}',
    '{op: remove, path: /spec/list/7}',
    '{op: remove, path: /spec/map/nil}',
    '{op: remove, path: /metadata}',
    '{op: remove, path: /kind}',
  ],
  ...['{op: replace, path: /spec/new, value: 1}', '{op: replace, path: /spec/list/7, value: 1}'],
  ...[
    '{op: replace, path: "", value: {apiVersion: v1, kind: A, metadata: {name: b}}}',
    '{op: replace, value: 1}',
  ],
  ...['{op: move, from: /spec/list, path: /spec/moved}', '{op: move, from: /spec/none, path: /spec/moved}'],
  ...[
    '{op: copy, from: /spec/none, path: /spec/copied}',
    '{op: copy, from: /spec/list/9, path: /spec/copied}',
  ],
  ...['{op: test, path: /spec/map, value: {a: 1}}', '{op: test, path: /spec/text, value: x<y}'],
  ...['{op: test, path: /spec/list, value: [1, 2, 3]}', '{op: other, path: /spec}', '{path: /spec}'],
  ...['{op: add, path: /metadata/annotations, value: {num: 1000000, b: true}}'],
  ...['{op: add, path: /metadata/labels, value: {n: 1000000, b: true, z: ~}}'],
];

const DOCUMENTS = [
  ...['a: [', 'kind: Other', '{apiVersion: v1, kind: Service, metadata: {name: none}}', 'text', '- - a'],
  ...['apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  list:\n    a: 1\n'],
  ...['{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {map: {$patch: other}}}'],
  ...['{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: default}, spec: null}'],
  ...['{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, $patch: replace, spec: {a: 1}}'],
  ...['{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, $patch: delete}'],
];

const SELECTORS = [
  ...[{ labelSelector: 'app in (web, x)' }, { labelSelector: 'app in (web' }, { labelSelector: '!app' }],
  ...[{ labelSelector: 'a/b/c' }, { annotationSelector: 'k=-v' }, { name: 'w.b' }, { name: 'we' }],
  ...[
    { name: 'w(' },
    { kind: '(?i)DEPLOYMENT' },
    { namespace: 'default' },
    { group: 'apps|', version: 'v\\d' },
  ],
  ...[{ name: 'a**' }, { name: '\\q' }, { name: '[[:none:]]' }, { name: '(?=a)' }],
];

if (hasMeasure()) {
  for (const seed of SEEDS)
    test(`random patches of random objects print what the real one prints (${seed})`, async () => {
      const all = fc.sample(
        fc.tuple(...Array.from({ length: OBJECTS }, (_, index) => mergeOf(`r${index}`))),
        {
          numRuns: 1,
          seed,
        },
      )[0];
      const built = (all ?? []).filter((one) => !fails(one));
      assert.ok(built.length > OBJECTS / 2);
      const told = await firstDifference(built);
      assert.is(told, undefined, told);
    });

  test('every operation of a JSON patch ends like the real one, and fails with its words', async () => {
    const target = { kind: 'Deployment' };
    await allSame(
      Object.fromEntries(OPERATIONS.map((one) => [one, withPatch({ target, patch: `- ${one}` })])),
    );
  });

  test('what can be read as no patch, or finds nothing to patch, fails with the words of the real one', async () => {
    await allSame(
      Object.fromEntries(
        DOCUMENTS.flatMap((one) => [
          [one, withPatch({ patch: one })],
          [
            `${one} in a file`,
            withPatch({ path: 'patch.yaml', target: { name: 'web' } }, { 'patch.yaml': one }),
          ],
        ]),
      ),
    );
  });

  test('selectors choose, and fail, as the real ones do', async () => {
    const patch = '[{"op":"add","path":"/hit","value":true}]';
    await allSame(
      Object.fromEntries(SELECTORS.map((target) => [JSON.stringify(target), withPatch({ target, patch })])),
    );
  });
} else sayLeftOut();

test.run();
