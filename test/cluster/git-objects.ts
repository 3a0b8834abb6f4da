import { GIT_IMAGE } from './pinned.ts';
import { GIT_PORT, GIT_SECRET, HOME, repositoryAddress } from './places.ts';

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

/** The Git server: one pod that keeps what it is sent as long as it lives, and its only user's password. */
export const gitServer = (password: string): object[] => [secret(password), deployment(), service()];

const secret = (password: string): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: GIT_SECRET.name, namespace: HOME },
  data: { [GIT_SECRET.key]: Buffer.from(password).toString('base64') },
});

const service = (): object => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'git', namespace: HOME },
  spec: { selector: labels, ports: [{ name: 'http', port: GIT_PORT, targetPort: GIT_PORT }] },
});

/** Without a volume: the image's own folders belong to the user that it runs as, and nothing here has to outlive the pod. */
const deployment = (): object => ({
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
        securityContext: { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000 },
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
          },
        ],
      },
    },
  },
});
