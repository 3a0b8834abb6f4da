/** Takes everything away that the other steps have made: the shop, its namespaces, the Git server and Argo CD's objects. */
import { rmSync } from 'node:fs';
import { type Cluster, openCluster } from './kubectl.ts';
import { ENVIRONMENTS, HOME, namespaceOf, shopFolder } from './places.ts';
import { say, step } from './step.ts';

const IN_ARGOCD = '--namespace=argocd';
const WITHOUT_FINALIZER = '--patch={"metadata":{"finalizers":null}}';

await step(async () => {
  const cluster = await openCluster();
  // The root comes first: it would bring the others back.
  await forget(
    cluster,
    (await ours(cluster, 'applications')).filter((name) => name.endsWith('/release-brackets')),
  );
  await forget(cluster, await ours(cluster, 'applicationsets'));
  const applications = await ours(cluster, 'applications');
  // Nobody has to wait for Argo CD to take down what they deployed: it goes with its namespace.
  await Promise.all(
    applications.map((name) =>
      cluster.kubectl([IN_ARGOCD, 'patch', name, '--type=merge', WITHOUT_FINALIZER]),
    ),
  );
  await forget(cluster, [...applications, ...(await ours(cluster, 'appprojects'))]);
  const namespaces = [...ENVIRONMENTS.map(namespaceOf), HOME];
  await cluster.kubectl(['delete', 'namespace', ...namespaces, '--ignore-not-found', '--timeout=180s']);
  rmSync(shopFolder(), { recursive: true, force: true });
  say(
    'The shop is gone. Argo CD is still there: `kubectl delete namespace argocd`, or `kind delete cluster --name release-brackets`.',
  );
});

/** Our objects of a kind, as `kind/name`; none where there is no Argo CD. */
async function ours(cluster: Cluster, kind: string): Promise<string[]> {
  const { out } = await cluster.attempt([IN_ARGOCD, 'get', `${kind}.argoproj.io`, '--output=name']);
  return out.split('\n').filter((name) => {
    const short = name.replace(/^.*\//, '');
    return (
      short === 'release-brackets' || ENVIRONMENTS.some((one) => short === one || short.startsWith(`${one}-`))
    );
  });
}

async function forget(cluster: Cluster, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await cluster.kubectl([
    IN_ARGOCD,
    'delete',
    ...names,
    '--ignore-not-found',
    '--cascade=orphan',
    '--timeout=60s',
  ]);
}
