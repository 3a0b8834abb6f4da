import type { CheckResult, Outcome, ServiceRollout, Verification } from '../model/verification.ts';
import { goDuration } from './deploy-log-time.ts';
import { oneLine } from './escape.ts';
import { paint } from './paint.ts';
import { shortCommit } from './phrases.ts';
import type { Style } from './story.ts';
import { wrap } from './width.ts';

/** Columns of the widest outcome, `unavailable`. */
const WORD = 11;
/** The last lines that a program printed are shown where it did not pass; all that is kept stands in the ledger. */
const PRINTED = 12;

/** Everything that was found, and what to do about it. */
export const verificationText = (verification: Verification, style: Style): string => {
  const { environment, commit, rollout, checks, outcome } = verification;
  const { strong } = paint(style.color);
  return [
    ...wrap(`${environment} at ${shortCommit(commit)}`, style.columns).map(strong),
    ...(rollout === undefined
      ? wrap(`  No Argo CD is asked about ${environment}: its checks alone decide.`, style.columns, '  ')
      : serviceLines(rollout.services, style)),
    ...checks.flatMap((one) => checkLines(one, style)),
    ...lineOf(outcome, wholeWords(verification), { ...style, indent: '' }),
    ...wrap(`  → ${NEXT[outcome](environment)}`, style.columns, '    '),
  ].join('\n');
};

/** Why of every service stands above already, where it is the rollout that is not there. */
const wholeWords = ({ why, rollout, startedAt, endedAt }: Verification): string => {
  if (rollout === undefined || rollout.outcome === 'pass') return oneLine(why, 600);
  const there = rollout.services.filter(({ outcome }) => outcome === 'pass').length;
  const after = `${there} of ${rollout.services.length} services are there after ${goDuration(endedAt - startedAt)}.`;
  const isSaid = rollout.services.some(({ outcome }) => outcome === rollout.outcome);
  return isSaid ? after : `${after} ${oneLine(why, 600)}`;
};

/** What a person does next. */
const NEXT: Readonly<Record<Outcome, (environment: string) => string>> = {
  pass: (environment) => `The environments after ${environment} may have it: \`npx bracket promote\`.`,
  warning: (environment) =>
    `The environments after ${environment} may have it; look at what warns before you promote.`,
  fail: (environment) =>
    `Mend it, or take it back with \`git revert\` of the commit; then \`npx bracket verify ${environment}\` again.`,
  waiting: (environment) =>
    `When it has gone on, run \`npx bracket verify ${environment}\` again; nothing counts as failed.`,
  unavailable: (environment) =>
    `When that is mended, run \`npx bracket verify ${environment}\` again; nothing counts as passed or failed.`,
};

/** Where nobody answers, the same is to be said of every service: then it is said once. */
const serviceLines = (services: readonly ServiceRollout[], style: Style): string[] => {
  const said = ({ service, outcome, why }: ServiceRollout): string =>
    `${outcome} ${outcome === 'pass' ? service : why}`;
  return services.flatMap((one, index) => {
    const alike = services.filter((other) => said(other) === said(one));
    if (services.indexOf(alike[0] ?? one) !== index) return [];
    const names = alike.map(({ service }) => service).join(', ');
    return lineOf(one.outcome, `${names}: ${oneLine(one.why, 600)}`, { ...style, indent: '  ' });
  });
};

const checkLines = (result: CheckResult, style: Style): string[] => [
  ...lineOf(result.outcome, `${result.check} (${result.kind}): ${oneLine(result.why, 600)}`, {
    ...style,
    indent: '  ',
  }),
  ...(result.outcome === 'pass' || result.output === undefined ? [] : printedLines(result.output, style)),
];

const printedLines = (output: string, style: Style): string[] =>
  output
    .trimEnd()
    .split('\n')
    .slice(-PRINTED)
    .flatMap((line) => wrap(`      | ${oneLine(line, 400)}`, style.columns, '      | '))
    .map(paint(style.color).faint);

const lineOf = (
  outcome: Outcome,
  text: string,
  { indent, ...style }: Style & { readonly indent: string },
): string[] => {
  const { good, wait, bad } = paint(style.color);
  const color = { pass: good, warning: wait, fail: bad, waiting: wait, unavailable: wait }[outcome];
  const word = outcome.padEnd(WORD);
  const lines = wrap(`${indent}${word}  ${text}`, style.columns, ' '.repeat(indent.length + WORD + 2));
  return lines.map((line, index) => (index === 0 ? line.replace(word, color(word)) : line));
};

/** One line of what happens while somebody waits, with how long they have: minutes and seconds. */
export const progressLine = (elapsed: number, text: string): string => {
  const seconds = Math.max(0, Math.round(elapsed / 1000));
  const clock = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
  return `${clock}  ${oneLine(text, 300)}\n`;
};

/** The same in one line of at most 140 characters: GitHub shows no more of a status. */
export const verificationSummary = ({ outcome, why }: Pick<Verification, 'outcome' | 'why'>): string =>
  oneLine(`${outcome}: ${why}`, 140);

/** The same for programs (`schemas/verify.output.schema.json`). */
export const verificationJson = (
  verification: Verification,
  { recorded }: { readonly recorded: boolean },
): object => {
  const { startedAt, endedAt, checks, ...others } = verification;
  return {
    ...others,
    checks: checks.map((one) => ({ ...one, ...times(one) })),
    ...times({ startedAt, endedAt }),
    recorded,
  };
};

const times = ({ startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number }) => ({
  startedAt: new Date(startedAt).toISOString(),
  endedAt: new Date(endedAt).toISOString(),
});
