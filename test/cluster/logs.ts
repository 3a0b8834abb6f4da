/** Writes what there is to see of a run into a folder: the first argument, or cluster-logs. No Secret is among it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Cluster, openCluster } from './kubectl.ts';
import { ENVIRONMENTS, HOME, namespaceOf } from './places.ts';
import { say, step } from './step.ts';

await step(async () => {
  const folder = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? 'cluster-logs';
  mkdirSync(folder, { recursive: true });
  const cluster = await openCluster();
  const keep: Keep = async (name, args) => {
    const { out, talk } = await cluster.attempt(args);
    writeFileSync(join(folder, `${name}.txt`), `${out}${talk}`);
  };
  const objects = 'applications,applicationsets,appprojects';
  await keep('argocd-objects', ['--namespace=argocd', 'get', objects, '--output=yaml']);
  const namespaces = ['argocd', HOME, ...ENVIRONMENTS.map(namespaceOf)];
  await Promise.all(namespaces.map((namespace) => keepAll(cluster, namespace, keep)));
  say(`What there is to see is in ${folder}.`);
});

type Keep = (name: string, args: readonly string[]) => Promise<void>;

async function keepAll(cluster: Cluster, namespace: string, keep: Keep): Promise<void> {
  const within = `--namespace=${namespace}`;
  await keep(`${namespace}-pods`, [within, 'get', 'deployments,statefulsets,pods,services', '--output=wide']);
  await keep(`${namespace}-events`, [within, 'get', 'events', '--sort-by=.lastTimestamp']);
  const { out } = await cluster.attempt([within, 'get', 'pods', '--output=name']);
  for (const pod of out.split('\n').filter((line) => line !== ''))
    await keep(`${namespace}-${pod.replace('pod/', '')}`, [
      within,
      'logs',
      pod,
      '--all-containers',
      '--tail=3000',
    ]);
}
