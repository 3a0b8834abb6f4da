/** The texts of a synthetic repository's files, as a person or this product would write them. */
import { createHash } from 'node:crypto';

export interface File {
  readonly path: string;
  readonly text: string;
}

/** The ladder, lowest first. The first is an entry environment and follows main. */
export const ENVIRONMENTS = ['dev', 'test', 'staging', 'production'] as const;

const versionOf = (number: number): string => `1.${Math.floor(number / 10)}.${number % 10}`;

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

const digestOf = (name: string, number: number): string => `sha256:${hex(`${name}@${number}`)}`;

export const environmentFile = (name: string, rung: number): File => ({
  path: `environments/${name}.yaml`,
  text: `# yaml-language-server: $schema=../schemas/environment.schema.json
${rung === 0 ? 'promotion: { open: direct }' : `promotesFrom: ${ENVIRONMENTS[rung - 1]}`}
accepts: { digest: required, record: required }
argocd: { project: ${name}, cluster: in-cluster, namespace: ${name} }
`,
});

/** `config` is the commit that every environment but the first pins. */
export const desiredFile = (of: { rung: number; name: string; number: number; config: string }): File => ({
  path: `environments/${ENVIRONMENTS[of.rung]}/${of.name}.yaml`,
  text: `# yaml-language-server: $schema=../../schemas/desired.schema.json
image: ghcr.io/acme/${of.name}
version: "${versionOf(of.number)}"
digest: ${digestOf(of.name, of.number)}
config: "${of.rung === 0 ? 'main' : of.config}"
`,
});

/** `needs` is a service that must run in the same environment. */
export const releaseFile = (of: { name: string; number: number; needs: string }): File => {
  const commit = hex(`${of.name} source ${of.number}`).slice(0, 40);
  return {
    path: `services/${of.name}/releases/${versionOf(of.number)}.yaml`,
    text: `# yaml-language-server: $schema=../../../schemas/release.schema.json
version: "${versionOf(of.number)}"
digest: ${digestOf(of.name, of.number)}
commit: "${commit}"
requires: { ${of.needs}: ">=1.0.0" }
database: { schema: ${of.number + 2}, tolerates: ${Math.max(1, of.number - 3)} }
changes:
  - commit: "${commit}"
    requirement: B${of.number + 100}
    title: Answer in half the time, part ${of.number}
`,
  };
};

const kustomization = (keys: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${keys}`;

/** What a service is, its base, and one overlay an environment. */
export const serviceFiles = (name: string): File[] => [
  {
    path: `services/${name}/service.yaml`,
    text: `# yaml-language-server: $schema=../../schemas/service.schema.json
description: The part of the shop called ${name}.
owners: ["@acme/${name}"]
source: https://github.com/acme/${name}
image: ghcr.io/acme/${name}
`,
  },
  { path: `services/${name}/base/kustomization.yaml`, text: kustomization('resources: [deployment.yaml]\n') },
  { path: `services/${name}/base/deployment.yaml`, text: deployment(name) },
  ...ENVIRONMENTS.map((environment) => ({
    path: `services/${name}/overlays/${environment}/kustomization.yaml`,
    text: kustomization(`resources: [../../base]\nreplicas: [{ name: ${name}, count: 2 }]\n`),
  })),
];

/** A Deployment of one container, as the base of every service has it. */
export const deployment = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers:
        - name: app
          image: ghcr.io/acme/${name}
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /readyz, port: http } }
          resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { memory: 128Mi } }
`;
