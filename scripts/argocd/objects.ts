/**
 * What Argo CD 3.5 may be told, as far as we tell it anything: exactly these keys. An object is written as a literal of
 * one of these types, so a key that Argo CD does not know does not compile.
 */
import type { ApplicationsSync, ClusterResource, Window } from '../model/repository.ts';

interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** By the name under which Argo CD knows the cluster, never by its address. */
interface Destination {
  readonly name: string;
  readonly namespace: string;
}

export interface SyncPolicy {
  readonly automated?: { readonly prune: boolean; readonly selfHeal: boolean };
  readonly syncOptions?: readonly string[];
  readonly retry: {
    readonly limit: number;
    /** A retry takes the newest revision, not the one that failed (Argo CD 3.2 and newer). */
    readonly refresh: true;
    readonly backoff: { readonly duration: string; readonly factor: number; readonly maxDuration: string };
  };
}

interface Source {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly path: string;
  readonly kustomize?: { readonly images: readonly string[] };
}

interface ApplicationSpec {
  readonly project: string;
  readonly source: Source;
  readonly destination: Destination;
  readonly syncPolicy: SyncPolicy;
  /** Fields that others write while Argo CD looks on. */
  readonly ignoreDifferences?: readonly (
    | { readonly kind: string; readonly jsonPointers: readonly string[] }
    | { readonly group: string; readonly kind: string; readonly jqPathExpressions: readonly string[] }
  )[];
}

export interface AppProject {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'AppProject';
  readonly metadata: Metadata;
  readonly spec: {
    readonly description: string;
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly Destination[];
    readonly clusterResourceWhitelist: readonly ClusterResource[];
    readonly namespaceResourceWhitelist?: readonly ClusterResource[];
    readonly syncWindows?: readonly (Window & { readonly applications: readonly string[] })[];
    readonly roles?: readonly {
      readonly name: string;
      readonly description: string;
      readonly policies: readonly string[];
    }[];
  };
}

export interface Application {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'Application';
  readonly metadata: Metadata;
  readonly spec: ApplicationSpec;
}

/** Applications with this label at one of these values, or at none of them. */
export interface RolloutStep {
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn';
    readonly values: readonly string[];
  }[];
}

export interface ApplicationSet {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'ApplicationSet';
  readonly metadata: Metadata;
  readonly spec: {
    readonly goTemplate: true;
    readonly goTemplateOptions: readonly ['missingkey=error'];
    readonly generators: readonly {
      readonly git: {
        readonly repoURL: string;
        readonly revision: string;
        readonly requeueAfterSeconds: number;
        readonly files: readonly { readonly path: string }[];
      };
    }[];
    readonly strategy?: {
      readonly type: 'RollingSync';
      readonly rollingSync: { readonly steps: readonly RolloutStep[] };
    };
    readonly syncPolicy: {
      readonly applicationsSync: ApplicationsSync;
      readonly preserveResourcesOnDeletion: boolean;
    };
    readonly ignoreApplicationDifferences?: readonly { readonly jsonPointers: readonly string[] }[];
    readonly template: {
      readonly metadata: {
        readonly name: string;
        readonly labels: Readonly<Record<string, string>>;
        readonly annotations: Readonly<Record<string, string>>;
      };
      readonly spec: ApplicationSpec;
    };
  };
}

export interface Kustomization {
  readonly apiVersion: 'kustomize.config.k8s.io/v1beta1';
  readonly kind: 'Kustomization';
  readonly resources: readonly string[];
}

export type ArgocdObject = AppProject | Application | ApplicationSet | Kustomization;

/** The namespace that Argo CD itself is installed in. */
export const ARGOCD = 'argocd';

/** Tries again for about ten minutes, always with the newest revision: a failed sync must not hold an old one. */
export const RETRY: SyncPolicy['retry'] = {
  limit: 5,
  refresh: true,
  backoff: { duration: '10s', factor: 2, maxDuration: '3m' },
};
