import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build } from '../../scripts/kustomize-ts/build.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';
import { failureOf } from './transformed.ts';

/** Describes a type of our own whose pods are described by Kubernetes. */
const SCHEMA = JSON.stringify({
  definitions: {
    Fleet: {
      properties: {
        spec: {
          properties: {
            parts: {
              type: 'array',
              items: { type: 'object' },
              'x-kubernetes-patch-strategy': 'merge',
              'x-kubernetes-patch-merge-key': 'id',
            },
            template: { $ref: '#/definitions/io.k8s.api.core.v1.PodTemplateSpec' },
          },
        },
      },
      'x-kubernetes-group-version-kind': [{ group: 'shop.io', version: 'v1', kind: 'Fleet' }],
    },
  },
});

const FLEET = `apiVersion: shop.io/v1
kind: Fleet
metadata: {name: fleet}
spec:
  parts: [{id: a}, {id: b}]
  template: {spec: {containers: [{name: web}, {name: log}]}}
`;

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web}, {name: log}]}}}
`;

const PATCH = `patches:
- patch: |-
    apiVersion: shop.io/v1
    kind: Fleet
    metadata: {name: fleet}
    spec:
      parts: [{id: b, size: 2}]
      template: {spec: {containers: [{name: log, image: busybox}]}}
`;

const PATCH_WEB = `- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: log, image: busybox}]}}}
`;

const built = (kustomizations: Readonly<Record<string, string>>): string => {
  const files: Record<string, string> = {};
  for (const [folder, text] of Object.entries(kustomizations)) {
    files[`/${folder}/kustomization.yaml`] = text;
    files[`/${folder}/schema.json`] = SCHEMA;
    files[`/${folder}/fleet.yaml`] = FLEET;
    files[`/${folder}/web.yaml`] = WEB;
  }
  return build(memoryFiles(files), '/app').yaml;
};

const DESCRIBED = 'openapi: {path: schema.json}\n';
const MERGED_PARTS = 'parts:\n  - id: b\n    size: 2\n  - id: a\n';
const MERGED_PODS = '- image: busybox\n        name: log\n      - name: web\n';

test('lists of a described type are merged, and those of types that only Kubernetes describes replaced', () => {
  const yaml = built({ app: `${DESCRIBED}resources: [fleet.yaml, web.yaml]\n${PATCH}${PATCH_WEB}` });
  assert.match(yaml, MERGED_PARTS);
  assert.not.match(yaml, 'name: web\n      ');
  assert.is(yaml.split('image: busybox').length, 3);
});

test('built-in types stay where the build asked about unknown types before it met the description', () => {
  const yaml = built({
    app: `resources: [fleet.yaml, web.yaml]\ncomponents: [../part]\n${PATCH}${PATCH_WEB}`,
    part: `kind: Component\n${DESCRIBED}`,
  });
  assert.match(yaml, MERGED_PARTS);
  assert.is(yaml.split(MERGED_PODS).length, 3, yaml);
});

test('types whose scope is known without asking keep nothing', () => {
  const yaml = built({
    app: `resources: [web.yaml, ../base]\n${PATCH}${PATCH_WEB}`,
    base: `${DESCRIBED}resources: [fleet.yaml]\n`,
  });
  assert.match(yaml, MERGED_PARTS);
  assert.is(yaml.split(MERGED_PODS).length, 1, yaml);
});

test('the first description counts, whatever later ones say', () => {
  const app = `openapi: {version: v1.21.2}\nresources: [../base]\n${PATCH}`;
  const yaml = built({ app, base: 'openapi: {path: schema.json, version: any}\nresources: [fleet.yaml]\n' });
  assert.match(yaml, 'parts:\n  - id: b\n    size: 2\n  template:');
  assert.match(
    failureOf(() => built({ app, base: 'openapi: {path: no.json}\nresources: [fleet.yaml]\n' })),
    'no.json: no such file or directory',
  );
});

test('a description beside a version, and a version that is not built in, are refused', () => {
  assert.is(
    failureOf(() => built({ app: 'openapi: {path: schema.json, version: v1.21.2}\n' })),
    'builtin version and custom schema provided, cannot use both',
  );
  assert.is(
    failureOf(() => built({ app: 'openapi: {version: v1.20.4}\n' })),
    'the specified OpenAPI version is not built in',
  );
});

test.run();
