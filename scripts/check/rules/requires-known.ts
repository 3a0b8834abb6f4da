import type { ServiceName } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import type { Release } from '../../model/repository.ts';
import { semverReader } from '../range.ts';
import { isThere, type Rule, recordsOf } from '../scope.ts';

/** A record requires a service that is not described here, or a range that semver cannot read. */
export const requiresKnown: Rule = (scope) => {
  const { services } = scope.repository;
  const read = semverReader();
  const findings: Finding[] = [];
  for (const release of recordsOf(scope))
    for (const [name, range] of Object.entries(release.requires)) {
      if (!services.has(name as ServiceName) && !isThere(scope, `services/${name}/service.yaml`))
        findings.push(unknown(release, name));
      if (read.range(range) === undefined) findings.push(unreadable(release, name, range));
    }
  return findings;
};

const unknown = (release: Release, name: string): Finding => ({
  code: 'requires-unknown',
  severity: 'error',
  file: release.file,
  path: ['requires', name],
  what: `${release.service} ${release.version} requires ${name}, which is no service of this repository.`,
  why: 'A requirement on something unknown can never be met, so this version can run nowhere.',
  fix: `Correct the name, or describe the service in services/${name}/service.yaml.`,
  services: [release.service],
});

const unreadable = (release: Release, name: string, range: string): Finding => ({
  code: 'requires-range',
  severity: 'error',
  file: release.file,
  path: ['requires', name],
  what: `${JSON.stringify(range)} is no semver range.`,
  why: `Nobody can tell which versions of ${name} this version needs.`,
  fix: 'Write a range such as "^1.2.0" or ">=1.2.0 <2".',
  services: [release.service],
});
