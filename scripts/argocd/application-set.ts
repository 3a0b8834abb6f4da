import type { ArgocdTarget, Environment, Repository } from '../model/repository.ts';
import { deletionOf, keptByRoot } from './deletion.ts';
import { type ApplicationSet, ARGOCD, RETRY, type SyncPolicy } from './objects.ts';
import { rolloutSteps } from './rollout-order.ts';

/** Where this repository is, and the branch that Argo CD follows. */
export interface Origin {
  readonly repository: string;
  readonly branch: string;
}

/** Argo CD merges its own fields into what it reads from the file: the path of the file is under `path`. */
const SERVICE = '{{ trimSuffix ".yaml" .path.filename }}';
/**
 * The same override that `scripts/render` builds with: the digest is the truth and the version is for people. A key that
 * may be absent must be asked for with `dig`.
 */
const IMAGE = '{{ .image }}={{ .image }}:{{ .version }}{{ with dig "digest" "" . }}@{{ . }}{{ end }}';
const SYNC_OPTIONS = ['CreateNamespace=false', 'PruneLast=true', 'ServerSideApply=true'];

/**
 * Argo Rollouts points a Service at the pods of one version through this label; without it an Application with a
 * Rollout would never be in step, and self-heal would sync without end (argo-rollouts#3437).
 */
const SWITCHED = [{ kind: 'Service', jsonPointers: ['/spec/selector/rollouts-pod-template-hash'] }];

/**
 * One environment's Applications, one for each of its desired files. One ApplicationSet an environment, because one file
 * that cannot be read stops all of a set. Everything but what the file says is literal, the project above all.
 */
export const applicationSet = (
  environment: Environment,
  argocd: ArgocdTarget,
  { origin, releases }: { readonly origin: Origin } & Pick<Repository, 'releases'>,
): ApplicationSet => {
  const { name } = environment;
  const deletion = deletionOf(environment, argocd);
  const kept = keptByRoot(deletion);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: {
      name,
      namespace: ARGOCD,
      labels: { environment: name },
      ...(Object.keys(kept).length === 0 ? {} : { annotations: kept }),
    },
    spec: {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [{ git: filesOf(environment, origin) }],
      ...orderOf(environment, argocd, releases),
      syncPolicy: {
        applicationsSync: deletion.applications,
        preserveResourcesOnDeletion: deletion.preserveResources,
      },
      template: {
        metadata: metadataOf(environment),
        spec: {
          project: argocd.project,
          source: {
            repoURL: origin.repository,
            targetRevision: '{{ .config }}',
            path: `services/${SERVICE}/overlays/${name}`,
            kustomize: { images: [IMAGE] },
          },
          destination: { name: argocd.cluster, namespace: argocd.namespace },
          syncPolicy: syncPolicyOf(argocd),
          ignoreDifferences: SWITCHED,
        },
      },
    },
  };
};

/** `*` of this pattern crosses folders, so nothing may lie deeper; the rule `nested-file` sees to that. */
const filesOf = (
  { name }: Environment,
  { repository, branch }: Origin,
): ApplicationSet['spec']['generators'][number]['git'] => ({
  repoURL: repository,
  revision: `refs/heads/${branch}`,
  requeueAfterSeconds: 60,
  files: [{ path: `environments/${name}/*.yaml` }],
});

/** The annotations change with every promotion, also where only the image does: notifications are keyed to them. */
const metadataOf = ({ name }: Environment): ApplicationSet['spec']['template']['metadata'] => ({
  name: `${name}-${SERVICE}`,
  labels: { environment: name, service: SERVICE, bracket: '{{ dig "bracket" "none" . }}' },
  annotations: { 'bracket/version': '{{ .version }}', 'bracket/config': '{{ .config }}' },
});

const syncPolicyOf = ({ automated = {}, syncOptions = SYNC_OPTIONS }: ArgocdTarget): SyncPolicy => ({
  ...(automated.enabled === false
    ? {}
    : { automated: { prune: automated.prune ?? true, selfHeal: automated.selfHeal ?? true } }),
  ...(syncOptions.length === 0 ? {} : { syncOptions }),
  retry: RETRY,
});

/**
 * A progressive sync turns auto-sync off itself and takes `prune` from `automated`. Elsewhere a person may stop the
 * auto-sync of one Application in an emergency, and the ApplicationSet leaves it stopped; all else follows the files.
 */
const orderOf = (
  environment: Environment,
  { order }: ArgocdTarget,
  releases: Repository['releases'],
): Pick<ApplicationSet['spec'], 'strategy' | 'ignoreApplicationDifferences'> =>
  order === 'progressive'
    ? { strategy: { type: 'RollingSync', rollingSync: { steps: rolloutSteps({ releases }, environment) } } }
    : { ignoreApplicationDifferences: [{ jsonPointers: ['/spec/syncPolicy/automated'] }] };
