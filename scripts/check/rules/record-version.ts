import type { Finding } from '../../model/problem.ts';
import { type Rule, recordsOf } from '../scope.ts';

/** A record's file name is its version, so that looking one up needs no search. */
export const recordVersion: Rule = (scope) =>
  recordsOf(scope)
    .filter((release) => !release.file.endsWith(`/${release.version}.yaml`))
    .map(
      (release): Finding => ({
        code: 'record-version',
        severity: 'error',
        file: release.file,
        path: ['version'],
        what: `The record says version ${release.version}, but its file is called ${release.file.split('/').at(-1)}.`,
        why: 'A version is looked up by its file name: this record would never be found, or found for another version.',
        fix: `Name the file ${release.version}.yaml, or correct \`version\`.`,
        services: [release.service],
      }),
    );
