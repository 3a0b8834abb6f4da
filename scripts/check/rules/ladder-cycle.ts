import type { EnvironmentName } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import type { Repository } from '../../model/repository.ts';
import type { Rule } from '../scope.ts';

/** The ladder is a directed acyclic graph: each cycle is one finding, at its alphabetically first environment. */
export const ladderCycle: Rule = (scope) => {
  if (!scope.ladder) return [];
  const names = tangled(scope.repository).sort();
  const told = new Set<EnvironmentName>();
  return names.flatMap((name) => {
    const cycle = told.has(name) ? undefined : cycleThrough(name, scope.repository);
    for (const member of cycle ?? []) told.add(member);
    return cycle === undefined ? [] : [cycleFinding(cycle, scope.repository)];
  });
};

/** Environments that may be in a circle: neither a way up nor a way down from them ends. */
export const tangled = (repository: Repository): EnvironmentName[] => {
  const sources = new Map([...repository.environments.values()].map((one) => [one.name, one.promotesFrom]));
  const endless = withoutEnd(sources);
  const targets = new Map(endless.map((name): [EnvironmentName, EnvironmentName[]] => [name, []]));
  for (const name of endless) for (const source of sources.get(name) ?? []) targets.get(source)?.push(name);
  return withoutEnd(targets);
};

/** What is left when everything is taken away again and again that leads to nothing that is left. */
const withoutEnd = (edges: ReadonlyMap<EnvironmentName, readonly EnvironmentName[]>): EnvironmentName[] => {
  const open = new Map([...edges].map(([name, to]) => [name, new Set(to.filter((one) => edges.has(one)))]));
  const back = new Map([...edges.keys()].map((name): [EnvironmentName, EnvironmentName[]] => [name, []]));
  for (const [name, to] of open) for (const one of to) back.get(one)?.push(name);
  const ended = [...open].filter(([, to]) => to.size === 0).map(([name]) => name);
  for (const name of ended)
    for (const from of back.get(name) ?? []) {
      open.get(from)?.delete(name);
      if (open.get(from)?.size === 0) ended.push(from);
    }
  return [...open].filter(([, to]) => to.size > 0).map(([name]) => name);
};

/** The shortest way from an environment along `promotesFrom` back to itself. */
export const cycleThrough = (
  start: EnvironmentName,
  repository: Repository,
): readonly EnvironmentName[] | undefined => {
  const cameFrom = new Map<EnvironmentName, EnvironmentName>();
  const waiting = [start];
  // An array that grows while it is iterated yields what was added, too.
  for (const name of waiting)
    for (const source of repository.environments.get(name)?.promotesFrom ?? []) {
      if (source === start) return wayBack(name, start, cameFrom);
      if (cameFrom.has(source)) continue;
      cameFrom.set(source, name);
      waiting.push(source);
    }
  return undefined;
};

const wayBack = (
  last: EnvironmentName,
  start: EnvironmentName,
  cameFrom: ReadonlyMap<EnvironmentName, EnvironmentName>,
): EnvironmentName[] => {
  const way = [last];
  for (let name = last; name !== start; ) {
    name = cameFrom.get(name) as EnvironmentName;
    way.push(name);
  }
  return way.reverse();
};

const MOST_SHOWN = 12;

const cycleFinding = (cycle: readonly EnvironmentName[], repository: Repository): Finding => {
  const name = cycle[0] as EnvironmentName;
  const shown = cycle.length > MOST_SHOWN ? [...cycle.slice(0, MOST_SHOWN), '…'] : cycle;
  const way = [...shown, name].join(' ← ');
  return {
    code: 'ladder-cycle',
    severity: 'error',
    file: repository.environments.get(name)?.file ?? `environments/${name}.yaml`,
    path: ['promotesFrom'],
    what: cycle.length === 1 ? `${name} promotes from itself.` : `The ladder runs in a circle: ${way}.`,
    why: 'A version that moves in a circle never arrives, and no environment of the circle is the first to prove it.',
    fix: 'Take one `promotesFrom` out of the circle; an environment without it is an entry environment.',
    environment: name,
  };
};
