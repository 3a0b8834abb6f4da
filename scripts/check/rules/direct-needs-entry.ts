import type { Finding } from '../../model/problem.ts';
import type { Rule } from '../scope.ts';

/** `promotion.open: direct` commits without a pull request, which only an entry environment may ask for. */
export const directNeedsEntry: Rule = (scope) =>
  scope.environments
    .filter((one) => one.promotion.open === 'direct' && one.promotesFrom.length > 0)
    .map(
      (one): Finding => ({
        code: 'direct-needs-entry',
        severity: 'error',
        file: one.file,
        path: ['promotion', 'open'],
        what: `${one.name} asks for direct commits, but it promotes from ${one.promotesFrom.join(', ')}.`,
        why: 'A direct commit passes no gate and no reviewer, so what it brings here is unproven.',
        fix: 'Write `open: automatic` or `open: manual`; `direct` is for environments without `promotesFrom`.',
        environment: one.name,
      }),
    );
