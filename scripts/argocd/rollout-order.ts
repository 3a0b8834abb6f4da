import type { ServiceName } from '../model/names.ts';
import type { Environment, Repository } from '../model/repository.ts';
import type { RolloutStep } from './objects.ts';

/**
 * The steps of a progressive sync: services that others require come before them, as all records together say, so that
 * a promotion changes nothing here. What nobody requires is the last step, named by what it is not: Argo CD never syncs
 * an Application that is in no step, and a new service must be in one.
 */
export const rolloutSteps = (
  { releases }: Pick<Repository, 'releases'>,
  { name }: Pick<Environment, 'name'>,
): RolloutStep[] => {
  const layers = layersOf(providersBy(releases));
  const providers = layers.flat().sort();
  return [
    ...layers.map((services) => step('service', 'In', services)),
    providers.length === 0 ? step('environment', 'In', [name]) : step('service', 'NotIn', providers),
  ];
};

const step = (key: string, operator: 'In' | 'NotIn', values: readonly string[]): RolloutStep => ({
  matchExpressions: [{ key, operator, values }],
});

/** By service that somebody requires: what it requires itself. */
const providersBy = (releases: Repository['releases']): Map<string, Set<string>> => {
  const requires = new Map<string, Set<string>>();
  for (const [service, records] of releases)
    for (const record of records.values())
      for (const provider of Object.keys(record.requires)) add(requires, service, provider);
  const required = new Set([...requires.values()].flatMap((providers) => [...providers]));
  return new Map([...required].map((provider) => [provider, requires.get(provider) ?? new Set()]));
};

const add = (requires: Map<string, Set<string>>, service: ServiceName, provider: string): void => {
  if (provider === service) return;
  requires.set(service, (requires.get(service) ?? new Set()).add(provider));
};

/** Services that require each other in a circle, and what stands on them, have no order: they are one layer. */
const layersOf = (providers: ReadonlyMap<string, ReadonlySet<string>>): string[][] => {
  const layers: string[][] = [];
  const placed = new Set<string>();
  let left = [...providers.keys()].sort();
  while (left.length > 0) {
    const free = left.filter((one) => [...(providers.get(one) ?? [])].every((below) => placed.has(below)));
    const layer = free.length > 0 ? free : left;
    layers.push(layer);
    for (const one of layer) placed.add(one);
    left = left.filter((one) => !placed.has(one));
  }
  return layers;
};
