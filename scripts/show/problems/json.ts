import type { Problem } from '../../model/problem.ts';
import { errorsIn, inOrder } from './order.ts';

/** For programs: described by `schemas/validate.output.schema.json`. Texts are as they are; JSON itself escapes them. */
export const problemsJson = (problems: readonly Problem[]): string => {
  const errors = errorsIn(problems);
  const answer = {
    sound: errors === 0,
    errors,
    warnings: problems.length - errors,
    problems: inOrder(problems).map((problem) => ({
      code: problem.code,
      severity: problem.severity,
      file: problem.place.file,
      line: problem.place.line,
      column: problem.place.column,
      length: problem.place.length ?? 1,
      what: problem.what,
      why: problem.why,
      fix: problem.fix,
      ...(problem.excerpt === undefined ? {} : { excerpt: problem.excerpt }),
    })),
  };
  return `${JSON.stringify(answer, undefined, 2)}\n`;
};
