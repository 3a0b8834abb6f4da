import { isConfigPath, serviceOfPath } from '../model/configuration.ts';
import type { ServiceName } from '../model/names.ts';
import { topOf } from './references.ts';

/** How far the configurations of services reach beyond their own folders. */
export interface Reach {
  /** Services whose configuration a change at this path may change. */
  readers(path: string): ServiceName[];
  /** Folders beyond its own that the configuration of a service may read from. */
  beyond(service: ServiceName): readonly string[];
}

/**
 * By where kustomization files lead. kustomize reads files only below the folders it visits, so nothing else can matter
 * (kustomize, "load restrictions"). A folder that is visited counts with the whole service or component it is in.
 */
export const reachOf = (leads: ReadonlyMap<string, readonly string[]>): Reach => {
  const leading = new Map<string, Set<string>>();
  for (const [file, paths] of leads) {
    const top = topOf(file) ?? file;
    const known = leading.get(top) ?? new Set();
    for (const path of paths) known.add(topOf(`${path}/`) ?? path);
    leading.set(top, known);
  }
  const beyond = new Map<ServiceName, readonly string[]>();
  const readers = new Map<string, ServiceName[]>();
  for (const top of leading.keys()) {
    const service = serviceOfPath(`${top}/-`);
    if (service === undefined || top.includes('/components/')) continue;
    const roots = reachedFrom(top, leading);
    beyond.set(service, roots);
    for (const root of roots) readers.set(root, [...(readers.get(root) ?? []), service]);
  }
  return {
    readers: (path) => [...readersOf(path, readers)],
    beyond: (service) => beyond.get(service) ?? [],
  };
};

/** A set that grows while it is iterated yields what was added, too. */
const reachedFrom = (top: string, leading: ReadonlyMap<string, ReadonlySet<string>>): string[] => {
  const roots = new Set([top]);
  for (const root of roots) for (const path of leadingFrom(root, leading)) roots.add(path);
  return [...roots].slice(1).sort();
};

/** `services` and `services/components` hold folders with leads of their own. */
const leadingFrom = (root: string, leading: ReadonlyMap<string, ReadonlySet<string>>): string[] =>
  root === 'services' || root === 'services/components'
    ? [...leading].flatMap(([top, paths]) => (top.startsWith(`${root}/`) ? [...paths] : []))
    : [...(leading.get(root) ?? [])];

const readersOf = (path: string, readers: ReadonlyMap<string, ServiceName[]>): Set<ServiceName> => {
  const found = new Set<ServiceName>();
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1))
    for (const service of readers.get(path.slice(0, end)) ?? []) found.add(service);
  const own = serviceOfPath(path);
  if (own !== undefined && own !== 'components' && isConfigPath(path)) found.add(own);
  return found;
};
