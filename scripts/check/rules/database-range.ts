import type { Finding } from '../../model/problem.ts';
import { type Rule, recordsOf } from '../scope.ts';

/** `tolerates` is the lowest schema a release still runs on, so it cannot lie above the schema it migrates to. */
export const databaseRange: Rule = (scope) =>
  recordsOf(scope).flatMap((release): Finding[] =>
    release.database === undefined || release.database.tolerates <= release.database.schema
      ? []
      : [
          {
            code: 'database-range',
            severity: 'error',
            file: release.file,
            path: ['database', 'tolerates'],
            what: `${release.service} ${release.version} migrates to schema ${release.database.schema} but tolerates nothing below ${release.database.tolerates}.`,
            why: 'It would not run on the very schema it migrates to.',
            fix: `Write a \`tolerates\` of at most ${release.database.schema}: the lowest schema this version still runs on.`,
            services: [release.service],
          },
        ],
  );
