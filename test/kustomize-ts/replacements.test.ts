import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { at, type Node } from '../../scripts/kustomize-ts/object/node.ts';
import { splitPath } from '../../scripts/kustomize-ts/reference/field-path.ts';
import { goJson, toJson } from '../../scripts/kustomize-ts/yaml/json.ts';
import { readNode } from '../../scripts/kustomize-ts/yaml/read.ts';
import { allSame, type Case, hasMeasure, ourAnswer, same, sayLeftOut } from './harness.ts';

const OBJECTS = `apiVersion: v1
kind: ConfigMap
metadata: { name: source }
data: { host: shop.example.com, port: "8443", empty: "", none: }
lanes: [red, green, blue]
limits: { cpu: 2, memory: 1Gi }
count: 5
nothing: {}
---
apiVersion: example.com/v1
kind: Route
metadata:
  name: front
  namespace: shop
  labels: { tier: web }
  annotations: { example.com/via: a.b.c }
spec:
  host: old.example.com:80
  text: "7"
  number: 7
  flag: true
  nil: null
  rules:
    - name: first
      paths: [{ path: /a, weight: x }, { path: /b, weight: y }]
    - name: "second"
      paths: []
  tags: [one, two]
  embedded: '{"server": {"port": 80, "names": ["a", "b"]}}'
  pretty: |
    {
      "server": {"port": 80}
    }
---
apiVersion: example.com/v2
kind: Route
metadata: { name: back }
spec: { host: other, rules: [{ name: only }] }
`;

interface Copying {
  readonly from?: string;
  readonly to: string | readonly string[];
  readonly options?: string;
  readonly sourceOptions?: string;
  readonly select?: string;
  readonly reject?: string;
}

const copying = ({
  from = 'data.host',
  to,
  options = '',
  sourceOptions,
  select,
  reject = '',
}: Copying): Case => {
  const paths = JSON.stringify([to].flat());
  const refined = sourceOptions === undefined ? '' : `, options: { ${sourceOptions} }`;
  return {
    files: {
      'objects.yaml': OBJECTS,
      'kustomization.yaml': `resources: [objects.yaml]
replacements:
- source: { kind: ConfigMap, name: source, fieldPath: ${JSON.stringify(from)}${refined} }
  targets:
  - select: { ${select ?? 'kind: Route, name: front'} }
    reject: [${reject}]
    fieldPaths: ${paths}
    options: { ${options} }
`,
    },
  };
};

const answer = (what: Copying): string => {
  const given = ourAnswer(copying(what));
  return 'output' in given ? given.output : given.failure;
};

/** A field of the object that is printed last: the route called front, the only one with a namespace. */
const field = (what: Copying, ...path: readonly string[]): unknown => {
  const documents = answer(what).split('---\n');
  const found: Node | undefined = at(
    readNode(documents.find((one) => one.includes('name: front')) ?? ''),
    ...path,
  );
  return found === undefined ? undefined : JSON.parse(goJson(toJson(found)));
};

test('a scalar takes the text and keeps its own type', () => {
  assert.is(field({ from: 'count', to: 'spec.text' }, 'spec', 'text'), '5');
  assert.is(field({ from: 'count', to: 'spec.number' }, 'spec', 'number'), 5);
  assert.is(field({ from: 'data.port', to: 'spec.number' }, 'spec', 'number'), 8443);
  assert.match(answer({ to: 'spec.number' }), /cannot decode !!str `shop.example.com` as a !!int/);
  assert.match(answer({ to: 'spec.flag' }), /cannot decode/);
});

test('what is created has no type: its text decides', () => {
  assert.is(field({ from: 'data.port', to: 'spec.port', options: 'create: true' }, 'spec', 'port'), 8443);
  assert.equal(field({ from: 'limits', to: 'spec.a.b', options: 'create: true' }, 'spec', 'a'), {
    b: { cpu: 2, memory: '1Gi' },
  });
  assert.equal(field({ to: 'spec.list.0.x', options: 'create: true' }, 'spec', 'list'), [
    { x: 'shop.example.com' },
  ]);
  assert.equal(field({ to: 'spec.list.[name=new].x', options: 'create: true' }, 'spec', 'list'), [
    { name: 'new', x: 'shop.example.com' },
  ]);
});

test('what is not there is an error that says where', () => {
  assert.is(answer({ to: 'spec.nope' }), 'unable to find field "spec.nope" in replacement target');
  assert.is(
    answer({ to: 'spec.tags.5' }),
    'unable to find field "spec.tags.5" in replacement target: index 5 specified but only 2 elements found',
  );
  assert.is(
    answer({ to: 'spec.tags.5', options: 'create: true' }),
    'unable to find or create field "spec.tags.5" in replacement target: index 5 specified but only 2 elements found',
  );
  assert.is(
    answer({ from: 'lanes.*', to: 'spec.text' }),
    'error looking up replacement source: wildcard is not supported in PathGetter',
  );
  assert.is(
    answer({ from: 'data.nope', to: 'spec.text' }),
    'fieldPath `data.nope` is missing for replacement source ConfigMap.[noVer].[noGrp]/source.[noNs]',
  );
});

test('an element that a condition would create and not match is an error, where the real tool never ends', () => {
  assert.match(
    answer({ to: 'spec.list.[name=^new].x', options: 'create: true' }),
    /\[name=\^new\] would not match the element that it creates/,
  );
});

test('a part of a text goes, comes before or behind', () => {
  const host = (options: string): unknown =>
    field({ from: 'data.port', to: 'spec.host', options }, 'spec', 'host');
  assert.is(host('delimiter: ":", index: 1'), 'old.example.com:8443');
  assert.is(host('delimiter: ":", index: 9'), 'old.example.com:80:8443');
  assert.is(host('delimiter: ":", index: -1'), '8443:old.example.com:80');
  assert.is(host('delimiter: "."'), '8443.example.com:80');
  assert.is(field({ to: 'spec.text', sourceOptions: 'delimiter: ".", index: 1' }, 'spec', 'text'), 'example');
});

test('a path goes on inside JSON that a text holds, as kustomize 5.8 does', () => {
  assert.is(
    field({ from: 'data.port', to: 'spec.embedded.server.port' }, 'spec', 'embedded'),
    '{"server":{"names":["a","b"],"port":8443}}',
  );
  assert.is(
    field({ from: 'count', to: 'spec.pretty.server.port' }, 'spec', 'pretty'),
    '{\n  "server": {\n    "port": 5\n  }\n}',
  );
  assert.match(answer({ to: 'spec.embedded.client' }), /unable to find field "spec.embedded.client"/);
  assert.match(answer({ to: 'spec.text.client' }), /unable to find field "spec.text.client"/);
});

test('a value may be given instead of a source, as kustomize 5.8 does', () => {
  const files = {
    'objects.yaml': OBJECTS,
    'kustomization.yaml': `resources: [objects.yaml]
replacements: [{ sourceValue: given, targets: [{ select: { name: front }, fieldPaths: [spec.text] }] }]
`,
  };
  const given = ourAnswer({ files });
  assert.match('output' in given ? given.output : given.failure, /text: given/);
});

/** A kustomization whose replacements stand in a file of their own. */
const inFile = (content: string, entry = '- path: copies.yaml'): Case => ({
  files: {
    'objects.yaml': OBJECTS,
    'copies.yaml': content,
    'kustomization.yaml': `resources: [objects.yaml]\nreplacements:\n${entry}\n`,
  },
  sameMessage: true,
});

const ONE =
  '{ source: { kind: ConfigMap, name: source, fieldPath: count }, targets: [{ select: { name: front }, fieldPaths: [spec.text] }] }';

const FILES: Readonly<Record<string, readonly [Case, RegExp]>> = {
  'one replacement': [inFile(ONE), /text: "5"/],
  'a list of them': [inFile(`[${ONE}]`), /text: "5"/],
  'fields that nobody knows are passed over': [inFile(ONE.replace('{', '{ note: 1,')), /text: "5"/],
  'no targets, no change': [inFile('[]'), /text: "7"/],
  'no source is an error': [inFile('{ targets: [{ select: { name: front } }] }'), /must specify a source/],
  'nothing in it is an error': [inFile(''), /unsupported replacement type encountered .* invalid$/],
  'a number is an error': [inFile('5'), /unsupported replacement type encountered .* float64$/],
  'a value of another type is an error': [
    inFile(ONE.replace('count', '[count]')),
    /cannot unmarshal array into Go struct field/,
  ],
  'a path and a replacement beside it are an error': [
    inFile(
      ONE,
      '- { path: copies.yaml, source: { kind: ConfigMap }, targets: [{ select: { kind: Route }, options: { create: true } }] }',
    ),
    /cannot specify both path and inline replacement$/,
  ],
};

for (const [name, [one, wanted]] of Object.entries(FILES))
  test(`in a file of their own: ${name}`, () => {
    const given = ourAnswer(one);
    assert.match('output' in given ? given.output : given.failure, wanted);
  });

test('an object is found by a name it once had, and by the one it has now', () => {
  for (const name of ['front', 'new-front'])
    for (const source of ['source', 'new-source']) {
      const given = ourAnswer({
        files: {
          'base/objects.yaml': OBJECTS,
          'base/kustomization.yaml': 'resources: [objects.yaml]\nnamePrefix: new-\n',
          'kustomization.yaml': `resources: [base]
replacements: [{ source: { name: ${source} }, targets: [{ select: { name: ${name} }, fieldPaths: [spec.text] }] }]
`,
        },
      });
      assert.match('output' in given ? given.output : given.failure, /text: new-source/);
    }
});

test('copies that double each time end in an error, not in a full memory', () => {
  const one = (round: number): string => `- source: { kind: ConfigMap, fieldPath: limits }
  targets: [{ select: { kind: ConfigMap }, fieldPaths: [limits.x${round}], options: { create: true } }]
`;
  const kustomization = `resources: [objects.yaml]\nreplacements:\n${Array.from({ length: 40 }, (_, round) => one(round)).join('')}`;
  const files = { 'objects.yaml': OBJECTS, 'kustomization.yaml': kustomization };
  const given = ourAnswer({ files });
  assert.match('failure' in given ? given.failure : 'built', /replacements copy more than 64 MB/);
});

test('dots after a backslash or between brackets belong to their part', () => {
  assert.equal(splitPath('a.b'), ['a', 'b']);
  assert.equal(splitPath('a\\.b.c'), ['a.b', 'c']);
  assert.equal(splitPath('a.[b.c].d'), ['a', 'b.c', 'd']);
  assert.equal(splitPath('a.[b=c.d].e'), ['a', '[b=c.d]', 'e']);
  assert.equal(splitPath('a.[b'), ['a', 'b']);
});

test('a path is what was joined, when its dots are escaped', () => {
  const part = fc.string({ minLength: 1 }).filter((text) => !/[[\]\\]/.test(text));
  void fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), (parts) => {
      assert.equal(splitPath(parts.map((one) => one.replaceAll('.', '\\.')).join('.')), parts);
    }),
  );
});

test('whatever the path, there is an answer or a failure that says why', () => {
  const part = fc.oneof(
    fc.constantFrom(
      'spec',
      'rules',
      '*',
      '0',
      '-',
      '-1',
      '',
      '[name=first]',
      '[=one]',
      '[name',
      '__proto__',
      'tags',
    ),
    fc.string({ maxLength: 6 }),
  );
  void fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), fc.boolean(), (parts, create) => {
      const given = ourAnswer(copying({ to: parts.join('.'), options: `create: ${create}` }));
      assert.ok('output' in given || given.failure !== '');
    }),
  );
});

const TARGETS: readonly string[] = [
  ...[
    'spec.text',
    'spec.number',
    'spec.flag',
    'spec.nil',
    'spec.nil.x',
    'spec.rules',
    'spec.tags',
    'spec.tags.0',
  ],
  ...[
    'spec.tags.-',
    'spec.tags.-1',
    'spec.tags.2',
    'spec.tags.3',
    'spec.tags.*',
    'spec.tags.[=one]',
    'spec.tags.[=o]',
  ],
  ...[
    'spec.rules.*.paths.*.weight',
    'spec.rules.[name=first].paths.0.weight',
    'spec.rules.[name=^second$].paths',
  ],
  ...[
    'spec.rules.[name=.].added',
    'spec.rules.[name=third].added.deeper',
    'spec.new.0',
    'spec.new.1',
    'spec.new.*.x',
  ],
  ...[
    'spec.new.[=value]',
    'spec.new.[name=x].y',
    'spec.new.0.0.x',
    'spec..text',
    'spec.text.',
    '',
    '.',
    'spec.*',
  ],
  ...['spec.rules.[name]', 'spec.rules.[name=(].x', 'metadata.annotations.example\\.com/via', 'spec.a\\.b'],
  ...[
    'metadata.annotations.[example.com/via]',
    'spec.[a.b].c',
    'metadata.name',
    'metadata.namespace',
    'kind',
  ],
];
const SOURCES = ['data.host', 'data.port', 'count', 'limits', 'lanes', 'lanes.1', 'data.empty', 'metadata'];
const OPTIONS = [
  '',
  'create: true',
  'delimiter: "."',
  'delimiter: ".", index: 2',
  'delimiter: ".", index: -1',
];

const several: readonly Copying[] = [
  ...TARGETS.flatMap((to) => ['', 'create: true'].map((options) => ({ to, options }))),
  ...SOURCES.flatMap((from) =>
    ['spec.text', 'spec.rules', 'spec.new'].map((to) => ({ from, to, options: 'create: true' })),
  ),
  ...OPTIONS.map((options) => ({ to: ['spec.host', 'metadata.annotations.example\\.com/via'], options })),
  ...[
    '',
    'data',
    'lanes.-',
    'lanes.9',
    'lanes.-1',
    'lanes.[=green]',
    'data..host',
    'nothing',
    'data.none',
    'data.host.x',
  ].map((from) => ({ from, to: 'spec.text' })),
  ...['index: 0', 'delimiter: ".", index: 1', 'delimiter: ".", index: 9', 'delimiter: ".", index: -1'].map(
    (sourceOptions) => ({ to: 'spec.text', sourceOptions }),
  ),
  ...[
    'kind: Route',
    'group: example.com',
    'version: v2',
    'name: fro',
    'namespace: shop',
    'namespace: default',
    'kind: Rou.e',
  ].map((select) => ({ to: 'spec.host', select })),
  ...[
    'labelSelector: tier=web',
    'annotationSelector: example.com/via',
    'labelSelector: "!tier"',
    'labelSelector: "="',
  ].map((select) => ({ to: 'spec.host', select: `kind: Route, ${select}` })),
  ...[
    '{ name: front }',
    '{}',
    '{ name: front, version: v2 }',
    '{ labelSelector: tier }',
    '{ namespace: default }',
  ].map((reject) => ({ to: 'spec.host', select: 'kind: Route', reject })),
];

/** The same case under names of its own, so that many stand side by side in one build. */
const numbered = (what: Copying, number: number): Case['files'] =>
  Object.fromEntries(
    Object.entries(copying(what).files).map(([path, text]) => [
      `${number}/${path}`,
      String(text).replaceAll(/name: (source|front|back)\b/g, `name: $1-${number}`),
    ]),
  );

const builds = (what: Copying): boolean => 'output' in ourAnswer(copying(what));

if (hasMeasure()) {
  test('every path, source, option and selector that builds: the same bytes as kustomize', async () => {
    const building = several.filter(builds);
    assert.ok(building.length > 60, `${building.length}`);
    const files = Object.assign({}, ...building.map(numbered));
    const all = building.map((_, number) => `../${number}`);
    await same({ ...files, 'all/kustomization.yaml': `resources: ${JSON.stringify(all)}` }, 'all');
  });

  test('files of replacements: the same bytes, or the same words', () =>
    allSame(Object.fromEntries(Object.entries(FILES).map(([name, [one]]) => [name, one]))));

  test('those that fail, fail there too', async () => {
    const failing = several.filter((one) => !builds(one));
    const asked =
      process.env['KUSTOMIZE_RUNS'] === undefined ? failing.filter((_, at) => at % 4 === 0) : failing;
    await allSame(Object.fromEntries(asked.map((one) => [JSON.stringify(one), copying(one)])));
  });
} else sayLeftOut();

test.run();
