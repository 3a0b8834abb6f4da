import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Desired, Environment, Repository } from '../model/repository.ts';

/**
 * What one desired file shares with another that it should not: the name of its Application, or the place it is
 * deployed to. Both are symmetric, so either of two twins is wrong as soon as the other appears.
 */
export interface Twins {
  /** Names of the other environments, and the service there that is called the same Application. */
  sameName(desired: Desired): Desired[];
  /** The same service in another environment with the same cluster and namespace. */
  samePlace(desired: Desired): { readonly desired: Desired; readonly environment: Environment }[];
}

export const findTwins = (repository: Repository): Twins => {
  const nested = nestedNames(repository);
  const neighbours = neighboursOf(repository);
  return {
    sameName: (desired) =>
      (nested.get(desired.environment) ?? []).flatMap((other) => {
        const service = twinIn(desired, other);
        const twin = service === undefined ? undefined : repository.desired.get(other)?.get(service);
        return twin === undefined ? [] : [twin];
      }),
    samePlace: (desired) =>
      (neighbours.get(desired.environment) ?? []).flatMap((environment) => {
        const twin = repository.desired.get(environment.name)?.get(desired.service);
        return twin === undefined ? [] : [{ desired: twin, environment }];
      }),
  };
};

/** The desired files that are a twin of one of these. */
export const twinsOf = (
  repository: Repository,
  cells: ReadonlyMap<EnvironmentName, ReadonlySet<ServiceName>>,
): Desired[] => {
  const twins = findTwins(repository);
  const all = [...cells].flatMap(([name, services]) =>
    [...services].flatMap((service) => repository.desired.get(name)?.get(service) ?? []),
  );
  return all.flatMap((one) => [...twins.sameName(one), ...twins.samePlace(one).map((twin) => twin.desired)]);
};

/** Only where one environment's name begins another's can two Applications have one name. */
const nestedNames = (repository: Repository): Map<EnvironmentName, EnvironmentName[]> => {
  const names = [...repository.desired.keys()];
  return grouped(names, (name, other) => begins(name, other) || begins(other, name));
};

const begins = (short: string, long: string): boolean => long.startsWith(`${short}-`);

const twinIn = (desired: Desired, other: EnvironmentName): ServiceName | undefined => {
  const name = `${desired.environment}-${desired.service}`;
  return begins(other, name) ? (name.slice(other.length + 1) as ServiceName) : undefined;
};

const neighboursOf = (repository: Repository): Map<EnvironmentName, Environment[]> => {
  const all = [...repository.environments.values()].filter((one) => one.argocd !== undefined);
  const place = (one: Environment): string => `${one.argocd?.cluster} ${one.argocd?.namespace}`;
  const found = grouped(all, (one, other) => place(one) === place(other));
  return new Map([...found].map(([one, others]) => [one.name, others]));
};

/** For each of `all` that has any, the others it goes with. */
const grouped = <T>(all: readonly T[], goTogether: (one: T, other: T) => boolean): Map<T, T[]> => {
  const found = all.map((one): [T, T[]] => [
    one,
    all.filter((other) => other !== one && goTogether(one, other)),
  ]);
  return new Map(found.filter(([, others]) => others.length > 0));
};
