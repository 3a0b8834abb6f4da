import type { RanVersion, ServiceChange, Subject } from '../model/event.ts';
import { type CommitId, type EnvironmentName, isCommitId, type ServiceName } from '../model/names.ts';
import type { Commit, Desired, Repository } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import { loadCommit } from '../outside/repository.ts';
import type { ConfigurationChange } from '../verify/happenings.ts';

/** The state of an environment that is verified, and what made it so. */
export interface Stateful {
  readonly subject: Omit<Subject, 'attempt'>;
  readonly change: ConfigurationChange;
  /** What the environment wants at that commit. */
  readonly wanted: ReadonlyMap<ServiceName, Desired>;
}

/**
 * What an environment is at a commit of main: the last commit on the way there that changed it, and its tree. Where a
 * service follows a branch, a commit that changed its configuration changed the environment, too. Undefined: nothing has
 * ever been wanted there.
 */
export const stateAt = async (
  git: Git,
  at: CommitId,
  environment: EnvironmentName,
): Promise<Stateful | undefined> => {
  const { repository } = await loadCommit(git, at);
  const wanted = repository.desired.get(environment) ?? new Map<ServiceName, Desired>();
  const followers = [...wanted.values()]
    .filter(({ config }) => !isCommitId(config))
    .map(({ service }) => service);
  const changed = await lastChange(git, at, pathsOf(environment, followers));
  if (changed === undefined) return undefined;
  const tree = await git.run(
    ['rev-parse', '--verify', '--quiet', `${changed.id}:environments/${environment}`],
    {
      accept: [0, 1, 128],
    },
  );
  if (tree === '') return undefined;
  return {
    subject: { environment, commit: changed.id, tree },
    change: {
      author: changed.author,
      title: changed.subject,
      committedAt: changed.time * 1000,
      services: await servicesChanged(git, changed, { environment, followers }),
    },
    wanted,
  };
};

/** A release record changes nothing that runs. */
const pathsOf = (environment: EnvironmentName, followers: readonly ServiceName[]): string[] => [
  `environments/${environment}`,
  ...(followers.length === 0 ? [] : ['services/components', ':(exclude,glob)services/*/releases/**']),
  ...followers.map((service) => `services/${service}`),
];

const lastChange = async (git: Git, at: CommitId, paths: readonly string[]): Promise<Commit | undefined> => {
  for await (const commit of git.log(at, paths)) return commit;
  return undefined;
};

interface Where {
  readonly environment: EnvironmentName;
  readonly followers: readonly ServiceName[];
}

const servicesChanged = async (
  git: Git,
  commit: Commit,
  { environment, followers }: Where,
): Promise<ServiceChange[]> => {
  const [parent] = commit.parents;
  const before = parent === undefined ? undefined : (await loadCommit(git, parent)).repository;
  const after = (await loadCommit(git, commit.id)).repository;
  const touched = (service: ServiceName): boolean =>
    commit.files.some(
      ({ path }) =>
        path === `environments/${environment}/${service}.yaml` ||
        (followers.includes(service) &&
          (path.startsWith(`services/${service}/`) || path.startsWith('services/components/'))),
    );
  const held = (repository: Repository | undefined) => repository?.desired.get(environment) ?? new Map();
  const names = new Set<ServiceName>([...held(before).keys(), ...held(after).keys()]);
  return [...names]
    .filter(touched)
    .sort()
    .map((service) => {
      const from = ranVersion(held(before).get(service), parent);
      const to = ranVersion(held(after).get(service), commit.id);
      return {
        service,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      };
    });
};

/** What a service was; where its configuration follows a branch, that is the commit at which it was looked at. */
const ranVersion = (desired: Desired | undefined, at: CommitId | undefined): RanVersion | undefined => {
  if (desired === undefined) return undefined;
  const { version, digest, config } = desired;
  return {
    version,
    ...(digest === undefined ? {} : { digest }),
    config: isCommitId(config) ? config : (at ?? config),
  };
};
