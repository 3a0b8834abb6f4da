import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandbox } from '../git-repository.ts';
import { openBare } from './bare.ts';
import { BOT, type Desk, type LoggedCall, receive } from './dispatch.ts';
import { type Faults, makeFaults } from './faults.ts';
import { gitRoutes } from './git-routes.ts';
import { pullRoutes } from './pull-routes.ts';
import { repositoryRoutes } from './repository-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { fullName, type Hub, makeHub, type Rules } from './store.ts';

export interface GitHubOptions {
  /** `owner/name`; default `acme/shop`. */
  readonly repository?: string;
  /** A name the repository had before: calls to it are redirected as GitHub does. */
  readonly formerly?: string;
  /** A repository to begin with (cloned); default: one commit with `files`. */
  readonly from?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Token by login, beside the token of the application itself. */
  readonly people?: Readonly<Record<string, string>>;
  /** Logins whose token may only read. */
  readonly readers?: readonly string[];
  readonly rules?: Partial<Omit<Rules, 'owner' | 'name'>>;
}

export interface Calls {
  readonly all: readonly LoggedCall[];
  /** Calls that create or change something: GitHub allows 80 a minute and 500 an hour. */
  creating(): readonly LoggedCall[];
  clear(): void;
}

/** A running GitHub. It lives in this process: start programs that talk to it asynchronously, or they wait for ever. */
export interface GitHub {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly repository: string;
  /** Of the application, whose login is `release-brackets[bot]`. */
  readonly token: string;
  /** Folder of the bare repository. */
  readonly root: string;
  readonly env: Readonly<Record<'GITHUB_API_URL' | 'GITHUB_REPOSITORY' | 'GITHUB_TOKEN', string>>;
  readonly hub: Hub;
  readonly faults: Faults;
  readonly calls: Calls;
  /** Runs git in the bare repository. */
  git(...args: readonly string[]): string;
  close(): Promise<void>;
}

const TOKEN = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';

/** Starts a GitHub on a port of its own, over a real bare repository. Close it, or the test process never ends. */
export const startGitHub = async (options: GitHubOptions = {}): Promise<GitHub> => {
  const [owner = '', name = ''] = (options.repository ?? 'acme/shop').split('/');
  const people = options.people ?? {};
  const root = bareFrom(options);
  const hub = makeHub(openBare(root), { ...defaults(people), ...options.rules, owner, name });
  const logins = new Map([
    [TOKEN, BOT],
    ...Object.entries(people).map(([login, token]) => [token, login] as const),
  ]);
  const log: LoggedCall[] = [];
  const faults = makeFaults();
  const routes = [
    ...gitRoutes(hub),
    ...pullRoutes(hub),
    ...repositoryRoutes(hub),
    ...settingsRoutes(hub, options.readers ?? []),
  ];
  const { formerly, readers = [] } = options;
  const desk: Desk = { hub, routes, logins, log, faults, formerly, readers };
  const server = createServer((request, response) => void receive(desk, request, response));
  hub.url = await listen(server);
  return {
    url: hub.url,
    repository: fullName(hub.rules),
    token: TOKEN,
    root,
    env: { GITHUB_API_URL: hub.url, GITHUB_REPOSITORY: fullName(hub.rules), GITHUB_TOKEN: TOKEN },
    hub,
    faults,
    calls: {
      all: log,
      creating: () => log.filter((call) => call.method !== 'GET'),
      clear: () => void log.splice(0),
    },
    git: (...args) => hub.bare.run(args).trim(),
    close: () => stop(server),
  };
};

const defaults = (people: Readonly<Record<string, string>>): Omit<Rules, 'owner' | 'name'> => ({
  branch: 'main',
  autoDelete: false,
  requiredReviews: 0,
  requiredChecks: [],
  squash: true,
  guarded: [],
  collaborators: Object.keys(people),
  teams: ['owners'],
  members: {},
});

/** Bare repositories to copy from, by the files they begin with: copying is ten times faster than Git. */
const templates = new Map<string, string>();

const roots: string[] = [];

const removeAll = (): void => {
  for (const root of roots) rmSync(join(root, '..'), { recursive: true, force: true });
};

const bareFrom = (options: GitHubOptions): string => {
  const root = join(mkdtempSync(join(tmpdir(), 'github-test-')), 'repository.git');
  if (roots.length === 0) process.on('exit', removeAll);
  roots.push(root);
  if (options.from !== undefined) {
    cloneBare(options.from, root);
    return root;
  }
  const files = options.files ?? { 'README.md': 'A shop.\n' };
  const key = JSON.stringify(files);
  const template = templates.get(key);
  if (template === undefined) {
    cloneBare(firstCommit(files), root);
    templates.set(key, `${root}.template`);
    cpSync(root, `${root}.template`, { recursive: true });
  } else cpSync(template, root, { recursive: true });
  return root;
};

const cloneBare = (from: string, to: string): void => {
  execFileSync('git', ['clone', '--quiet', '--bare', '--template=', '--', from, to], { stdio: 'ignore' });
  // As on GitHub, any commit can be fetched by its id.
  execFileSync('git', ['--git-dir', to, 'config', 'uploadpack.allowAnySHA1InWant', 'true']);
};

const firstCommit = (files: Readonly<Record<string, string>>): string => {
  const box = sandbox();
  box.commit('The beginning', files);
  return box.root;
};

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
