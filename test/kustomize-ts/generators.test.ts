import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { builtinTypes } from '../../scripts/kustomize-ts/facts/types.ts';
import { openFolder } from '../../scripts/kustomize-ts/files/loader.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';
import { configMap } from '../../scripts/kustomize-ts/generate/config-map.ts';
import { mergedOptions } from '../../scripts/kustomize-ts/generate/options.ts';
import { secret } from '../../scripts/kustomize-ts/generate/secret.ts';
import type { GeneratorOptions, SecretArgs } from '../../scripts/kustomize-ts/kustomization/kustomization.ts';
import { isMapping, isScalar, type Mapping } from '../../scripts/kustomize-ts/object/node.ts';
import { annotation, NOTES, type Resource } from '../../scripts/kustomize-ts/object/resource.ts';
import { emit } from '../../scripts/kustomize-ts/yaml/emit.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

const contextOf = (files: Files) => ({
  loader: openFolder(
    { files: memoryFiles({ '/app/here': '', ...files }), restrictor: 'rootOnly', read: new Set() },
    '/app',
  ),
  types: builtinTypes,
});

const args = (given: Partial<SecretArgs>): SecretArgs => ({
  name: 'settings',
  namespace: '',
  behavior: '',
  literals: [],
  files: [],
  envs: [],
  options: undefined,
  type: '',
  ...given,
});

const options = (given: Partial<GeneratorOptions>): GeneratorOptions => ({
  labels: {},
  annotations: {},
  disableNameSuffixHash: false,
  immutable: false,
  ...given,
});

const made = (given: Partial<SecretArgs>, files: Files = {}): Resource =>
  configMap(args(given), contextOf(files));

/** The entries of a field as plain texts. */
const field = ({ root }: Resource, name: string): Record<string, string> => {
  const found = root.entries.get(name);
  const entries = isMapping(found) ? [...found.entries] : [];
  return Object.fromEntries(entries.map(([key, value]) => [key, isScalar(value) ? value.value : '?']));
};

const data = (given: Partial<SecretArgs>, files: Files = {}): Record<string, string> =>
  field(made(given, files), 'data');

const withoutNotes = ({ root }: Resource): string => {
  const metadata = root.entries.get('metadata') as Mapping;
  const annotations = metadata.entries.get('annotations') as Mapping;
  annotations.entries.delete(NOTES.behavior);
  annotations.entries.delete(NOTES.needsHash);
  return emit(root);
};

const failure = (given: Partial<SecretArgs>, files: Files = {}): string => {
  try {
    made(given, files);
  } catch (error) {
    return (error as Error).message;
  }
  return 'no failure';
};

test('a ConfigMap holds env files, literals and files, its keys sorted', () => {
  const generated = made(
    {
      literals: ['zone=eu', 'empty='],
      files: ['conf/app.ini', 'renamed=conf/app.ini'],
      envs: ['defaults.env'],
    },
    { '/app/conf/app.ini': 'a = 1\n', '/app/defaults.env': 'LEVEL=info\n' },
  );
  assert.equal(
    [...(generated.root.entries.get('data') as Mapping).entries.keys()],
    ['LEVEL', 'app.ini', 'empty', 'renamed', 'zone'],
  );
  assert.equal(field(generated, 'data'), {
    LEVEL: 'info',
    'app.ini': 'a = 1\n',
    empty: '',
    renamed: 'a = 1\n',
    zone: 'eu',
  });
});

test('a literal loses one pair of quotes, and only where they match', () => {
  const literals = [`a='x'`, `b="y"`, `c='x`, `d="x'`, `e='`, `f=""`, `g=''z''`, 'h=k=v', 'i= x '];
  assert.equal(data({ literals }), {
    a: 'x',
    b: 'y',
    c: `'x`,
    d: `"x'`,
    e: `'`,
    f: '',
    g: `'z'`,
    h: 'k=v',
    i: ' x ',
  });
});

test('a line of an env file loses what is blank before it, and nothing else', () => {
  const env = [
    '\uFEFFFIRST=1',
    '  \t INDENTED = x ',
    '# a comment',
    '   # another',
    '',
    'ALONE',
    'TWICE=a=b',
    `QUOTED="x"`,
    '=nameless',
    '\u00A0NBSP=1',
    'CARRIAGE=x\r',
  ].join('\n');
  assert.equal(data({ envs: ['e'] }, { '/app/e': env }), {
    FIRST: '1',
    'INDENTED ': ' x ',
    ALONE: '',
    TWICE: 'a=b',
    QUOTED: '"x"',
    NBSP: '1',
    CARRIAGE: 'x',
  });
});

test('a byte order mark counts as text from the second line on', () => {
  assert.equal(data({ envs: ['e'] }, { '/app/e': 'A=1\n\uFEFFB=2\n' }), { A: '1', '\uFEFFB': '2' });
});

test('a line that the real tool would drop with all that follows is refused', () => {
  const fits = `A=${'x'.repeat(65_533)}`;
  assert.equal(Object.keys(data({ envs: ['e'] }, { '/app/e': `${fits}\nB=1\n` })), ['A', 'B']);
  assert.match(
    failure({ envs: ['e'] }, { '/app/e': `B=1\n${fits}x\nC=1\n` }),
    /line 2 is longer than 65535 bytes/,
  );
});

test('what is no UTF-8 goes to binaryData', () => {
  const generated = made(
    { files: ['text', 'raw'] },
    { '/app/text': 'é\r\n', '/app/raw': Uint8Array.of(0xff, 0xfe) },
  );
  assert.equal(field(generated, 'data'), { text: 'é\r\n' });
  assert.equal(field(generated, 'binaryData'), { raw: '//4=' });
});

test('Base64 stands in lines of 70, the last of several with an end, too', () => {
  const value = (length: number): string =>
    field(secret(args({ literals: [`k=${'a'.repeat(length)}`] }), contextOf({})), 'data')['k'] ?? '';
  assert.equal(value(51), 'YWFh'.repeat(17));
  assert.equal(
    value(52)
      .split('\n')
      .map((line) => line.length),
    [70, 2, 0],
  );
  assert.equal(
    value(105)
      .split('\n')
      .map((line) => line.length),
    [70, 70, 0],
  );
  assert.equal(value(0), '');
});

test('a Secret is Opaque unless it says otherwise, and has data even when it holds nothing', () => {
  assert.is(
    withoutNotes(secret(args({ name: 'empty' }), contextOf({}))),
    'apiVersion: v1\ndata: {}\nkind: Secret\nmetadata:\n  annotations: {}\n  name: empty\ntype: Opaque\n',
  );
  const typed = secret(args({ type: 'kubernetes.io/tls', literals: ['a=1'] }), contextOf({}));
  assert.is(field(typed, 'data')['a'], 'MQ==');
  assert.match(emit(typed.root), /\ntype: kubernetes.io\/tls\n$/);
});

test('options, namespace and the notes of the generator stand on the object', () => {
  const generated = made({
    namespace: 'shop',
    behavior: 'merge',
    options: options({ labels: { app: 'web' }, annotations: { note: 'x' }, immutable: true }),
  });
  assert.is(annotation(generated, NOTES.behavior), 'merge');
  assert.is(annotation(generated, NOTES.needsHash), 'enabled');
  assert.is(
    withoutNotes(generated),
    'apiVersion: v1\nimmutable: true\nkind: ConfigMap\nmetadata:\n  annotations:\n    note: x\n' +
      '  labels:\n    app: web\n  name: settings\n  namespace: shop\n',
  );
  const plain = made({ behavior: 'something', options: options({ disableNameSuffixHash: true }) });
  assert.is(annotation(plain, NOTES.behavior), 'unspecified');
  assert.is(annotation(plain, NOTES.needsHash), undefined);
});

test('the options of a generator win over those of all, but a switch that is on stays on', () => {
  const all = options({ labels: { a: 'all', b: 'all' }, immutable: true });
  const own = options({ labels: { b: 'own', ['__proto__']: 'x' }, disableNameSuffixHash: true });
  const merged = mergedOptions(all, own);
  assert.equal(Object.entries(merged?.labels ?? {}), [
    ['a', 'all'],
    ['b', 'own'],
    ['__proto__', 'x'],
  ]);
  assert.is(merged?.immutable, true);
  assert.is(merged?.disableNameSuffixHash, true);
  assert.is(mergedOptions(undefined, own), own);
  assert.is(mergedOptions(all, undefined), all);
});

test('what cannot be understood is an error in the words people search for', () => {
  assert.is(failure({ name: '' }), 'a configmap must have a name');
  assert.is(failure({ literals: ['a=1', 'a=2'] }), 'configmap settings illegally repeats the key `a`');
  assert.is(
    failure({ literals: ['a=1', 'nope'] }),
    'loading KV pairs: literal sources [a=1 nope]: invalid literal source nope, expected key=value',
  );
  assert.match(failure({ literals: ['=x'] }), /: invalid literal source =x, expected key=value$/);
  assert.is(
    failure({ files: ['=x'] }),
    'loading KV pairs: file sources: [=x]: missing key name for file path "x" in source "=x"',
  );
  assert.match(failure({ files: ['x='] }), /: missing file path for key name "x" in source "x="$/);
  assert.match(failure({ files: ['x=a=b'] }), /: source "x=a=b" key name or file path contains '='$/);
  assert.match(
    failure({ files: ['gone'] }),
    /^loading KV pairs: file sources: \[gone\]: .*no such file or directory$/,
  );
  assert.match(failure({ envs: ['gone'] }), /^loading KV pairs: env source files: \[gone\]: .*no such file/);
  assert.match(
    failure({ envs: ['e'] }, { '/app/e': Uint8Array.of(0x41, 0xff, 0x3d, 0x31, 0x0a) }),
    /: line \[65 255 61 49\] has invalid utf8 bytes : A/,
  );
});

test('whatever bytes a Secret is made of, its Base64 leads back to them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const generated = secret(args({ files: ['raw'] }), contextOf({ '/app/raw': bytes }));
      assert.equal(Buffer.from(field(generated, 'data')['raw'] ?? '', 'base64'), Buffer.from(bytes));
    }),
  );
});

test('whatever text an env file sets is what the ConfigMap holds', () => {
  const key = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/);
  const value = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ''));
  fc.assert(
    fc.property(fc.dictionary(key, value, { noNullPrototype: true }), (pairs) => {
      const env = Object.entries(pairs).map(([name, text]) => `${name}=${text}\n`);
      assert.equal(data({ envs: ['e'] }, { '/app/e': env.join('') }), pairs);
    }),
  );
});

test.run();
