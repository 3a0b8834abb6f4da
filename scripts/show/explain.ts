import { oneLine } from './escape.ts';
import type { ExplainReport } from './explain-report.ts';
import { paint } from './paint.ts';
import { shortCommit } from './phrases.ts';
import type { Words } from './reasons.ts';
import type { Style } from './story.ts';
import { wrap } from './width.ts';

/** Every reason in a numbered paragraph, the nearest first, and below it what to do about it. */
export const explainText = (report: ExplainReport, style: Style): string => {
  const { strong, faint, good } = paint(style.color);
  const { service, environment, branch, commit, forge } = report;
  const offline = forge === 'none' ? ', without pull requests: the forge did not answer' : '';
  const at = wrap(`${oneLine(branch, 60)} at ${shortCommit(commit)}${offline}`, style.columns);
  const held = wrap(
    `${service} in ${environment}: ${oneLine(report.holds ?? 'not there', 128)}`,
    style.columns,
    '  ',
  );
  const sources = report.sources.flatMap((source) =>
    wrap(`  ${source.environment}: ${oneLine(source.holds ?? 'not there', 128)}`, style.columns, '    '),
  );
  return [
    ...at.map(faint),
    '',
    ...held.map(report.arrived ? good : strong),
    ...sources,
    ...report.reasons.flatMap((reason, index) => ['', ...reasonText(reason, index + 1, style)]),
  ].join('\n');
};

const reasonText = ({ what, fix }: Words, number: number, style: Style): string[] => {
  const mark = `${number}. `;
  const indent = ' '.repeat(mark.length);
  return [
    ...wrap(mark + oneLine(what, 1000), style.columns, indent),
    ...(fix === undefined ? [] : wrap(`${indent}→ ${oneLine(fix, 1000)}`, style.columns, `${indent}  `)),
  ];
};
