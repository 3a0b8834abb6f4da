import { createHash } from 'node:crypto';
import type { LogOutcome } from '../history/deployments.ts';
import type { ServiceChange } from '../model/event.ts';
import { sideTexts } from './deploy-log.ts';
import type { LogReport, LogRow } from './deploy-log-report.ts';
import { STYLE } from './deploy-log-style.ts';
import { html } from './escape.ts';
import { count, shortCommit } from './phrases.ts';

/** What of a log a page shows. */
export interface LogPage extends Pick<LogReport, 'branch' | 'commit' | 'timeZone' | 'deployments'> {
  /** The one environment that was asked for; absent: every one. */
  readonly environment?: string;
  /** What is wrong with the ledger: the page says how much, the terminal says what. */
  readonly troubles: number;
}

/**
 * One page that needs nothing else: no script, no picture, no font, nothing from anywhere. Everything that people wrote
 * is text in it, and its policy lets a browser load and run nothing, should that ever fail.
 */
export const logHtml = (page: LogPage): string => {
  const title = page.environment === undefined ? 'Deploy log' : `Deploy log of ${html(page.environment)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${html(page.branch)} at <code>${shortCommit(page.commit)}</code>. The newest deployment is at the end.</p>
${warning(page.troubles)}${table(page)}
</main>
</body>
</html>
`;
};

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const warning = (troubles: number): string =>
  troubles === 0
    ? ''
    : `<p class="trouble"><strong>${count(troubles, 'trouble')} in the ledger:</strong> not everything here is proven. <code>bracket log</code> says what it is and what to do.</p>\n`;

/** The roles say again what the elements are, because a browser forgets it where the style turns rows into blocks. */
const table = ({ deployments, timeZone }: LogPage): string => {
  if (deployments.length === 0) return '<p>There is no deployment to show.</p>';
  const heads = HEADS.map((head) => `<th scope="col" role="columnheader">${head}</th>`);
  return `<table role="table">
<caption>${count(deployments.length, 'deployment')}, oldest first; local times are those of ${html(timeZone)}</caption>
<thead role="rowgroup"><tr role="row">${heads.join('')}</tr></thead>
<tbody role="rowgroup">
${deployments.map(tableRow).join('\n')}
</tbody>
</table>`;
};

const HEADS = [
  'UTC',
  'Local',
  'Environment',
  'Outcome',
  'Commit',
  'Known after',
  'Services',
  'What',
] as const;

const tableRow = (row: LogRow): string => {
  const cell = (label: string, content: string, more = ''): string =>
    `<td role="cell" data-label="${label}"${more}><div>${content}</div></td>`;
  return [
    '<tr role="row">',
    `<th scope="row" role="rowheader" data-label="UTC"><div>${time(row.utc)}</div></th>`,
    cell('Local', time(row.local)),
    cell('Environment', html(row.environment)),
    cell(
      'Outcome',
      `<span aria-hidden="true">${SIGNS[row.outcome]}</span> ${row.outcome}`,
      ` class="${row.outcome}"`,
    ),
    cell('Commit', `<code>${shortCommit(html(row.commit))}</code>`),
    cell('Known after', row.after ?? '-'),
    cell('Services', services(row.services)),
    cell('What', whatOf(row)),
    '</tr>',
  ].join('');
};

/** `2026-11-26T22:31:02-05:00`, and for people a blank before the time. */
const time = (iso: string): string => `<time datetime="${iso}">${iso.replace('T', ' ')}</time>`;

const services = (changes: readonly ServiceChange[]): string =>
  changes.length === 0
    ? '-'
    : `<ul role="list">${changes.map((one) => `<li>${change(one)}</li>`).join('')}</ul>`;

const change = ({ service, ...sides }: ServiceChange): string => {
  const { from, to } = sideTexts(sides);
  const name = `<b>${html(service)}</b>`;
  if (from === '') return `${name} new ${html(to)}`;
  return to === '' ? `${name} ${html(from)} → gone` : `${name} ${html(from)} → ${html(to)}`;
};

/** More than any check of ours says. */
const SENTENCE = 1000;

const whatOf = ({ title, author, why, attempts, checks }: LogRow): string => {
  const wrong = checks.filter(({ outcome }) => outcome !== 'pass');
  return [
    `<p>${html(title) || '-'}</p>`,
    author === '' ? '' : `<p class="by">by ${html(author)}</p>`,
    why === undefined ? '' : `<p>${html(why, SENTENCE)}</p>`,
    wrong.length === 0
      ? ''
      : `<ul>${wrong.map(({ check, outcome, why: said }) => `<li>${html(check)}: ${outcome}. ${html(said, SENTENCE)}</li>`).join('')}</ul>`,
    attempts > 1 ? `<p class="by">verified ${count(attempts, 'time')}</p>` : '',
  ].join('');
};

/** Beside the word and the colour, for whoever looks over many rows. */
const SIGNS = {
  pass: '✓',
  warning: '!',
  fail: '✗',
  waiting: '…',
  unavailable: '?',
  running: '▸',
  unverified: '–',
} as const satisfies Record<LogOutcome, string>;
