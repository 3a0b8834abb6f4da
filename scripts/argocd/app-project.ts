import type { ArgocdTarget, Environment } from '../model/repository.ts';
import { deletionOf, keptByRoot } from './deletion.ts';
import { type AppProject, ARGOCD } from './objects.ts';

/** The role whose tokens may read the Applications of one environment, and do nothing. */
const VERIFY = 'verify';

/** What may be deployed in an environment: from this repository, to its cluster and namespaces, in its windows. */
export const appProject = (
  environment: Environment,
  argocd: ArgocdTarget,
  repository: string,
): AppProject => {
  const { name, gates } = environment;
  const { project, cluster, namespace, allow } = argocd;
  const namespaces = [...new Set([namespace, ...(allow?.namespaces ?? [])])];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: project,
      namespace: ARGOCD,
      labels: { environment: name },
      annotations: { ...keptByRoot(deletionOf(environment, argocd)), ...BEFORE_ALL },
    },
    spec: {
      description: `What may be deployed in ${name}`,
      sourceRepos: [repository],
      destinations: namespaces.map((one) => ({ name: cluster, namespace: one })),
      clusterResourceWhitelist: (allow?.clusterResources ?? []).map(({ group, kind }) => ({ group, kind })),
      ...(gates.windows.length === 0 ? {} : { syncWindows: windowsOf(environment) }),
      roles: [
        {
          name: VERIFY,
          description: 'Reads whether a rollout is there',
          policies: [`p, proj:${project}:${VERIFY}, applications, get, ${project}/*, allow`],
        },
      ],
    },
  };
};

/** An Application that comes before its project is refused, and looked at again minutes later. */
export const BEFORE_ALL = { 'argocd.argoproj.io/sync-wave': '-1' } as const;

/** The same windows that the gate asks. What is merged in a closed one waits in Argo CD, too. */
const windowsOf = ({ gates }: Environment): NonNullable<AppProject['spec']['syncWindows']> =>
  gates.windows.map(({ kind, schedule, duration, timeZone }) => ({
    kind,
    schedule,
    duration,
    timeZone,
    applications: ['*'],
  }));
