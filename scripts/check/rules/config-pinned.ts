import { isCommitId } from '../../model/names.ts';
import type { Finding } from '../../model/problem.ts';
import type { Rule } from '../scope.ts';

/** Only an entry environment may follow a branch; what is promoted is pinned to a commit. */
export const configPinned: Rule = (scope) =>
  scope.cells
    .filter(({ desired, environment }) => environment?.promotesFrom.length && !isCommitId(desired.config))
    .map(
      ({ desired, environment }): Finding => ({
        code: 'config-pinned',
        severity: 'error',
        file: desired.file,
        path: ['config'],
        what: `${desired.service} follows ${desired.config} in ${desired.environment}, which promotes from ${environment?.promotesFrom.join(', ')}.`,
        why: 'Every push to that branch would change this environment without a promotion, and nothing could go back.',
        fix: 'Write the 40 hexadecimal digits of the commit whose configuration is meant; `npx bracket init` does it everywhere.',
        environment: desired.environment,
        services: [desired.service],
      }),
    );
