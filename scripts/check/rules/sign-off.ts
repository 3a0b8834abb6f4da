import type { Finding } from '../../model/problem.ts';
import type { Rule } from '../scope.ts';

/** More approvals are wanted than there are people who may give them. A team's size is not known here. */
export const signOff: Rule = (scope) =>
  scope.environments.flatMap((environment): Finding[] => {
    const wanted = environment.gates.signOff;
    if (wanted === undefined || wanted.from.some((one) => one.includes('/'))) return [];
    const people = new Set(wanted.from.map((one) => one.toLowerCase())).size;
    if (wanted.count <= people) return [];
    return [
      {
        code: 'sign-off-unreachable',
        severity: 'error',
        file: environment.file,
        path: ['gates', 'signOff', 'count'],
        what: `${environment.name} wants ${wanted.count} approvals, but only ${people} ${people === 1 ? 'person' : 'people'} may give one.`,
        why: 'No promotion into this environment could ever be signed off.',
        fix: 'Name more people or a team in `from`, or ask for fewer approvals; the author never counts.',
        environment: environment.name,
      },
    ];
  });
