import type { Finding } from '../../model/problem.ts';
import { isThere, type Rule } from '../scope.ts';

/** An environment wants a service that `services/` does not describe. */
export const unknownService: Rule = (scope) =>
  scope.cells
    .filter(
      (cell) =>
        cell.service === undefined && !isThere(scope, `services/${cell.desired.service}/service.yaml`),
    )
    .map(
      ({ desired }): Finding => ({
        code: 'unknown-service',
        severity: 'error',
        file: desired.file,
        path: [],
        what: `${desired.environment} wants ${desired.service}, but there is no services/${desired.service}/service.yaml.`,
        why: 'Argo CD would look for its configuration in a folder that is not there, and nobody owns it.',
        fix: `Write services/${desired.service}/service.yaml (\`npx bracket new service ${desired.service}\`), or correct the name of this file.`,
        environment: desired.environment,
        services: [desired.service],
      }),
    );
