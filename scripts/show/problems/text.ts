import type { Problem } from '../../model/problem.ts';
import { oneLine } from '../escape.ts';
import { type Paint, paint } from '../paint.ts';
import { mark } from './excerpt.ts';
import { inOrder, summary } from './order.ts';

/** Longer sentences hold a stranger's text that says nothing more. */
const SENTENCE = 1000;
const PATH = 400;
/** How much of a line of a file is shown, in columns. */
const LINE = 100;

/** For people: each problem with its place, the offending line marked, why it matters and what to do; then a summary. */
export const problemsText = (problems: readonly Problem[], options: { color?: boolean } = {}): string => {
  const pen = paint(options.color ?? false);
  const all = inOrder(problems).map((problem) => `${problemText(problem, pen)}\n\n`);
  return `${all.join('')}${summary(problems)}\n`;
};

const problemText = (problem: Problem, pen: Paint): string => {
  const { file, line, column } = problem.place;
  const severity = problem.severity === 'error' ? pen.bad('error') : pen.wait('warning');
  return [
    `${pen.strong(`${oneLine(file, PATH)}:${line}:${column}`)} ${severity} ${oneLine(problem.code)}`,
    `  ${oneLine(problem.what, SENTENCE)}`,
    ...excerptRows(problem, pen),
    `  why: ${oneLine(problem.why, SENTENCE)}`,
    `  fix: ${oneLine(problem.fix, SENTENCE)}`,
  ].join('\n');
};

const excerptRows = ({ excerpt, place, severity }: Problem, pen: Paint): string[] => {
  if (excerpt === undefined || excerpt.trim() === '') return [];
  const { line, marks } = mark(excerpt, { column: place.column, length: place.length ?? 1 }, LINE);
  const number = String(place.line);
  const color = severity === 'error' ? pen.bad : pen.wait;
  return [
    `  ${pen.faint(`${number} |`)} ${line}`.trimEnd(),
    ...(marks === ''
      ? []
      : [`  ${pen.faint(`${' '.repeat(number.length)} |`)} ${lead(marks)}${color(marks.trimStart())}`]),
  ];
};

const lead = (marks: string): string => ' '.repeat(marks.length - marks.trimStart().length);
