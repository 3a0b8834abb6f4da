import { memoryFiles } from 'kustomize-ts/files/memory.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Digest, EnvironmentName, ServiceName, Version } from '../../scripts/model/names.ts';
import { isRendered, overlayOf, type Rendered, render, type Wanted } from '../../scripts/render/render.ts';

const DIGEST = `sha256:${'b'.repeat(64)}` as Digest;
const WEB: Wanted = {
  environment: 'dev' as EnvironmentName,
  service: 'web' as ServiceName,
  image: 'ghcr.io/acme/web',
  version: '1.2.0' as Version,
  digest: DIGEST,
};

const POD = (image: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: app, image: ${image} }] }\n`;

const shop = (more: Readonly<Record<string, string>> = {}) =>
  memoryFiles({
    '/services/web/overlays/dev/kustomization.yaml': 'resources: [../../base]\nnamePrefix: dev-\n',
    '/services/web/base/kustomization.yaml': 'resources: [pod.yaml]\n',
    '/services/web/base/pod.yaml': POD('ghcr.io/acme/web'),
    ...more,
  });

const rendered = (wanted: Wanted, more: Readonly<Record<string, string>> = {}): Rendered => {
  const rendering = render(shop(more), wanted);
  if (!isRendered(rendering)) throw new Error(rendering.why);
  return rendering;
};

test('the overlay of the environment is built, with the image that is wanted there', () => {
  const { yaml, files, resources, warnings } = rendered(WEB);
  assert.is(
    yaml,
    `apiVersion: v1\nkind: Pod\nmetadata:\n  name: dev-web\nspec:\n  containers:\n  - image: ghcr.io/acme/web:1.2.0@${DIGEST}\n    name: app\n`,
  );
  assert.equal(files, [
    'services/web/base/kustomization.yaml',
    'services/web/base/pod.yaml',
    'services/web/overlays/dev/kustomization.yaml',
  ]);
  assert.equal([resources.length, warnings], [1, []]);
  assert.is(overlayOf(WEB), 'services/web/overlays/dev');
});

test('without a digest the version alone is set; other images stay', () => {
  const { digest: _none, ...plain } = WEB;
  assert.match(rendered(plain).yaml, /image: ghcr\.io\/acme\/web:1\.2\.0$/m);
  const other = rendered(WEB, { '/services/web/base/pod.yaml': POD('ghcr.io/acme/web-proxy:3') });
  assert.match(other.yaml, /image: ghcr\.io\/acme\/web-proxy:3$/m);
});

test('the same files and the same image give the same bytes', () => {
  assert.is(rendered(WEB).yaml, rendered({ ...WEB }).yaml);
});

test('what cannot be built is a reason with its place, in paths from the top of the repository', () => {
  const broken = render(shop({ '/services/web/base/kustomization.yaml': 'resource: []\n' }), WEB);
  assert.not.ok(isRendered(broken));
  if (isRendered(broken)) return;
  const { why, ...place } = broken;
  assert.match(why, /path 'services\/web\/base'.*unknown field "resource"/);
  assert.equal(place, {
    reason: 'build',
    file: 'services/web/base/kustomization.yaml',
    field: 'resource',
  });
  const gone = render(shop({ '/services/web/base/kustomization.yaml': 'resources: [gone.yaml]\n' }), WEB);
  assert.equal(isRendered(gone) || [gone.file, gone.missing], ['services/web/base/gone.yaml', true]);
  const remote = render(
    shop({ '/services/web/base/kustomization.yaml': 'resources: ["https://example.com/a.yaml"]\n' }),
    WEB,
  );
  assert.equal(isRendered(remote) || [remote.file, remote.field, remote.missing], [
    'services/web/base/kustomization.yaml',
    'resources',
    undefined,
  ]);
});

test('a bug is no reason: it is thrown', () => {
  const files = {
    ...shop(),
    read: (): never => {
      throw new TypeError('boom');
    },
  };
  assert.throws(() => render(files, WEB), /boom/);
});

test.run();
