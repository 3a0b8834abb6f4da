import type { EnvironmentName } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import type { Environment, Repository } from '../../model/repository.ts';
import type { Rule } from '../scope.ts';
import { cycleThrough, tangled } from './ladder-cycle.ts';

/** Versions enter somewhere, and every environment can be reached from there. */
export const ladderEntry: Rule = (scope) => {
  const all = [...scope.repository.environments.values()];
  if (!scope.ladder || all.length === 0) return [];
  const first = all.map((one) => one.name).sort()[0] as EnvironmentName;
  if (all.every((one) => one.promotesFrom.length > 0)) return [noEntry(first)];
  const reached = reachable(scope.repository);
  const knots = new Set(tangled(scope.repository));
  return all
    .filter((one) => !reached.has(one.name) && !isSourceless(one, scope.repository))
    .filter((one) => !knots.has(one.name) || cycleThrough(one.name, scope.repository) === undefined)
    .map((one) => unreached(one.name, one.promotesFrom));
};

const reachable = (repository: Repository): Set<EnvironmentName> => {
  const all = [...repository.environments.values()];
  const targets = new Map<EnvironmentName, EnvironmentName[]>(all.map((one) => [one.name, []]));
  for (const one of all) for (const source of one.promotesFrom) targets.get(source)?.push(one.name);
  const reached = new Set(all.filter((one) => one.promotesFrom.length === 0).map((one) => one.name));
  // A set that grows while it is iterated yields what was added, too.
  for (const name of reached) for (const target of targets.get(name) ?? []) reached.add(target);
  return reached;
};

/** That none of its sources exists is a finding of its own. */
const isSourceless = (one: Environment, repository: Repository): boolean =>
  one.promotesFrom.every((source) => !repository.environments.has(source));

const noEntry = (name: EnvironmentName): Finding => ({
  code: 'ladder-no-entry',
  severity: 'error',
  file: `environments/${name}.yaml`,
  path: ['promotesFrom'],
  what: 'There is no entry environment: every environment promotes from another.',
  why: 'A new version has nowhere to arrive, so nothing can ever be promoted.',
  fix: 'Take `promotesFrom` out of the environment where versions arrive first.',
  environment: name,
});

const unreached = (name: EnvironmentName, sources: readonly EnvironmentName[]): Finding => ({
  code: 'ladder-dead-end',
  severity: 'error',
  file: `environments/${name}.yaml`,
  path: ['promotesFrom'],
  what: `No entry environment leads to ${name}: it promotes from ${sources.join(', ')}, which nothing reaches.`,
  why: 'No version can ever arrive here by promotion.',
  fix: 'Mend the ladder below it, or let it promote from an environment that versions reach.',
  environment: name,
});
