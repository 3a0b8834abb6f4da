import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { untouchedBetween } from '../../scripts/commands/untouched.ts';
import { viewFrom } from '../../scripts/commands/viewpoint.ts';
import type { ServiceName } from '../../scripts/model/names.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { AT_HAND } from '../../scripts/outside/tree-stock.ts';
import { sandbox } from '../support/git-repository.ts';

const SHOP = {
  'services/a/base/kustomization.yaml': 'components: [../../components/c]\n',
  'services/b/base/kustomization.yaml': 'resources: [more.yaml]\n',
  'services/far/base/kustomization.yaml': 'resources: [../../../platform]\n',
  'services/components/c/kustomization.yaml': 'kind: Component\n',
  'platform/kustomization.yaml': 'resources: [../elsewhere]\n',
  'environments/dev/a.yaml': 'x: 1\n',
};

/** The services that may render differently after this change, committed or not. */
const touched = async (change: Readonly<Record<string, string | null>>): Promise<string[]> => {
  const box = sandbox();
  const before = box.commit('one', SHOP);
  box.write(change);
  const git = openGit(box.root);
  const untouched = untouchedBetween(await viewFrom(git, before), await viewFrom(git, AT_HAND));
  const atHand = ['a', 'b', 'far'].filter((name) => !untouched(name as ServiceName));
  const after = box.commit('two');
  const committed = untouchedBetween(await viewFrom(git, before), await viewFrom(git, after));
  assert.equal(
    ['a', 'b', 'far'].filter((name) => !committed(name as ServiceName)),
    atHand,
  );
  return atHand;
};

test('a service is touched by its own files and by what it refers to, and by nothing else', async () => {
  assert.equal(await touched({}), []);
  assert.equal(await touched({ 'environments/dev/a.yaml': 'x: 2\n' }), []);
  assert.equal(await touched({ 'services/b/base/more.yaml': 'a: 1\n' }), ['b']);
  assert.equal(await touched({ 'services/b/base/kustomization.yaml': null }), ['b']);
  assert.equal(
    await touched({ 'services/b/service.yaml': 'a: 1\n', 'services/b/releases/1.yaml': 'a: 1\n' }),
    [],
  );
  assert.equal(
    await touched({ 'services/components/c/kustomization.yaml': 'kind: Component\nnamePrefix: x\n' }),
    ['a'],
  );
  assert.equal(await touched({ 'services/components/new/kustomization.yaml': 'kind: Component\n' }), []);
});

test('who reads outside of services is touched by whatever changes there', async () => {
  const box = sandbox();
  const before = box.commit('one', SHOP);
  const after = box.commit('two', { 'elsewhere/kustomization.yaml': 'resources: []\n' });
  const git = openGit(box.root);
  const untouched = untouchedBetween(await viewFrom(git, before), await viewFrom(git, after));
  assert.equal(
    ['a', 'b', 'far'].filter((name) => !untouched(name as ServiceName)),
    ['far'],
  );
});

test.run();
