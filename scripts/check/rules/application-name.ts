import type { Finding } from '../../model/problem.ts';
import type { Desired } from '../../model/repository.ts';
import type { Rule } from '../scope.ts';
import { findTwins } from '../twins.ts';

/**
 * An Application is called `<environment>-<service>`. Both may hold hyphens, so `prod` with `eu-api` and `prod-eu` with
 * `api` are one name for two things.
 */
export const applicationName: Rule = (scope) => {
  const twins = findTwins(scope.repository);
  return scope.cells.flatMap(({ desired }) => twins.sameName(desired).map((twin) => finding(desired, twin)));
};

const finding = (desired: Desired, twin: Desired): Finding => ({
  code: 'application-name',
  severity: 'error',
  file: desired.file,
  path: [],
  what: `${desired.service} in ${desired.environment} and ${twin.service} in ${twin.environment} are both the Application ${desired.environment}-${desired.service}.`,
  why: 'Argo CD would let one overwrite the other, or refuse both.',
  fix: 'Rename one of the services or environments.',
  environment: desired.environment,
  services: [desired.service],
});
