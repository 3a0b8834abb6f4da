import { BEFORE_ALL } from './app-project.ts';
import type { Origin } from './application-set.ts';
import { type Application, type AppProject, ARGOCD, type Kustomization, RETRY } from './objects.ts';

/** The name of the Application that applies all the others, and of its project. */
export const ROOT = 'release-brackets';
const FOLDER = 'environments/argocd';
/** The name under which Argo CD knows the cluster that it runs in. */
const ITS_OWN = 'in-cluster';

/** What the root Application may bring: what `bracket argocd` writes, where Argo CD is, and nothing else. */
export const rootProject = ({ repository }: Origin): AppProject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'AppProject',
  metadata: { name: ROOT, namespace: ARGOCD, annotations: BEFORE_ALL },
  spec: {
    description: 'The AppProjects and ApplicationSets of every environment',
    sourceRepos: [repository],
    destinations: [{ name: ITS_OWN, namespace: ARGOCD }],
    clusterResourceWhitelist: [],
    namespaceResourceWhitelist: ['AppProject', 'Application', 'ApplicationSet'].map((kind) => ({
      group: 'argoproj.io',
      kind,
    })),
  },
});

/**
 * Argo CD writes down in a project which tokens of its roles it gave out, in `status` and from there again and again in
 * `spec` (NormalizeJWTTokens in app_project_types.go): without this, self-heal and Argo CD would undo each other for ever.
 */
const TOKENS = [
  { group: 'argoproj.io', kind: 'AppProject', jqPathExpressions: ['.spec.roles[]?.jwtTokens'] },
];

/** Keeps Argo CD as this repository says. Without a finalizer: whoever deletes it takes nothing else down. */
export const rootApplication = ({ repository, branch }: Origin): Application => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: ROOT, namespace: ARGOCD },
  spec: {
    project: ROOT,
    source: { repoURL: repository, targetRevision: `refs/heads/${branch}`, path: FOLDER },
    destination: { name: ITS_OWN, namespace: ARGOCD },
    syncPolicy: { automated: { prune: true, selfHeal: true }, retry: RETRY },
    ignoreDifferences: TOKENS,
  },
});

/** What `kubectl apply -k environments/argocd` applies. */
export const kustomization = (paths: readonly string[]): Kustomization => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  resources: paths.map((path) => path.slice(FOLDER.length + 1)),
});
