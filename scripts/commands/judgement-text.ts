import type { Verdict } from '../model/verdict.ts';
import { oneLine } from '../show/escape.ts';
import { paint } from '../show/paint.ts';
import type { Style } from '../show/story.ts';
import { wrap } from '../show/width.ts';
import { type Judgement, stateOf } from './judgement.ts';

/** Every verdict in a line or two, and what to do about those that are not open. */
export const judgementText = (judgement: Judgement, style: Style): string => {
  const { pull, environments } = judgement;
  const lines = environments.flatMap(({ environment, verdicts, findings }) => [
    `${environment}`,
    ...verdicts.flatMap((verdict) => verdictLines(verdict, style)),
    ...findings.flatMap(({ file, what, fix }) =>
      wrap(`  blocked  ${file}: ${oneLine(what, 600)} → ${oneLine(fix, 600)}`, style.columns, '           '),
    ),
  ]);
  return [
    ...wrap(`#${pull.number}  ${oneLine(pull.title, 256)}: ${stateOf(judgement)}`, style.columns, '    '),
    ...lines,
  ].join('\n');
};

const verdictLines = (verdict: Verdict, style: Style): string[] => {
  const { good, wait, bad } = paint(style.color);
  const color = { open: good, waiting: wait, blocked: bad }[verdict.state];
  const tail =
    verdict.state === 'waiting'
      ? ` Opens ${verdict.until}.`
      : verdict.state === 'blocked'
        ? ` → ${verdict.fix}`
        : '';
  const word = verdict.state.padEnd(7);
  const lines = wrap(
    `  ${word}  ${verdict.gate}: ${oneLine(`${sentence(verdict.why)}${tail}`, 1500)}`,
    style.columns,
    '           ',
  );
  return lines.map((line, index) => (index === 0 ? line.replace(word, color(word)) : line));
};

/** The first reason why it is not open, in one line of at most 140 characters: GitHub shows no more. */
export const judgementSummary = ({ environments }: Judgement): string => {
  const verdicts = environments.flatMap((one) => one.verdicts);
  const worst =
    verdicts.find(({ state }) => state === 'blocked') ?? verdicts.find(({ state }) => state === 'waiting');
  const finding = environments.flatMap((one) => one.findings)[0];
  if (finding !== undefined) return oneLine(finding.what, 140);
  if (worst === undefined) return 'Every gate is open.';
  const until = worst.state === 'waiting' ? ` until ${worst.until}` : '';
  return oneLine(`${worst.gate}${until}: ${sentence(worst.why)}`, 140);
};

/** The same for programs (`schemas/gate.output.schema.json`). */
export const judgementJson = (judgement: Judgement): object => ({
  pull: judgement.pull.number,
  head: judgement.pull.head,
  base: judgement.base,
  state: stateOf(judgement),
  environments: judgement.environments.map(({ environment, verdicts, findings }) => ({
    environment,
    verdicts,
    findings: findings.map(({ code, file, what, why, fix }) => ({ code, file, what, why, fix })),
  })),
});

/** A reason out of a file may end as its author liked. */
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
