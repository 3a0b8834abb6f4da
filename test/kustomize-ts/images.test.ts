import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultConfiguration } from '../../scripts/kustomize-ts/facts/configuration.ts';
import type { Image } from '../../scripts/kustomize-ts/kustomization/kustomization.ts';
import { imageTransformer } from '../../scripts/kustomize-ts/transform/images.ts';
import { failureOf, transformed } from './transformed.ts';

const image = (given: Partial<Image>): Image => ({
  name: 'nginx',
  newName: '',
  newTag: '',
  tagSuffix: '',
  digest: '',
  ...given,
});

const changing = (given: Partial<Image>, fieldSpecs = defaultConfiguration.images) =>
  imageTransformer({ image: image(given), fieldSpecs });

const pod = (reference: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: ${JSON.stringify(reference)}}]}\n`;

const changed = (reference: string, given: Partial<Image>): string =>
  /image: (.*)\n/.exec(transformed(pod(reference), changing(given)))?.[1] ?? '';

const DIGEST = 'sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3';

test('a new tag replaces tag and digest, a digest both, and together they are written together', () => {
  for (const reference of ['nginx', 'nginx:1.0', `nginx@${DIGEST}`, `nginx:1.0@${DIGEST}`]) {
    assert.is(changed(reference, { newTag: '2.0' }), 'nginx:2.0');
    assert.is(changed(reference, { digest: DIGEST }), `nginx@${DIGEST}`);
    assert.is(changed(reference, { newTag: '2.0', digest: DIGEST }), `nginx:2.0@${DIGEST}`);
  }
});

test('a new name keeps tag and digest', () => {
  assert.is(changed(`nginx:1.0@${DIGEST}`, { newName: 'my.io:5000/web' }), `my.io:5000/web:1.0@${DIGEST}`);
  assert.is(changed('nginx', { newName: 'web', newTag: '2' }), 'web:2');
});

test('the port of a registry is no tag', () => {
  const name = 'reg.io:5000/shop/web';
  assert.is(changed(`${name}:1.0`, { name, newTag: '2' }), `${name}:2`);
  assert.is(changed(name, { name, newTag: '2' }), `${name}:2`);
  assert.is(changed(`${name}@${DIGEST}`, { name, newName: 'web' }), `web@${DIGEST}`);
});

test('the name is an expression for the whole name', () => {
  assert.is(changed('nginx:1', { name: 'ngin.', newTag: '2' }), 'nginx:2');
  assert.is(changed('nginx-plus:1', { newTag: '2' }), 'nginx-plus:1');
  assert.is(changed('docker.io/nginx:1', { newTag: '2' }), 'docker.io/nginx:1');
  assert.is(changed('docker.io/nginx:1', { name: '.*/nginx', newTag: '2' }), 'docker.io/nginx:2');
  assert.match(
    failureOf(() => changing({ name: 'nginx(' })),
    "the image name 'nginx(' is no regular expression",
  );
});

test('a suffix lands twice where a container is also a field of its own', () => {
  assert.is(changed('nginx:1.0', { tagSuffix: '-dev' }), 'nginx:1.0-dev-dev');
  assert.is(changed(`nginx:1.0@${DIGEST}`, { tagSuffix: '-dev' }), 'nginx:1.0-dev-dev');
  assert.is(changed('nginx:1.0', { tagSuffix: '-dev', newTag: '2.0' }), 'nginx:2.0');
  const deep =
    'apiVersion: x/v1\nkind: Thing\nmetadata: {name: a}\nspec: {pods: [{containers: [{image: "nginx:1.0"}]}]}\n';
  assert.match(transformed(deep, changing({ tagSuffix: '-dev' })), 'nginx:1.0-dev\n');
});

test('containers are found at any depth, except in definitions', () => {
  const deep = (kind: string) =>
    `apiVersion: x/v1\nkind: ${kind}\nmetadata: {name: a}\nspec: {pods: [{initContainers: [{image: nginx}]}]}\n`;
  assert.match(transformed(deep('Thing'), changing({ newTag: '2' })), 'image: nginx:2');
  assert.match(transformed(deep('CustomResourceDefinition'), changing({ newTag: '2' })), 'image: nginx\n');
});

test('other fields are changed by their specs', () => {
  const yaml = 'apiVersion: x/v1\nkind: Thing\nmetadata: {name: a}\nspec: {image: nginx}\n';
  assert.match(transformed(yaml, changing({ newTag: '2' }, [{ path: 'spec/image' }])), 'image: nginx:2');
  assert.match(transformed(yaml, changing({ newTag: '2' })), 'image: nginx\n');
});

test('containers that are null become empty, and containers that are texts are a failure', () => {
  const yaml = (containers: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: ${containers}}\n`;
  assert.match(transformed(yaml('null'), changing({ newTag: '2' })), 'containers: []');
  assert.match(
    failureOf(() => transformed(yaml('[a]'), changing({ newTag: '2' }))),
    'expected MappingNode but got ScalarNode',
  );
});

test('changing to the same twice is changing once', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
  const reference = fc
    .tuple(fc.option(part), fc.option(part))
    .map(
      ([tag, digest]) => `nginx${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@sha256:${digest}`}`,
    );
  fc.assert(
    fc.property(reference, part, (before, newTag) => {
      const once = transformed(pod(before), changing({ newTag }));
      assert.is(transformed(pod(before), changing({ newTag }), changing({ newTag })), once);
    }),
  );
});

test.run();
