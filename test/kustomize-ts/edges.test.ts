import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allSame, type Case, hasMeasure, ourAnswer, sayLeftOut } from './harness.ts';

/** What random trees have found: cases where features meet, with what the real tool makes of them. */
const EDGES: Readonly<Record<string, Case & { readonly wanted: RegExp }>> = {
  'images leave a custom resource definition alone, whatever field specs say': {
    files: {
      'kustomization.yaml': `resources: [definition.yaml]
transformers:
- |-
  apiVersion: builtin
  kind: ImageTagTransformer
  metadata: { name: made }
  imageTag: { name: nginx, newTag: new }
  fieldSpecs: [{ path: spec/image }]
`,
      'definition.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.example.com }
spec: { image: nginx, containers: [{ image: nginx }] }
`,
    },
    wanted: /image: nginx\n.*image: nginx\n/s,
  },
  ...Object.fromEntries(
    ['{ kind: 5, name: a, namespace: b }', '{ kind: null, name: a, namespace: b }', 'text'].map((subject) => [
      `a subject that no RoleBinding can have: ${subject}`,
      {
        files: {
          'kustomization.yaml': 'resources: [binding.yaml]\n',
          'binding.yaml': `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: readers }
subjects: [${subject}]
`,
        },
        wanted: /^subjects of RoleBinding.v1.rbac.authorization.k8s.io.readers.\[noNs\] must /,
      },
    ]),
  ),
  'two objects that become the same on the way are refused in the end': {
    files: {
      'kustomization.yaml': `resources: [secrets.yaml]
replacements:
- source: { kind: Secret, namespace: left }
  targets: [{ select: { kind: Secret }, fieldPaths: [metadata.namespace] }]
`,
      'secrets.yaml': `apiVersion: v1
kind: Secret
metadata: { name: keys, namespace: left }
---
apiVersion: v1
kind: Secret
metadata: { name: keys, namespace: right }
`,
    },
    wanted: /^may not add resource with an already registered id: Secret.v1.\[noGrp\]\/keys.keys$/,
  },
  ...Object.fromEntries(
    (
      [
        ['spec: { a: 1, a: 2 }', /a: 1\n/],
        ['spec: { a: null, a: 2 }', /spec:\n {2}b: old/],
        ['spec: { a: 1 }\n    spec: { a: 2 }', /a: 1\n/],
        ['metadata: { name: other }', /name: one/],
        ['spec: { new: { a: 1, a: 2 } }', /mapping key "a" already defined/],
        ['spec: { $patch: replace, a: 1, a: 2 }', /mapping key "a" already defined/],
        ['spec: { b: 1, null: 2 }', /unable to parse SM or JSON patch/],
      ] as const
    ).map(([patch, wanted]) => [
      `of keys that stand twice in a patch the first counts, until they are printed: ${patch}`,
      {
        files: {
          'kustomization.yaml': `resources: [thing.yaml]\npatches:\n- patch: |-\n    apiVersion: v1\n    kind: Thing\n    metadata: { name: one }\n    ${patch}\n`,
          'thing.yaml': 'apiVersion: v1\nkind: Thing\nmetadata: { name: one }\nspec: { a: 0, b: old }\n',
        },
        wanted,
      },
    ]),
  ),
  ...Object.fromEntries(
    (
      [
        ['{op: remove, path: /metadata/name}', '', /^missing metadata.name in object \{\{v1 Thing\}/],
        ['{op: remove, path: /metadata/name}', 'nameSuffix: -x', /^number of previous names/],
        ['{op: replace, path: /metadata/name, value: {a: b}}', '', /^missing metadata.name/],
        ['{op: replace, path: /metadata/name, value: 5}', '', /name: 5\n/],
        ['{op: remove, path: /kind}', '', /^missing kind in object/],
        ['{op: remove, path: /apiVersion}', '', /^kind: Thing\n/],
      ] as const
    ).map(([operation, more, wanted]) => [
      `a patch that takes identity away: ${operation} ${more}`,
      {
        files: {
          'kustomization.yaml': `resources: [thing.yaml]\npatches:\n- target: { kind: Thing }\n  patch: |-\n    - ${operation}\n${more}\n`,
          'thing.yaml': 'apiVersion: v1\nkind: Thing\nmetadata: { name: one, namespace: shop }\n',
        },
        wanted,
      },
    ]),
  ),
};

for (const [name, { wanted, ...one }] of Object.entries(EDGES))
  test(name, () => {
    const answer = ourAnswer(one);
    assert.match('output' in answer ? answer.output : answer.failure, wanted);
  });

if (hasMeasure()) test('all of these, as kustomize has them', () => allSame(EDGES));
else sayLeftOut();

test.run();
