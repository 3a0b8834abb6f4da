import type { EnvironmentName } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import type { Repository } from '../../model/repository.ts';
import type { Rule } from '../scope.ts';
import { cycleThrough } from './ladder-cycle.ts';

/** Versions enter somewhere, and every environment can be reached from there. */
export const ladderEntry: Rule = (scope) => {
  const all = [...scope.repository.environments.values()];
  if (!scope.ladder || all.length === 0) return [];
  const first = all.map((one) => one.name).sort()[0] as EnvironmentName;
  if (all.every((one) => one.promotesFrom.length > 0)) return [noEntry(first)];
  const reached = reachable(scope.repository);
  return all
    .filter((one) => !reached.has(one.name) && !toldElsewhere(one.name, scope.repository))
    .map((one) => unreached(one.name, one.promotesFrom));
};

const reachable = (repository: Repository): Set<EnvironmentName> => {
  const all = [...repository.environments.values()];
  const reached = new Set(all.filter((one) => one.promotesFrom.length === 0).map((one) => one.name));
  for (let before = -1; before !== reached.size; ) {
    before = reached.size;
    for (const one of all) if (one.promotesFrom.some((source) => reached.has(source))) reached.add(one.name);
  }
  return reached;
};

/** A cycle or an unknown source has its own finding at this very file. */
const toldElsewhere = (name: EnvironmentName, repository: Repository): boolean =>
  cycleThrough(name, repository) !== undefined ||
  (repository.environments.get(name)?.promotesFrom ?? []).every(
    (source) => !repository.environments.has(source),
  );

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
