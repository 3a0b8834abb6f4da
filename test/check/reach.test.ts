import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { reachOf } from '../../scripts/check/reach.ts';
import { leadsOf } from '../../scripts/check/references.ts';
import type { ServiceName } from '../../scripts/model/names.ts';

const leads = (files: Readonly<Record<string, string>>): Map<string, readonly string[]> =>
  new Map(
    Object.entries(files).flatMap(([path, text]) => {
      const found = leadsOf(path, text.replace(/^-> /, ''), text.startsWith('-> '));
      return found.length === 0 ? [] : [[path, found] as const];
    }),
  );

test('a kustomization leads where its paths leave the folder of its service or component', () => {
  const paths =
    'resources: [../../base, ../../../b/base, https://example.com/x?ref=1]\ncomponents: [../../../components/hard]\n';
  assert.equal(leadsOf('services/a/overlays/dev/kustomization.yaml', paths, false), [
    'services/b/base',
    'services/components/hard',
  ]);
  assert.equal(
    leadsOf('services/components/hard/kustomization.yaml', 'components: [../soft, inner]\n', false),
    ['services/components/soft'],
  );
  assert.equal(leadsOf('services/a/base/deployment.yaml', paths, false), []);
  assert.equal(leadsOf('platform/kustomization.yaml', paths, false), []);
  assert.equal(leadsOf('services/a/base', '../b/base', true), ['services/b/base']);
  assert.equal(leadsOf('services/a/base/x.yaml', '../overlays/x.yaml', true), []);
  assert.equal(
    leadsOf('services/a/base/kustomization.yaml', 'resources: [../../../platform/x, ../../..]\n', false),
    ['platform/x'],
  );
});

const reach = reachOf(
  leads({
    'services/a/base/kustomization.yaml': 'components: [../../components/hard]\n',
    'services/a/overlays/dev/kustomization.yaml': 'resources: [../../base, ../../../b/base]\n',
    'services/b/common/kustomization.yaml': 'resources: [../../../platform/x]\n',
    'services/components/hard/kustomization.yaml': 'components: [../soft]\n',
    'services/components/soft/kustomization.yaml': 'components: [../hard]\n',
    'services/components/other/kustomization.yaml': 'resources: [../../../elsewhere]\n',
    'services/c/base': '-> ../d/base',
    'services/e/base/kustomization.yaml': 'components: [../../components]\n',
  }),
);

test('whoever is led to a folder reads all of its service or component, and what that leads to', () => {
  assert.equal(reach.beyond('a' as ServiceName), [
    'platform/x',
    'services/b',
    'services/components/hard',
    'services/components/soft',
  ]);
  assert.equal(reach.beyond('c' as ServiceName), ['services/d']);
  assert.equal(reach.beyond('d' as ServiceName), []);
  assert.ok(reach.beyond('e' as ServiceName).includes('elsewhere'));
});

const readers = (path: string): string[] => reach.readers(path).sort();

test('a change concerns its own service and all whose configuration may read it', () => {
  assert.equal(readers('services/b/base/deployment.yaml'), ['a', 'b']);
  assert.equal(readers('services/components/soft/patch.yaml'), ['a', 'e']);
  assert.equal(readers('services/components/new/patch.yaml'), ['e']);
  assert.equal(readers('platform/x/y/z.yaml'), ['a', 'b']);
  assert.equal(readers('services/d/base/deployment.yaml'), ['c', 'd']);
  assert.equal(readers('services/f/overlays/dev/kustomization.yaml'), ['f']);
});

test('records, descriptions and what nobody leads to concern no configuration', () => {
  for (const path of [
    'services/f/releases/1.yaml',
    'services/f/service.yaml',
    'README.md',
    'platform/y/z.yaml',
    'services/components/lone/a.yaml',
  ])
    assert.equal(
      readers(path).filter((name) => name !== 'e'),
      [],
      path,
    );
});

test.run();
