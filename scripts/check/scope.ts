import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Finding } from '../model/problem.ts';
import type { Desired, Environment, Lock, Release, Repository, Service } from '../model/repository.ts';
import type { Facts } from './facts.ts';

/** One desired file with everything it names. What is absent does not exist. */
export interface Cell {
  readonly desired: Desired;
  readonly environment: Environment | undefined;
  readonly service: Service | undefined;
  readonly release: Release | undefined;
}

/** What is to be judged, and what it is judged by. Rules look at all of `repository` but speak only of the rest. */
export interface Scope {
  readonly repository: Repository;
  readonly facts: Facts;
  readonly cells: readonly Cell[];
  /** Cells of which it is judged what Argo CD applies now. */
  readonly deployed: readonly Cell[];
  /** Cells of which it is judged what the files at hand would bring there. */
  readonly written: readonly Cell[];
  /** Environments whose policy is judged. */
  readonly environments: readonly Environment[];
  /** Is the ladder judged, as a whole? */
  readonly ladder: boolean;
  /** Services whose description and records are judged; a name may stand for records that nothing describes. */
  readonly services: readonly ServiceName[];
  readonly locks: readonly Lock[];
  /** Are the files for Argo CD judged, as a whole? */
  readonly argocd: boolean;
}

export type Rule = (scope: Scope) => Finding[];

/** Everything: the whole repository. */
export const wholeScope = (repository: Repository, facts: Facts): Scope => {
  const cells = [...repository.desired.keys()].flatMap((name) => cellsOf(repository, name));
  return {
    repository,
    facts,
    cells,
    deployed: cells,
    written: cells,
    environments: [...repository.environments.values()],
    ladder: true,
    services: servicesOf(repository, facts),
    locks: repository.locks,
    argocd: true,
  };
};

/** What runs in one environment, and nothing else. */
export const environmentScope = (repository: Repository, name: EnvironmentName, facts: Facts): Scope => ({
  repository,
  facts,
  cells: cellsOf(repository, name),
  deployed: [],
  written: [],
  environments: [],
  ladder: false,
  services: [],
  locks: [],
  argocd: false,
});

/** The desired files of one environment, each with what it names; `only` keeps those services. */
export const cellsOf = (
  repository: Repository,
  name: EnvironmentName,
  only?: ReadonlySet<ServiceName>,
): Cell[] => {
  const all = repository.desired.get(name);
  if (all === undefined) return [];
  const environment = repository.environments.get(name);
  const wanted =
    only === undefined ? [...all.values()] : [...all.values()].filter((one) => only.has(one.service));
  return wanted.map((desired) => ({
    desired,
    environment,
    service: repository.services.get(desired.service),
    release: repository.releases.get(desired.service)?.get(desired.version),
  }));
};

/** Every service that is described, has a record, or had one on main. */
const servicesOf = (repository: Repository, facts: Facts): ServiceName[] => {
  const names = new Set([...repository.services.keys(), ...repository.releases.keys()]);
  for (const path of facts.git?.landed.keys() ?? []) names.add(serviceOfRecord(path));
  return [...names];
};

/**
 * Is a file in the tree, whatever it says? A file that cannot be read is not in the repository, and it has a problem of
 * its own: a second one that calls it missing would be wrong.
 */
export const isThere = (scope: Scope, path: string): boolean => scope.facts.entries?.has(path) ?? false;

/** Where the release record of what an environment wants is. */
export const recordFile = ({ service, version }: Pick<Desired, 'service' | 'version'>): string =>
  `services/${service}/releases/${version}.yaml`;

/** The service of `services/<service>/…`. */
export const serviceOfRecord = (path: string): ServiceName =>
  path.slice(ROOM.length, path.indexOf('/', ROOM.length)) as ServiceName;

const ROOM = 'services/';

/** The release records of the services that are judged. */
export const recordsOf = (scope: Scope): Release[] =>
  scope.services.flatMap((name) => [...(scope.repository.releases.get(name)?.values() ?? [])]);
