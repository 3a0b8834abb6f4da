import { SERVICE_NAMES, SERVICES, type ShopService } from './pinned.ts';
import { ENVIRONMENTS, namespaceOf, type ShopEnvironment, tokenVariable } from './places.ts';

/** What stands in the shop's files about the world. */
export interface ShopPlaces {
  /** Where Argo CD reads the shop. */
  readonly repository: string;
  /** Where Argo CD is asked. */
  readonly server: string;
}

/** How each service is started, and where it says that it is well. */
const CONTAINERS: Readonly<Record<ShopService, { port: number; path: string; args?: readonly string[] }>> = {
  api: { port: 8080, path: '/healthz', args: ['netexec', '--http-port=8080'] },
  web: { port: 80, path: '/' },
};

/**
 * Every file of a small shop before its first `bracket init`: two services, plain Deployments, in three environments of
 * one cluster. Argo Rollouts is not needed for it.
 */
export const shopFiles = (places: ShopPlaces): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [
      ...ENVIRONMENTS.map((name) => [`environments/${name}.yaml`, environment(name, places)]),
      ...SERVICE_NAMES.flatMap((name) => serviceFiles(name)),
    ].map(([path = '', text = '']) => [path, `${modeline(path)}${text}`]),
  );

const SCHEMAS: readonly (readonly [RegExp, string])[] = [
  [/^environments\/[^/]+$/, 'environment'],
  [/^environments\//, 'desired'],
  [/^services\/[^/]+\/service\.yaml$/, 'service'],
  [/\/releases\//, 'release'],
];

/** The line that tells an editor which schema a file has; none for what Kubernetes and kustomize read. */
const modeline = (path: string): string => {
  const schema = SCHEMAS.find(([pattern]) => pattern.test(path))?.[1];
  const top = '../'.repeat(path.split('/').length - 1);
  return schema === undefined ? '' : `# yaml-language-server: $schema=${top}schemas/${schema}.schema.json\n`;
};

const serviceFiles = (name: ShopService): [string, string][] => {
  const { image, old } = SERVICES[name];
  const { version, digest } = old;
  const desired = `image: ${image}\nversion: "${version}"\ndigest: ${digest}\nconfig: main\n`;
  return [
    [
      `services/${name}/service.yaml`,
      `description: The ${name} of a shop for tests\nowners: ["@acme/shop"]\nimage: ${image}\n`,
    ],
    [`services/${name}/releases/${version}.yaml`, `version: "${version}"\ndigest: ${digest}\n`],
    [`services/${name}/base/deployment.yaml`, deployment(name)],
    [`services/${name}/base/service.yaml`, service(name)],
    [`services/${name}/base/kustomization.yaml`, kustomization('[deployment.yaml, service.yaml]')],
    ...ENVIRONMENTS.flatMap((environment): [string, string][] => [
      [`services/${name}/overlays/${environment}/kustomization.yaml`, kustomization('[../../base]')],
      [`environments/${environment}/${name}.yaml`, desired],
    ]),
  ];
};

const LADDER: Readonly<Record<ShopEnvironment, string>> = {
  dev: 'promotion: { open: direct }\n',
  hardening: 'promotesFrom: dev\n',
  production: 'promotesFrom: hardening\ngates: { checks: [rollout, smoke-api, smoke-web] }\n',
};

/** The checks go through the proxy of the Kubernetes API, so nothing of the shop has to be reachable from outside. */
const environment = (
  name: ShopEnvironment,
  { repository, server }: ShopPlaces,
): string => `${LADDER[name]}accepts: { digest: required, record: required }
verify:
  timeout: 10m
  grace: 30s
  checks:
    - { name: rollout, argocd: {} }
${SERVICE_NAMES.map((service) => smoke(name, service)).join('')}argocd:
  project: ${name}
  cluster: in-cluster
  namespace: ${namespaceOf(name)}
  repository: ${repository}
  server: ${server}
  token: ${tokenVariable(name)}
`;

const smoke = (environment: ShopEnvironment, service: ShopService): string => {
  const path = `/api/v1/namespaces/${namespaceOf(environment)}/services/${service}:http/proxy${CONTAINERS[service].path}`;
  return `    - { name: smoke-${service}, run: [kubectl, get, --raw, "${path}"], timeout: 20s, attempts: 5, interval: 3s }\n`;
};

const kustomization = (resources: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: ${resources}\n`;

const deployment = (name: ShopService): string => {
  const { port, path, args } = CONTAINERS[name];
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: 1
  revisionHistoryLimit: 2
  progressDeadlineSeconds: 240
  selector: { matchLabels: { app.kubernetes.io/name: ${name} } }
  strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } }
  template:
    metadata: { labels: { app.kubernetes.io/name: ${name} } }
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 5
      containers:
        - name: app
          image: ${SERVICES[name].image}
${args === undefined ? '' : `          args: ${JSON.stringify(args)}\n`}          ports: [{ name: http, containerPort: ${port} }]
          startupProbe: { httpGet: { path: ${path}, port: http }, periodSeconds: 1, failureThreshold: 60 }
          readinessProbe: { httpGet: { path: ${path}, port: http }, periodSeconds: 2 }
          livenessProbe: { httpGet: { path: ${path}, port: http } }
          resources:
            requests: { cpu: 10m, memory: 32Mi }
            limits: { memory: 128Mi }
`;
};

const service = (name: ShopService): string => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
  selector: { app.kubernetes.io/name: ${name} }
  ports: [{ name: http, port: 80, targetPort: http }]
`;
