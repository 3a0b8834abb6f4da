import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Desired, Repository } from '../model/repository.ts';

/**
 * What one desired file shares with another that it should not: the name of its Application, or the place it is
 * deployed to. Both are symmetric, so either of two twins is wrong as soon as the other appears.
 */
export interface Twins {
  /** Names of the other environments, and the service there that is called the same Application. */
  sameName(desired: Desired): Desired[];
  /** The same service in every environment with the same cluster and namespace, this one included. */
  samePlace(desired: Desired): Desired[];
}

export const findTwins = (repository: Repository): Twins => {
  const nested = nestedNames(repository);
  const places = placesOf(repository);
  return {
    sameName: (desired) =>
      (nested.get(desired.environment) ?? []).flatMap((other) => {
        const service = twinIn(desired, other);
        const twin = service === undefined ? undefined : repository.desired.get(other)?.get(service);
        return twin === undefined ? [] : [twin];
      }),
    samePlace: ({ environment, service }) => places.get(environment)?.get(service) ?? [],
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
  return all.flatMap((one) => [...twins.sameName(one), ...twins.samePlace(one)]);
};

/** Only where one environment's name begins another's can two Applications have one name. */
const nestedNames = (repository: Repository): Map<EnvironmentName, EnvironmentName[]> => {
  const nested = new Map<EnvironmentName, EnvironmentName[]>();
  for (const name of repository.desired.keys())
    for (let at = name.indexOf('-'); at !== -1; at = name.indexOf('-', at + 1)) {
      const short = name.slice(0, at) as EnvironmentName;
      if (!repository.desired.has(short)) continue;
      listed(nested, short).push(name);
      listed(nested, name).push(short);
    }
  return nested;
};

const twinIn = (desired: Desired, other: EnvironmentName): ServiceName | undefined => {
  const name = `${desired.environment}-${desired.service}`;
  return name.startsWith(`${other}-`) ? (name.slice(other.length + 1) as ServiceName) : undefined;
};

/** By environment: every desired file of its place, its own included, by service. */
const placesOf = (repository: Repository): Map<EnvironmentName, ReadonlyMap<ServiceName, Desired[]>> => {
  const places = new Map<string, EnvironmentName[]>();
  for (const { name, argocd } of repository.environments.values())
    if (argocd !== undefined) listed(places, `${argocd.cluster} ${argocd.namespace}`).push(name);
  const shared = [...places.values()].filter((names) => names.length > 1);
  return new Map(
    shared.flatMap((names) => {
      const services = new Map<ServiceName, Desired[]>();
      for (const name of names)
        for (const desired of repository.desired.get(name)?.values() ?? [])
          listed(services, desired.service).push(desired);
      return names.map((name) => [name, services] as const);
    }),
  );
};

/** The list under a key, a new one where there is none yet. */
const listed = <K, V>(lists: Map<K, V[]>, key: K): V[] => {
  const found = lists.get(key);
  if (found !== undefined) return found;
  const fresh: V[] = [];
  lists.set(key, fresh);
  return fresh;
};
