import type { ArgocdFacts } from '../check/doctor/argocd.ts';
import type { Clock } from '../check/doctor/machine.ts';
import { argocdStale } from '../check/rules/argocd-stale.ts';
import { wholeScope } from '../check/scope.ts';
import type { Environment, Repository } from '../model/repository.ts';
import { type AskedEnvironment, askArgocd } from '../outside/doctor/argocd-facts.ts';
import { DOCTOR_PATIENCE } from '../outside/doctor/patience.ts';
import type { Git } from '../outside/git.ts';
import type { Mainline } from '../outside/main-branch.ts';
import { openService } from '../outside/service/open-service.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { unreadable, withArgocd } from './argocd-files.ts';
import type { Invocation } from './invocation.ts';
import { ARGOCD_TOKEN } from './verify-services.ts';

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
  const unread = unreadable(scene.snapshot).map(({ place }) => place.file);
  const stale = unread.length > 0 ? 'unread' : await staleFiles(scene, call.now);
  const answers = await Promise.all(
    [...byServer(call, repository)].map(([address, environments]) =>
      askArgocd({ address, service: openService('Argo CD', DOCTOR_PATIENCE), environments }),
    ),
  );
  return {
    facts: {
      told: told.map(({ name }) => name),
      unasked: told.filter(({ argocd }) => argocd?.server === undefined).map(({ name }) => name),
      ...(stale === undefined ? {} : { stale }),
      servers: answers.map(({ server }) => server),
    },
    clocks: answers.flatMap(({ clock }) => clock ?? []),
    secrets: told.flatMap((one) => tokenOf(call, one) ?? []),
    unreadable: unread,
  };
};

/** What to ask of each Argo CD; several environments may be deployed by one. */
const byServer = (call: Invocation, repository: Repository): Map<string, AskedEnvironment[]> => {
  const servers = new Map<string, AskedEnvironment[]>();
  for (const environment of repository.environments.values()) {
    const { name, argocd } = environment;
    if (argocd?.server === undefined) continue;
    const token = tokenOf(call, environment);
    const asked = {
      name,
      project: argocd.project,
      progressive: argocd.order === 'progressive',
      variable: variableOf(environment),
      wanted: [...(repository.desired.get(name)?.keys() ?? [])].map((service) => `${name}-${service}`),
      ...(token === undefined ? {} : { token }),
    };
    servers.set(argocd.server, [...(servers.get(argocd.server) ?? []), asked]);
  }
  return servers;
};

const variableOf = ({ argocd }: Environment): string => argocd?.token ?? ARGOCD_TOKEN;

const tokenOf = ({ env }: Invocation, environment: Environment): string | undefined =>
  env[variableOf(environment)] || undefined;

/** What the rule of `bracket validate` finds, by file; undefined where it judges nothing. */
const staleFiles = async (
  { git, snapshot, mainline }: ArgocdScene,
  now: Date,
): Promise<string[] | undefined> => {
  const { repository, entries } = snapshot;
  const scope = await withArgocd(git, { snapshot, mainline }, wholeScope(repository, { now, entries }));
  if (scope.facts.argocd === undefined) return undefined;
  return [...new Set(argocdStale(scope).map(({ file }) => file))].sort();
};
