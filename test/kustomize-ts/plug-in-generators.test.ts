import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { builtinTypes } from '../../scripts/kustomize-ts/facts/types.ts';
import { openFolder } from '../../scripts/kustomize-ts/files/loader.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';
import { generatorPlugIn } from '../../scripts/kustomize-ts/generate/plug-ins.ts';
import { NOTES, type Resource, removeNotes } from '../../scripts/kustomize-ts/object/resource.ts';
import { emit } from '../../scripts/kustomize-ts/yaml/emit.ts';
import { readObjects } from '../../scripts/kustomize-ts/yaml/read.ts';

const files = memoryFiles({ '/app/defaults.env': 'LEVEL=info\n' });
const context = {
  loader: openFolder({ files, restrictor: 'rootOnly', read: new Set() }, '/app'),
  types: builtinTypes,
};

const made = (kind: string, rest: string, apiVersion = 'builtin'): readonly Resource[] => {
  const [config] = readObjects(`apiVersion: ${apiVersion}\nkind: ${kind}\n${rest}`);
  if (config === undefined) throw new Error('no configuration');
  return generatorPlugIn(config, context)();
};

const printed = (kind: string, rest: string): string =>
  made(kind, rest)
    .map((one) => {
      removeNotes(one, []);
      return emit(one.root);
    })
    .join('---\n');

const failure = (kind: string, rest = 'metadata: {name: x}\n', apiVersion = 'builtin'): string => {
  try {
    made(kind, rest, apiVersion);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no failure';
};

test('a generator in a file is named by its metadata, and its fields mean what they mean in a kustomization', () => {
  assert.is(
    printed(
      'ConfigMapGenerator',
      'metadata: {name: x, namespace: shop, labels: {not: taken}}\nliterals: [a=b]\nENVS: [defaults.env]\n',
    ),
    'apiVersion: v1\ndata:\n  LEVEL: info\n  a: b\nkind: ConfigMap\nmetadata:\n  name: x\n  namespace: shop\n',
  );
  assert.is(
    printed(
      'SecretGenerator',
      'metadata: {name: x, namespace: shop}\nname: y\nnamespace: q\ntype: a/b\noptions: {immutable: true, labels: {a: "1"}}\n',
    ),
    'apiVersion: v1\ndata: {}\nimmutable: true\nkind: Secret\nmetadata:\n  labels:\n    a: "1"\n  name: "y"\n  namespace: q\ntype: a/b\n',
  );
});

test('behavior and hash are noted as for any generator', () => {
  const [one] = made('ConfigMapGenerator', 'metadata: {name: x}\nbehavior: merge\n');
  assert.match(emit((one as Resource).root), new RegExp(`${NOTES.behavior}: merge`));
});

test('fields that mean nothing there have no effect, as in the real tool', () => {
  const rest =
    'metadata: {name: x, uid: 5}\nbogus: 1\nenv: defaults.env\noptions: {bogus: 2}\n__proto__: {name: z}\n';
  assert.is(printed('ConfigMapGenerator', rest), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n');
});

test('a field of another type is an error that names it', () => {
  assert.is(
    failure('ConfigMapGenerator', 'metadata: {name: x}\nliterals: foo\n'),
    'plugin ConfigMapGenerator.builtin.[noGrp]/x.[noNs] fails configuration: error unmarshaling JSON: ' +
      'while decoding JSON: json: cannot unmarshal string into Go struct field ConfigMapGeneratorPlugin.literals of type []string',
  );
  assert.match(
    failure('SecretGenerator', 'metadata: {name: x}\nliterals: [1]\n'),
    /json: cannot unmarshal number into Go struct field SecretGeneratorPlugin\.literals of type string$/,
  );
});

test('nothing else is run: other kinds are refused in the words of the real tool', () => {
  assert.is(
    failure('Mine', undefined, 'example.com/v1'),
    "external plugins disabled; unable to load external plugin 'Mine'",
  );
  assert.is(
    failure('ConfigMapGenerator', undefined, 'v1'),
    "external plugins disabled; unable to load external plugin 'ConfigMapGenerator'",
  );
  assert.is(
    failure('NamespaceTransformer'),
    'plugin NamespaceTransformer.builtin.[noGrp]/x.[noNs] not a generator',
  );
  assert.is(failure('Nope'), 'unable to load builtin Nope.builtin.[noGrp]');
  assert.is(failure('toString'), 'unable to load builtin toString.builtin.[noGrp]');
  assert.match(
    failure('HelmChartInflationGenerator'),
    /fails configuration: must specify --enable-helm; .*resources$/,
  );
});

test.run();
