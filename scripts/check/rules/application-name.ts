import type { EnvironmentName, ServiceName } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import type { Cell, Rule } from '../scope.ts';

/**
 * An Application is called `<environment>-<service>`. Both may hold hyphens, so `prod` with `eu-api` and `prod-eu` with
 * `api` are one name for two things. It can only happen where one environment's name begins another's.
 */
export const applicationName: Rule = (scope) => {
  const names = [...scope.repository.desired.keys()];
  const nested = names.filter((name) => names.some((other) => begins(name, other) || begins(other, name)));
  if (nested.length === 0) return [];
  return scope.cells
    .filter((cell) => nested.includes(cell.desired.environment))
    .flatMap((cell) =>
      nested.flatMap((other) => {
        const twin = twinIn(cell, other);
        return twin !== undefined && scope.repository.desired.get(other)?.has(twin)
          ? [collision(cell, other, twin)]
          : [];
      }),
    );
};

const begins = (short: string, long: string): boolean => long.startsWith(`${short}-`);

/** The service that, in the other environment, would have the same Application name. */
const twinIn = ({ desired }: Cell, other: EnvironmentName): ServiceName | undefined => {
  const name = `${desired.environment}-${desired.service}`;
  return other !== desired.environment && begins(other, name)
    ? (name.slice(other.length + 1) as ServiceName)
    : undefined;
};

const collision = ({ desired }: Cell, other: EnvironmentName, twin: ServiceName): Finding => ({
  code: 'application-name',
  severity: 'error',
  file: desired.file,
  path: [],
  what: `${desired.service} in ${desired.environment} and ${twin} in ${other} are both the Application ${desired.environment}-${desired.service}.`,
  why: 'Argo CD would let one overwrite the other, or refuse both.',
  fix: 'Rename one of the services or environments.',
  environment: desired.environment,
  services: [desired.service],
});
