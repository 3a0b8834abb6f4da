import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type BuildOptions, build } from '../../scripts/kustomize-ts/build.ts';
import { BuildFailure } from '../../scripts/kustomize-ts/failure.ts';
import { diskFiles } from '../../scripts/kustomize-ts/files/folder.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';

type Files = Readonly<Record<string, string>>;

const object = (kind: string, name: string, more = ''): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${more}`;

const built = (files: Files, folder = '/app', options: BuildOptions = {}) =>
  build(memoryFiles(files), folder, options);

const failure = (files: Files, folder = '/app', options: BuildOptions = {}): BuildFailure => {
  try {
    built(files, folder, options);
  } catch (error) {
    assert.instance(error, BuildFailure);
    return error as BuildFailure;
  }
  throw new Error('the build should have failed');
};

const refused = (files: Files, message: string): void => assert.is(failure(files).message, message);

test('resources are printed in the order Kustomize applies them, with one blank separator between two', () => {
  const { yaml, files } = built({
    'app/kustomization.yaml': 'resources: [b.yaml, a.yaml]\n',
    'app/a.yaml': object('Namespace', 'shop'),
    'app/b.yaml': `${object('ConfigMap', 'b')}---\n${object('ConfigMap', 'a')}`,
  });
  assert.is(
    yaml,
    `${object('Namespace', 'shop')}---\n${object('ConfigMap', 'a')}---\n${object('ConfigMap', 'b')}`,
  );
  assert.equal(files, ['/app/a.yaml', '/app/b.yaml', '/app/kustomization.yaml']);
});

test('an object whose kind ends in List needs no name', () => {
  const { yaml } = built({
    'app/kustomization.yaml': 'resources: [a.yaml]\n',
    'app/a.yaml': 'apiVersion: v1\nkind: AllowList\nspec: {}\n',
  });
  assert.is(yaml, 'apiVersion: v1\nkind: AllowList\nmetadata: {}\nspec: {}\n');
});

test('a path may end in a slash, whatever it leads to', () => {
  const { yaml } = built({
    'app/kustomization.yaml': 'resources: [../base/, ./a.yaml/]\ncomponents: [part/]\n',
    'app/a.yaml': object('ConfigMap', 'a'),
    'app/part/kustomization.yaml': 'kind: Component\nnamePrefix: x-\n',
    'base/kustomization.yaml': 'resources: [b.yaml]\n',
    'base/b.yaml': object('ConfigMap', 'b'),
  });
  assert.is(yaml, `${object('ConfigMap', 'x-a')}---\n${object('ConfigMap', 'x-b')}`);
});

test('reorder none keeps the order in which objects arrived', () => {
  const files = {
    'app/kustomization.yaml': 'resources: [b.yaml, a.yaml]\n',
    'app/a.yaml': object('Namespace', 'shop'),
    'app/b.yaml': object('ConfigMap', 'b'),
  };
  assert.match(built(files, '/app', { reorder: 'none' }).yaml, /ConfigMap[\s\S]*Namespace/);
  assert.match(built(files, '/app', { reorder: 'legacy' }).yaml, /Namespace[\s\S]*ConfigMap/);
});

test('sortOptions count in the folder that is built, and win over reorder with a warning', () => {
  const files = {
    'app/kustomization.yaml': 'resources: [base]\nsortOptions: {order: fifo}\n',
    'app/base/kustomization.yaml': 'resources: [b.yaml, a.yaml]\nsortOptions: {order: legacy}\n',
    'app/base/a.yaml': object('Namespace', 'shop'),
    'app/base/b.yaml': object('ConfigMap', 'b'),
  };
  const { yaml, warnings } = built(files, '/app', { reorder: 'legacy' });
  assert.match(yaml, /ConfigMap[\s\S]*Namespace/);
  assert.is(warnings.length, 1);
  assert.match(warnings[0] ?? '', /sortOptions.*--reorder/);
});

test('lists are replaced by their items, which come after whatever else the file holds', () => {
  const list = (items: string): string => `apiVersion: v1\nkind: ConfigMapList\nitems:\n${items}`;
  const item = (name: string): string => `- {apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}\n`;
  const { resources } = built(
    {
      'app/kustomization.yaml': 'resources: [a.yaml]\n',
      'app/a.yaml': `${list(item('one') + item('two'))}---\n${object('ConfigMap', 'three')}`,
    },
    '/app',
    { reorder: 'none' },
  );
  const names = resources.map(({ root }) => JSON.stringify([...root.entries.keys()]) && nameIn(root));
  assert.equal(names, ['three', 'one', 'two']);
});

const nameIn = (root: import('../../scripts/kustomize-ts/object/node.ts').Mapping): string => {
  const metadata = root.entries.get('metadata');
  const name = metadata?.kind === 'mapping' ? metadata.entries.get('name') : undefined;
  return name?.kind === 'scalar' ? name.value : '';
};

test('a component works on what its parent gathered, before the parent itself does', () => {
  const { yaml } = built({
    'app/kustomization.yaml': 'resources: [a.yaml]\ncomponents: [../part]\nnamePrefix: top-\n',
    'app/a.yaml': object('ConfigMap', 'a'),
    'part/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: part-\nresources: [b.yaml]\n',
    'part/b.yaml': object('ConfigMap', 'b'),
  });
  assert.match(yaml, /name: top-part-a\n[\s\S]*name: top-part-b\n/);
});

test('a component under resources is refused, and a kustomization under components', () => {
  const part = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: x\n';
  assert.match(
    failure({ 'app/kustomization.yaml': 'resources: [part]\n', 'app/part/kustomization.yaml': part }).message,
    /expected kind != 'Component' for path '\/app\/part'$/,
  );
  refused(
    { 'app/kustomization.yaml': 'components: [part]\n', 'app/part/kustomization.yaml': 'namePrefix: x\n' },
    `accumulating components: accumulateDirectory: "expected kind 'Component' for path '/app/part' but got 'Kustomization'"`,
  );
});

test('a path below a file leads nowhere on a disk either', () => {
  const here = fileURLToPath(import.meta.url);
  const files = diskFiles();
  assert.is(files.isFolder(`${here}/a`), false);
  assert.is(files.read(`${here}/a`), undefined);
  assert.is(files.real(`${here}/a`), undefined);
  assert.throws(() => build(files, here), /must build at directory: '.*': file is not directory/);
});

test('what cannot be loaded is told as the real tool tells it, with the file', () => {
  const missing = failure({ 'app/kustomization.yaml': 'resources: [b.yaml]\n' });
  assert.is(
    missing.message,
    "accumulating resources: accumulation err='accumulating resources from 'b.yaml': evalsymlink failure on '/app/b.yaml' : lstat /app/b.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/app/b.yaml' : lstat /app/b.yaml: no such file or directory",
  );
  assert.is(missing.file, '/app/b.yaml');
  const outside = failure({
    'app/kustomization.yaml': 'resources: [../a.yaml]\n',
    'a.yaml': object('ConfigMap', 'a'),
  });
  assert.match(outside.message, /security; file '\/a\.yaml' is not in or below '\/app'/);
});

test('without load restrictions a file outside the folder may be read', () => {
  const files = {
    'app/kustomization.yaml': 'resources: [../a.yaml]\n',
    'a.yaml': object('ConfigMap', 'a'),
  };
  assert.is(built(files, '/app', { loadRestrictor: 'none' }).yaml, object('ConfigMap', 'a'));
});

test('without load restrictions what is no file is said in the words of the system', () => {
  const message = (path: string): string =>
    failure({ 'app/kustomization.yaml': `resources: [${path}]\n`, 'app/b/a.yaml': '' }, '/app', {
      loadRestrictor: 'none',
    }).message;
  assert.match(
    message('nowhere'),
    "accumulating resources from 'nowhere': open /app/nowhere: no such file or directory'",
  );
  assert.match(message('b'), "accumulating resources from 'b': read /app/b: is a directory'");
});

test('a broken file is told once, with its line', () => {
  refused(
    { 'app/kustomization.yaml': 'resources: [a.yaml]\n', 'app/a.yaml': 'a: b\n  c: d\n' },
    "accumulating resources: accumulating resources from 'a.yaml': MalformedYAMLError: yaml: line 2: mapping values are not allowed in this context in File: a.yaml",
  );
});

test('a base that leads back to where the build came from is a cycle', () => {
  assert.match(
    failure({ 'app/kustomization.yaml': 'resources: [../]\n', 'kustomization.yaml': 'namePrefix: a\n' })
      .message,
    /cycle detected: candidate root '\/' contains visited root '\/app'$/,
  );
  assert.match(
    failure({
      'app/kustomization.yaml': 'resources: [../b]\n',
      'b/kustomization.yaml': 'resources: [../app]\n',
    }).message,
    /cycle detected: candidate root '\/app' contains visited root '\/app'$/,
  );
});

for (const remote of [
  'https://example.com/a.yaml',
  'github.com/acme/shop//base?ref=v1',
  'git@example.com:acme/shop.git',
  'ssh://example.com/acme/shop',
  'https://example.com/acme/shop.git//base',
])
  test(`${remote} needs a network and is refused with a way out`, () => {
    const refusal = failure({
      'app/kustomization.yaml': 'resources: [base]\n',
      'app/base/kustomization.yaml': `resources: ["${remote}"]\n`,
    });
    assert.match(refusal.message, /uses no network: keep a copy of it here/);
    assert.is(refusal.file, '/app/base/kustomization.yaml');
    assert.is(refusal.field, 'resources');
  });

test('a folder whose name only looks like an address is a folder', () => {
  const { yaml } = built({
    'app/kustomization.yaml': 'resources: [github.com]\n',
    'app/github.com/kustomization.yaml': 'resources: [a.yaml]\n',
    'app/github.com/a.yaml': object('ConfigMap', 'a'),
  });
  assert.is(yaml, object('ConfigMap', 'a'));
});

test('two objects of one type, name and namespace are one too many', () => {
  assert.match(
    failure({
      'app/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'app/a.yaml': object('ConfigMap', 'a'),
      'app/b.yaml': object('ConfigMap', 'a', '  namespace: default\n'),
    }).message,
    /merging resources from 'b\.yaml': may not add resource with an already registered id: ConfigMap\.v1\.\[noGrp\]\/a\.default/,
  );
});

test('two of them in one file are told as a fault of that file', () => {
  assert.match(
    failure({
      'app/kustomization.yaml': 'resources: [a.yaml]\n',
      'app/a.yaml': [object('ConfigMap', 'a'), object('ConfigMap', 'a')].join('---\n'),
    }).message,
    /accumulating resources from 'a\.yaml': may not add resource with an already registered id/,
  );
  const twice = 'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\n';
  assert.match(
    failure({ 'app/kustomization.yaml': `transformers:\n${inline(twice)}${inline(twice)}` }).message,
    /configuring external transformer: may not add resource with an already registered id/,
  );
});

const inline = (text: string): string => `- |-\n${text.replace(/^/gm, '  ')}\n`;

test('an object needs a kind and a name', () => {
  const message = (text: string): string =>
    failure({ 'app/kustomization.yaml': 'resources: [a.yaml]\n', 'app/a.yaml': text }).message;
  assert.match(
    message('apiVersion: v1\nkind: Job\nmetadata:\n  generateName: a-\n  labels: {b: c, a: d}\n'),
    /missing metadata\.name in object \{\{v1 Job\} \{\{ \} map\[a:d b:c\] map\[\]\}\}/,
  );
  assert.match(
    message('apiVersion: v1\nmetadata:\n  name: a\n'),
    /missing kind in object \{\{v1 \} \{\{a \} map/,
  );
  assert.match(message('a: b\n'), /missing Resource metadata/);
});

test('there has to be exactly one kustomization file, and something in it', () => {
  refused({ 'app/a.yaml': '' }, NO_FILE);
  refused(
    { 'app/kustomization.yaml': 'namePrefix: a\n', 'app/Kustomization': 'namePrefix: a\n' },
    'Found multiple kustomization files under: /app\n',
  );
  for (const empty of ['', '# nothing\n', 'kind: Kustomization\n', 'namePrefix: ""\n', 'bases: []\n'])
    refused({ 'app/kustomization.yaml': empty }, 'kustomization.yaml is empty');
  assert.is(built({ 'app/kustomization.yml': 'resources: []\n' }).yaml, '');
});

const NO_FILE =
  "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '/app'";

test('fields are checked as Go checks them, whatever their case', () => {
  const wrong: readonly [text: string, message: string][] = [
    ['resource: [a]\n', 'json: unknown field "resource"'],
    ['inventory: {type: ConfigMap}\n', 'json: unknown field "inventory"'],
    [
      'resources: a\n',
      'json: cannot unmarshal string into Go struct field Kustomization.resources of type []string',
    ],
    [
      'images: [{name: a, newTag: 1.20}]\n',
      'json: cannot unmarshal number into Go struct field Image.images.newTag of type string',
    ],
    [
      'patchesStrategicMerge: [{path: a}]\n',
      'json: cannot unmarshal object into Go struct field Kustomization.patchesStrategicMerge of type types.PatchStrategicMerge',
    ],
    [
      'replacements: [{targets: {}}]\n',
      'json: cannot unmarshal object into Go struct field ReplacementField.replacements.targets of type []*types.TargetSelector',
    ],
    ['helmGlobals: {home: charts}\n', 'json: unknown field "home"'],
    ['[a]\n', 'json: cannot unmarshal array into Go value of type types.Kustomization'],
  ];
  for (const [text, message] of wrong)
    refused({ 'app/kustomization.yaml': text }, `invalid Kustomization: ${message}`);
  const { yaml } = built({
    'app/kustomization.yaml': 'Resources: [a.yaml]\n',
    'app/a.yaml': object('ConfigMap', 'a'),
  });
  assert.is(yaml, object('ConfigMap', 'a'));
});

test('whatever fails names the kustomization file that asked for it, unless another file is at fault', () => {
  const base = {
    'app/kustomization.yaml': 'resources: [base]\n',
    'app/base/a.yaml': object('ConfigMap', 'a'),
  };
  const place = (text: string): readonly unknown[] => {
    const { file, field } = failure({ ...base, 'app/base/kustomization.yaml': text });
    return [file, field];
  };
  const asked = '/app/base/kustomization.yaml';
  assert.equal(place('resources: [a.yaml]\npatches: [{path: gone.yaml}]\n'), [
    '/app/base/gone.yaml',
    'patches',
  ]);
  assert.equal(place('resources: [a.yaml]\nreplicas: [{name: q, count: 1}]\n'), [asked, 'replicas']);
  assert.equal(place('resources: [gone.yaml]\n'), ['/app/base/gone.yaml', undefined]);
});

test('charts are refused by name instead of being left out', () => {
  const refusal = failure({ 'app/kustomization.yaml': 'helmCharts: [{name: redis}]\n' });
  assert.is(refusal.field, 'helmCharts');
  assert.is(refusal.file, '/app/kustomization.yaml');
  assert.match(refusal.message, /must specify --enable-helm.*list the result under resources/);
});

test('deprecated fields work and are warned of in the words of the real tool', () => {
  const { yaml, warnings } = built({
    'app/kustomization.yaml': 'bases: [base]\nvars: []\n',
    'app/base/kustomization.yaml': 'resources: [a.yaml]\n',
    'app/base/a.yaml': object('ConfigMap', 'a'),
  });
  assert.is(yaml, object('ConfigMap', 'a'));
  assert.equal(warnings, [
    "# Warning: 'bases' is deprecated. Please use 'resources' instead. Run 'kustomize edit fix' to update your Kustomization automatically.",
    "# Warning: 'vars' is deprecated. Please use 'replacements' instead. [EXPERIMENTAL] Run 'kustomize edit fix' to update your Kustomization automatically.",
  ]);
});

test('objects for tools only are left out', () => {
  const local = (value: string): string =>
    `  annotations:\n    config.kubernetes.io/local-config: "${value}"\n`;
  const { yaml } = built({
    'app/kustomization.yaml': 'resources: [a.yaml]\n',
    'app/a.yaml': [object('ConfigMap', 'a', local('true')), object('ConfigMap', 'b', local('false'))].join(
      '---\n',
    ),
  });
  assert.match(yaml, /name: b\n/);
  assert.not.match(yaml, /name: a\n/);
});

test('buildMetadata says where objects come from and what changed them', () => {
  const { yaml } = built({
    'app/kustomization.yaml':
      'resources: [base]\nnamePrefix: x-\nbuildMetadata: [originAnnotations, transformerAnnotations, managedByLabel]\n',
    'app/base/kustomization.yaml': 'resources: [a.yaml]\n',
    'app/base/a.yaml': object('ConfigMap', 'a'),
  });
  assert.is(
    yaml,
    `apiVersion: v1
kind: ConfigMap
metadata:
  annotations:
    alpha.config.kubernetes.io/transformations: |
      - configuredIn: kustomization.yaml
        configuredBy:
          apiVersion: builtin
          kind: PrefixTransformer
    config.kubernetes.io/origin: |
      path: base/a.yaml
  labels:
    app.kubernetes.io/managed-by: kustomize-(devel)
  name: x-a
`,
  );
});

test('the notes of a build never reach its output', () => {
  const { yaml } = built({
    'app/kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: x-\nnamespace: shop\n',
    'app/a.yaml': object('ConfigMap', 'a'),
  });
  assert.not.match(yaml, /internal\.config\.kubernetes\.io|annotations/);
});

test('a validator may look but not change', () => {
  const validator = (kind: string, more: string): string =>
    `apiVersion: builtin\nkind: ${kind}\nmetadata: {name: v}\n${more}`;
  const files = {
    'app/kustomization.yaml': 'resources: [a.yaml]\nvalidators: [v.yaml]\n',
    'app/a.yaml': object('ConfigMap', 'a'),
  };
  assert.match(
    failure({
      ...files,
      'app/v.yaml': validator('PrefixTransformer', 'prefix: x-\nfieldSpecs: [{path: metadata/name}]\n'),
    }).message,
    /validator shouldn't modify the resource map/,
  );
  assert.is(
    built({
      ...files,
      'app/v.yaml': validator('PrefixTransformer', 'prefix: ""\nfieldSpecs: [{path: metadata/name}]\n'),
    }).yaml,
    object('ConfigMap', 'a'),
  );
});

test('names of people cannot reach the prototypes of the program', () => {
  const { yaml } = built({
    'app/kustomization.yaml': 'resources: [a.yaml]\ncommonAnnotations: {__proto__: x, constructor: z}\n',
    'app/a.yaml': object('ConfigMap', 'a'),
  });
  assert.match(yaml, /__proto__: x\n/);
  assert.is(({} as Record<string, unknown>)['x'], undefined);
});

test('an object that a patch deleted is gone, though what changed objects is written down', () => {
  const { yaml } = built({
    'app/kustomization.yaml':
      'resources: [a.yaml]\nbuildMetadata: [transformerAnnotations]\n' +
      'patches: [{path: delete.yaml, target: {name: a}}]\n',
    'app/a.yaml': `${object('ConfigMap', 'a')}---\n${object('ConfigMap', 'b')}`,
    'app/delete.yaml': `$patch: delete\n${object('ConfigMap', 'a')}`,
  });
  assert.is(yaml.split('name: ').length, 2);
  assert.match(yaml, /configuredIn: kustomization\.yaml[\s\S]*name: b\n/);
});

test.run();
