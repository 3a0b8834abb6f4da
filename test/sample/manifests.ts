import { readdirSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** The part of Kubernetes objects that these tests look at. */
export interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas?: number;
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly minReadySeconds?: number;
    readonly maxUnavailable?: number;
    readonly strategy?: { readonly rollingUpdate: Readonly<Record<string, number>> };
    readonly selector?: Labels & { readonly matchLabels?: Labels };
    readonly template?: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod };
    readonly ports?: readonly { readonly targetPort: string }[];
    readonly rules?: readonly { readonly host: string }[];
  };
}
export type Labels = Readonly<Record<string, unknown>>;

export interface Pod {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly restartPolicy?: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly topologySpreadConstraints?: readonly {
    readonly labelSelector: { readonly matchLabels: Labels };
  }[];
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly ports?: readonly { readonly name: string }[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly startupProbe?: unknown;
  readonly livenessProbe?: unknown;
  readonly readinessProbe?: unknown;
}

/** What Kustomize printed, as objects. */
export const readResources = (text: string): Resource[] =>
  parseAllDocuments(text).map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS() as Resource;
  });

/** The names of this repository's services and environments, from its folders. */
export const sampleNames = (root: string): { services: string[]; environments: string[] } => ({
  services: readdirSync(`${root}services`)
    .filter((name) => name !== 'components')
    .sort(),
  environments: readdirSync(`${root}environments`)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort(),
});

/** Does a selector pick the pods with these labels? An empty selector picks all (Kubernetes, "Labels and Selectors"). */
export const selects = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
