import { Failure, type ForgeError } from '../../failure.ts';
import { Unavailable } from '../../service/service.ts';
import { cutTo } from '../request.ts';
import { conflict, limited, missing, PLAN_AGAIN, refused, unavailable } from '../trouble.ts';
import type { GitHubSettings } from './settings.ts';

/** What a call to GitHub that failed leaves behind; read by shape, because it comes from a library. */
interface Answered {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Doing {
  readonly what: string;
  readonly needs: string;
  readonly settings: GitHubSettings;
}

/** The HTTP status of a failed call; 0 when nothing answered. Undefined for what is no failed call. */
export const statusOf = (error: unknown): number | undefined => answered(error)?.status;

/** GitHub's own words about a failed call, for telling one 422 from another; never for showing. */
export const wordsOf = (error: unknown): string => answered(error)?.message ?? '';

const answered = (error: unknown): Answered | undefined => {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const response = 'response' in error ? (error.response as { headers?: Record<string, string> }) : undefined;
  return {
    status: response === undefined ? 0 : Number(error.status),
    message: error.message,
    headers: response?.headers ?? {},
  };
};

/** Turns a failed call into a `ForgeError` that ends in an instruction. The token is in none of them. */
export const translate = (error: unknown, doing: Doing): unknown => {
  if (error instanceof Failure) return error;
  const answer = answered(error);
  if (answer === undefined) return error;
  if (error instanceof Error && error.cause instanceof Unavailable) return silent(error.cause, doing);
  return judge(answer, { ...doing, said: printable(answer.message, doing.settings.token) });
};

const silent = ({ message, fix }: Unavailable, { what }: Doing): ForgeError =>
  unavailable(`${message.replace(/\.$/, '')}, so nobody could ${what}.`, fix);

interface Judged extends Doing {
  readonly said: string;
}

const judge = (answer: Answered, doing: Judged): ForgeError => {
  const what = `GitHub did not ${doing.what}: ${doing.said}`;
  const { status } = answer;
  if (status === 0)
    return unavailable(
      `GitHub did not answer (${doing.said.replace(/\.$/, '')}), so nobody could ${doing.what}.`,
      `Check the network and that ${doing.settings.url} is the API, then run this again.`,
    );
  if (status === 429 || (status === 403 && isLimit(answer))) return limited(what, untilWhen(answer));
  if (status === 401)
    return refused(
      what,
      'GITHUB_TOKEN is not accepted: it has expired or was revoked. Make a new one and set it.',
    );
  if (status === 403) return refused(what, permission(answer, doing));
  if (status === 404 || status === 410) return missing(what, notThere(doing));
  if (status === 405)
    return refused(what, 'Look at the pull request on GitHub for the rule it does not meet yet.');
  if (status === 409) return conflict(what, PLAN_AGAIN);
  if (status === 422) return refused(what, refusal(answer, doing));
  return unavailable(
    what,
    'Run this again in a few minutes; https://www.githubstatus.com says how GitHub is.',
  );
};

const isLimit = ({ headers, message }: Answered): boolean =>
  headers['x-ratelimit-remaining'] === '0' || 'retry-after' in headers || /rate limit/i.test(message);

const untilWhen = ({ headers }: Answered): string => {
  const reset = Number(headers['x-ratelimit-reset']);
  const after = Number(headers['retry-after']);
  if (after > 0) return `Run this again in ${Math.ceil(after / 60)} minutes; nothing that was done is lost.`;
  if (!Number.isSafeInteger(reset) || reset <= 0)
    return 'Run this again in an hour; nothing that was done is lost.';
  return `Run this again after ${new Date(reset * 1000).toISOString()}; nothing that was done is lost.`;
};

/** GitHub names the missing permission in a header; where it does not, we know what the call takes. */
const permission = ({ headers }: Answered, { needs }: Judged): string => {
  const named = /^[a-z_=;, ]{1,80}$/.exec(headers['x-accepted-github-permissions'] ?? '')?.[0];
  return `Give GITHUB_TOKEN the permission \`${named ?? needs}\` (in a workflow: below \`permissions:\`) and run this again.`;
};

const notThere = ({ settings, needs }: Judged): string =>
  `Check that ${settings.owner}/${settings.name} exists and that GITHUB_TOKEN has the permission \`${needs}\` there.`;

const refusal = ({ message }: Answered, { needs }: Judged): string =>
  /rule|protected/i.test(message)
    ? 'Let the account of GITHUB_TOKEN bypass the rule of that branch, or use a pull request instead.'
    : `Mend what GitHub names; if it names nothing, check that GITHUB_TOKEN has the permission \`${needs}\`.`;

/** One line, without the token and without anything a terminal or a log would obey. */
const printable = (message: string, token: string): string => {
  const clean = message
    .replaceAll(token, '***')
    .replace(/[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+/g, ' ');
  const text = cutTo(clean.trim(), 300);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
};
