import type { BlobId } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import { type Rule, type Scope, serviceOfRecord } from '../scope.ts';

/**
 * A release record is written once: what first landed on main stays, byte for byte. Only when a service leaves, its
 * description and all it ever ran gone, its records may go with it.
 */
export const recordChanged: Rule = (scope) => {
  const { git, entries } = scope.facts;
  if (git === undefined || entries === undefined) return [];
  const judged = new Set(scope.services);
  const findings: Finding[] = [];
  for (const [path, blob] of git.landed) {
    const now = entries.get(path)?.blob;
    if (now === blob || !judged.has(serviceOfRecord(path))) continue;
    if (now !== undefined || isStillHere(path, scope)) findings.push(finding(path, blob, now !== undefined));
  }
  return findings;
};

const isStillHere = (path: string, { repository }: Scope): boolean => {
  const service = serviceOfRecord(path);
  return (
    repository.services.has(service) || [...repository.desired.values()].some((runs) => runs.has(service))
  );
};

const finding = (path: string, blob: BlobId, exists: boolean): Finding => ({
  code: exists ? 'record-changed' : 'record-deleted',
  severity: 'error',
  file: path,
  path: [],
  what: exists
    ? 'This release record differs from what landed on main.'
    : 'This release record landed on main and is gone.',
  why: 'A record says what was tested and approved; if it can change afterwards, every promotion that relied on it loses its proof.',
  fix: `Bring it back (\`git cat-file blob ${blob} > ${path}\`) and release what is new as a version of its own.`,
  services: [serviceOfRecord(path)],
});
