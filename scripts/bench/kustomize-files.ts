/** Synthetic kustomizations: a shop of services, and custom resource definitions like those of a large operator. */
import { deployment, type File } from './files.ts';

export const RENDERED = ['dev', 'staging', 'production'] as const;

/** A service's base, and an overlay for each environment: patches, an image, generated settings and a component. */
export const overlayFiles = (name: string): File[] => [
  {
    path: `services/${name}/base/kustomization.yaml`,
    text: `resources: [deployment.yaml, service.yaml]
patches: [{ path: sidecar.yaml }]
labels: [{ pairs: { app.kubernetes.io/name: ${name} }, includeSelectors: true }]
configMapGenerator: [{ name: ${name}, literals: [LOG_LEVEL=info, PORT=8080] }]
`,
  },
  { path: `services/${name}/base/deployment.yaml`, text: deployment(name) },
  { path: `services/${name}/base/sidecar.yaml`, text: sidecar(name) },
  { path: `services/${name}/base/service.yaml`, text: service(name) },
  ...RENDERED.map((environment, rung) => ({
    path: `services/${name}/overlays/${environment}/kustomization.yaml`,
    text: overlay(name, environment, rung),
  })),
];

const sidecar = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  template:
    spec:
      containers:
        - { name: app, envFrom: [{ configMapRef: { name: ${name} } }] }
        - { name: proxy, image: ghcr.io/acme/proxy:1.4.2, args: [--upstream, "localhost:8080"] }
`;

const service = (name: string): string => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: http }] }
`;

const overlay = (name: string, environment: string, rung: number): string => `namespace: ${environment}
resources: [../../base]
components: [../../../../components/spread]
images: [{ name: ghcr.io/acme/${name}, newTag: "1.${rung}.0" }]
replicas: [{ name: ${name}, count: ${rung + 1} }]
configMapGenerator: [{ name: ${name}, behavior: merge, literals: [LOG_LEVEL=debug, ENVIRONMENT=${environment}] }]
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: ${name} }
      spec: { template: { spec: { containers: [{ name: app, resources: { limits: { memory: ${rung + 1}Gi } } }] } } }
  - target: { kind: Service }
    patch: '[{ "op": "add", "path": "/metadata/annotations", "value": { "shop/tier": "web" } }]'
`;

/** What every overlay takes in. */
export const componentFile: File = {
  path: 'components/spread/kustomization.yaml',
  text: `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
patches:
  - target: { kind: Deployment }
    patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: any }
      spec:
        template:
          spec:
            topologySpreadConstraints:
              - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway }
`,
};

/** A kustomization of custom resource definitions, deeply described, that prints this many lines or a few more. */
export const definitionFiles = (lines: number): File[] => {
  const files: File[] = [];
  for (let printed = 0; printed < lines; printed += printedLines(files.at(-1)?.text ?? ''))
    files.push({ path: `crds/kind${files.length}.yaml`, text: definition(`Kind${files.length}`) });
  const names = files.map(({ path }) => path.replace('crds/', ''));
  return [...files, { path: 'crds/kustomization.yaml', text: `resources: [${names.join(', ')}]\n` }];
};

/** Every description of a field folds once, and a line parts the objects. */
const printedLines = (text: string): number => text.split('\n').length + text.split(': The ').length - 1;

const definition = (kind: string): string => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${kind.toLowerCase()}s.shop.example.com
spec:
  group: shop.example.com
  names:
    kind: ${kind}
    plural: ${kind.toLowerCase()}s
  scope: Namespaced
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        description: ${kind} is the Schema of one of the things a shop is made of
        properties:
${properties(4, '          ')}
        type: object
    served: true
    storage: true
`;

const FIELDS = ['affinity', 'conditions', 'limits', 'selector', 'source', 'template'] as const;

/** Each field a text with a description, or, while depth is left, an object or a list of more fields. */
const properties = (depth: number, indent: string): string =>
  FIELDS.map((name, place) => {
    const head = `${indent}${name}:\n${indent}  description: ${sentence(name, depth)}\n`;
    if (depth === 0 || place % 3 !== 0) return `${head}${indent}  type: string`;
    return `${head}${indent}  properties:\n${properties(depth - 1, `${indent}    `)}\n${indent}  type: object`;
  }).join('\n');

const sentence = (name: string, depth: number): string =>
  `The ${name} that applies to level ${depth} of this object, which is described at such length that its line has to fold`;
