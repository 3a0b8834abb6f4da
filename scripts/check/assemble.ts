import type { EnvironmentName, ServiceName, Version } from '../model/names.ts';
import type { Desired, Environment, Lock, Release, Repository, Service } from '../model/repository.ts';
import type { FileFacts } from './file-facts.ts';

/**
 * Puts what the files say together. A file without a value (it has an error) is left out; everything is in the order of
 * the paths, so that the same files give the same repository whatever order they came in.
 */
export const assemble = (facts: Iterable<FileFacts>): Repository => {
  const environments = new Map<EnvironmentName, Environment>();
  const services = new Map<ServiceName, Service>();
  const releases = new Map<ServiceName, Map<Version, Release>>();
  const desired = new Map<EnvironmentName, Map<ServiceName, Desired>>();
  const locks: Lock[] = [];
  for (const fact of inOrder(facts)) {
    if (fact.value === undefined) continue;
    if (fact.kind === 'environment') environments.set(fact.value.name, fact.value);
    else if (fact.kind === 'service') services.set(fact.value.name, fact.value);
    else if (fact.kind === 'lock') locks.push(fact.value);
    else if (fact.kind === 'release') inner(releases, fact.value.service).set(fact.value.version, fact.value);
    else inner(desired, fact.value.environment).set(fact.value.service, fact.value);
  }
  return { environments, services, releases, desired, locks };
};

/** Git lists paths in order already; sorting what is sorted costs little more than looking at it. */
const inOrder = (facts: Iterable<FileFacts>): FileFacts[] =>
  [...facts].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

const inner = <K, L, V>(map: Map<K, Map<L, V>>, key: K): Map<L, V> => {
  let found = map.get(key);
  if (found === undefined) {
    found = new Map();
    map.set(key, found);
  }
  return found;
};
