import type { Finding } from '../../model/problem.ts';
import type { Environment, Repository } from '../../model/repository.ts';
import type { Rule } from '../scope.ts';

/** A gate asks for checks by name: each must be defined in `verify` of every environment promoted from. */
export const gateChecks: Rule = (scope) =>
  scope.environments.flatMap((environment) => undefinedChecks(environment, scope.repository));

const undefinedChecks = (environment: Environment, repository: Repository): Finding[] =>
  environment.gates.checks.flatMap((check, index) => {
    const lacking = environment.promotesFrom.filter((name) => {
      const source = repository.environments.get(name);
      return source !== undefined && !(source.verify?.checks ?? []).some((one) => one.name === check);
    });
    if (environment.promotesFrom.length > 0 && lacking.length === 0) return [];
    return [undefinedCheck(environment, { check, index, lacking })];
  });

const undefinedCheck = (
  environment: Environment,
  { check, index, lacking }: { check: string; index: number; lacking: readonly string[] },
): Finding => ({
  code: 'gate-check-undefined',
  severity: 'error',
  file: environment.file,
  path: ['gates', 'checks', index],
  what:
    lacking.length === 0
      ? `${environment.name} wants the check ${check} to have passed in the environment before, but it is an entry environment.`
      : `${environment.name} wants the check ${check} to have passed in ${lacking.join(', ')}, where no check has that name.`,
  why: 'A check that nobody runs never passes, so no promotion would ever be merged.',
  fix:
    lacking.length === 0
      ? 'Take it out; checks run before promotions out of this environment are named by the environments after it.'
      : `Define ${check} under \`verify.checks\` in environments/${lacking[0]}.yaml, or correct the name.`,
  environment: environment.name,
});
