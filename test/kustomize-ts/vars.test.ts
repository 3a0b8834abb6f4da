import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Build, build } from '../../scripts/kustomize-ts/build.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';
import { expanded } from '../../scripts/kustomize-ts/reference/vars-expansion.ts';

type Files = Readonly<Record<string, string>>;

const built = (files: Files): Build => build(memoryFiles(files), '/top');

const failure = (files: Files): string => {
  try {
    built(files);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no failure';
};

const pod = (args: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, args: ${args}}]${more}}\n`;

const variable = (name: string, path = ''): string =>
  `{name: ${name}, objref: {apiVersion: v1, kind: Pod, name: web}${path === '' ? '' : `, fieldref: {fieldpath: "${path}"}`}}`;

const single = (vars: string, objects: string, more = ''): Files => ({
  'top/kustomization.yaml': `resources: [objects.yaml]\nvars: [${vars}]\n${more}\n`,
  'top/objects.yaml': objects,
});

/** The arguments of the container, as they are printed. */
const argsOf = (files: Files): string[] => {
  const [, list = ''] = /\n {2}- args:\n((?: {4}- .*\n)*)/.exec(built(files).yaml) ?? [];
  return list
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(6));
};

test('references become the value, two dollar signs one, and what names nothing stays', () => {
  const args = '["$(V)", "a-$(V)-$(V)", "$$(V)", "$(W)", "$(", "$x", "x$", "$$", "$(V"]';
  assert.equal(argsOf(single(variable('V'), pod(args))), [
    'web',
    'a-web-web',
    '$(V)',
    '$(W)',
    '$(',
    '$x',
    'x$',
    '$',
    '$(V',
  ]);
});

/** How a value is printed alone and within a text, as Kustomize 5.5 prints it. */
const VALUES: readonly (readonly [written: string, alone: string, within: string])[] = [
  ['5', '5', 'a5'],
  ['"5"', '"5"', 'a5'],
  ['007', '7', 'a7'],
  ['1.50', '1.5', 'a1.5'],
  ['1e3', '1000', 'a1000'],
  ['1e-7', '1e-07', 'a1e-07'],
  ['123456789.123', '1.23456789123e+08', 'a1.23456789123e+08'],
  ['true', 'true', 'atrue'],
  ['null', '"null"', 'anull'],
  ['2020-01-01', '"2020-01-01"', 'a2020-01-01'],
  ['"yes"', '"yes"', 'ayes'],
];

for (const [written, alone, within] of VALUES)
  test(`a var that reads ${written} keeps its type where it stands alone`, () => {
    const files = single(variable('V', 'spec.x'), pod('["$(V)", "a$(V)"]', `, x: ${written}`));
    assert.equal(argsOf(files), [alone, within]);
  });

test('a field is found by dots, indexes, conditions, and brackets around dots', () => {
  const more = ', ports: [{name: http, port: 80}, {name: x.y, port: 81}], notes: {a.b/c: dotted}';
  const value = (path: string): string[] => argsOf(single(variable('V', path), pod('["$(V)"]', more)));
  for (const path of [
    'spec.ports[1].port',
    'spec.ports.1.port',
    'spec.ports.-.port',
    'spec.ports.[name=x.y].port',
  ])
    assert.equal(value(path), ['81'], path);
  for (const path of ['spec.notes.[a.b/c]', 'spec.notes.a\\\\.b/c', ' spec . notes .[a.b/c]'])
    assert.equal(value(path), ['dotted'], path);
});

test('the value is the one after everything else: with prefixes, and of the merged ConfigMap', () => {
  const files: Files = {
    'base/kustomization.yaml':
      'configMapGenerator: [{name: c, literals: [zone=old]}]\nnamePrefix: p-\n' +
      'vars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: c}, fieldref: {fieldpath: data.zone}}]\n',
    'top/kustomization.yaml':
      'resources: [../base, objects.yaml]\nnamePrefix: q-\nconfigMapGenerator: [{name: c, behavior: merge, literals: [zone=new]}]\n' +
      'vars: [{name: W, objref: {apiVersion: v1, kind: ConfigMap, name: p-c}}]\n',
    'top/objects.yaml': pod('["$(V)", "$(W)"]'),
  };
  assert.equal(argsOf(files)[0], 'new');
  assert.match(argsOf(files)[1] ?? '', /^q-p-c-[a-z0-9]{10}$/);
});

test('a list or a mapping replaces nothing, and its var counts as unused', () => {
  const files = single(variable('V', 'spec.x'), pod('["$(V)"]', ', x: [1]'));
  assert.equal(argsOf(files), ['$(V)']);
  assert.ok(built(files).warnings.includes('well-defined vars that were never replaced: V'));
});

test('fields that may refer to vars are those of the tables and of the configuration', () => {
  const files = {
    ...single(
      variable('V'),
      pod('["$(V)"]', ', x: {a: "$(V)", n: 5, m: {deep: "$(V)"}}, y: "$(V)"'),
      'configurations: [c.yaml]',
    ),
    'top/c.yaml': 'varReference: [{path: spec/x, kind: Pod}]\n',
  };
  assert.match(
    built(files).yaml,
    / {2}x:\n {4}a: web\n {4}m:\n {6}deep: \$\(V\)\n {4}"n": 5\n {2}"y": \$\(V\)\n/,
  );
});

test('without an object, a field or a value that Go can read, the build ends and says which var it was', () => {
  const missing = 'not found in corresponding resource';
  assert.is(
    failure(single(variable('V', 'spec.x'), pod('[]'))),
    `field specified in var '{V Pod.v1.[noGrp] {spec.x}}' ${missing}`,
  );
  for (const value of ['0x10', '12345678901234567890', '.inf'])
    assert.match(
      failure(single(variable('V', 'spec.x'), pod('[]', `, x: ${value}`))),
      new RegExp(`${missing}$`),
    );
  assert.is(
    failure(single('{name: V, objref: {apiVersion: v1, kind: Pod, name: gone}}', pod('[]'))),
    "var '{V Pod.v1.[noGrp] {metadata.name}}' cannot be mapped to a field in the set of known resources",
  );
});

test('a name twice, and an object that may be either of two, are errors', () => {
  assert.match(
    failure(single(`${variable('V')}, ${variable('V')}`, pod('[]'))),
    /: var 'V' already encountered$/,
  );
  const two = single(
    variable('V'),
    `${pod('[]')}---\n${pod('[]').replace('name: web', 'name: web, namespace: b')}`,
  );
  assert.match(
    failure(two),
    /found 2 resId matches for var \{V Pod\.v1\.\[noGrp\] \{.*\}\} \(unable to disambiguate\)$/,
  );
});

test('a list that may refer to vars holds texts only', () => {
  assert.match(failure(single(variable('V'), pod('[a, 1]'))), /: invalid value type expect a string$/);
  assert.match(failure(single(variable('V'), pod('[a, null]'))), /: invalid value type expect a string$/);
});

test('what is not ASCII falls apart after a dollar sign, as in the real tool', () => {
  assert.equal(argsOf(single(variable('V'), pod('["$é", "é$(V)"]'))), ['JMODqQ==', 'éweb']);
});

test('names that mean something to JavaScript mean nothing here', () => {
  assert.equal(argsOf(single(variable('__proto__'), pod('["$(__proto__)", "$(constructor)"]'))), [
    'web',
    '$(constructor)',
  ]);
});

test('a text that only opens references is read once; one that would grow without end is refused', () => {
  const opened = '$('.repeat(500_000);
  assert.is(expanded(opened, () => undefined).value, opened);
  const value = { kind: 'text', value: 'x'.repeat(100_000) } as const;
  assert.throws(
    () => expanded('$(V)-'.repeat(10_000), () => value),
    /makes a text of more than 16777216 characters/,
  );
});

test.run();
