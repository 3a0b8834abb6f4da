import type { Finding } from '../../model/problem.ts';
import { isThere, type Rule } from '../scope.ts';

/** Release records in a folder that no service file describes: one finding for the folder. */
export const releaseWithoutService: Rule = (scope) =>
  scope.services
    .filter((name) => scope.repository.releases.has(name) && !scope.repository.services.has(name))
    .filter((name) => !isThere(scope, `services/${name}/service.yaml`))
    .map(
      (name): Finding => ({
        code: 'release-without-service',
        severity: 'error',
        file: `services/${name}/service.yaml`,
        path: [],
        what: `There are release records in services/${name}/releases/, but no services/${name}/service.yaml.`,
        why: 'A release of a service that nobody describes has no owner and no image, and cannot be deployed.',
        fix: `Write services/${name}/service.yaml (\`npx bracket new service ${name}\`), or move the records to the service that is meant.`,
        services: [name],
      }),
    );
