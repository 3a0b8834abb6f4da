import fc from 'fast-check';
import { build } from 'kustomize-ts';
import { memoryFiles } from 'kustomize-ts/files/memory.ts';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import type { Digest, EnvironmentName, ServiceName, Version } from '../../scripts/model/names.ts';
import { isRendered, render, type Wanted } from '../../scripts/render/render.ts';
import { withImageSet } from '../../scripts/render/set-image.ts';

const DIGEST = `sha256:${'c'.repeat(64)}` as Digest;
const WEB: Wanted = {
  environment: 'dev' as EnvironmentName,
  service: 'web' as ServiceName,
  image: 'acme/web',
  version: '1.2.0' as Version,
  digest: DIGEST,
};
const SET = { name: 'acme/web', newName: 'acme/web', newTag: '1.2.0', digest: DIGEST };

const imagesOf = (text: string): unknown =>
  (parse(withImageSet(text, WEB) ?? '') as { images: unknown }).images;

test('the override is one image more, or takes the place of the one of that name', () => {
  assert.equal(imagesOf('resources: [a]\n'), [SET]);
  assert.equal(
    imagesOf('images:\n- name: zoo\n  newTag: x\n- name: acme/web\n  newTag: old\nresources: [a]\n'),
    [SET, { name: 'zoo', newTag: 'x' }],
  );
  const { digest: _none, ...plain } = WEB;
  assert.match(withImageSet('resources: []\n', plain) ?? '', /"newTag":"1\.2\.0"\}\]$/m);
});

test('every other byte stays', () => {
  const text = '# first\nresources: # why\n  - a\n\nimages: []   # none\nnamePrefix: "x-"\n# last\n';
  const after = withImageSet(text, WEB) ?? '';
  for (const line of text.split('\n').filter((one) => !one.startsWith('images')))
    assert.ok(after.split('\n').includes(line), line);
  const parsed = parse(after) as Record<string, unknown>;
  assert.equal([parsed['resources'], parsed['namePrefix'], parsed['images']], [['a'], 'x-', [SET]]);
});

test('every way to write a kustomization can be edited; what is none cannot', () => {
  for (const text of [
    '',
    '# nothing\n',
    '{}',
    '{ resources: [a] }\n',
    '{ images: [{ name: b }], resources: [a] }',
    '---\nresources: [a]\n',
  ])
    assert.ok((imagesOf(text) as unknown[]).length > 0, text);
  for (const text of ['[]', 'a: [', 'just text']) assert.is(withImageSet(text, WEB), undefined, text);
});

test('a file that is edited builds what the override builds', () => {
  const image = fc.constantFrom('acme/web', 'acme/proxy', 'web');
  const entry = fc.record(
    { name: image, newTag: fc.constantFrom('a', 'b'), newName: image },
    { requiredKeys: ['name', 'newTag'] },
  );
  const entries = fc.array(entry, { maxLength: 3 });
  const form = fc.constantFrom('json', 'block');
  fc.assert(
    fc.property(entries, form, fc.boolean(), (images, how, first) => {
      const written =
        how === 'json'
          ? `images: ${JSON.stringify(images)}\n`
          : images.length === 0
            ? ''
            : `images:\n${images
                .map(
                  (one) =>
                    `  - ${Object.entries(one)
                      .map(([key, value]) => `${key}: ${value}`)
                      .join('\n    ')}\n`,
                )
                .join('')}`;
      const rest = 'resources: [pod.yaml]\n';
      const overlay = first ? `${written}${rest}` : `${rest}${written}`;
      const files = (text: string) =>
        memoryFiles({
          '/services/web/overlays/dev/kustomization.yaml': text,
          '/services/web/overlays/dev/pod.yaml':
            'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: x, image: acme/web }, { name: y, image: acme/proxy }] }\n',
        });
      const own = render(files(overlay), WEB);
      const edited = withImageSet(overlay, WEB) ?? '';
      assert.is(isRendered(own) && own.yaml, build(files(edited), '/services/web/overlays/dev').yaml, edited);
    }),
    { numRuns: 300 },
  );
});

test.run();
