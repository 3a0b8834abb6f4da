import { createHash } from 'node:crypto';
import type { Problem, Severity } from '../../model/problem.ts';
import { markdown, oneLine } from '../escape.ts';
import { count } from '../phrases.ts';
import { inOrder, summary } from './order.ts';
import { problemsText } from './text.ts';

export interface GithubTexts {
  /** For the log of the step: annotations, then every problem in full. */
  readonly log: string;
  /** For the file that GITHUB_STEP_SUMMARY names: every problem that fits, as Markdown. */
  readonly summary: string;
}

/** GitHub keeps ten annotations of a kind a step and drops the rest without a word. */
const MOST_ANNOTATIONS = 10;
/** A step summary may be 1 MiB; a longer one is refused whole. */
export const SUMMARY_BYTES = 1024 * 1024 - 1024;

/** For GitHub Actions: workflow commands for the log, and a summary that holds what annotations have no room for. */
export const problemsGithub = (problems: readonly Problem[]): GithubTexts => {
  const all = inOrder(problems);
  const annotations = (['error', 'warning'] as const).flatMap((severity) =>
    all
      .filter((problem) => problem.severity === severity)
      .slice(0, MOST_ANNOTATIONS)
      .map((problem) => annotation(problem, severity)),
  );
  return { log: `${annotations.join('')}${silenced(problemsText(all))}`, summary: summaryText(all) };
};

const annotation = (problem: Problem, severity: Severity): string => {
  const { file, line, column, length = 1 } = problem.place;
  const properties = [
    `file=${property(file)}`,
    `line=${line}`,
    `endLine=${line}`,
    `col=${column}`,
    `endColumn=${column + length}`,
    `title=${property(oneLine(problem.code))}`,
  ];
  const message = [problem.what, problem.why, problem.fix].map((text) => oneLine(text, 1000)).join('\n');
  return `::${severity} ${properties.join(',')}::${data(message)}\n`;
};

/** As the runner reads them back (actions/toolkit, `command.ts`): percent first, so that nothing is decoded twice. */
const data = (text: string): string =>
  text.toWellFormed().replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
const property = (text: string): string => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/**
 * Text in which the runner obeys no command, whatever a file put into it. The word that ends the silence is a digest of
 * the text itself, so no text can hold it.
 */
const silenced = (text: string): string => {
  const word = `problems-${createHash('sha256').update(text).digest('hex')}`;
  return `::stop-commands::${word}\n${text}::${word}::\n`;
};

const summaryText = (all: readonly Problem[]): string => {
  const head = `### ${all.length === 0 ? 'The repository is sound' : summary(all)}\n`;
  if (all.length === 0) return head;
  const rows = fitting(
    all.map(summaryRow),
    SUMMARY_BYTES - Buffer.byteLength(head) - Buffer.byteLength(TABLE) - 200,
  );
  const left = all.length - rows.length;
  const more =
    left === 0 ? '' : `\n${count(left, 'more problem')}: run \`npx bracket validate\` to see all of them.\n`;
  return `${head}\n${TABLE}${rows.join('')}${more}`;
};

const TABLE = '| | Where | What is wrong | What to do |\n|---|---|---|---|\n';

const summaryRow = (problem: Problem): string => {
  const { file, line, column } = problem.place;
  const cells = [
    problem.severity,
    `${markdown(file, 400)}:${line}:${column}`,
    `${markdown(problem.what, 1000)} (${markdown(problem.code)})`,
    markdown(problem.fix, 1000),
  ];
  return `| ${cells.join(' | ')} |\n`;
};

const fitting = (rows: readonly string[], bytes: number): string[] => {
  let used = 0;
  const end = rows.findIndex((row) => {
    used += Buffer.byteLength(row);
    return used > bytes;
  });
  return rows.slice(0, end === -1 ? rows.length : end);
};
