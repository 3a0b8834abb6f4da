import type { Finding } from '../../model/problem.ts';
import type { Rule } from '../scope.ts';

/** A lock says why and who, so that whoever it stops knows whom to ask. Blanks say neither. */
export const lockReason: Rule = (scope) =>
  scope.locks.flatMap((lock) =>
    (['reason', 'by'] as const)
      .filter((key) => lock[key].trim() === '')
      .map(
        (key): Finding => ({
          code: 'lock-reason',
          severity: 'error',
          file: lock.file,
          path: [key],
          what: `The lock ${lock.name} has an empty \`${key}\`.`,
          why: 'Whoever it stops must learn why it is there and whom to ask.',
          fix: key === 'reason' ? 'Say why nothing may change.' : 'Name the person or team who set it.',
        }),
      ),
  );
