import fc from 'fast-check';
import { build } from 'kustomize-ts';
import { memoryFiles } from 'kustomize-ts/files/memory.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { manifestsOf, type Plain } from '../../scripts/render/plain.ts';

const manifests = (text: string): { read: Plain[]; printed: unknown[] } => {
  const built = build(
    memoryFiles({ '/kustomization.yaml': 'resources: [all.yaml]\n', '/all.yaml': text }),
    '/',
  );
  return {
    read: manifestsOf(built).map(({ value }) => value),
    printed: parseAllDocuments(built.yaml, { version: '1.1', intAsBigInt: true }).map((document) =>
      document.toJS({ mapAsMap: false }),
    ),
  };
};

/** The printed values as ours have them: whole numbers are bigint only where a double does not hold them. */
const settled = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, settled(inner)]));
};

test('plain data says what the printed YAML says', () => {
  const scalars = [
    'yes',
    '"yes"',
    '0644',
    '0x1f',
    '1_000',
    '1e3',
    '.5',
    '~',
    '',
    '"1"',
    "'a: b'",
    '2020-01-01',
    '12:30',
  ];
  const more = [
    'true',
    'True',
    '"true"',
    '-0.0',
    '9007199254740993',
    '[]',
    '{}',
    '[a, {b: 1}]',
    '|\n      two\n      lines',
  ];
  const lines = [...scalars, ...more].map((scalar, index) => `    k${index}: ${scalar}`);
  const { read, printed } = manifests(
    `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: a }\nspec:\n${lines.join('\n')}\n`,
  );
  assert.equal(settled(read), settled(printed));
});

/** The reader that judges takes a lone point for a number, which go-yaml does not. */
const text = fc.string({ maxLength: 12 }).filter((one) => !/^[-+]?\.[.eE_]*$/.test(one));

test('whatever a text looks like, it stays the text that is printed', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
      const spec = texts.map((one, index) => `  k${index}: ${JSON.stringify(one)}`).join('\n');
      const { read, printed } = manifests(
        `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: a }\nspec:\n${spec}\n`,
      );
      assert.equal(settled(read), settled(printed));
    }),
    { numRuns: 300 },
  );
});

test('names and namespaces are told; keys that would reach into prototypes are only keys', () => {
  const built = build(
    memoryFiles({
      '/kustomization.yaml': 'resources: [a.yaml]\n',
      '/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: shop }\ndata: { __proto__: x, constructor: y }\n',
    }),
    '/',
  );
  const [manifest] = manifestsOf(built);
  assert.equal(
    [manifest?.apiVersion, manifest?.kind, manifest?.namespace, manifest?.name],
    ['v1', 'ConfigMap', 'shop', 'a'],
  );
  assert.equal(Object.keys(manifest?.value['data'] ?? {}).sort(), ['__proto__', 'constructor']);
  assert.is(({} as Record<string, unknown>)['x'], undefined);
});

test.run();
