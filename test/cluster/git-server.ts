/** Puts a Git server into the cluster that Argo CD reads from and the next steps push to. */
import { randomBytes } from 'node:crypto';
import { gitServer } from './git-objects.ts';
import { type Cluster, namespace, openCluster } from './kubectl.ts';
import { GIT_OWNER, GIT_SECRET, HOME } from './places.ts';
import { lastWords } from './program.ts';
import { say, step, wrong } from './step.ts';

await step(async () => {
  const cluster = await openCluster();
  await cluster.apply(namespace(HOME));
  const password =
    (await cluster.secret(HOME, GIT_SECRET.name))?.[GIT_SECRET.key] ?? randomBytes(24).toString('hex');
  await cluster.apply(...gitServer(password));
  await cluster.kubectl([`--namespace=${HOME}`, 'rollout', 'status', 'deployment/git', '--timeout=300s'], {
    fix: `See why its pod does not start: \`kubectl --namespace ${HOME} describe pods\`. Then run this step again.`,
  });
  await makeOwner(cluster);
  say(`A Git server runs in ${HOME}. Next: npx tsx test/cluster/shop.ts`);
});

/** The password is already in the pod's environment: it is on no command line. */
async function makeOwner(cluster: Cluster): Promise<void> {
  const script = `gitea admin user create --username ${GIT_OWNER} --email ${GIT_OWNER}@example.com --must-change-password=false --password "$OWNER_PASSWORD"`;
  const made = await cluster.attempt([
    `--namespace=${HOME}`,
    'exec',
    'deployment/git',
    '--',
    'sh',
    '-c',
    script,
  ]);
  if (made.code === 0 || /already exists/.test(`${made.out}${made.talk}`)) return;
  throw wrong(
    `The Git server has no user ${GIT_OWNER}: ${lastWords(made)}`,
    `Delete the namespace ${HOME} and run this step again.`,
  );
}
