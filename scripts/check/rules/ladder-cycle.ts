import type { EnvironmentName } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import type { Repository } from '../../model/repository.ts';
import type { Rule } from '../scope.ts';

/** The ladder is a directed acyclic graph: each cycle is one finding, at its alphabetically first environment. */
export const ladderCycle: Rule = (scope) => {
  if (!scope.ladder) return [];
  const names = [...scope.repository.environments.keys()].sort();
  const told = new Set<EnvironmentName>();
  return names.flatMap((name) => {
    const cycle = told.has(name) ? undefined : cycleThrough(name, scope.repository);
    for (const member of cycle ?? []) told.add(member);
    return cycle === undefined ? [] : [cycleFinding(cycle, scope.repository)];
  });
};

/** The shortest way from an environment along `promotesFrom` back to itself. */
export const cycleThrough = (
  start: EnvironmentName,
  repository: Repository,
): readonly EnvironmentName[] | undefined => {
  const ways: EnvironmentName[][] = [[start]];
  const seen = new Set<EnvironmentName>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const source of repository.environments.get(way.at(-1) ?? start)?.promotesFrom ?? []) {
      if (source === start) return way;
      if (seen.has(source)) continue;
      seen.add(source);
      ways.push([...way, source]);
    }
  }
  return undefined;
};

const cycleFinding = (cycle: readonly EnvironmentName[], repository: Repository): Finding => {
  const name = cycle[0] as EnvironmentName;
  const way = [...cycle, name].join(' ← ');
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
