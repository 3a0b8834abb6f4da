import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { translate } from './errors.ts';
import type { GitHubSettings, Pace } from './settings.ts';
import { checkShape } from './shapes.ts';
import { gitHubService, makeTransport } from './transport.ts';

/** Octokit for one repository, and what every call of the forge needs beside it. */
export interface Client {
  readonly octokit: Octokit;
  /** Part of every call's parameters. */
  readonly at: { readonly owner: string; readonly repo: string };
  readonly pace: Pace;
  /** For what went well except for a detail that people should know. */
  readonly say: (text: string) => void;
  /** Runs calls; a failure becomes a `ForgeError` that says what could not be done. */
  ask<T>(what: Wanted, work: () => Promise<T>): Promise<T>;
  /** The default branch and the repository's full name as it is now, asked for once. */
  repository(): Promise<{ readonly branch: string; readonly fullName: string }>;
}

export interface Wanted {
  /** In words that follow "GitHub did not": `open the pull request`. */
  readonly what: string;
  /** The permission it takes, as GitHub calls it. */
  readonly needs:
    | 'contents: write'
    | 'pull requests: write'
    | 'commit statuses: write'
    | 'deployments: write'
    | 'contents: read'
    | 'pull requests: read';
}

const Equipped = Octokit.plugin(throttling);
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const openClient = (settings: GitHubSettings, say: (text: string) => void): Client => {
  const { pace } = settings;
  const octokit = new Equipped({
    auth: settings.token,
    baseUrl: settings.url,
    userAgent: 'release-brackets',
    log: silent,
    request: { fetch: makeTransport(settings.url, gitHubService(pace)) },
    throttle: throttleOf(settings),
  });
  octokit.hook.after('request', (answer, asked) => checkShape(asked, answer.data));
  const at = { owner: settings.owner, repo: settings.name };
  const ask: Client['ask'] = async (wanted, work) => {
    try {
      return await work();
    } catch (error) {
      throw translate(error, { ...wanted, settings });
    }
  };
  let known: Awaited<ReturnType<Client['repository']>> | undefined;
  const read = async () => {
    const { data } = await octokit.rest.repos.get(at);
    return { branch: data.default_branch, fullName: data.full_name };
  };
  return {
    octokit,
    at,
    pace,
    say,
    ask,
    repository: async () => {
      known ??= await ask({ what: `find ${at.owner}/${at.repo}`, needs: 'contents: read' }, read);
      return known;
    },
  };
};

const TRIES = 2;

const throttleOf = ({ owner, name, pace }: GitHubSettings) => {
  const patient = (seconds: number, ...[, , tries = 0]: readonly unknown[]): boolean =>
    seconds <= pace.patience && Number(tries) < TRIES;
  return {
    id: `${owner}/${name}`,
    retryAfterBaseValue: pace.second,
    fallbackSecondaryRateRetryAfter: pace.patience,
    onRateLimit: patient,
    onSecondaryRateLimit: patient,
    ...(pace.spacing === 'none' ? { write: unspaced, notifications: unspaced } : {}),
  };
};

type Spacing = NonNullable<NonNullable<ConstructorParameters<typeof Equipped>[0]>['throttle']>['write'];

/** A limiter that does not limit, in the shape the plugin asks for. */
const unspaced = {
  key: () => ({
    schedule: (_job: unknown, work: (...args: unknown[]) => unknown, ...args: unknown[]) => work(...args),
  }),
} as unknown as NonNullable<Spacing>;
