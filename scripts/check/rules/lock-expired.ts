import type { Finding } from '../../model/problem.ts';
import type { Rule } from '../scope.ts';

/** A lock whose time is over guards nothing any more; the file should go. */
export const lockExpired: Rule = (scope) => {
  const now = scope.facts.now?.getTime();
  if (now === undefined) return [];
  return scope.locks
    .filter((lock) => lock.until !== undefined && Date.parse(lock.until) <= now)
    .map(
      (lock): Finding => ({
        code: 'lock-expired',
        severity: 'warning',
        file: lock.file,
        path: ['until'],
        what: `The lock ${lock.name} ended at ${lock.until}.`,
        why: 'It forbids nothing any more, but whoever reads the folder takes it for a lock.',
        fix: `Remove ${lock.file}, or give it a later \`until\` if it is still needed.`,
        ...(lock.environment === undefined ? {} : { environment: lock.environment }),
      }),
    );
};
