import { type Diagnosis, missing, ok, unknown, warning } from './diagnosis.ts';
import type { TokenFacts } from './github-token.ts';
import { type Learned, unanswered } from './learned.ts';

/** What this program writes on GitHub, in GitHub's own words for the permission. */
export const WRITTEN = ['contents', 'pull requests', 'commit statuses', 'deployments'] as const;
export type Written = (typeof WRITTEN)[number];

export interface PermissionFacts {
  /** May each be read? */
  readonly reads: Readonly<Record<Written, Learned<true>>>;
  /** May whoever the token belongs to push? Of an App, GitHub's answer means nothing. */
  readonly push?: boolean;
  readonly isPrivate: boolean;
}

const FOR: Readonly<Record<Written, string>> = {
  contents: 'push the branches of promotions and the ledger, and merge',
  'pull requests': 'open, refresh and close promotions',
  'commit statuses': 'say what a gate and a verification found, at the commit',
  deployments: 'tell what was deployed where',
};

/** The others may belong to another token: that of the job in which gates are judged and rollouts verified. */
const BREAKING: readonly Written[] = ['contents', 'pull requests'];

export const examinePermissions = (facts: PermissionFacts, token: TokenFacts): Diagnosis[] =>
  WRITTEN.map((name) => judgePermission(name, facts, token));

/**
 * Whether a token may write is told only by a classic one, in its scopes; of all others it shows when something is
 * written, and until then nobody knows.
 */
const judgePermission = (name: Written, facts: PermissionFacts, token: TokenFacts): Diagnosis => {
  const code = `may-write-${name.replace(' ', '-')}`;
  const learned = facts.reads[name];
  const tell = BREAKING.includes(name) ? missing : warning;
  if ('silence' in learned) {
    if (learned.silence.reason === 'unavailable')
      return unanswered({ code, asked: `Whether the token may write ${name}`, fix: '' }, learned.silence);
    return tell(code, `The token may not even read ${name}: it is needed to ${FOR[name]}.`, GIVE);
  }
  const may = mayWrite(facts, token);
  if (may === true) return ok(code, `The token may write ${name}.`);
  if (may === false)
    return tell(code, `The token may not write ${name}: it is needed to ${FOR[name]}.`, GIVE);
  return unknown(
    code,
    `Whether the token may write ${name}, to ${FOR[name]}, GitHub tells only whoever writes.`,
    LOOK,
  );
};

const ALL = WRITTEN.map((name) => `\`${name}: write\``).join(', ');
const WHERE = 'in a workflow below `permissions:`, of an App or a token in its settings on GitHub';
const LOOK = `Look that it has ${ALL}: ${WHERE}.`;
const GIVE = `Give it ${ALL}: ${WHERE}.`;

const mayWrite = ({ push, isPrivate }: PermissionFacts, token: TokenFacts): boolean | undefined => {
  if (token.kind === 'installation') return undefined;
  if (push === false) return false;
  if (token.kind !== 'classic' || token.scopes === undefined || push === undefined) return undefined;
  return token.scopes.includes('repo') || (!isPrivate && token.scopes.includes('public_repo'));
};
