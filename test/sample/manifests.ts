import { readdirSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** The part of Kubernetes objects that these tests look at. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Labels;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas?: number;
    readonly parallelism?: number;
    readonly podReplacementPolicy?: string;
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly minReadySeconds?: number;
    readonly maxUnavailable?: number;
    readonly minAvailable?: number;
    readonly progressDeadlineAbort?: boolean;
    readonly strategy?: Strategy;
    readonly selector?: Labels & { readonly matchLabels?: Labels };
    readonly template?: Template;
    readonly ports?: readonly { readonly targetPort: string }[];
    readonly rules?: readonly {
      readonly host: string;
      readonly http: {
        readonly paths: readonly { readonly backend: { readonly service: { name: string } } }[];
      };
    }[];
    readonly metrics?: readonly Metric[];
    readonly args?: readonly { readonly name: string; readonly value?: string }[];
    readonly podSelector?: { readonly matchLabels: Labels };
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly NetworkRule[];
    readonly egress?: readonly NetworkRule[];
  };
}
export type Labels = Readonly<Record<string, unknown>>;

export interface Template {
  readonly metadata: { readonly labels: Labels; readonly annotations?: Labels };
  readonly spec: Pod;
}

export interface Strategy {
  readonly rollingUpdate?: Readonly<Record<string, number>>;
  readonly blueGreen?: {
    readonly activeService: string;
    readonly previewService: string;
    readonly autoPromotionEnabled: boolean;
    readonly scaleDownDelaySeconds?: number;
    readonly prePromotionAnalysis?: Analysis;
    readonly postPromotionAnalysis?: Analysis;
  };
  readonly canary?: {
    readonly canaryService: string;
    readonly stableService: string;
    readonly maxSurge: number;
    readonly maxUnavailable: number;
    readonly steps?: readonly { readonly setWeight?: number; readonly analysis?: Analysis }[];
  };
}

export interface Analysis {
  readonly templates: readonly { readonly templateName: string }[];
  readonly args?: readonly { readonly name: string }[];
  readonly dryRun?: readonly { readonly metricName: string }[];
}

export interface Metric {
  readonly name: string;
  readonly count?: number;
  readonly failureLimit: number;
  readonly inconclusiveLimit?: number;
  readonly successCondition?: string;
  readonly failureCondition?: string;
  readonly provider: {
    readonly prometheus?: { readonly address: string; readonly query: string };
    readonly job?: { readonly spec: Resource['spec'] };
  };
}

/** One `from` or `to` of a NetworkPolicy, and the ports it is for. */
export interface NetworkRule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports: readonly { readonly port: string | number; readonly protocol: string }[];
}
export interface Peer {
  readonly podSelector?: { readonly matchLabels: Labels };
  readonly namespaceSelector?: { readonly matchLabels: Labels };
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface Pod {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly restartPolicy?: string;
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly topologySpreadConstraints?: readonly {
    readonly labelSelector: { readonly matchLabels: Labels };
    readonly matchLabelKeys: readonly string[];
  }[];
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly startupProbe?: unknown;
  readonly livenessProbe?: unknown;
  readonly readinessProbe?: unknown;
  readonly lifecycle?: unknown;
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
