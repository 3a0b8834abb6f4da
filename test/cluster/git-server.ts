/** Puts a Git server into the cluster that Argo CD reads from and the next steps push to. */
import { randomBytes } from 'node:crypto';
import { type Cluster, namespace, openCluster } from './kubectl.ts';
import { GIT_IMAGE } from './pinned.ts';
import { GIT_OWNER, GIT_PORT, GIT_SECRET, HOME, repositoryAddress } from './places.ts';
import { lastWords } from './program.ts';
import { say, step, wrong } from './step.ts';

const labels = { 'app.kubernetes.io/name': 'git' };

/** A repository is made, for everybody to read, when the owner pushes to it; nobody else can do anything. */
const SETTINGS = {
  GITEA__security__INSTALL_LOCK: 'true',
  GITEA__service__DISABLE_REGISTRATION: 'true',
  GITEA__server__DISABLE_SSH: 'true',
  GITEA__server__ROOT_URL: new URL('/', repositoryAddress()).href,
  GITEA__repository__ENABLE_PUSH_CREATE_USER: 'true',
  GITEA__repository__DEFAULT_PUSH_CREATE_PRIVATE: 'false',
};

await step(async () => {
  const cluster = await openCluster();
  await cluster.apply(namespace(HOME));
  const password =
    (await cluster.secret(HOME, GIT_SECRET.name))?.[GIT_SECRET.key] ?? randomBytes(24).toString('hex');
  await cluster.apply(secret(password), deployment(), service());
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

function secret(password: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: GIT_SECRET.name, namespace: HOME },
    data: { [GIT_SECRET.key]: Buffer.from(password).toString('base64') },
  };
}

function service(): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'git', namespace: HOME },
    spec: { selector: labels, ports: [{ name: 'http', port: GIT_PORT, targetPort: GIT_PORT }] },
  };
}

function deployment(): object {
  const folders = { data: '/var/lib/gitea', config: '/etc/gitea' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'git', namespace: HOME },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          enableServiceLinks: false,
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 },
          containers: [
            {
              name: 'git',
              image: GIT_IMAGE,
              env: [
                ...Object.entries(SETTINGS).map(([name, value]) => ({ name, value })),
                { name: 'OWNER_PASSWORD', valueFrom: { secretKeyRef: { ...GIT_SECRET } } },
              ],
              ports: [{ name: 'http', containerPort: GIT_PORT }],
              readinessProbe: { httpGet: { path: '/api/healthz', port: 'http' }, periodSeconds: 2 },
              volumeMounts: Object.entries(folders).map(([name, mountPath]) => ({ name, mountPath })),
            },
          ],
          volumes: Object.keys(folders).map((name) => ({ name, emptyDir: {} })),
        },
      },
    },
  };
}
