/** Tells Argo CD of the shop, once; from then on a push is enough. Then sees everything run, and makes the tokens. */
import { roleToken, signIn, withArgocd } from './argocd-api.ts';
import { type Cluster, namespace, openCluster } from './kubectl.ts';
import { SERVICE_NAMES } from './pinned.ts';
import { ENVIRONMENTS, HOME, namespaceOf, TOKENS } from './places.ts';
import { mustBeThere, push, theShop } from './shop-steps.ts';
import { say, step, until } from './step.ts';

await step(async () => {
  const shop = theShop();
  const cluster = await openCluster();
  await cluster.apply(namespace(HOME), ...ENVIRONMENTS.map((name) => namespace(namespaceOf(name))));
  await cluster.kubectl(['apply', `--kustomize=${shop.root}/environments/argocd`]);
  await until(240, () => applicationsOf(cluster));
  await makeTokens(cluster);
  for (const environment of ENVIRONMENTS) await mustBeThere(cluster, shop, { environment, versions: 'old' });
  await push(cluster, shop);
  say('Argo CD deploys the shop. Next: npx tsx test/cluster/promote.ts');
});

/** One Application for every desired file, and the root: made by the ApplicationSets, not by us. */
async function applicationsOf(cluster: Cluster): Promise<{ seen: true } | { missing: string }> {
  const names = await cluster.kubectl([
    '--namespace=argocd',
    'get',
    'applications.argoproj.io',
    '--output=name',
  ]);
  const there = new Set(names.split('\n').map((name) => name.replace(/^.*\//, '')));
  const wanted = [
    'release-brackets',
    ...ENVIRONMENTS.flatMap((one) => SERVICE_NAMES.map((name) => `${one}-${name}`)),
  ];
  const missing = wanted.filter((name) => !there.has(name));
  return missing.length === 0 ? { seen: true } : { missing: `there is no Application ${missing.join(', ')}` };
}

async function makeTokens(cluster: Cluster): Promise<void> {
  const stringData = await withArgocd(cluster, async () => {
    const session = await signIn(cluster);
    const entries = ENVIRONMENTS.map(async (name) => [name, await roleToken(session, name)] as const);
    return Object.fromEntries(await Promise.all(entries));
  });
  await cluster.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: TOKENS, namespace: HOME },
    stringData,
  });
}
