import type { Finding } from '../../model/problem.ts';
import { patternFault } from '../pattern.ts';
import type { Rule } from '../scope.ts';

/** `gates.requirements` is a regular expression that answers at once, whatever it is asked. */
export const requirementsPattern: Rule = (scope) =>
  scope.environments.flatMap((environment): Finding[] => {
    const pattern = environment.gates.requirements;
    const fault = pattern === undefined ? undefined : patternFault(pattern);
    if (fault === undefined) return [];
    return [
      {
        code: 'requirements-pattern',
        severity: 'error',
        file: environment.file,
        path: ['gates', 'requirements'],
        what: `The pattern ${JSON.stringify(pattern)} cannot be used: ${fault}.`,
        why: 'It judges text that anybody may write into a release record; it must neither fail nor run for ever.',
        fix: 'Write a plain pattern such as "B\\\\d+" or "(?:SHOP|PAY)-\\\\d+", without repeats inside repeats.',
        environment: environment.name,
      },
    ];
  });
