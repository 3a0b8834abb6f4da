import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { builtinTypes } from '../../scripts/kustomize-ts/facts/types.ts';
import {
  isMapping,
  type Mapping,
  mapping,
  type Node,
  sequence,
  text,
} from '../../scripts/kustomize-ts/object/node.ts';
import { isEmpty, resource } from '../../scripts/kustomize-ts/object/resource.ts';
import { mergeKeyedLists } from '../../scripts/kustomize-ts/patch/keyed-lists.ts';
import { mergeLooseLists } from '../../scripts/kustomize-ts/patch/loose-lists.ts';
import { strategicMerge } from '../../scripts/kustomize-ts/patch/strategic-merge.ts';
import { emit } from '../../scripts/kustomize-ts/yaml/emit.ts';
import { readNode } from '../../scripts/kustomize-ts/yaml/read.ts';
import { failureOf } from './transformed.ts';

const objectOf = (yaml: string): Mapping => {
  const read = readNode(yaml);
  if (!isMapping(read)) throw new Error('no object');
  return read;
};

const merged = (object: string, patch: string): string => {
  const target = resource(objectOf(object), builtinTypes);
  strategicMerge(target, objectOf(patch));
  return isEmpty(target) ? '' : emit(target.root);
};

const DEPLOYMENT = '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: ';
const WIDGET = '{apiVersion: shop.example.com/v1, kind: Widget, metadata: {name: web}, spec: ';

/** What stands under `spec` after a patch, on one line, as YAML in flow style reads it. */
const spec = (kind: string, before: string, patch: string): string => {
  const found = objectOf(merged(`${kind}${before}}`, `${kind}${patch}}`)).entries.get('spec');
  return found === undefined ? 'nothing' : flow(found);
};

const flow = (node: Node): string => {
  if (node.kind === 'scalar') return node.tag === '!!str' && node.quoted ? `'${node.value}'` : node.value;
  if (node.kind === 'sequence') return `[${node.items.map(flow).join(', ')}]`;
  return `{${[...node.entries].map(([key, value]) => `${key}: ${flow(value)}`).join(', ')}}`;
};

const pod = (containers: string): string => `{template: {spec: {containers: ${containers}}}}`;
const containers = (before: string, patch: string): string =>
  spec(DEPLOYMENT, pod(before), pod(patch)).replace(/^\{template: \{spec: \{containers: (.*)\}\}\}$/, '$1');

test('mappings merge, lists of a custom resource are replaced, null takes a field away', () => {
  assert.is(spec(WIDGET, '{a: {b: 1, c: 2}, d: 3}', '{a: {c: 4}, e: 5}'), '{a: {b: 1, c: 4}, d: 3, e: 5}');
  assert.is(spec(WIDGET, '{a: [{name: x}, {name: y}]}', '{a: [{name: x, b: 1}]}'), '{a: [{b: 1, name: x}]}');
  assert.is(spec(WIDGET, '{a: {b: 1}, c: 2}', '{a: {b: null}, c: ~}'), '{a: {}}');
  assert.is(spec(WIDGET, '{a: 1}', '{b: {c: null, d: 2}}'), '{a: 1, b: {d: 2}}', 'also where nothing was');
  assert.is(
    merged(`${WIDGET}{a: 1}}`, `${WIDGET}null}`),
    'apiVersion: shop.example.com/v1\nkind: Widget\nmetadata:\n  name: web\n',
  );
});

test('in a patched object a null that was written out stays, an empty value goes', () => {
  assert.is(spec(WIDGET, '{a: null, b: ~}', '{c: 1}'), '{a: null, b: null, c: 1}');
  const block = 'apiVersion: v1\nkind: Widget\nmetadata:\n  name: web\nspec:\n  a:\n  b: 1\n';
  assert.is(merged(block, 'metadata: {name: web}'), block.replace('  a:\n', ''));
});

test('a value is quoted if the one before it was', () => {
  assert.is(spec(WIDGET, '{a: "1", b: 1}', '{a: 2, b: "2"}'), "{a: '2', b: '2'}");
  assert.is(spec(WIDGET, '{a: "true"}', '{a: false}'), "{a: 'false'}");
});

test('containers merge by name: those of the patch first, in its order, then the others', () => {
  const before = '[{name: a, image: one, args: [x]}, {name: b}, {name: c}]';
  assert.is(
    containers(before, '[{name: new}, {name: c, image: two}, {name: a, args: [v, w]}]'),
    '[{name: new}, {image: two, name: c}, {args: [v, w], image: one, name: a}, {name: b}]',
  );
  assert.is(containers(before, '[]'), containers(before, '[{name: a}]'), 'an empty list asks for nothing');
  assert.is(spec(DEPLOYMENT, pod(before), pod('null')), '{template: {spec: {}}}');
  assert.is(spec(DEPLOYMENT, '{}', pod('[]')), pod('[]'));
});

test('what is below a container merges by keys of its own, and the rest is replaced', () => {
  const container = (fields: string): string => `[{${fields}, name: a}]`;
  for (const [field, before, patch, after] of [
    [
      'env',
      '[{name: A, value: x}, {name: B}]',
      '[{name: B, value: w}]',
      '[{name: B, value: w}, {name: A, value: x}]',
    ],
    [
      'volumeMounts',
      '[{mountPath: /a}, {mountPath: /b}]',
      '[{mountPath: /b, name: m}]',
      '[{mountPath: /b, name: m}, {mountPath: /a}]',
    ],
    ['envFrom', '[{prefix: a}]', '[{prefix: b}]', '[{prefix: b}]'],
    ['args', '[a, b]', '[c]', '[c]'],
  ] as const)
    assert.is(
      containers(container(`${field}: ${before}`), container(`${field}: ${patch}`)),
      flow(readNode(emit(readNode(container(`${field}: ${after}`))))),
      field,
    );
});

test('ports have two keys: what the patch adds comes first, what it changes stays in its place', () => {
  const ports = (list: string): string => `[{name: a, ports: ${list}}]`;
  const two = '[{containerPort: 80, protocol: TCP}, {containerPort: 80, protocol: UDP}]';
  assert.is(
    containers(
      ports(two),
      ports('[{containerPort: 80, protocol: UDP, name: dns}, {containerPort: 81, protocol: TCP}]'),
    ),
    ports(
      '[{containerPort: 81, protocol: TCP}, {containerPort: 80, protocol: TCP}, {containerPort: 80, name: dns, protocol: UDP}]',
    ),
  );
  assert.is(
    containers(ports('[{containerPort: 80, protocol: TCP}]'), ports('[{containerPort: 80, hostPort: 8080}]')),
    ports('[{containerPort: 80, protocol: TCP}]'),
    'without its protocol a port of the patch is lost',
  );
});

test('finalizers are a set of texts', () => {
  const object = (finalizers: string): string =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers: ${finalizers}}}`;
  assert.match(merged(object('[a, b]'), object('[c, b]')), 'finalizers:\n  - c\n  - b\n  - a\n');
});

test('directives delete, replace and merge', () => {
  assert.is(spec(WIDGET, '{a: {b: 1, c: 2}}', '{a: {$patch: replace, d: 3}}'), '{a: {d: 3}}');
  assert.is(spec(WIDGET, '{a: {b: 1}}', '{a: {$patch: delete}}'), '{}');
  assert.is(spec(WIDGET, '{a: {b: 1}}', '{a: {$patch: merge, c: 2}}'), '{a: {b: 1, c: 2}}');
  assert.is(spec(WIDGET, '{}', '{a: {$patch: delete, b: 1}}'), '{}');
  assert.is(containers('[{name: a}, {name: b}]', '[{name: a, $patch: delete}]'), '[{name: b}]');
  assert.is(containers('[{name: a}]', '[{name: a, $patch: delete}]'), '[]');
  assert.is(containers('[{name: a}, {name: b}]', '[{$patch: replace}, {name: c}]'), '[{name: c}]');
  assert.is(spec(DEPLOYMENT, pod('[{name: a}]'), pod('[{$patch: delete}]')), '{template: {spec: {}}}');
});

test('directives mean nothing in a list that is replaced, nor those that kustomize does not know', () => {
  assert.is(spec(WIDGET, '{a: [1]}', '{a: [{$patch: delete}]}'), '{a: [{$patch: delete}]}');
  assert.is(
    spec(WIDGET, '{}', '{$setElementOrder/a: [b], $retainKeys: [c]}'),
    '{$retainKeys: [c], $setElementOrder/a: [b]}',
  );
  assert.is(spec(WIDGET, '{}', '{a: {$patch: other}}'), '{a: {$patch: other}}', 'a new mapping keeps it');
  assert.is(
    failureOf(() => spec(WIDGET, '{a: {}}', '{a: {$patch: other}}')),
    "unknown patch strategy 'other'",
  );
});

test('an object can be deleted, and keeps its kind, name and namespace otherwise', () => {
  assert.is(merged(`${WIDGET}{}}`, '{metadata: {name: web}, $patch: delete}'), '');
  const patch = '{apiVersion: v2, kind: Other, metadata: {name: other, namespace: far, labels: {a: b}}}';
  assert.is(
    merged('{apiVersion: v1, kind: Widget, metadata: {name: web}}', patch),
    'apiVersion: v2\nkind: Widget\nmetadata:\n  labels:\n    a: b\n  name: web\n',
  );
  const note = 'internal.config.kubernetes.io/allowNameChange: enabled';
  assert.match(
    merged(
      '{apiVersion: v1, kind: Widget, metadata: {name: web}}',
      `{metadata: {name: other, annotations: {${note}}}}`,
    ),
    'name: other',
  );
});

test('what does not fit together fails and shows what is in the way', () => {
  assert.is(
    failureOf(() => spec(WIDGET, '{a: 1}', '{a: {b: 1}}')),
    'wrong node kind: expected ScalarNode but got MappingNode: node contents:\nb: 1\n',
  );
  assert.match(
    failureOf(() => spec(WIDGET, '{a: {}}', '{a: [1]}')),
    'expected MappingNode but got SequenceNode',
  );
  assert.match(
    failureOf(() => spec(WIDGET, '{"": 1}', '{a: 1}')),
    'expected ScalarNode but got MappingNode',
  );
});

test('a mapping that names its type merges as that type, wherever it stands', () => {
  const template = (list: string): string =>
    `{template: {apiVersion: v1, kind: Pod, spec: {containers: ${list}}}}`;
  assert.is(
    spec(WIDGET, template('[{name: a}]'), template('[{name: b}]')),
    '{template: {apiVersion: v1, kind: Pod, spec: {containers: [{name: b}, {name: a}]}}}',
  );
});

test('items that their keys do not tell apart come out as the real tool has them', () => {
  assert.is(containers('[{name: a}, {image: x}, {name: b}]', '[{name: a, args: [y]}]'), '[{image: x}]');
  const env = (list: string): string => `[{env: ${list}, name: a}]`;
  assert.is(
    containers(env('[{name: A, value: x}, {name: B}, {name: A, value: z}]'), env('[{name: A, value: y}]')),
    env('[{name: A, value: z}, {name: B}]'),
  );
});

test('a patch stays as it was, and lists too long for the slow way are refused', () => {
  const patch = objectOf(`${DEPLOYMENT}${pod('[{name: a, $patch: delete}]')}}`);
  const before = emit(patch);
  strategicMerge(resource(objectOf(`${DEPLOYMENT}${pod('[{name: a}]')}}`), builtinTypes), patch);
  assert.is(emit(patch), before);
  const many = Array.from({ length: 5000 }, () => '{name: a}').join(', ');
  assert.match(
    failureOf(() => containers(`[${many}]`, '[{name: b}]')),
    'cannot merge lists of 5001 items',
  );
});

test('names of JavaScript are names like any other', () => {
  assert.is(
    spec(WIDGET, '{__proto__: {a: 1}, constructor: 2}', '{__proto__: {b: 3}, toString: 4}'),
    '{__proto__: {a: 1, b: 3}, constructor: 2, toString: 4}',
  );
  assert.is(Object.hasOwn(Object.prototype, 'b'), false);
});

const items = (names: readonly string[], field: string): Node[] =>
  names.map((name) =>
    mapping([
      ['name', text(name)],
      [field, text(name)],
    ]),
  );

test('property: where keys tell items apart, the quick way and the slow way end the same', () => {
  const names = fc.uniqueArray(fc.constantFrom(...'abcdefgh'), { maxLength: 6 });
  fc.assert(
    fc.property(names, names, fc.constantFrom(...'abcdefgh'), (own, others, gone) => {
      const mergeItems = (one: Node | undefined, other: Node | undefined): Node | undefined => {
        const found = one ?? other;
        if (isMapping(other) && isMapping(found) && emit(found).includes(`name: ${gone}\n`)) return undefined;
        if (isMapping(one) && isMapping(other))
          for (const [key, value] of other.entries) one.entries.set(key, value);
        return found;
      };
      const lists = () => ({
        dest: sequence(items(own, 'x')),
        patch: sequence(items(others, 'y')),
        keys: ['name'],
      });
      assert.is(emit(mergeKeyedLists(lists(), mergeItems)), emit(mergeLooseLists(lists(), mergeItems)));
      const both = { ...lists(), keys: ['name', 'name'] };
      const again = { ...lists(), keys: ['name', 'name'] };
      assert.is(emit(mergeKeyedLists(both, mergeItems)), emit(mergeLooseLists(again, mergeItems)));
    }),
  );
});

test('property: what a patch of plain values sets can be read back, and patching twice changes nothing more', () => {
  const fields = fc.record(
    {
      a: fc.constantFrom('1', '2', 'true'),
      b: fc.constantFrom('text', 'other'),
      c: fc.constantFrom('{x: 1}', '{x: 2, z: 3}', '{}'),
      d: fc.constantFrom('[1]', '[2, 3]', '[]'),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fields, fields, (before, patch) => {
      const once = merged(written(before), written(patch));
      assert.is(merged(once, written(patch)), once);
      for (const [key, value] of Object.entries(patch))
        if (key !== 'c') assert.ok(once.includes(emit(objectOf(`{${key}: ${value}}`)).split('\n')[0] ?? ''));
    }),
  );
});

const written = (fields: Readonly<Record<string, string>>): string =>
  `${WIDGET}{${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')}}}`;

test.run();
