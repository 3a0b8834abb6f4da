import type { ArgocdFacts } from '../../scripts/check/doctor/argocd.ts';
import { type BranchFacts, readProtection, readRules } from '../../scripts/check/doctor/branch-rules.ts';
import type { CloneFacts } from '../../scripts/check/doctor/clone.ts';
import type { DoctorFacts } from '../../scripts/check/doctor/examine.ts';
import type { GitHubFacts } from '../../scripts/check/doctor/github.ts';
import type { Learned, Silence } from '../../scripts/check/doctor/learned.ts';
import { imported } from '../support/github/well-set-up.ts';

export const NOW = Date.UTC(2026, 10, 27, 12);

export const silent = (reason: Silence['reason']): { silence: Silence } => ({
  silence: { reason, why: 'GitHub does not tell' },
});

export const MAIN_RULES: readonly unknown[] = imported('main').rules;

const branch = (name: string, rules: unknown, mine = true): BranchFacts => ({
  name,
  tip: { value: 'a'.repeat(40) },
  rules: { value: readRules(rules) as NonNullable<ReturnType<typeof readRules>> },
  protection: { value: readProtection(null) as NonNullable<ReturnType<typeof readProtection>> },
  rulesets: { value: [{ name, bypass: mine ? 1 : 0, mine }] },
});

type Rest = NonNullable<GitHubFacts['rest']>;

const rest: Rest = {
  permissions: {
    reads: {
      contents: { value: true },
      'pull requests': { value: true },
      'commit statuses': { value: true },
      deployments: { value: true },
    },
    push: true,
    isPrivate: true,
  },
  main: branch('main', imported('main').rules),
  ledger: branch('ledger', imported('ledger').rules),
  owners: { value: [] },
  workflows: {
    value: ['validate', 'promote', 'release', 'verify'].map((name) => ({
      path: `.github/workflows/${name}.yml`,
      state: 'active',
    })),
  },
  app: {
    secrets: { value: ['BRACKET_APP_CLIENT_ID', 'BRACKET_APP_PRIVATE_KEY', 'ARGOCD_AUTH_TOKEN'] },
    mayOpen: { value: true },
    argocd: ['ARGOCD_AUTH_TOKEN'],
  },
};

const github: GitHubFacts = {
  repository: 'acme/shop',
  api: 'https://api.github.com',
  now: NOW,
  token: { kind: 'classic', login: { value: 'app[bot]' }, scopes: ['repo'], expires: NOW + 90 * 86_400_000 },
  direct: ['dev'],
  about: {
    value: { defaultBranch: 'main', main: 'main', archived: false, squash: true, deleteBranch: true },
  },
  rest,
};

const server: ArgocdFacts['servers'][number] = {
  address: 'https://argocd.example.com',
  version: { value: 'v3.6.0+1234567' },
  environments: [
    {
      name: 'production',
      project: 'production',
      progressive: true,
      variable: 'ARGOCD_AUTH_TOKEN',
      wanted: ['production-a', 'production-b'],
      applications: { value: ['production-a', 'production-b', 'production-gone'] },
    },
  ],
};

/** Everything as it should be, and everything known. */
export const WELL: DoctorFacts = {
  machine: {
    version: '0.1.0',
    engines: '>=20.19',
    node: '20.19.0',
    git: 'git version 2.38.0',
    now: NOW,
    clocks: [{ of: 'GitHub', ahead: 400 }],
  },
  clone: {
    forge: 'github',
    begun: true,
    shallow: false,
    main: 'main',
    here: 'a'.repeat(40),
    there: 'a'.repeat(40),
    tip: 'a'.repeat(40),
    ahead: 0,
    behind: 0,
    uncommitted: 0,
    origin: 'acme/shop',
    repository: 'acme/shop',
  },
  unreadable: [],
  forge: { kind: 'github', github },
  ledger: { state: 'read', events: 12, troubles: [] },
  argocd: { told: ['production'], unasked: [], stale: [], servers: [server] },
};

export const withClone = (change: Partial<CloneFacts>): DoctorFacts => ({
  ...WELL,
  clone: { ...WELL.clone, ...change },
});

export const withMachine = (change: Partial<DoctorFacts['machine']>): DoctorFacts => ({
  ...WELL,
  machine: { ...WELL.machine, ...change },
});

export const withGitHub = (change: Partial<GitHubFacts>): DoctorFacts => ({
  ...WELL,
  forge: { kind: 'github', github: { ...github, ...change } },
});

export const withRest = (change: Partial<Rest>, more: Partial<GitHubFacts> = {}): DoctorFacts =>
  withGitHub({ ...more, rest: { ...rest, ...change } });

export const withToken = (change: Partial<GitHubFacts['token']>): DoctorFacts =>
  withGitHub({ token: { ...github.token, ...change } });

export const withAbout = (change: Partial<Extract<GitHubFacts['about'], { value: unknown }>['value']>) =>
  withGitHub({
    about: {
      value: {
        defaultBranch: 'main',
        main: 'main',
        archived: false,
        squash: true,
        deleteBranch: true,
        ...change,
      },
    },
  });

export const withMain = (change: Partial<BranchFacts>, more: Partial<GitHubFacts> = {}): DoctorFacts =>
  withRest({ main: { ...rest.main, ...change } }, more);

export const withLedger = (change: Partial<BranchFacts>): DoctorFacts =>
  withRest({ ledger: { ...rest.ledger, ...change } });

/** The rules of main without those of a type, or with other parameters of it. */
export const mainWithout = (type: string, parameters?: Readonly<Record<string, unknown>>): DoctorFacts => {
  const rules = imported('main').rules.flatMap((rule) => {
    if (rule.type !== type) return [rule];
    return parameters === undefined
      ? []
      : [{ type, parameters: { ...(rule.parameters as object), ...parameters } }];
  });
  return withMain({ rules: { value: readRules(rules) as NonNullable<ReturnType<typeof readRules>> } });
};

export const rulesFrom = (rules: unknown): BranchFacts['rules'] => ({
  value: readRules(rules) as NonNullable<ReturnType<typeof readRules>>,
});

export const withArgocd = (change: Partial<ArgocdFacts>): DoctorFacts => ({
  ...WELL,
  argocd: { ...WELL.argocd, ...change },
});

export const withServer = (change: Partial<ArgocdFacts['servers'][number]>): DoctorFacts =>
  withArgocd({ servers: [{ ...server, ...change }] });

export const withApplications = (applications: Learned<readonly string[]> | undefined): DoctorFacts => {
  const [{ applications: _, ...environment } = { applications: undefined }] = server.environments;
  const asked = environment as ArgocdFacts['servers'][number]['environments'][number];
  return withServer({ environments: [applications === undefined ? asked : { ...asked, applications }] });
};

export const withVersion = (version: string, progressive = true): DoctorFacts =>
  withServer({
    version: { value: version },
    environments: server.environments.map((one) => ({ ...one, progressive })),
  });
