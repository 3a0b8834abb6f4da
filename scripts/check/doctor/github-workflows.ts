import { type Diagnosis, missing, ok, warning } from './diagnosis.ts';
import { isActionsToken, type TokenFacts } from './github-token.ts';
import { type Learned, unanswered } from './learned.ts';

/** A workflow that GitHub knows, and GitHub's own word for whether it runs. */
export interface Workflow {
  readonly path: string;
  readonly state: string;
}

/** What jobs take to act for the App, or may do without it. */
export interface AppFacts {
  /** Names of the secrets of the environment `release-brackets`; their values are shown to nobody. */
  readonly secrets: Learned<readonly string[]>;
  /** May GitHub Actions open pull requests? */
  readonly mayOpen: Learned<boolean>;
  /** Names of the variables that hold tokens for Argo CD, in the order of their environments. */
  readonly argocd: readonly string[];
}

/** What the repository's own workflows do; without the first one nothing is checked. */
const WANTED = [
  {
    file: 'validate.yml',
    tell: missing,
    lost: 'no pull request is checked, and the required check never comes',
  },
  {
    file: 'promote.yml',
    tell: warning,
    lost: 'promotions are opened only when somebody runs `npx bracket promote`',
  },
  {
    file: 'release.yml',
    tell: warning,
    lost: 'releases are recorded only when somebody runs `npx bracket release`',
  },
  {
    file: 'verify.yml',
    tell: warning,
    lost: 'rollouts are verified only when somebody runs `npx bracket verify`',
  },
] as const;
type Wanted = (typeof WANTED)[number];

export const examineWorkflows = (workflows: Learned<readonly Workflow[]>): Diagnosis[] => {
  if ('silence' in workflows)
    return [
      unanswered(
        {
          code: 'workflows',
          asked: 'Whether the workflows run',
          fix: 'Look at the tab Actions, or ask with a token that has `actions: read`.',
        },
        workflows.silence,
      ),
    ];
  return WANTED.map((wanted) => judgeWorkflow(wanted, workflows.value));
};

const judgeWorkflow = ({ file, tell, lost }: Wanted, workflows: readonly Workflow[]): Diagnosis => {
  const code = `workflow-${file.replace('.yml', '')}`;
  const path = `.github/workflows/${file}`;
  const state = workflows.find((one) => one.path === path)?.state;
  if (state === 'active') return ok(code, `${file} is there and runs.`);
  if (state === undefined || state === 'deleted')
    return tell(code, `GitHub knows no ${path}: ${lost}.`, `Put it on the default branch: ${path}.`);
  const why =
    state === 'disabled_inactivity'
      ? 'GitHub switched it off after 60 days without activity in the repository'
      : 'it is switched off';
  return tell(
    code,
    `${file} does not run (${why}): ${lost}.`,
    `Switch it on: \`gh workflow enable ${file}\`.`,
  );
};

const SECRETS = ['BRACKET_APP_CLIENT_ID', 'BRACKET_APP_PRIVATE_KEY'] as const;
const STORE =
  'Make the environment `release-brackets` and store both there: README.md, "Connect GitHub", step 3.';

export const examineApp = (facts: AppFacts, token: TokenFacts): Diagnosis[] => {
  const app = judgeSecrets(facts.secrets);
  return [
    app,
    ...(app.state === 'ok' ? [] : [judgeOpening(facts.mayOpen, token)]),
    ...judgeArgocdSecrets(facts),
  ];
};

const judgeSecrets = (secrets: Learned<readonly string[]>): Diagnosis => {
  const code = 'app-secrets';
  if ('silence' in secrets && secrets.silence.reason !== 'absent')
    return unanswered(
      {
        code,
        asked: 'Whether the workflows have the secrets of an App',
        fix: 'Look at Settings → Environments → release-brackets, or ask with a token that has `environments: read`.',
      },
      secrets.silence,
    );
  const known = 'value' in secrets ? secrets.value : [];
  const absent = SECRETS.filter((name) => !known.includes(name));
  if (absent.length === 0) return ok(code, 'The environment release-brackets holds the secrets of an App.');
  return warning(
    code,
    `The workflows act without an App, because the environment release-brackets has no ${absent.join(' and no ')}: the required check of a promotion waits until a person lets it run.`,
    STORE,
  );
};

/** Without them the workflow `verify` has nobody to ask. Where secrets are not shown, that was said already. */
const judgeArgocdSecrets = ({ secrets, argocd }: AppFacts): Diagnosis[] => {
  const code = 'argocd-secrets';
  if (argocd.length === 0 || ('silence' in secrets && secrets.silence.reason !== 'absent')) return [];
  const known = 'value' in secrets ? secrets.value : [];
  const absent = argocd.filter((name) => !known.includes(name));
  if (absent.length === 0) return [ok(code, `That environment holds ${argocd.join(' and ')}, for Argo CD.`)];
  return [
    warning(
      code,
      `The environment release-brackets has no ${absent.join(' and no ')}: the workflow verify cannot ask Argo CD.`,
      'Store a token of the project there, as a secret of that name.',
    ),
  ];
};

/** Without an App, the token of the job itself opens promotions, which a setting forbids from the start. */
const judgeOpening = (mayOpen: Learned<boolean>, token: TokenFacts): Diagnosis => {
  const code = 'actions-may-open';
  const fix =
    'Switch on "Allow GitHub Actions to create and approve pull requests" (Settings → Actions → General), or set up an App.';
  if ('silence' in mayOpen)
    return unanswered({ code, asked: 'Whether GitHub Actions may open pull requests', fix }, mayOpen.silence);
  if (mayOpen.value) return ok(code, 'GitHub Actions may open pull requests.');
  const tell = isActionsToken(token) ? missing : warning;
  return tell(code, 'GitHub Actions may not open pull requests: without an App no promotion is opened.', fix);
};
