import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../scripts/kustomize-ts/build.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';

/** What one layer of kustomizations leaves behind shows in what the next one makes of it. */

const built = (files: Readonly<Record<string, string>>): string => build(memoryFiles(files), '/over').yaml;

const over = (kustomization: string): Record<string, string> => ({
  'over/kustomization.yaml': `resources: [../base]\n${kustomization}`,
});

const MERGE_ANY = `patches:
- target: {kind: ConfigMap|Deployment}
  patch: |-
    kind: Any
    metadata: {name: any, labels: {a: b}}
`;

test('a number that a replacement created becomes a text once its object is merged with a patch', () => {
  const base = {
    'base/kustomization.yaml': `resources: [objects.yaml]
replacements:
- source: {kind: Service, fieldPath: spec.port}
  targets:
  - select: {kind: ConfigMap}
    fieldPaths: [data.port]
    options: {create: true}
`,
    'base/objects.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {host: web}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {port: 80}
`,
  };
  assert.match(built({ ...base, ...over('') }), '  port: 80\nkind: ConfigMap');
  assert.match(built({ ...base, ...over(MERGE_ANY) }), '  port: "80"\nkind: ConfigMap');
});

test('a count that was set stays a number when its object is merged with a patch', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [object.yaml]\nreplicas: [{name: web, count: 3}]\n',
    'base/object.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 1, paused: null}\n',
  };
  assert.match(built({ ...base, ...over(MERGE_ANY) }), 'spec:\n  paused: null\n  replicas: 3\n');
});

test('a number in quotes stays a number where its tag says so', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [object.yaml]\n',
    'base/object.yaml':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: !!int "1", size: "1"}\n',
  };
  const patch = `patches:
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {replicas: 2, size: 2}
`;
  assert.match(built({ ...base, ...over(patch) }), 'spec:\n  replicas: 2\n  size: "2"\n');
  const scaled = 'replicas: [{name: web, count: 3}]\n';
  assert.match(built({ ...base, ...over(scaled) }), 'spec:\n  replicas: 3\n  size: "1"\n');
});

test('an object without an API version gets a null for one when it is merged with a patch', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [object.yaml]\n',
    'base/object.yaml': 'kind: Deployment\nmetadata: {name: web}\n',
  };
  assert.match(built({ ...base, ...over('') }), /^kind: Deployment/);
  assert.match(built({ ...base, ...over(MERGE_ANY) }), /^apiVersion: null\nkind: Deployment/);
});

test('a key of a patch that is no text finds its like in the object, and cannot be added', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [object.yaml]\n',
    'base/object.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ports}\ndata: {"80": web}\n',
  };
  const patched = (data: string): string =>
    built({ ...base, ...over(`patches: [{path: patch.yaml}]\n`), 'over/patch.yaml': patch(data) });
  const patch = (data: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ports}\ndata: ${data}\n`;
  assert.match(patched('{80: shop}'), 'data:\n  "80": shop\n');
  assert.match(patched('{80: null, "81": x}'), 'data:\n  "81": x\n');
  for (const data of ['{81: shop}', '{true: shop}', '{$patch: replace, 80: shop}'])
    assert.throws(() => patched(data), /json: unsupported type: map\[interface {}\]interface {}/);
});

test.run();
