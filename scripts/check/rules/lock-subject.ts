import type { Finding } from '../../model/problem.ts';
import type { Lock, Repository } from '../../model/repository.ts';
import { isThere, type Rule, type Scope } from '../scope.ts';

/** A lock names an environment, service or version that does not exist, and so guards nothing. */
export const lockSubject: Rule = (scope) =>
  scope.locks.flatMap((lock) =>
    unknownNames(lock, scope).map(
      ({ key, name, severity }): Finding => ({
        code: 'lock-subject',
        severity,
        file: lock.file,
        path: [key],
        what: `The lock names the ${key} ${name}, which does not exist here.`,
        why: 'A lock that names nothing guards nothing, while people believe it does.',
        fix: `Correct the ${key}, or remove the lock if what it guarded is gone.`,
        ...(lock.environment === undefined ? {} : { environment: lock.environment }),
      }),
    ),
  );

interface Unknown {
  readonly key: 'environment' | 'service' | 'version';
  readonly name: string;
  readonly severity: Finding['severity'];
}

const unknownNames = (lock: Lock, scope: Scope): Unknown[] => {
  const { repository } = scope;
  const unknown: Unknown[] = [];
  if (
    lock.environment !== undefined &&
    !repository.environments.has(lock.environment) &&
    !isThere(scope, `environments/${lock.environment}.yaml`)
  )
    unknown.push({ key: 'environment', name: lock.environment, severity: 'error' });
  if (
    lock.service !== undefined &&
    !repository.services.has(lock.service) &&
    !isThere(scope, `services/${lock.service}/service.yaml`)
  )
    unknown.push({ key: 'service', name: lock.service, severity: 'error' });
  if (isUnheardOf(lock, repository))
    unknown.push({ key: 'version', name: `${lock.version}`, severity: 'warning' });
  return unknown;
};

/** Only a warning: a version may be locked before its record arrives, and not every service keeps records. */
const isUnheardOf = ({ service, version }: Lock, repository: Repository): boolean => {
  const records = service === undefined ? undefined : repository.releases.get(service);
  if (service === undefined || version === undefined || records === undefined || records.has(version))
    return false;
  return ![...repository.desired.values()].some((runs) => runs.get(service)?.version === version);
};
