import { effectiveNamespace, type Gvk, type Id, isSelected } from '../object/id.ts';
import { previousIds } from '../object/identity.ts';
import { currentId, listAnnotation, NOTES, type Resource } from '../object/resource.ts';
import type { Resources } from '../object/resources.ts';

/** An object that has had other names, as references look at it. */
export interface Candidate {
  readonly subject: Resource;
  readonly current: Id;
  readonly previous: readonly Id[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** The namespace it was loaded with. */
  readonly originalNamespace: string;
  readonly isServiceAccount: boolean;
}

/** Where an object of the build is now, and where it came from; undefined where it lives outside namespaces. */
interface Home {
  readonly now: string | undefined;
  readonly written: string;
}

/** Everything references may lead to. Built once: a name is looked up, not searched for. */
export interface Candidates {
  /** Objects that were once called so, in the order of the build. */
  named(name: string): readonly Candidate[];
  /** Which homes have objects that were loaded with this namespace? */
  homesFrom(namespace: string): Iterable<Home>;
}

export const candidatesIn = ({ list }: Resources): Candidates => {
  const byName = new Map<string, Candidate[]>();
  const homes = new Map<string, Map<string, Home>>();
  for (const subject of list) {
    const current = currentId(subject);
    const previous = previousIds(subject);
    const original = previous[0] ?? current;
    noteHome(homes, original, current);
    if (previous.length === 0) continue;
    const candidate = candidateOf(subject, current, previous);
    for (const name of new Set(previous.map((id) => id.name))) entry(byName, name, []).push(candidate);
  }
  return {
    named: (name) => byName.get(name) ?? [],
    homesFrom: (namespace) => homes.get(namespace)?.values() ?? [],
  };
};

const candidateOf = (subject: Resource, current: Id, previous: readonly Id[]): Candidate => ({
  subject,
  current,
  previous,
  prefixes: listAnnotation(subject, NOTES.prefixes),
  suffixes: listAnnotation(subject, NOTES.suffixes),
  originalNamespace: effectiveNamespace(previous[0] ?? current),
  isServiceAccount: current.kind === 'ServiceAccount',
});

const noteHome = (homes: Map<string, Map<string, Home>>, original: Id, current: Id): void => {
  if (original.clusterScoped) return;
  const home = {
    now: current.clusterScoped ? undefined : effectiveNamespace(current),
    written: current.namespace,
  };
  const known = entry(homes, effectiveNamespace(original), new Map<string, Home>());
  known.set(JSON.stringify([home.now, home.written]), home);
};

const entry = <V>(map: Map<string, V>, key: string, fresh: V): V => {
  const known = map.get(key);
  if (known !== undefined) return known;
  map.set(key, fresh);
  return fresh;
};

/** Was any of its former types the selected one? */
export const wasEver = ({ previous }: Candidate, selector: Partial<Gvk>): boolean =>
  previous.some((id) => isSelected(id, selector));

type Chain = Pick<Candidate, 'prefixes' | 'suffixes'>;

/** Did both go through the same outer prefixes and suffixes? With `lenient`, none at all fits any. */
export const sameChain = (a: Chain, b: Chain, { lenient }: { readonly lenient: boolean }): boolean =>
  sameEnd(a.prefixes, b.prefixes, lenient) && sameEnd(a.suffixes, b.suffixes, lenient);

const sameEnd = (a: readonly string[], b: readonly string[], lenient: boolean): boolean => {
  if (a.length === 0 || b.length === 0) return lenient || a.length === b.length;
  const length = Math.min(a.length, b.length);
  const end = b.slice(-length);
  return a.slice(-length).every((part, index) => part === end[index]);
};
