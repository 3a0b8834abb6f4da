import type { Problem } from '../../model/problem.ts';
import { count } from '../phrases.ts';

/** By file, line and column, then by code and words: the same problems are always told in the same order. */
export const inOrder = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort(
    (a, b) =>
      compare(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compare(a.code, b.code) ||
      compare(a.what, b.what),
  );

/** By UTF-16 unit and not by the reader's language, which differs from machine to machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const errorsIn = (problems: readonly Problem[]): number =>
  problems.filter((problem) => problem.severity === 'error').length;

/** `2 errors and 1 warning in 3 files.` */
export const summary = (problems: readonly Problem[]): string => {
  if (problems.length === 0) return 'No problems.';
  const errors = errorsIn(problems);
  const warnings = problems.length - errors;
  const said = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  const files = new Set(problems.map((problem) => problem.place.file)).size;
  return `${said.join(' and ')} in ${count(files, 'file')}.`;
};
