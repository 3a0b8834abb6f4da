import type { FileFacts } from '../../scripts/check/file-facts.ts';
import { readFile } from '../../scripts/check/read.ts';
import type { Problem } from '../../scripts/model/problem.ts';

export const DESIRED = 'environments/dev/front-end.yaml';

/**
 * Reads a text as the file at a path, as a commit would hold it. That a first line names no schema is left out, so that
 * the texts of these tests are about one thing; `modeline.test.ts` is about that one.
 */
export const read = (path: string, text: string | Uint8Array, mode = '100644'): FileFacts => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const facts = readFile({ path, mode, bytes });
  return { ...facts, problems: facts.problems.filter(({ code }) => code !== 'modeline-missing') };
};

/** A problem as people see it: `line:column+length code`, what, why, fix. */
export const words = (problem: Problem): string =>
  [
    `${problem.place.line}:${problem.place.column}+${problem.place.length} ${problem.code}`,
    problem.what,
    problem.why,
    problem.fix,
  ].join('\n');

/** Where and what alone, for tables about what is found. */
export const marks = (path: string, text: string | Uint8Array, mode?: string): string[] =>
  read(path, text, mode).problems.map(
    ({ place, code }) => `${place.line}:${place.column}+${place.length} ${code}`,
  );
