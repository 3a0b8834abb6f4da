import type { ArgocdFacts } from '../check/doctor/argocd.ts';
import type { Clock } from '../check/doctor/machine.ts';
import { argocdStale } from '../check/rules/argocd-stale.ts';
import { wholeScope } from '../check/scope.ts';
import type { Environment } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import type { Mainline } from '../outside/main-branch.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { unreadable, withArgocd } from './argocd-files.ts';
import type { Invocation } from './invocation.ts';

/** What is known of Argo CD, and what came along with it. */
export interface ArgocdAnswers {
  readonly facts: ArgocdFacts;
  readonly clocks: readonly Clock[];
  /** Values of the variables that hold tokens. */
  readonly secrets: readonly string[];
  /** Files without which nobody knows what Argo CD is to be told. */
  readonly unreadable: readonly string[];
}

export interface ArgocdScene {
  readonly git: Git;
  readonly snapshot: Snapshot;
  readonly mainline: Mainline;
}

export const argocdFacts = async (call: Invocation, scene: ArgocdScene): Promise<ArgocdAnswers> => {
  const { repository } = scene.snapshot;
  const told = [...repository.environments.values()].filter(({ argocd }) => argocd !== undefined);
  return {
    facts: {
      told: told.map(({ name }) => name),
      unasked: told.filter(({ argocd }) => argocd?.server === undefined).map(({ name }) => name),
      stale: await staleFiles(scene, call.now),
      servers: [],
    },
    clocks: [],
    secrets: told.flatMap((one) => tokenOf(call, one) ?? []),
    unreadable: unreadable(scene.snapshot).map(({ place }) => place.file),
  };
};

const variableOf = ({ argocd }: Environment): string => argocd?.token ?? 'ARGOCD_AUTH_TOKEN';

const tokenOf = ({ env }: Invocation, environment: Environment): string | undefined =>
  env[variableOf(environment)] || undefined;

/** What the rule of `bracket validate` finds, by file. */
const staleFiles = async ({ git, snapshot, mainline }: ArgocdScene, now: Date): Promise<string[]> => {
  const { repository, entries } = snapshot;
  const scope = await withArgocd(git, { snapshot, mainline }, wholeScope(repository, { now, entries }));
  return [...new Set(argocdStale(scope).map(({ file }) => file))].sort();
};
