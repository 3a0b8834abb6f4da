import type { EnvironmentName } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import type { Environment } from '../../model/repository.ts';
import { isThere, type Rule } from '../scope.ts';

/** `promotesFrom` names an environment that does not exist. */
export const ladderSource: Rule = (scope) => {
  if (!scope.ladder) return [];
  const { environments } = scope.repository;
  const names = [...environments.keys()].sort();
  const known = [...names.slice(0, MOST_NAMED), ...(names.length > MOST_NAMED ? ['…'] : [])].join(', ');
  return [...environments.values()].flatMap((environment) =>
    environment.promotesFrom.flatMap((source, index) =>
      environments.has(source) || isThere(scope, `environments/${source}.yaml`)
        ? []
        : [finding(environment, { source, index, known })],
    ),
  );
};

const MOST_NAMED = 12;

interface Unknown {
  readonly source: EnvironmentName;
  readonly index: number;
  readonly known: string;
}

const finding = (environment: Environment, { source, index, known }: Unknown): Finding => ({
  code: 'ladder-source-unknown',
  severity: 'error',
  file: environment.file,
  path: environment.promotesFrom.length > 1 ? ['promotesFrom', index] : ['promotesFrom'],
  what: `${environment.name} promotes from ${source}, but there is no environments/${source}.yaml.`,
  why: 'Nothing can ever be promoted along an edge that begins nowhere.',
  fix: `Name one of ${known}, or write environments/${source}.yaml.`,
  environment: environment.name,
});
