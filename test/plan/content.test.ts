/** When is a configuration pending? Asked of whole plans, over histories that touch every kind of file. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommitId } from '../../scripts/model/names.ts';
import { type Changes, desired, ladder, type World, world } from './world.ts';

const deployment = (note: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, annotations: { note: "${note}" } }
spec: { template: { spec: { containers: [{ name: app, image: ghcr.io/acme/shop }] } } }
`;
const patch = (note: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop, labels: { note: "${note}" } }\n`;
const overlay =
  'resources: [../../base]\ncomponents: [../../../components/all]\npatches: [{ path: patch.yaml }]\n';
const component =
  'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{ path: patch.yaml }]\n';

/** What each file holds at the beginning, and what it may hold later. */
const holding: Readonly<Record<string, (note: string) => string>> = {
  'services/shop/base/kustomization.yaml': (note) => `# ${note}\nresources: [deployment.yaml]\n`,
  'services/shop/base/deployment.yaml': deployment,
  'services/shop/overlays/dev/patch.yaml': patch,
  'services/shop/overlays/hardening/patch.yaml': patch,
  'services/shop/overlays/production/patch.yaml': patch,
  'services/shop/overlays/dev/kustomization.yaml': (note) => `# ${note}\n${overlay}`,
  'services/shop/overlays/hardening/kustomization.yaml': (note) => `# ${note}\n${overlay}`,
  'services/shop/overlays/production/kustomization.yaml': (note) =>
    `# ${note}\n${overlay.replace('all]', 'all, ../../../components/production]')}`,
  'services/components/all/kustomization.yaml': (note) => `# ${note}\n${component}`,
  'services/components/all/patch.yaml': patch,
  'services/components/production/kustomization.yaml': (note) => `# ${note}\n${component}`,
  'services/components/production/patch.yaml': patch,
  'services/components/nobody/patch.yaml': patch,
  'services/shop/base/unused.yaml': deployment,
  'services/shop/base/README.md': (note) => note,
  'services/shop/README.md': (note) => note,
  'services/shop/notes.txt': (note) => note,
  'services/other/base/deployment.yaml': deployment,
  'README.md': (note) => note,
};

const OF_PRODUCTION = /\/production\//;
const READ_BY_ALL = /\/base\/(?:kustomization|deployment)\.yaml$|components\/all\//;
const isOtherShop = (path: string): boolean => path.startsWith('services/other/');
/** Files that the overlay of production reads. */
const production = Object.keys(holding).filter(
  (path) => !isOtherShop(path) && (READ_BY_ALL.test(path) || OF_PRODUCTION.test(path)),
);
/** Files that the overlays of hardening or, downstream of it, of production read. */
const hardening = Object.keys(holding).filter(
  (path) => production.includes(path) || path.includes('overlays/hardening/'),
);
const unrelated = Object.keys(holding).filter((path) => !hardening.includes(path));

const at = (path: string, note: string): Changes => ({ [path]: holding[path]?.(note) ?? '' });

/** dev follows main, hardening and production pin the first commit. */
const shop = (): World & { readonly first: CommitId } => {
  const all = Object.keys(holding).map((path) => at(path, 'first'));
  const one = world(Object.assign({}, ladder(), ...all) as Changes);
  const first = one.head();
  one.commit('What runs', {
    'services/shop/service.yaml': 'description: x\nowners: ["@a/b"]\nimage: ghcr.io/acme/shop\n',
    'services/shop/releases/1.0.0.yaml': 'version: "1.0.0"\n',
    ...desired('dev/shop', '1.0.0'),
    ...desired('hardening/shop', '1.0.0', first),
    ...desired('production/shop', '1.0.0', first),
  });
  return { ...one, first };
};

const pendingIn = async (one: World, target: string): Promise<string[]> =>
  (await one.facts(target)).into.pending.map(({ service, differs }) => `${service} ${differs.join()}`);

test('a commit that touches nothing that is read makes nothing pending, whatever it touches', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.subarray(unrelated, { minLength: 1 }), { minLength: 1, maxLength: 4 }),
      async (commits) => {
        const one = shop();
        for (const [index, paths] of commits.entries())
          one.commit('Unrelated', Object.assign({}, ...paths.map((path) => at(path, `${index}`))) as Changes);
        assert.equal(await pendingIn(one, 'hardening'), []);
        assert.equal(await pendingIn(one, 'production'), []);
      },
    ),
    { numRuns: 25 },
  );
});

test('any file that an environment or one downstream of it reads makes the configuration pending there', async () => {
  for (const path of hardening) {
    const one = shop();
    one.commit('Something is read', at(path, 'second'));
    assert.equal(await pendingIn(one, 'hardening'), ['shop config'], path);
  }
});

test('what is meant for production travels through hardening, and what is meant for hardening ends there', async () => {
  for (const path of hardening) {
    const one = shop();
    const changed = one.commit('Something is read', at(path, 'second'));
    one.commit('A file nobody reads', at('services/shop/notes.txt', 'second'));
    one.perform(await one.plan('hardening'));
    assert.ok(one.merge(one.pulls()[0]?.number ?? 0));
    assert.equal(await pendingIn(one, 'hardening'), [], path);
    const pinned = one.files().get('environments/hardening/shop.yaml') ?? '';
    assert.ok(pinned.includes(changed), `${path}: hardening pins the commit that changed what is read`);
    assert.equal(await pendingIn(one, 'production'), production.includes(path) ? ['shop config'] : [], path);
  }
});

test('the pin is the newest commit that changed what is read, in any history', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...Object.keys(holding)), { minLength: 1, maxLength: 6 }),
      async (paths) => {
        const one = shop();
        let newest: CommitId | undefined;
        for (const [index, path] of paths.entries()) {
          const commit = one.commit(`Change ${index}`, at(path, `${index}`));
          if (hardening.includes(path)) newest = commit;
        }
        const { pending } = (await one.facts('hardening')).into;
        assert.equal(
          pending.map(({ to }) => to?.config),
          newest === undefined ? [] : [newest],
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('a change that is taken back is no change', async () => {
  const one = shop();
  one.commit('There', at('services/shop/base/deployment.yaml', 'second'));
  assert.equal(await pendingIn(one, 'hardening'), ['shop config']);
  one.commit('And back', at('services/shop/base/deployment.yaml', 'first'));
  assert.equal(await pendingIn(one, 'hardening'), []);
});

test('a file that a kustomization begins to read, and an overlay that comes, make it pending', async () => {
  const reading = shop();
  reading.commit('Reads more', {
    'services/shop/overlays/production/kustomization.yaml': `${overlay}configMapGenerator: [{ name: a, files: [more.txt] }]\n`,
    'services/shop/overlays/production/more.txt': 'more',
  });
  const pin = reading.head();
  assert.equal(await pendingIn(reading, 'hardening'), ['shop config']);
  reading.commit('Pinned', desired('hardening/shop', '1.0.0', pin));
  reading.commit('Another text', { 'services/shop/overlays/production/more.txt': 'less' });
  assert.equal(await pendingIn(reading, 'hardening'), ['shop config']);

  const coming = shop();
  const without = coming.commit('production is not there yet', {
    'services/shop/overlays/production/kustomization.yaml': null,
    'services/shop/overlays/production/patch.yaml': null,
  });
  coming.commit('Pinned', desired('hardening/shop', '1.0.0', without));
  coming.commit('A note for dev', at('services/shop/overlays/dev/patch.yaml', 'second'));
  assert.equal(await pendingIn(coming, 'hardening'), []);
  coming.commit('Now it is', {
    ...at('services/shop/overlays/production/kustomization.yaml', 'x'),
    ...at('services/shop/overlays/production/patch.yaml', 'x'),
  });
  assert.equal(await pendingIn(coming, 'hardening'), ['shop config']);
});

test('what cannot be built is equal only to itself, file by file', async () => {
  const one = shop();
  const broken = one.commit('Broken', {
    'services/shop/base/kustomization.yaml': 'resources: [gone.yaml]\n',
  });
  one.commit('Pinned', desired('hardening/shop', '1.0.0', broken));
  one.commit('Records are no configuration', { 'services/shop/releases/1.1.0.yaml': 'version: "1.1.0"\n' });
  assert.equal(await pendingIn(one, 'hardening'), []);
  one.commit('A file that nobody reads, as far as anybody knows', at('services/shop/notes.txt', 'second'));
  assert.equal(await pendingIn(one, 'hardening'), ['shop config']);
});

test('an open pull request is recognised after an environment came below its target', async () => {
  const one = shop();
  one.commit('For what comes later', {
    'services/shop/overlays/edge/kustomization.yaml': 'resources: [../../base]\n',
  });
  one.commit('A version', desired('dev/shop', '1.1.0'));
  one.perform(await one.plan('hardening'));
  assert.match(one.files().get('environments/hardening/shop.yaml') ?? '', /1\.0\.0/);
  one.commit('Edge', { 'environments/edge.yaml': 'promotesFrom: production\n' });
  const { moves } = await one.plan('hardening');
  assert.equal(
    moves.map(({ kind }) => kind),
    ['refresh'],
    'now its configuration is another one, too, and nobody edited what is open',
  );
});

test.run();
