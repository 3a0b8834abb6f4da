import type { BranchFacts } from './branch-rules.ts';
import { type Diagnosis, missing, ok, unreachable } from './diagnosis.ts';
import { examineMainRules, type OwnersError } from './github-branch.ts';
import { examineLedgerRules } from './github-ledger.ts';
import { examineMerging, type MergeSettings } from './github-merging.ts';
import { examinePermissions, type PermissionFacts } from './github-permissions.ts';
import { examineToken, type TokenFacts } from './github-token.ts';
import { type AppFacts, examineApp, examineWorkflows, type Workflow } from './github-workflows.ts';
import type { Learned } from './learned.ts';

/** What GitHub says of the repository, as far as it says anything to this token. */
export interface GitHubFacts {
  /** `owner/name`, as it is set. */
  readonly repository: string;
  /** Base of the API. */
  readonly api: string;
  /** The milliseconds since 1970 at which it was asked. */
  readonly now: number;
  readonly token: TokenFacts;
  /** Entry environments that take releases as commits, without a pull request. */
  readonly direct: readonly string[];
  readonly about: Learned<MergeSettings>;
  /** Absent where it was not worth asking: the repository itself is not to be seen. */
  readonly rest?: {
    readonly permissions: PermissionFacts;
    readonly main: BranchFacts;
    readonly ledger: BranchFacts;
    readonly owners: Learned<readonly OwnersError[]>;
    readonly workflows: Learned<readonly Workflow[]>;
    readonly app: AppFacts;
  };
}

/** What is said of GitHub, by the groups in which it is told. */
export interface GitHubDiagnoses {
  readonly forge: readonly Diagnosis[];
  readonly main: readonly Diagnosis[];
  readonly ledger: readonly Diagnosis[];
  readonly workflows: readonly Diagnosis[];
}

export const examineGitHub = (facts: GitHubFacts): GitHubDiagnoses => {
  const { about, rest, token, now } = facts;
  if ('silence' in about || rest === undefined)
    return { forge: [unseen(facts)], main: [], ledger: [], workflows: [] };

  return {
    forge: [
      ok('forge', `GitHub: ${facts.repository} at ${facts.api}.`),
      ...examineToken(token, now),
      ...examinePermissions(rest.permissions, token),
      ...examineMerging(about.value),
    ],
    main: examineMainRules({ main: rest.main, direct: facts.direct, owners: rest.owners }),
    ledger: examineLedgerRules(rest.ledger),
    workflows: [...examineWorkflows(rest.workflows), ...examineApp(rest.app, token)],
  };
};

/** The first question of all had no answer: one sentence, and nothing else is asked. */
const unseen = ({ about, repository, api }: GitHubFacts): Diagnosis => {
  const silence = 'silence' in about ? about.silence : undefined;
  if (silence?.reason === 'refused')
    return missing(
      'token',
      `GitHub at ${api} does not accept GITHUB_TOKEN: it has expired, was revoked, or is for another GitHub.`,
      'Make a new token and set it; README.md, "Connect GitHub", says which permissions it takes.',
    );
  if (silence?.reason === 'absent' || silence?.reason === 'forbidden')
    return missing(
      'forge',
      `GitHub shows no repository ${repository} to this token.`,
      'Check GITHUB_REPOSITORY, and that the token may read that repository (an App must be installed on it).',
    );
  return unreachable(
    'forge',
    `Nothing is known of ${repository} on GitHub, because ${silence?.why ?? 'it was not asked'}.`,
    `Check the network and that ${api} is the API, then run this again; https://www.githubstatus.com says how GitHub is.`,
  );
};
