/** Puts Argo CD into the cluster, with the settings that this repository asks of it. */

import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { type Cluster, namespace, openCluster } from './kubectl.ts';
import { ARGOCD_VERSION } from './pinned.ts';
import { say, step } from './step.ts';

/**
 * Keys of docs/operator-manual/argocd-cmd-params-cm.yaml and argocd-cm.yaml of Argo CD. Plain HTTP, because only a
 * forwarded port on loopback leads to it; a `*` of a file pattern that stays inside one folder; progressive syncs, for
 * an environment that asks for an order; and a quick look at Git, because nobody wants to wait three minutes here.
 */
const SETTINGS = {
  'argocd-cmd-params-cm': {
    'server.insecure': 'true',
    'applicationsetcontroller.enable.new.git.file.globbing': 'true',
    'applicationsetcontroller.enable.progressive.syncs': 'true',
  },
  'argocd-cm': { 'timeout.reconciliation': '15s', 'timeout.reconciliation.jitter': '0s' },
} as const;

const WORKLOADS = ['deployment', 'statefulset'] as const;
const IN_ARGOCD = '--namespace=argocd';

await step(async () => {
  const version = process.env['ARGOCD_VERSION'] || ARGOCD_VERSION;
  const manifest = `https://raw.githubusercontent.com/argoproj/argo-cd/${checked(version)}/manifests/install.yaml`;
  const cluster = await openCluster();
  await refuseWithoutNodes(cluster);
  await cluster.apply(namespace('argocd'));
  say(`Installing Argo CD ${version}`);
  // Since 3.3 a definition in it is larger than what a client-side apply can note down.
  await cluster.kubectl(['apply', IN_ARGOCD, '--server-side', '--force-conflicts', `--filename=${manifest}`]);
  for (const [name, data] of Object.entries(SETTINGS))
    await cluster.kubectl([
      'patch',
      IN_ARGOCD,
      'configmap',
      name,
      '--type=merge',
      `--patch=${JSON.stringify({ data })}`,
    ]);
  for (const kind of WORKLOADS) await cluster.kubectl(['rollout', IN_ARGOCD, 'restart', kind]);
  for (const kind of WORKLOADS) await waitForAll(cluster, kind);
  say(`Argo CD ${version} runs. Next: npx tsx test/cluster/git-server.ts`);
});

/** A version goes into an address, so nothing else may. */
function checked(version: string): string {
  if (/^v\d+\.\d+\.\d+(?:-rc\d+)?$/.test(version)) return version;
  throw new Failure({
    code: 'no-version',
    exit: EXIT.usage,
    what: `ARGOCD_VERSION ${JSON.stringify(version.slice(0, 40))} is no version of Argo CD.`,
    fix: `Name a release such as ${ARGOCD_VERSION}, or unset it.`,
  });
}

async function refuseWithoutNodes(cluster: Cluster): Promise<void> {
  if ((await cluster.kubectl(['get', 'nodes', '--output=name'])) !== '') return;
  throw new Failure({
    code: 'no-node',
    exit: EXIT.outside,
    what: 'This cluster has no node, so neither Argo CD nor the shop can run in it.',
    fix: 'Take a cluster with nodes. Where Argo CD and a Git server run beside it, skip this step and the next, and let SHOP_REPOSITORY, ARGOCD_SERVER and ARGOCD_PASSWORD say where they are.',
  });
}

async function waitForAll(cluster: Cluster, kind: (typeof WORKLOADS)[number]): Promise<void> {
  const names = await cluster.kubectl(['get', IN_ARGOCD, kind, '--output=name']);
  for (const name of names.split('\n'))
    await cluster.kubectl(['rollout', IN_ARGOCD, 'status', name, '--timeout=300s'], {
      fix: 'See why its pods do not start: `kubectl --namespace argocd get pods`. Then run this step again.',
    });
}
