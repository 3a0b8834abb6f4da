/** Takes everything away that the other steps have made: the shop, its namespaces, the Git server and Argo CD's objects. */
import { rmSync } from 'node:fs';
import { type Cluster, openCluster } from './kubectl.ts';
import { ENVIRONMENTS, HOME, namespaceOf, shopFolder } from './places.ts';
import { say, step } from './step.ts';

const IN_ARGOCD = '--namespace=argocd';
const KINDS = ['applicationsets', 'applications', 'appprojects'] as const;

await step(async () => {
  const cluster = await openCluster();
  for (const kind of KINDS) await forget(cluster, `${kind}.argoproj.io`);
  const namespaces = [...ENVIRONMENTS.map(namespaceOf), HOME];
  await cluster.kubectl(['delete', 'namespace', ...namespaces, '--ignore-not-found', '--timeout=180s']);
  rmSync(shopFolder(), { recursive: true, force: true });
  say(
    'The shop is gone. Argo CD is still there: `kubectl delete namespace argocd`, or `kind delete cluster --name release-brackets`.',
  );
});

/** Deletes our objects of a kind. Nobody has to wait for a finalizer: what they deployed goes with its namespace. */
async function forget(cluster: Cluster, kind: string): Promise<void> {
  const listed = await cluster.attempt([IN_ARGOCD, 'get', kind, '--output=name']);
  for (const name of listed.out.split('\n').filter(isOurs)) {
    await cluster.kubectl([
      IN_ARGOCD,
      'patch',
      name,
      '--type=merge',
      '--patch={"metadata":{"finalizers":null}}',
    ]);
    await cluster.kubectl([
      IN_ARGOCD,
      'delete',
      name,
      '--ignore-not-found',
      '--wait=false',
      '--cascade=orphan',
    ]);
  }
}

function isOurs(name: string): boolean {
  const short = name.replace(/^.*\//, '');
  return (
    short === 'release-brackets' || ENVIRONMENTS.some((one) => short === one || short.startsWith(`${one}-`))
  );
}
