import type { Finding } from '../../model/problem.ts';
import type { Desired, Release } from '../../model/repository.ts';
import type { Cell, Rule } from '../scope.ts';

const WHY =
  'The digest is what runs: this would deploy something other than the version that was tested and recorded.';

/** A desired file names another image than the release record of its version, or the image of another version. */
export const recordContradicts: Rule = (scope) =>
  scope.cells.flatMap((cell) => {
    const { desired, release } = cell;
    if (desired.digest === undefined) return [];
    if (release !== undefined) return contradicted(cell, release);
    const records = scope.repository.releases.get(desired.service)?.values() ?? [];
    const other = [...records].find(({ digest }) => digest === desired.digest);
    return other === undefined ? [] : [forgotten(desired, other)];
  });

const contradicted = ({ desired }: Cell, { digest }: Release): Finding[] =>
  digest === undefined || digest === desired.digest
    ? []
    : [
        {
          ...placed(desired),
          what: `${desired.environment} wants ${desired.service} ${desired.version} at ${desired.digest}, but its record says ${digest}.`,
          fix: `Write \`digest: ${digest}\`, or name the version that this digest belongs to.`,
        },
      ];

/** Who edits by hand changes the version and forgets the digest: then the old image would run under a new name. */
const forgotten = (desired: Desired, { version }: Release): Finding => ({
  ...placed(desired),
  what: `${desired.environment} wants ${desired.service} ${desired.version}, but this digest is recorded as ${version}.`,
  fix: `Write the digest of ${desired.version} (\`npx bracket release ${desired.service} ${desired.version} --digest …\` writes both), or the version ${version}.`,
});

const placed = (desired: Desired): Omit<Finding, 'what' | 'fix'> => ({
  code: 'record-contradicts',
  severity: 'error',
  file: desired.file,
  path: ['digest'],
  why: WHY,
  environment: desired.environment,
  services: [desired.service],
});
