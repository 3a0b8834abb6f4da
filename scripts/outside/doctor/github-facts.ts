import type { GitHubFacts } from '../../check/doctor/github.ts';
import type { MergeSettings } from '../../check/doctor/github-merging.ts';
import { type TokenFacts, tokenKind } from '../../check/doctor/github-token.ts';
import { knownOf, type Learned, type Silence } from '../../check/doctor/learned.ts';
import type { Clock } from '../../check/doctor/machine.ts';
import type { GitHubSettings } from '../forge/github/settings.ts';
import type { Answer, Service } from '../service/service.ts';
import { type GitHubAsker, openGitHubAsker, silenceOf } from './ask-github.ts';
import { branchFacts } from './branch-facts.ts';
import { clockOf } from './clock-of.ts';
import {
  type RepositoryShape,
  readNames,
  readOwnersErrors,
  readRepository,
  readWorkflows,
} from './github-shapes.ts';

export interface GitHubQuestion {
  readonly settings: GitHubSettings;
  readonly service: Service;
  /** The branch that everything merges into, as this clone knows it. */
  readonly main: string;
  /** The branch of evidence. */
  readonly ledger: string;
  /** Entry environments that take releases as commits. */
  readonly direct: readonly string[];
  /** Names of the variables that hold tokens for Argo CD. */
  readonly argocd: readonly string[];
}

/** What GitHub says, and what came along with it. */
export interface GitHubAnswers {
  readonly facts: GitHubFacts;
  readonly clock?: Clock;
}

/** Asks GitHub everything at once; throws nothing: what has no answer is told with the reason. */
export const askGitHub = async (question: GitHubQuestion): Promise<GitHubAnswers> => {
  const { settings, service, direct } = question;
  const asker = openGitHubAsker(settings, service);
  const [first, login] = await Promise.all([asker.repository(), asker.login()]);
  const about = aboutOf(first);
  const shape = knownOf(about);
  const head = {
    repository: `${settings.owner}/${settings.name}`,
    api: settings.url,
    now: Date.now(),
    token: tokenFacts(settings.token, { login, ...first }),
    direct,
    about: 'silence' in about ? about : { value: mergeSettings(about.value, question.main) },
  };
  const clock = 'answer' in first ? clockOf('GitHub', first.answer) : undefined;
  return {
    facts: shape === undefined ? head : { ...head, rest: await restOf(asker, question, shape) },
    ...(clock === undefined ? {} : { clock }),
  };
};

const aboutOf = (
  first: { readonly answer: Answer } | { readonly silence: Silence },
): Learned<RepositoryShape> => {
  if ('silence' in first) return first;
  const silence = silenceOf(first.answer);
  if (silence !== undefined) return { silence };
  const value = readRepository(first.answer.text);
  if (value !== undefined) return { value };
  return { silence: { reason: 'unavailable', why: 'what answers there does not speak as GitHub does' } };
};

const mergeSettings = (shape: RepositoryShape, main: string): MergeSettings => ({
  defaultBranch: shape.default_branch,
  main,
  archived: shape.archived === true,
  ...(shape.allow_squash_merge === undefined ? {} : { squash: shape.allow_squash_merge }),
  ...(shape.delete_branch_on_merge === undefined ? {} : { deleteBranch: shape.delete_branch_on_merge }),
});

const tokenFacts = (
  token: string,
  { login, answer }: { login: Learned<string>; answer?: Answer },
): TokenFacts => {
  const scopes = answer?.headers.get('x-oauth-scopes');
  const expires = Date.parse(answer?.headers.get('github-authentication-token-expiration') ?? '');
  return {
    kind: tokenKind(token),
    login,
    ...(typeof scopes === 'string' ? { scopes: scopes.split(/[\s,]+/).filter(Boolean) } : {}),
    ...(Number.isNaN(expires) ? {} : { expires }),
  };
};

const APP_ENVIRONMENT = 'release-brackets';

const restOf = async (
  asker: GitHubAsker,
  { ledger, argocd }: GitHubQuestion,
  shape: RepositoryShape,
): Promise<NonNullable<GitHubFacts['rest']>> => {
  const branch = shape.default_branch;
  const isThere = (): true => true;
  const [main, evidence, pulls, statuses, deployments, owners, workflows, secrets, mayOpen] =
    await Promise.all([
      branchFacts(asker, branch),
      branchFacts(asker, ledger),
      asker.about('/pulls?per_page=1', isThere),
      asker.about(`/commits/${encodeURIComponent(branch)}/status?per_page=1`, isThere),
      asker.about('/deployments?per_page=1', isThere),
      asker.about('/codeowners/errors', readOwnersErrors),
      asker.about('/actions/workflows?per_page=100', readWorkflows),
      asker.about(`/environments/${APP_ENVIRONMENT}/secrets?per_page=100`, readNames),
      asker.about('/actions/permissions/workflow', readMayOpen),
    ]);
  const contents = 'silence' in main.tip ? main.tip : { value: true as const };
  return {
    permissions: {
      reads: { contents, 'pull requests': pulls, 'commit statuses': statuses, deployments },
      ...(shape.permissions?.push === undefined ? {} : { push: shape.permissions.push }),
      isPrivate: shape.private !== false,
    },
    main,
    ledger: evidence,
    owners,
    workflows,
    app: { secrets, mayOpen, argocd },
  };
};

const readMayOpen = (answer: unknown): boolean | undefined => {
  const { can_approve_pull_request_reviews: may } = answer as { can_approve_pull_request_reviews?: unknown };
  return typeof may === 'boolean' ? may : undefined;
};
