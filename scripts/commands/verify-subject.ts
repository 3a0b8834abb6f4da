import { isConfigPath } from '../model/configuration.ts';
import type { RanVersion, ServiceChange, Subject } from '../model/event.ts';
import { type CommitId, type EnvironmentName, isCommitId, type ServiceName } from '../model/names.ts';
import type { Commit, Desired, Repository } from '../model/repository.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import type { Git } from '../outside/git.ts';
import { loadCommit } from '../outside/repository.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import type { ConfigurationChange } from '../verify/happenings.ts';
import type { Contents } from './configuration-facts.ts';

/** The state of an environment that is verified, and what made it so. */
export interface Stateful {
  readonly subject: Omit<Subject, 'attempt'>;
  readonly change: ConfigurationChange;
  /** What the environment wants at that commit. */
  readonly wanted: ReadonlyMap<ServiceName, Desired>;
}

/** What reads states: history, and what configurations refer to outside their folders. */
export interface StateSight {
  readonly git: Git;
  readonly contents: Contents;
}

/**
 * What an environment is at a commit of main: the last commit on the way there that changed it, and its tree. Where a
 * service follows a branch, a commit that changed its configuration changed the environment, too, wherever that lies.
 * Undefined: nothing is wanted there. Throws a `Failure` where a desired file cannot be read, because then nobody knows
 * what is.
 */
export const stateAt = async (
  sight: StateSight,
  at: CommitId,
  environment: EnvironmentName,
): Promise<Stateful | undefined> => {
  const { git } = sight;
  const snapshot = await loadCommit(git, at);
  refuseUnreadable(snapshot, environment);
  const wanted = snapshot.repository.desired.get(environment);
  if (wanted === undefined) return undefined;
  const places = await placesOf(sight, at, wanted);
  const changed = await lastChange(git, at, { environment, places });
  if (changed === undefined) return undefined;
  const tree = await git.run(['rev-parse', '--verify', `${changed.id}:environments/${environment}`]);
  return {
    subject: { environment, commit: changed.id, tree },
    change: {
      author: changed.author,
      title: changed.subject,
      committedAt: changed.time * 1000,
      services: await servicesChanged(git, changed, { environment, places }),
    },
    wanted,
  };
};

/** To verify less than is wanted would call what nobody looked at good. */
const refuseUnreadable = (
  { entries, repository, problems }: Snapshot,
  environment: EnvironmentName,
): void => {
  const folder = `environments/${environment}/`;
  for (const path of entries.keys()) {
    const [, service] = path.startsWith(folder)
      ? (/^([^/]+)\.yaml$/.exec(path.slice(folder.length)) ?? [])
      : [];
    if (service === undefined) continue;
    if (repository.desired.get(environment)?.has(service as ServiceName) === true) continue;
    const problem = problems.find(({ severity, place }) => severity === 'error' && place.file === path);
    throw new Failure({
      code: 'desired-unreadable',
      exit: EXIT.unsound,
      what: `${path} cannot be read, so nobody knows what ${environment} wants${problem === undefined ? '.' : `: ${problem.what}`}`,
      fix: 'Mend it on main (`npx bracket validate` shows every problem), then verify again.',
    });
  }
};

/** Of every service that follows a branch: where its configuration lies, its own folder first. */
type Places = ReadonlyMap<ServiceName, readonly string[]>;

const placesOf = async (
  { contents }: StateSight,
  at: CommitId,
  wanted: ReadonlyMap<ServiceName, Desired>,
): Promise<Places> => {
  const followers = [...wanted.values()].filter(({ config }) => !isCommitId(config));
  await contents.learn(followers.map(({ service }) => ({ service, revision: at })));
  return new Map(
    followers.map(({ service }) => [
      service,
      [`services/${service}`, ...(contents.outside(service, at) ?? [])],
    ]),
  );
};

interface Where {
  readonly environment: EnvironmentName;
  readonly places: Places;
}

const lastChange = async (
  git: Git,
  at: CommitId,
  { environment, places }: Where,
): Promise<Commit | undefined> => {
  const paths = [`environments/${environment}`, ...new Set([...places.values()].flat())];
  for await (const commit of git.log(
    at,
    paths.map((path) => `:(literal)${path}`),
  ))
    if (commit.files.some(({ path }) => isOf(environment, path) || isIn(places, path))) return commit;
  return undefined;
};

const isOf = (environment: EnvironmentName, path: string): boolean =>
  path.startsWith(`environments/${environment}/`);

const isIn = (places: Places, path: string): boolean =>
  [...places.values()].some((own) => isConfiguration(own, path));

/** A release record and prose beside it change nothing that runs, unless a configuration refers to them. */
const isConfiguration = ([folder, ...outside]: readonly string[], path: string): boolean =>
  (path.startsWith(`${folder}/`) && isConfigPath(path)) ||
  outside.some((place) => path === place || path.startsWith(`${place}/`));

const servicesChanged = async (
  git: Git,
  commit: Commit,
  { environment, places }: Where,
): Promise<ServiceChange[]> => {
  const [parent] = commit.parents;
  const before = parent === undefined ? undefined : (await loadCommit(git, parent)).repository;
  const after = (await loadCommit(git, commit.id)).repository;
  const touched = (service: ServiceName): boolean =>
    commit.files.some(
      ({ path }) =>
        path === `environments/${environment}/${service}.yaml` ||
        isConfiguration(places.get(service) ?? [], path),
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
