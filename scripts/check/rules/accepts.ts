import semver from 'semver';
import type { Finding } from '../../model/problem.ts';
import type { Cell, Rule } from '../scope.ts';

/** What `accepts` of an environment refuses: a pre-release, or an image without its digest. */
export const accepts: Rule = (scope) =>
  scope.cells.flatMap((cell): Finding[] => {
    const wants = cell.environment?.accepts;
    if (wants === undefined) return [];
    return [
      ...(!wants.prerelease && isPrerelease(cell.desired.version) ? [prerelease(cell)] : []),
      ...(wants.digest === 'required' && cell.desired.digest === undefined ? [digest(cell)] : []),
    ];
  });

/** `v1.0.0-rc.1` is no semver, but it is a pre-release to everyone who reads it. */
const isPrerelease = (version: string): boolean => (semver.prerelease(version) ?? []).length > 0;

const prerelease = ({ desired }: Cell): Finding => ({
  code: 'prerelease-refused',
  severity: 'error',
  file: desired.file,
  path: ['version'],
  what: `${desired.service} ${desired.version} is a pre-release, and ${desired.environment} accepts none.`,
  why: 'A pre-release is by its own name not ready for this environment.',
  fix: 'Promote the final release, or set `accepts.prerelease: true` in the environment.',
  environment: desired.environment,
  services: [desired.service],
});

const digest = ({ desired }: Cell): Finding => ({
  code: 'digest-required',
  severity: 'error',
  file: desired.file,
  path: ['version'],
  what: `${desired.service} ${desired.version} has no digest, and ${desired.environment} requires one.`,
  why: 'A tag can be moved to another image after it was tested; a digest cannot.',
  fix: `Add the line \`digest: sha256:…\` of ${desired.image}:${desired.version}, in the environment it is promoted from as well.`,
  environment: desired.environment,
  services: [desired.service],
});
