import type { Finding } from '../../model/problem.ts';
import { isThere, type Rule, recordFile } from '../scope.ts';

/** `accepts.record: required`: every version that runs here has a release record. */
export const recordMissing: Rule = (scope) =>
  scope.cells
    .filter((cell) => cell.environment?.accepts.record === 'required' && cell.release === undefined)
    .filter((cell) => !isThere(scope, recordFile(cell.desired)))
    .map(
      ({ desired }): Finding => ({
        code: 'record-missing',
        severity: 'error',
        file: desired.file,
        path: ['version'],
        what: `${desired.service} ${desired.version} has no release record, and ${desired.environment} requires one.`,
        why: 'Without it nobody knows what this version needs, what it changes and whether it is the image that was built.',
        fix: `Write ${recordFile(desired)} (\`npx bracket release ${desired.service} ${desired.version}\`), or choose a version that has a record.`,
        environment: desired.environment,
        services: [desired.service],
      }),
    );
