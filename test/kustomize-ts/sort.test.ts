import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SortOptions } from '../../scripts/kustomize-ts/kustomization/kustomization.ts';
import { apiVersionOf, kindOf, nameOf, namespaceOf } from '../../scripts/kustomize-ts/object/resource.ts';
import { sortResources } from '../../scripts/kustomize-ts/transform/sort.ts';
import { failureOf, loaded } from './transformed.ts';

type Object = readonly [apiVersion: string, kind: string, name?: string, namespace?: string];

const yamlOf = (objects: readonly Object[]): string =>
  objects
    .map(([apiVersion, kind, name = 'a', namespace]) => {
      const metadata = namespace === undefined ? { name } : { name, namespace };
      return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: ${JSON.stringify(metadata)}\n`;
    })
    .join('---\n');

const sorted = (objects: readonly Object[], options: SortOptions | 'legacy' | 'fifo'): string[] => {
  const all = loaded(yamlOf(objects));
  sortResources(all, options);
  return all.list.map((one) =>
    [apiVersionOf(one), kindOf(one), namespaceOf(one), nameOf(one)].join(' ').replaceAll('  ', ' '),
  );
};

const legacy = (orderFirst: string[], orderLast: string[]): SortOptions => ({
  order: 'legacy',
  legacySortOptions: { orderFirst, orderLast },
});

test('what others need comes first, webhooks last, and the rest by group, version and kind', () => {
  const objects: Object[] = [
    ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
    ['apps/v1', 'Deployment'],
    ['v1', 'Pod'],
    ['apps/v1', 'DaemonSet'],
    ['v1', 'Service'],
    ['example.com/v1', 'Thing'],
    ['v1', 'Namespace'],
    ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
  ];
  assert.equal(sorted(objects, 'legacy'), [
    'v1 Namespace a',
    'apiextensions.k8s.io/v1 CustomResourceDefinition a',
    'v1 Service a',
    'apps/v1 Deployment a',
    'apps/v1 DaemonSet a',
    'example.com/v1 Thing a',
    'v1 Pod a',
    'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration a',
  ]);
  assert.equal(
    sorted(objects, 'fifo')[0],
    'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration a',
  );
});

test('of one type, namespaces come before names, and no namespace after all of them', () => {
  const objects: Object[] = [
    ['v1', 'Secret', 'b'],
    ['v1', 'Secret', 'a', 'zoo'],
    ['v1', 'Secret', 'c', 'app'],
    ['v1', 'Secret', 'a'],
  ];
  assert.equal(sorted(objects, 'legacy'), [
    'v1 Secret app c',
    'v1 Secret zoo a',
    'v1 Secret a',
    'v1 Secret b',
  ]);
});

test('own lists replace the usual ones, and the last mention of a kind counts', () => {
  const objects: Object[] = [
    ['v1', 'Namespace'],
    ['v1', 'Secret'],
    ['v1', 'Pod'],
    ['v1', 'ConfigMap'],
  ];
  const kinds = (options: SortOptions) => sorted(objects, options).map((line) => line.split(' ')[1]);
  assert.equal(kinds(legacy(['Pod'], ['ConfigMap'])), ['Pod', 'Namespace', 'Secret', 'ConfigMap']);
  assert.equal(kinds(legacy(['Pod', 'Secret'], ['Pod'])), ['Secret', 'ConfigMap', 'Namespace', 'Pod']);
  assert.equal(kinds({ order: 'legacy', legacySortOptions: undefined })[0], 'Namespace');
});

test('options that name no order, or lists for another one, are failures', () => {
  assert.is(
    failureOf(() => sorted([], { order: 'random', legacySortOptions: undefined })),
    "the field 'sortOptions.order' must be one of [fifo, legacy]",
  );
  assert.is(
    failureOf(() => sorted([], { ...legacy([], []), order: 'fifo' })),
    "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
  );
});

test('the order does not depend on the order of arrival, and loses nothing', () => {
  const kind = fc.constantFrom('Namespace', 'Secret', 'Pod', 'Thing', 'MutatingWebhookConfiguration');
  const name = fc.constantFrom('a', 'b', 'B', 'a-b', 'a1');
  const object: fc.Arbitrary<Object> = fc.tuple(fc.constantFrom('v1', 'x.y/v1'), kind, name);
  const objects = fc.uniqueArray(object, { selector: (one) => one.join(), maxLength: 12 });
  fc.assert(
    fc.property(
      objects.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([one, other]) => {
        assert.equal(sorted(one, 'legacy'), sorted(other, 'legacy'));
        assert.is(sorted(one, 'legacy').length, one.length);
      },
    ),
  );
});

test.run();
