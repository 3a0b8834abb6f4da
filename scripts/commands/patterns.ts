import type { Scope } from '../check/scope.ts';
import { patternsOf } from '../check/verify/patterns.ts';

/** The same scope with what is wrong with its regular expressions. What reads them is loaded where there is one. */
export const withPatterns = async (scope: Scope): Promise<Scope> => {
  const checks = scope.environments.flatMap(({ verify }) => verify?.checks ?? []);
  const patterns = checks.flatMap(patternsOf);
  if (patterns.length === 0) return scope;
  const { readExpression } = await import('../model/expression.ts');
  const faults = new Map<string, string>();
  for (const { pattern } of patterns) {
    const read = readExpression(pattern);
    if ('error' in read) faults.set(pattern, read.error);
  }
  return { ...scope, facts: { ...scope.facts, patterns: faults } };
};
