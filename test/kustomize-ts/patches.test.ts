import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { builtinTypes } from '../../scripts/kustomize-ts/facts/types.ts';
import { BuildFailure } from '../../scripts/kustomize-ts/failure.ts';
import type { Patch, Selector } from '../../scripts/kustomize-ts/kustomization/kustomization.ts';
import { rememberId } from '../../scripts/kustomize-ts/object/identity.ts';
import { setName } from '../../scripts/kustomize-ts/object/resource.ts';
import { dropEmpties, type Transformer } from '../../scripts/kustomize-ts/object/resources.ts';
import {
  patchesStrategicMergeTransformer,
  patchJson6902Transformer,
  patchTransformer,
} from '../../scripts/kustomize-ts/patch/patches.ts';
import { failureOf, loaderOf, transformed } from './transformed.ts';

const OBJECTS = `apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: web
  name: web
spec:
  replicas: 1
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: ClusterIP
`;

type Written = Partial<Omit<Patch, 'target'>> & { readonly target?: Partial<Selector> };

const entry = ({ target, ...rest }: Written): Patch => ({
  path: '',
  patch: '',
  options: {},
  target:
    target === undefined
      ? undefined
      : {
          group: '',
          version: '',
          kind: '',
          name: '',
          namespace: '',
          annotationSelector: '',
          labelSelector: '',
          ...target,
        },
  ...rest,
});

const FILES: Readonly<Record<string, string>> = {
  '/app/empty.yaml': '',
  '/app/comment.yaml': '# nothing yet\n',
  '/app/broken.yaml': 'a: [',
  '/app/nameless.yaml': 'kind: Service\n',
  '/app/scale.yaml': '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 5}}',
  '/app/both.yaml':
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 5}}\n---\n{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: NodePort}}\n',
  '/app/add.json': '[{"op":"add","path":"/spec/paused","value":true}]',
  '/app/add.yaml': '- op: add\n  path: /spec/paused\n  value: yes\n',
};

const context = { loader: loaderOf(FILES), types: builtinTypes };
const patch = (written: Written): Transformer => patchTransformer(entry(written), context);
const after = (written: Written): string => transformed(OBJECTS, patch(written), dropEmpties);
const failure = (written: Written): string => failureOf(() => after(written));
const SCALED = OBJECTS.replace('replicas: 1', 'replicas: 5');
const PAUSED = OBJECTS.replace('spec:\n  replicas', 'spec:\n  paused: true\n  replicas');

test('a patch stands in a file or inline, and shows by itself what it is', () => {
  assert.is(after({ path: 'scale.yaml' }), SCALED);
  assert.is(after({ patch: FILES['/app/scale.yaml'] ?? '' }), SCALED);
  for (const file of ['add.json', 'add.yaml']) {
    assert.is(after({ path: file, target: { kind: 'Deployment' } }), PAUSED, file);
    assert.is(after({ patch: FILES[`/app/${file}`] ?? '', target: { kind: 'Deployment' } }), PAUSED, file);
  }
});

test('without a target each document patches the object that it names', () => {
  assert.is(after({ path: 'both.yaml' }), SCALED.replace('ClusterIP', 'NodePort'));
  const gone = '$patch: delete\napiVersion: v1\nkind: Service\nmetadata: {name: web}\n';
  const both = `${gone}---\n${gone.replace('v1', 'apps/v1').replace('Service', 'Deployment')}`;
  assert.is(after({ patch: both }), '', 'several may be deleted, where kustomize 5.5 crashes');
});

test('an object is found under every name it ever had', () => {
  const renamed =
    (to: string): Transformer =>
    (all) => {
      for (const one of all.list) {
        rememberId(one);
        setName(one, to);
      }
    };
  const steps = [renamed('first'), renamed('second')];
  for (const name of ['web', 'first', 'second'])
    assert.match(
      transformed(OBJECTS, ...steps, patch({ patch: (FILES['/app/scale.yaml'] ?? '').replace('web', name) })),
      'replicas: 5',
      name,
    );
});

test('with a target a patch goes to everything that is meant, whatever it names itself', () => {
  const label = '{kind: Any, metadata: {name: any, labels: {to: all}}}';
  assert.is(after({ patch: label, target: {} }).split('to: all').length, 3);
  assert.is(after({ patch: label, target: { name: 'none' } }), OBJECTS, 'which may be nothing');
  assert.is(after({ path: 'add.json', target: { name: 'none' } }), OBJECTS);
});

test('with a target, nulls among labels and annotations are texts', () => {
  const label = '{kind: Any, metadata: {name: any, labels: {app: null, n: 3}}}';
  const found = after({ patch: label, target: { kind: 'Deployment' } });
  assert.match(found, '    app: "null"\n    "n": "3"\n');
});

test('names and kinds change only where that is allowed', () => {
  const other = '{kind: Other, metadata: {name: other, namespace: far}}';
  const target = { kind: 'Service' };
  assert.is(after({ patch: other, target }), OBJECTS);
  assert.is(
    after({ patch: other, target, options: { allowNameChange: true } }),
    OBJECTS.replace(/web\nspec:\n {2}type/, 'other\nspec:\n  type'),
  );
  assert.is(
    after({ patch: other, target, options: { allowKindChange: true } }),
    OBJECTS.replace('kind: Service', 'kind: Other'),
  );
});

test('two objects must not become one', () => {
  const same = `${OBJECTS}---\napiVersion: v1\nkind: Service\nmetadata: {name: other}\n`;
  const one = patch({
    patch: '{kind: Service, metadata: {name: one}}',
    target: { kind: 'Service' },
    options: { allowNameChange: true },
  });
  assert.is(
    failureOf(() => transformed(same, one)),
    'may not add resource with an already registered id: Service.v1.[noGrp]/one.[noNs]',
  );
});

test('a patch without content changes nothing, with or without a target', () => {
  for (const path of ['empty.yaml', 'comment.yaml'])
    for (const target of [undefined, { kind: 'Service' }])
      assert.is(after({ path, ...(target && { target }) }), OBJECTS, path);
  assert.is(after({ patch: '[]', target: {} }), OBJECTS);
});

test('a JSON patch leaves the notes of the build alone, and makes texts of annotations', () => {
  const operations = '[{"op":"add","path":"/metadata/annotations","value":{"n":1000000,"b":true}}]';
  assert.match(
    after({ patch: operations, target: { kind: 'Service' } }),
    '  annotations:\n    b: "true"\n    "n": "1e+06"\n',
  );
});

const configured = (kind: string, config: string): string =>
  `trouble configuring builtin ${kind} with config: \`\n${config}\n\`: `;

test('an entry that cannot be read shows what was configured', () => {
  const said = (config: string): string => configured('PatchTransformer', config);
  assert.is(failure({}), `${said('{}')}must specify one of patch and path in\n{}\n`);
  assert.is(
    failure({ path: 'scale.yaml', patch: 'x', options: { allowNameChange: true } }),
    `${said('options:\n  allowNameChange: true\npatch: x\npath: scale.yaml')}patch and path can't be set at the same time\noptions:\n  allowNameChange: true\npatch: x\npath: scale.yaml\n`,
  );
  assert.match(
    failure({ path: 'none.yaml' }),
    `${said('path: none.yaml')}failed to get the patch file from path(none.yaml): `,
  );
  for (const path of ['broken.yaml', 'nameless.yaml'])
    assert.is(
      failure({ path, target: { name: 'web' } }),
      `${said(`path: ${path}\ntarget:\n  name: web`)}unable to parse SM or JSON patch from [path: "${path}"]`,
    );
});

test('a patch that does not apply says which one, and where it stands', () => {
  assert.is(
    failure({ patch: '{apiVersion: v1, kind: Service, metadata: {name: none}}' }),
    'no resource matches strategic merge patch "Service.v1.[noGrp]/none.[noNs]": no matches for Id Service.v1.[noGrp]/none.[noNs]; failed to find unique target for patch Service.v1.[noGrp]/none.[noNs]',
  );
  assert.is(failure({ path: 'add.json' }), 'must specify a target for JSON patch [path: "add.json"]');
  assert.is(
    failure({ path: 'both.yaml', target: {} }),
    'Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field: [path: "both.yaml"]',
  );
  assert.is(
    failure({ patch: '{kind: A, metadata: {name: b}}', target: { kind: 'D[' } }),
    'unable to find patch target "D[.[noVer].[noGrp]/[noName].[noNs]:a=:l=" in `resources`: error parsing regexp: missing closing ]: `[)$`',
  );
  const located = attempt(() => after({ path: 'add.json', target: { name: 'web', labelSelector: '(' } }));
  assert.is(located?.field, 'patches');
  assert.is(located?.file, '/app/add.json');
});

const attempt = (step: () => unknown): BuildFailure | undefined => {
  try {
    step();
  } catch (error) {
    return error instanceof BuildFailure ? error : undefined;
  }
  return undefined;
};

const merges = (...paths: string[]): Transformer => patchesStrategicMergeTransformer(paths, context);

test('patchesStrategicMerge takes paths and patches themselves', () => {
  assert.is(transformed(OBJECTS, merges('both.yaml')), SCALED.replace('ClusterIP', 'NodePort'));
  assert.is(transformed(OBJECTS, merges('comment.yaml', FILES['/app/scale.yaml'] ?? '')), SCALED);
  const said = (config: string): string =>
    configured('PatchStrategicMergeTransformer', `paths:\n- ${config}`);
  assert.is(
    failureOf(() => merges('comment.yaml')),
    `${said('comment.yaml')}patch appears to be empty; files=[comment.yaml], Patch=`,
  );
  assert.is(
    failureOf(() => merges('broken.yaml')),
    `${said('broken.yaml')}MalformedYAMLError: yaml: line 1: did not find expected node content in File: broken.yaml`,
  );
  assert.match(
    failureOf(() => transformed(OBJECTS, merges('{apiVersion: v1, kind: Service, metadata: {name: none}}'))),
    /^no matches for Id Service\.v1\.\[noGrp]\/none\.\[noNs]; failed to find unique target/,
  );
});

const operations = (written: Written): Transformer => patchJson6902Transformer(entry(written), context);

test('patchesJson6902 takes a path or the operations themselves', () => {
  for (const written of [{ path: 'add.yaml' }, { patch: FILES['/app/add.json'] ?? '' }])
    assert.is(
      transformed(OBJECTS, operations({ ...written, target: { kind: 'Deployment', name: 'web' } })),
      PAUSED,
    );
  assert.is(transformed(OBJECTS, operations({ path: 'add.yaml', target: { name: 'none' } })), OBJECTS);
  const target = { name: 'web' };
  for (const [written, failure] of [
    [{ target: { kind: 'Service' }, path: 'add.yaml' }, 'must specify the target name'],
    [{ target }, 'empty file path and empty jsonOp'],
    [{ target, path: 'add.yaml', patch: '[]' }, 'must specify a file path or jsonOp, not both'],
    [{ target, path: 'empty.yaml' }, "patch file 'empty.yaml' empty seems to be empty"],
    [{ target, path: 'comment.yaml' }, 'patch appears to be empty; file=comment.yaml, JsonOp=null'],
    [
      { target, patch: 'a: b' },
      'decoding {"a":"b"}: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    ],
    [{ patch: '[]' }, 'must specify a target for patch []'],
  ] as const)
    assert.ok(failureOf(() => operations(written)).endsWith(`\`: ${failure}`), failure);
});

test.run();
