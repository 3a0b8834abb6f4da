import { missing, ok, warning } from './diagnosis.ts';
import { examineGitHub, type GitHubDiagnoses, type GitHubFacts } from './github.ts';

/** Where pull requests live, and what is known of it. */
export type ForgeFacts =
  | {
      readonly kind: 'local';
      /** One of the two variables without the other. */
      readonly halfSet?: 'GITHUB_TOKEN' | 'GITHUB_REPOSITORY';
    }
  | { readonly kind: 'github'; readonly github: GitHubFacts }
  /** GitHub is meant, and its settings are no good. */
  | { readonly kind: 'unset'; readonly what: string; readonly fix: string };

export const examineForge = (facts: ForgeFacts): GitHubDiagnoses => {
  if (facts.kind === 'github') return examineGitHub(facts.github);
  const forge = facts.kind === 'unset' ? [missing('forge', facts.what, facts.fix)] : local(facts);
  return { forge, main: [], ledger: [], workflows: [] };
};

const OTHER = { GITHUB_TOKEN: 'GITHUB_REPOSITORY', GITHUB_REPOSITORY: 'GITHUB_TOKEN' } as const;

const local = ({ halfSet }: Extract<ForgeFacts, { kind: 'local' }>): GitHubDiagnoses['forge'] => [
  ok(
    'forge',
    'The local forge: pull requests are records in this clone. Tokens, rules of branches, settings and workflows of GitHub do not apply.',
  ),
  ...(halfSet === undefined
    ? []
    : [
        warning(
          'forge-variables',
          `${halfSet} is set and ${OTHER[halfSet]} is not, so GitHub is not used.`,
          `Set ${OTHER[halfSet]} too, or say \`--forge local\`.`,
        ),
      ]),
];
