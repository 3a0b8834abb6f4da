import type { Ruleset } from '../../check/doctor/branch-rules.ts';
import type { OwnersError } from '../../check/doctor/github-branch.ts';
import type { Workflow } from '../../check/doctor/github-workflows.ts';

/** What is read of GitHub's answers. Each reader answers undefined for what is no such answer. */

export interface RepositoryShape {
  readonly default_branch: string;
  readonly archived?: boolean;
  readonly private?: boolean;
  readonly allow_squash_merge?: boolean;
  readonly delete_branch_on_merge?: boolean;
  readonly permissions?: { readonly push?: boolean };
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const listIn = (value: unknown, key: string): readonly Json[] | undefined => {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) && list.every(isObject) ? list : undefined;
};

export const readRepository = (text: string): RepositoryShape | undefined => {
  try {
    const answer: unknown = JSON.parse(text);
    return isObject(answer) && typeof answer['default_branch'] === 'string'
      ? (answer as unknown as RepositoryShape)
      : undefined;
  } catch {
    return undefined;
  }
};

export interface BranchShape {
  readonly commit: { readonly sha: string };
  readonly protected: boolean;
  readonly protection?: { readonly enabled?: boolean };
}

export const readBranch = (answer: unknown): BranchShape | undefined =>
  isObject(answer) && isObject(answer['commit']) && typeof answer['commit']['sha'] === 'string'
    ? (answer as unknown as BranchShape)
    : undefined;

/** The rulesets that rules come from, each once. */
export const readRulesetIds = (answer: unknown): number[] | undefined => {
  if (!Array.isArray(answer)) return undefined;
  const ids = answer.map((rule: unknown) => (isObject(rule) ? rule['ruleset_id'] : undefined));
  return [...new Set(ids.filter((id): id is number => Number.isSafeInteger(id)))];
};

export const readRuleset = (answer: unknown): Ruleset | undefined => {
  if (!isObject(answer) || typeof answer['name'] !== 'string') return undefined;
  const { name, bypass_actors: actors, current_user_can_bypass: mine } = answer;
  return {
    name: name as string,
    ...(Array.isArray(actors) ? { bypass: actors.length } : {}),
    ...(typeof mine === 'string' ? { mine: mine === 'always' || mine === 'exempt' } : {}),
  };
};

export const readWorkflows = (answer: unknown): Workflow[] | undefined =>
  listIn(answer, 'workflows')?.map(({ path, state }) => ({ path: String(path), state: String(state) }));

/** Names of secrets. */
export const readNames = (answer: unknown): string[] | undefined =>
  listIn(answer, 'secrets')?.map(({ name }) => String(name));

export const readOwnersErrors = (answer: unknown): OwnersError[] | undefined =>
  listIn(answer, 'errors')?.map(({ line, kind }) => ({ line: Number(line), kind: String(kind) }));
