import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Overrides } from '../../scripts/kustomize-ts/build/overrides.ts';
import { build } from '../../scripts/kustomize-ts/build.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - image: shop/web:1.0.0
        name: web
`;

const rendered = (overrides: Overrides, kustomization = '', more: Record<string, string> = {}): string =>
  build(
    memoryFiles({
      'app/kustomization.yaml': `resources: [web.yaml]\n${kustomization}`,
      'app/web.yaml': DEPLOYMENT,
      ...more,
    }),
    '/app',
    { overrides },
  ).yaml;

const image = (yaml: string): string => /image: (.*)/.exec(yaml)?.[1] ?? '';

test('without overrides nothing changes', () => {
  assert.is(rendered({}), rendered({ images: [], patches: [], components: [] }));
});

for (const [override, expected] of [
  ['shop/web:2.0.0', 'shop/web:2.0.0'],
  ['shop/web=shop/web:2.0.0@sha256:abc', 'shop/web:2.0.0@sha256:abc'],
  ['shop/web@sha256:abc', 'shop/web@sha256:abc'],
  ['shop/web=host:5000/shop/site', 'host:5000/shop/site:1.0.0'],
  ['shop/web=host:5000/shop/site:3', 'host:5000/shop/site:3'],
  ['another=another:1', 'shop/web:1.0.0'],
] as const)
  test(`image ${override} gives ${expected}`, () => {
    assert.is(image(rendered({ images: [override] })), expected);
  });

test('an image override replaces the entry of the same name, and * keeps what stands there', () => {
  const written = 'images: [{name: shop/web, newName: mirror/web, newTag: 1.5.0}]\n';
  assert.is(image(rendered({}, written)), 'mirror/web:1.5.0');
  assert.is(image(rendered({ images: ['shop/web:2.0.0'] }, written)), 'shop/web:2.0.0');
  assert.is(image(rendered({ images: ['shop/web=*:2.0.0'] }, written)), 'mirror/web:2.0.0');
});

test('an image override that says nothing is refused with the forms there are', () => {
  assert.throws(
    () => rendered({ images: ['shop/web'] }),
    /invalid format of image 'shop\/web': write <image>=/,
  );
});

test('names, namespace and replicas are set like the fields of the kustomization', () => {
  const yaml = rendered(
    { namePrefix: 'a-', nameSuffix: '-b', namespace: 'shop', replicas: [{ name: 'web', count: 3 }] },
    'namePrefix: x-\nreplicas: [{name: web, count: 1}]\n',
  );
  assert.match(yaml, /name: a-web-b\n {2}namespace: shop\nspec:\n {2}replicas: 3\n/);
});

test('labels reach selectors, or not, and replace ones of the kustomization only by force', () => {
  const everywhere = rendered({ commonLabels: { team: 'red' } });
  assert.is(everywhere.match(/team: red/g)?.length, 3);
  const metadata = rendered({ commonLabels: { team: 'red' }, labelWithoutSelector: true });
  assert.is(metadata.match(/team: red/g)?.length, 1);
  const templates = rendered({
    commonLabels: { team: 'red' },
    labelWithoutSelector: true,
    labelIncludeTemplates: true,
  });
  assert.is(templates.match(/team: red/g)?.length, 2);
  const written = 'commonLabels: {team: blue}\n';
  assert.throws(
    () => rendered({ commonLabels: { team: 'red' } }, written),
    /label team already in kustomization file/,
  );
  assert.match(rendered({ commonLabels: { team: 'red' }, forceCommonLabels: true }, written), /team: red/);
});

test('labels without selectors join the entry of the kustomization that is like them', () => {
  const written = 'labels: [{pairs: {team: blue}}]\n';
  const by = { commonLabels: { tier: 'web' }, labelWithoutSelector: true };
  assert.match(rendered(by, written), /team: blue\n {4}tier: web\n/);
  assert.throws(
    () => rendered({ commonLabels: { team: 'red' }, labelWithoutSelector: true }, written),
    /label team already in kustomization file/,
  );
});

test('annotations are added, and replaced only by force', () => {
  const by = { commonAnnotations: { note: 'new' } };
  assert.match(rendered(by), /annotations:\n {4}note: new\n/);
  const written = 'commonAnnotations: {note: old}\n';
  assert.throws(() => rendered(by, written), /annotation note already in kustomization file/);
  assert.match(rendered({ ...by, forceCommonAnnotations: true }, written), /note: new\n/);
});

test('patches come after those of the kustomization', () => {
  const op = (value: number): string => `[{"op": "add", "path": "/spec/replicas", "value": ${value}}]`;
  const yaml = rendered(
    { patches: [{ patch: op(5), target: { kind: 'Deployment' } }] },
    `patches: [{patch: '${op(2)}', target: {kind: Deployment}}]\n`,
  );
  assert.match(yaml, /replicas: 5\n/);
});

test('components are added once; a missing one is left out only where that was asked for', () => {
  const part = {
    'part/kustomization.yaml':
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -part\n',
  };
  assert.match(rendered({ components: ['../part'] }, '', part), /name: web-part\n/);
  assert.match(rendered({ components: ['../part'] }, 'components: [../part]\n', part), /name: web-part\n/);
  assert.throws(() => rendered({ components: ['../gone'] }), /loader\.New/);
  assert.match(rendered({ components: ['../gone'], ignoreMissingComponents: true }), /name: web\n/);
});

test.run();
