import type { Finding } from '../../model/problem.ts';
import type { Rule } from '../scope.ts';

/** A desired file and the release record of its version name two different images. */
export const recordContradicts: Rule = (scope) =>
  scope.cells.flatMap(({ desired, release }): Finding[] =>
    release?.digest === undefined || desired.digest === undefined || release.digest === desired.digest
      ? []
      : [
          {
            code: 'record-contradicts',
            severity: 'error',
            file: desired.file,
            path: ['digest'],
            what: `${desired.environment} wants ${desired.service} ${desired.version} at ${desired.digest}, but its record says ${release.digest}.`,
            why: 'The digest is what runs: this would deploy something other than the version that was tested and recorded.',
            fix: `Write \`digest: ${release.digest}\`, or name the version that this digest belongs to.`,
            environment: desired.environment,
            services: [desired.service],
          },
        ],
  );
