import type { EnvironmentName, ServiceName } from '../model/names.ts';
import { formatScalar } from './scalar.ts';

/** What a new service's first files are written from. */
export interface NewService {
  readonly name: ServiceName;
  readonly image: string;
  readonly owners: readonly string[];
  readonly environments: readonly EnvironmentName[];
  /** Names of the components that all services of this repository may use. */
  readonly components: ReadonlySet<string>;
}

export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** The same with the name as it stands in YAML: a service may be called `1` or `on`. */
type Written = Omit<NewService, 'name'> & { readonly name: string };

const KUSTOMIZATION = `# yaml-language-server: $schema=https://json.schemastore.org/kustomization.json
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
`;

/** The files that a newcomer would otherwise copy: a description, a base that builds, and one overlay an environment. */
export const newService = (given: NewService): NewFile[] => {
  const folder = `services/${given.name}`;
  const service = { ...given, name: formatScalar(given.name, 'PLAIN') };
  return [
    { path: `${folder}/service.yaml`, text: description(service) },
    { path: `${folder}/base/kustomization.yaml`, text: base(service) },
    { path: `${folder}/base/deployment.yaml`, text: deployment(service) },
    { path: `${folder}/base/service.yaml`, text: networkService(service) },
    { path: `${folder}/base/pod-disruption-budget.yaml`, text: disruption(service) },
    ...service.environments.map((environment) => ({
      path: `${folder}/overlays/${environment}/kustomization.yaml`,
      text: overlay(),
    })),
  ];
};

/** An overlay that changes nothing yet. */
export const overlay = (): string => `${KUSTOMIZATION}resources:\n  - ../../base\n`;

const description = ({ image, owners }: Written): string =>
  [
    '# yaml-language-server: $schema=../../schemas/service.schema.json',
    'description: "Say in one line what it does"',
    `owners: [${owners.map((owner) => formatScalar(owner, 'QUOTE_DOUBLE')).join(', ')}]`,
    `image: ${formatScalar(image, 'PLAIN')}`,
    '',
  ].join('\n');

const base = ({ name, components }: Written): string => {
  const used = ['hardened', 'rolling'].filter((component) => components.has(component));
  const lines = used.map((component) => `  - ../../components/${component}\n`).join('');
  return `${KUSTOMIZATION}resources:
  - deployment.yaml
  - service.yaml
  - pod-disruption-budget.yaml
labels:
  - pairs:
      app.kubernetes.io/name: ${name}
${used.length === 0 ? '' : `components:\n${lines}`}`;
};

const SELECTOR = (name: string, indent: string): string =>
  `${indent}app.kubernetes.io/name: ${name}\n${indent}app.kubernetes.io/component: server`;

const deployment = ({ name, image, components }: Written): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
${SELECTOR(name, '      ')}
  template:
    metadata:
      labels:
${SELECTOR(name, '        ')}
    spec:
${components.has('hardened') ? '' : POD_SECURITY}      containers:
        - name: app
          # No tag: version and digest come from environments/<environment>/${name}.yaml, and from nowhere else.
          image: ${image}
          ports:
            - name: http
              containerPort: 8080
${components.has('hardened') ? '' : CONTAINER_SECURITY}          startupProbe:
            httpGet:
              path: /livez
              port: http
            periodSeconds: 2
            failureThreshold: 30
          livenessProbe:
            httpGet:
              path: /livez
              port: http
          readinessProbe:
            httpGet:
              path: /readyz
              port: http
            periodSeconds: 5
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 128Mi
`;

const POD_SECURITY = `      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile:
          type: RuntimeDefault
`;

const CONTAINER_SECURITY = `          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
`;

const networkService = ({ name }: Written): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
${SELECTOR(name, '    ')}
  ports:
    - name: http
      port: 80
      targetPort: http
`;

const disruption = ({ name }: Written): string => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: ${name}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
${SELECTOR(name, '      ')}
`;
