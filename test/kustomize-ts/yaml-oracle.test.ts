import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allSame, type Case, difference, hasMeasure, ourAnswer, sayLeftOut } from './harness.ts';
import { inQuotes, numerals, texts } from './yaml-samples.ts';

/** How many batches are built with both: each costs a process of a tenth of a second. */
const wanted = process.env['KUSTOMIZE_RUNS'];
/** The same texts each time, so that a red run is a change of ours; with KUSTOMIZE_RUNS others, and as many as it says. */
const EXTENT = wanted === undefined ? { numRuns: 2, seed: 20_261_127 } : { numRuns: Number(wanted) };
const BATCH = 120;

const HEAD = 'apiVersion: example.com/v1\nkind: Example\nmetadata:\n  name: example\n';

/** One object whose spec holds these lines. */
const holding = (lines: readonly string[]): Case => ({
  files: {
    'kustomization.yaml': 'resources: [object.yaml]\n',
    'object.yaml': `${HEAD}spec:\n${lines.join('')}`,
  },
});

/** One object, and a patch that adds these values to its spec: YAML 1.1, read into JSON. */
const patched = (values: readonly string[]): Case => ({
  files: {
    'kustomization.yaml':
      'resources: [object.yaml]\npatches:\n- path: patch.yaml\n  target: {kind: Example}\n',
    'object.yaml': `${HEAD}spec: {}\n`,
    'patch.yaml': values.map((value, at) => `- op: add\n  path: /spec/k${at}\n  value: ${value}\n`).join(''),
  },
});

type Wrap = (values: readonly string[]) => Case;

/** The values that can be built with others around them; the rest is compared one by one. */
const buildable = (values: readonly string[], wrap: Wrap): string[] =>
  values.filter((value) => 'output' in ourAnswer(wrap([value])));

const sameForAll = async (value: fc.Arbitrary<string>, wrap: Wrap): Promise<void> => {
  const batch = fc.array(value, { minLength: BATCH, maxLength: BATCH });
  await fc.assert(
    fc.asyncProperty(batch, async (values) => {
      const good = buildable(values, wrap);
      const [bad] = values.filter((one) => !good.includes(one));
      assert.is(await difference(wrap(good)), undefined);
      if (bad !== undefined) assert.is(await difference(wrap([bad])), undefined, bad);
    }),
    EXTENT,
  );
};

/** Each value below a key of its own, as it stands and inside sequences. */
const asValues: Wrap = (values) =>
  holding(
    values.map(
      (value, at) => `  k${at}: ${value}\n  l${at}:\n  - ${value}\n  - - ${value}\n    - z: ${value}\n`,
    ),
  );

/** Each value as a key. */
const asKeys: Wrap = (values) =>
  holding(values.map((value, at) => `  k${at}: {? ${value} : [x, {? ${value} : y}]}\n`));

/** Every value as a literal and as a folded block. */
const asBlocks: Wrap = (values) =>
  holding(
    values.flatMap((value, at) =>
      ['|', '|-', '|+', '>', '>-', '>+'].map((header, which) => `  k${at}-${which}: ${header}2\n${value}`),
    ),
  );

const lines = fc
  .array(
    fc.constantFrom(
      'a',
      'word and word',
      ' indented',
      '\ttab',
      '',
      '',
      '  ',
      'end ',
      '#',
      'x: y',
      '漢\u2028',
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((all) => all.map((line) => `${line === '' ? '' : `    ${line}`}\n`).join(''));

const pairs = fc
  .array(fc.constantFrom(...'0129aZ.-_/é'), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''));

/** Two keys side by side. Of more the order may go in a circle, and then depends on Go's chance. */
const asNeighbours: Wrap = (values) =>
  holding(
    values.map((value, at) => `  k${at}: {${inQuotes(value)}: 1, ${inQuotes(`${value.slice(1)}0`)}: 2}\n`),
  );

/** Whole files that are no usual ones: both must build the same, or fail with the same words. */
const FILES: readonly string[] = [
  'd: &a {x: 1}\ne: {<<: [*a, {x: 2, y: 3}], z: 1}\n',
  'd: &a {x: 1}\ne: &b {<<: *a, y: 1}\nf: {<<: *b, z: 1}\n',
  'd: &a [x]\n&b c: *a\ne: *b\n',
  'd: !!set {a, b}\ne: !!omap [a: 1]\nf: !!str [a]\ng: !mine {a: 1}\n',
  'd: !!binary aGVsbG8=\ne: !!binary "/w=="\n',
  'd: {a: , b: [p: , ], "c"}\ne:\n- - - a\n    - b\n  - c\n-\n',
  'd: a\rb: 2\r\ne: "a\r\n  b"\r\n',
  'd: a\u0085e: b\nf: x\u2028  y\n',
  '"<<": 1\nd: {"<<": {a: 1}, b: 2}\n',
  '1: a\ntrue: b\n2020-01-01: c\n',
  '__proto__: {a: 1}\nconstructor: {b: 2}\n',
  'd: 1\n...\n: nonsense\n',
  'd: [http://a:80/b, a:b, {c: http://d?e=f}]\n',
  'd: "a \\\n  b\\  \n\n  c"\ne: \'a\n\n\n  b\'\n',
  `d:\n  ${'k'.repeat(1022)}: a\n`,
];
/** The items of a list come out of JSON: other quotes, nothing written in between. */
const LIST = `kind: ExampleList
items:
- kind: Example
  metadata: {name: example}
  spec:
    a: >
      x
       y
      z
    b: {c: , d: "\\ta\\nb"}
    e: [1.0, 1e3, 0644, ~, 2020-01-01, 12345678901234567890]
`;

const BROKEN: readonly string[] = [
  'd: {1: a}\n',
  'd: {!mine a: b}\n',
  'd: {a: 1, a: 2}\n',
  'd: {<<: {a: 1}, <<: {b: 1}}\n',
  'd: {<<: 3}\n',
  'd: !!int abc\n',
  'd: .inf\n',
  'd: *a\n',
  'd: "\\/"\n',
  'd: "a\n---\nb"\n',
  'd: [a, , b]\n',
  'd: [? : b]\n',
  'd: {a: [b, c}\n',
  'd:\n- a\n - b\n- c: d: e\n',
  'd: |\n\ta\n',
  'd: |2\n  \ta\n',
  'd: \x7f\n',
  'd: "\\x7f"\n',
  `d: {"${'k'.repeat(1023)}": a}\n`,
  '%YAML 1.1\n',
];

if (hasMeasure()) {
  test('any text as a value', () => sameForAll(texts.map(inQuotes), asValues));
  test('any text as a key', () => sameForAll(texts.map(inQuotes), asKeys));
  test('numbers and dates in every notation', () => sameForAll(numerals, asValues));
  test('block scalars', () => sameForAll(lines, asBlocks));
  test('the order of two keys', () => sameForAll(pairs, asNeighbours));
  test('texts in a patch', () => sameForAll(texts.map(inQuotes), patched));
  test('numbers and dates in a patch', () => sameForAll(numerals, patched));

  const whole = (text: string, head = HEAD): Case => ({
    files: { 'kustomization.yaml': 'resources: [object.yaml]\n', 'object.yaml': `${head}${text}` },
  });
  const patchedWith = (spec: string): Case => ({
    files: {
      'kustomization.yaml': 'resources: [object.yaml]\npatches:\n- path: patch.yaml\n',
      'object.yaml': `${HEAD}spec:\n  a: |\n    q\n  c: >\n    q\n  d: "q"\n  e: {f: 1, g: 2}\n`,
      'patch.yaml': `${HEAD}spec:\n${spec.replaceAll(/^/gm, '  ').trimEnd()}\n`,
    },
  });
  test('what comes out of a list, and what a patch puts in place of something else', () =>
    allSame({
      list: whole(LIST, ''),
      patch: patchedWith(
        'a: >\n  x\n   y\n  z\nb: >\n  x\n   y\n  z\nc: |\n  x\n   y\n  z\nd: 3\ne: {f: , g: ~}\n',
      ),
    }));
  test('files that are no usual ones', () =>
    allSame(Object.fromEntries(FILES.map((text) => [text, whole(text)]))));
  test('files that are broken', () => allSame(Object.fromEntries(BROKEN.map((text) => [text, whole(text)]))));
} else sayLeftOut();

test.run();
