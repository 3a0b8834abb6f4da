import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deployment, type IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { type ISecret, Secret } from 'kubernetes-models/v1/Secret';
import { type IService, Service } from 'kubernetes-models/v1/Service';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { bracket } from '../e2e/command-line.ts';
import { findKustomize } from '../support/kustomize.ts';
import { gitServer } from './git-objects.ts';
import { SERVICE_NAMES, SERVICES } from './pinned.ts';
import { ENVIRONMENTS } from './places.ts';
import { makeShop, openPromotion, releaseTogether, type Shop, shopIn, takeBack } from './shop-repository.ts';

const PLACES = {
  repository: 'http://git.release-brackets-e2e.svc.cluster.local:3000/shop/shop.git',
  server: 'http://127.0.0.1:18080',
};

const folders: string[] = [];
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const shop = async (): Promise<Shop> => {
  const root = mkdtempSync(join(tmpdir(), 'bracket-test-'));
  folders.push(root);
  const made = shopIn(root, bracket);
  await makeShop(made, PLACES);
  return made;
};

/** What an environment runs, as the images that Argo CD would apply. */
const imagesIn = async (made: Shop, environment: string): Promise<unknown[]> => {
  const text = await made.ask('render', environment);
  const objects = parseAllDocuments(text).map((document) => document.toJS() as Rendered);
  return objects.flatMap(({ kind, spec }) =>
    kind === 'Deployment' ? (spec.template?.spec.containers ?? []).map(({ image }) => image) : [],
  );
};

interface Rendered {
  readonly kind: string;
  readonly spec: {
    readonly template?: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

const images = (which: 'old' | 'fresh'): string[] =>
  SERVICE_NAMES.map((name) => {
    const { image, [which]: wanted } = SERVICES[name];
    return `${image}:${wanted.version}@${wanted.digest}`;
  });

test('the shop has no problem, not even a warning, and Argo CD is told of all of it', async () => {
  const made = await shop();
  const { problems } = JSON.parse(await made.ask('validate', '--json')) as { problems: unknown[] };
  assert.equal(problems, []);
  await made.ask('argocd', '--check');
  for (const name of ENVIRONMENTS) {
    const project = readFileSync(join(made.root, `environments/argocd/projects/${name}.yaml`), 'utf8');
    assert.match(project, PLACES.repository);
    assert.equal(await imagesIn(made, name), images('old'), name);
  }
});

test('it goes through all environments as one bracket, and back with one revert', async () => {
  const made = await shop();
  await releaseTogether(made);
  assert.equal(await imagesIn(made, 'dev'), images('fresh'));
  await made.ask('merge', await openPromotion(made, 'hardening'));
  assert.equal(await imagesIn(made, 'hardening'), images('fresh'));
  const production = await openPromotion(made, 'production');
  const early = await bracket(made.root, ['merge', production]);
  assert.ok(early.code === 4 || early.code === 5, 'nothing was verified in hardening');
  assert.equal(await imagesIn(made, 'production'), images('old'));
  assert.match(await takeBack(made, 'hardening'), /hardening/);
  assert.equal(await imagesIn(made, 'hardening'), images('old'));
  try {
    await takeBack(made, 'production');
    assert.unreachable();
  } catch (thrown) {
    assert.match((thrown as Error).message, /no promotion/);
  }
});

const real = findKustomize();
if (real.build === undefined) process.stdout.write(`# skip the real tool: ${real.why}\n`);
else
  test('what Argo CD would apply is what the real tool builds, byte for byte', async () => {
    const made = await shop();
    for (const name of ENVIRONMENTS) await made.ask('render', name, '--check');
  });

test('the objects of the Git server have the form of their types', () => {
  const [secret, deployment, service] = gitServer('a'.repeat(48));
  new Secret(secret as ISecret).validate();
  new Deployment(deployment as IDeployment).validate();
  new Service(service as IService).validate();
  assert.throws(() => new Deployment({ ...deployment, spec: { replicas: 'one' } } as never).validate());
});

test.run();
