import { isLoopback } from '../../../model/address.ts';
import { EXIT, Failure } from '../../failure.ts';

/** Where GitHub is, which repository is meant, and how patient to be. */
export interface GitHubSettings {
  /** Base of the API without a slash at the end. */
  readonly url: string;
  readonly owner: string;
  readonly name: string;
  readonly token: string;
  readonly pace: Pace;
}

export interface Pace {
  /** Milliseconds between calls that write; GitHub asks for a second, and for three where people get notified. */
  readonly spacing: 'github' | 'none';
  /** Milliseconds that one second of waiting takes; tests make it short. */
  readonly second: number;
  /** How often a call that failed for no reason of ours is tried again. */
  readonly retries: number;
  /** Milliseconds one call may take, its answer included. */
  readonly timeout: number;
  /** Longest wait for a rate limit, in seconds. Beyond it the run gives up and says until when. */
  readonly patience: number;
}

export const GITHUB_PACE: Pace = {
  spacing: 'github',
  second: 1000,
  retries: 2,
  timeout: 30_000,
  patience: 60,
};

type Environment = Readonly<Record<string, string | undefined>>;

const usage = (what: string, fix: string): Failure =>
  new Failure({ code: 'github-settings', exit: EXIT.usage, what, fix });

/** Reads GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL strictly. Throws a `Failure` that never holds the token. */
export const readSettings = (env: Environment, pace: Pace = GITHUB_PACE): GitHubSettings => {
  const url = apiUrl(env['GITHUB_API_URL'] || 'https://api.github.com');
  const token = readToken(env['GITHUB_TOKEN']);
  const repository = (env['GITHUB_REPOSITORY'] ?? '').trim();
  const [, owner = '', name = ''] =
    /^([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/([A-Za-z0-9._-]{1,100})$/.exec(repository) ?? [];
  if (name === '' || name === '.' || name === '..')
    throw usage(
      repository === ''
        ? 'GITHUB_REPOSITORY is not set.'
        : `GITHUB_REPOSITORY is ${JSON.stringify(repository.slice(0, 200))}, which names no repository.`,
      'Set it to `owner/name`, as in the address of the repository.',
    );
  const near = isLoopback(new URL(url).hostname);
  return { url, owner, name, token, pace: near ? { ...pace, spacing: 'none' } : pace };
};

const readToken = (value: string | undefined): string => {
  const token = (value ?? '').trim();
  if (token === '')
    throw usage(
      'GITHUB_TOKEN is not set.',
      'Set it to a token that may write contents and pull requests, or use `--forge local`.',
    );
  if (!/^[\x21-\x7e]+$/.test(token))
    throw usage(
      'GITHUB_TOKEN holds characters that no token has.',
      'Copy the token again, without line breaks.',
    );
  return token;
};

const apiUrl = (text: string): string => {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const plain = url?.protocol === 'http:' && isLoopback(url.hostname);
  if (url === undefined || (url.protocol !== 'https:' && !plain) || url.username !== '' || url.search !== '')
    throw usage(
      'GITHUB_API_URL is no https address of an API.',
      'Set it to `https://HOST/api/v3` for GitHub Enterprise, or leave it out for github.com.',
    );
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
};
