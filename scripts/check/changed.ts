import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Release, Repository } from '../model/repository.ts';
import type { Facts } from './facts.ts';
import { type Cell, cellsOf, type Scope, wholeScope } from './scope.ts';
import { twinsOf } from './twins.ts';

/** What a list of changed paths touches directly, by the kind of file. */
interface Touched {
  readonly policies: Set<EnvironmentName>;
  readonly cells: Map<EnvironmentName, Set<ServiceName>>;
  readonly descriptions: Set<ServiceName>;
  readonly records: Set<ServiceName>;
  readonly locks: Set<string>;
  /** Desired files, as `environment/service`. */
  readonly desired: Set<string>;
  /** Services whose configuration at hand may be another one. */
  readonly configurations: Set<ServiceName>;
  schemas: boolean;
  /** Files that only `bracket argocd` writes. */
  argocd: boolean;
}

/**
 * What a change of these paths can affect, and nothing else: every finding of the whole repository that the change
 * brings is a finding here, and no finding here would be missing there. Paths are those before and after the change.
 */
export const changedScope = (repository: Repository, facts: Facts, paths: Iterable<string>): Scope => {
  const touched = touch(paths, facts.reach);
  if (touched.schemas) return wholeScope(repository, facts);
  const reached = affectedCells(repository, touched);
  const { policies } = touched;
  return {
    repository,
    facts,
    cells: [...reached].flatMap(([name, services]) => cellsOf(repository, name, services)),
    deployed: [...repository.desired.keys()].flatMap((name) => deployedCells(repository, name, touched)),
    written: [...repository.desired.keys()].flatMap((name) => writtenCells(repository, name, touched)),
    environments: [...repository.environments.values()].filter(
      (one) => policies.has(one.name) || one.promotesFrom.some((source) => policies.has(source)),
    ),
    ladder: policies.size > 0 || repository.environments.size === 0,
    services: affectedServices(repository, touched),
    locks: affectedLocks(repository, touched),
    argocd: touched.argocd || policies.size > 0 || isReordered(repository, touched),
  };
};

/** A record may require another service, and that decides the order in which Argo CD rolls them out. */
const isReordered = ({ environments }: Repository, { records }: Touched): boolean =>
  records.size > 0 && [...environments.values()].some(({ argocd }) => argocd?.order === 'progressive');

/** What is deployed is decided by the desired file, and by the policy; what is written by the files at hand, too. */
const deployedCells = (repository: Repository, name: EnvironmentName, touched: Touched): Cell[] =>
  cellsOf(repository, name).filter(
    ({ desired }) => touched.policies.has(name) || touched.desired.has(`${name}/${desired.service}`),
  );

const writtenCells = (repository: Repository, name: EnvironmentName, touched: Touched): Cell[] =>
  cellsOf(repository, name).filter(
    ({ desired: { service } }) =>
      touched.policies.has(name) ||
      touched.desired.has(`${name}/${service}`) ||
      touched.configurations.has(service),
  );

const touch = (paths: Iterable<string>, reach: Facts['reach']): Touched => {
  const touched: Touched = {
    policies: new Set(),
    cells: new Map(),
    descriptions: new Set(),
    records: new Set(),
    locks: new Set(),
    desired: new Set(),
    configurations: new Set(),
    schemas: false,
    argocd: false,
  };
  for (const path of paths) {
    touchPath(path, path.split('/'), touched);
    for (const service of reach?.readers(path) ?? []) touched.configurations.add(service);
  }
  return touched;
};

const touchPath = (
  path: string,
  [room, name = '', kind = '', leaf = '']: string[],
  touched: Touched,
): void => {
  if (room === 'schemas') touched.schemas = true;
  else if (room === 'environments' && kind === '') touched.policies.add(stem(name) as EnvironmentName);
  else if (room === 'environments' && name === 'locks') touched.locks.add(path);
  else if (room === 'environments' && name === 'argocd') touched.argocd = true;
  else if (room === 'environments') {
    touched.desired.add(`${name}/${stem(kind)}`);
    add(touched.cells, name, stem(kind));
  } else if (room === 'services' && kind === 'service.yaml') touched.descriptions.add(name as ServiceName);
  else if (room === 'services' && kind === 'releases') touched.records.add(name as ServiceName);
  else if (room === 'services' && kind === 'overlays') add(touched.cells, leaf, name);
};

const stem = (file: string): string => file.replace(/\.yaml$/, '');

const add = (cells: Touched['cells'], environment: string, service: string): void => {
  const name = environment as EnvironmentName;
  cells.set(name, (cells.get(name) ?? new Set()).add(service as ServiceName));
};

/**
 * A policy is asked of everything in its environment; a service's description and records of everything that wants it;
 * a version of everything beside it that requires it; and whatever has a twin of everything that can be taken for it.
 */
const affectedCells = (repository: Repository, touched: Touched): Touched['cells'] => {
  const reached: Touched['cells'] = new Map();
  for (const name of repository.desired.keys()) {
    const direct = touched.cells.get(name);
    for (const cell of cellsOf(repository, name)) {
      const { service } = cell.desired;
      const isReached =
        touched.policies.has(name) ||
        touched.descriptions.has(service) ||
        touched.records.has(service) ||
        (direct !== undefined && (direct.has(service) || requiresOne(cell.release, direct)));
      if (isReached) add(reached, name, service);
    }
  }
  for (const twin of twinsOf(repository, reached)) add(reached, twin.environment, twin.service);
  return reached;
};

const requiresOne = (release: Release | undefined, services: ReadonlySet<ServiceName>): boolean =>
  Object.keys(release?.requires ?? {}).some((name) => services.has(name as ServiceName));

const affectedServices = (repository: Repository, touched: Touched): ServiceName[] => {
  const names = new Set([...touched.descriptions, ...touched.records]);
  for (const services of touched.cells.values())
    for (const name of services) if (!repository.services.has(name)) names.add(name);
  if (touched.descriptions.size > 0)
    for (const [name, records] of repository.releases)
      if ([...records.values()].some((release) => requiresOne(release, touched.descriptions)))
        names.add(name);
  return [...names].sort();
};

const affectedLocks = (repository: Repository, touched: Touched): Scope['locks'] => {
  const services = new Set([
    ...touched.descriptions,
    ...touched.records,
    ...[...touched.cells.values()].flatMap((names) => [...names]),
  ]);
  return repository.locks.filter(
    (lock) =>
      touched.locks.has(lock.file) ||
      (lock.environment !== undefined && touched.policies.has(lock.environment)) ||
      (lock.service !== undefined && services.has(lock.service)),
  );
};
