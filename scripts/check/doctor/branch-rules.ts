import type { Learned } from './learned.ts';

/** What is demanded of a branch, whether by a ruleset or by the older branch protection. */
export interface BranchRules {
  readonly noForcePush: boolean;
  readonly noDeletion: boolean;
  readonly noCreation: boolean;
  /** May only who bypasses move it at all? */
  readonly frozen: boolean;
  /** Present: it changes through pull requests only. */
  readonly pull?: { readonly approvals: number; readonly codeOwners: boolean };
  /** Absent: any way of merging. */
  readonly methods?: readonly string[];
  /** Names of required checks. */
  readonly checks: readonly string[];
  /** Must a pull request hold all of the branch before it is merged? */
  readonly strict: boolean;
  readonly queue: boolean;
}

const NO_RULES: BranchRules = {
  noForcePush: false,
  noDeletion: false,
  noCreation: false,
  frozen: false,
  checks: [],
  strict: false,
  queue: false,
};

/** A ruleset that counts for the branch. */
export interface Ruleset {
  readonly name: string;
  /** How many may bypass it; absent where GitHub does not tell this token. */
  readonly bypass?: number;
  /** May this token bypass it when it pushes? Absent where GitHub does not say. */
  readonly mine?: boolean;
}

/** One branch, and all that GitHub says of its rules. */
export interface BranchFacts {
  readonly name: string;
  /** Where it stands; null: there is no such branch. */
  readonly tip: Learned<string | null>;
  /** What the rulesets demand. */
  readonly rules: Learned<BranchRules>;
  /** What the older branch protection demands. */
  readonly protection: Learned<BranchRules>;
  readonly rulesets: Learned<readonly Ruleset[]>;
}

/** Is something demanded? Undefined where one of the two could not be asked, and the other does not demand it. */
export const isDemanded = (
  { rules, protection }: BranchFacts,
  demand: (rules: BranchRules) => boolean,
): boolean | undefined => {
  const answers = [rules, protection].map((one) => ('value' in one ? demand(one.value) : undefined));
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
};

/** Every name of a required check that is known. */
export const requiredChecks = ({ rules, protection }: BranchFacts): string[] =>
  [rules, protection].flatMap((one) => ('value' in one ? one.value.checks : []));

type Json = Readonly<Record<string, unknown>>;

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Json)[name] : undefined;

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const texts = (value: unknown): string[] =>
  list(value).filter((one): one is string => typeof one === 'string');

/** Reads `GET /repos/{owner}/{repo}/rules/branches/{branch}`; undefined for what is no such answer. */
export const readRules = (answer: unknown): BranchRules | undefined =>
  Array.isArray(answer) && answer.every((rule) => typeof field(rule, 'type') === 'string')
    ? answer.reduce<BranchRules>(withRule, NO_RULES)
    : undefined;

const withRule = (rules: BranchRules, rule: unknown): BranchRules => {
  const parameters = field(rule, 'parameters');
  switch (field(rule, 'type')) {
    case 'non_fast_forward':
      return { ...rules, noForcePush: true };
    case 'deletion':
      return { ...rules, noDeletion: true };
    case 'creation':
      return { ...rules, noCreation: true };
    case 'update':
      return { ...rules, frozen: true };
    case 'merge_queue':
      return { ...rules, queue: true };
    case 'pull_request':
      return withPull(rules, parameters);
    case 'required_status_checks':
      return {
        ...rules,
        checks: [...rules.checks, ...contexts(field(parameters, 'required_status_checks'))],
        strict: rules.strict || field(parameters, 'strict_required_status_checks_policy') === true,
      };
    default:
      return rules;
  }
};

/** Of several rules about pull requests all count: the most approvals, and the ways of merging that each of them allows. */
const withPull = (rules: BranchRules, parameters: unknown): BranchRules => {
  const allowed = field(parameters, 'allowed_merge_methods');
  const methods = Array.isArray(allowed) ? texts(allowed) : undefined;
  const kept = rules.methods?.filter((one) => methods?.includes(one) ?? true) ?? methods;
  const approvals = Number(field(parameters, 'required_approving_review_count') ?? 0);
  return {
    ...rules,
    pull: {
      approvals: Math.max(approvals, rules.pull?.approvals ?? 0),
      codeOwners: field(parameters, 'require_code_owner_review') === true || rules.pull?.codeOwners === true,
    },
    ...(kept === undefined ? {} : { methods: kept }),
  };
};

const contexts = (checks: unknown): string[] => texts(list(checks).map((one) => field(one, 'context')));

/** Reads `GET /repos/{owner}/{repo}/branches/{branch}/protection`; null stands for a branch without protection. */
export const readProtection = (answer: unknown): BranchRules | undefined => {
  if (answer === null) return NO_RULES;
  if (typeof answer !== 'object') return undefined;
  const enabled = (name: string): boolean => field(field(answer, name), 'enabled') === true;
  const reviews = field(answer, 'required_pull_request_reviews');
  const checks = field(answer, 'required_status_checks');
  return {
    noForcePush: !enabled('allow_force_pushes'),
    noDeletion: !enabled('allow_deletions'),
    noCreation: false,
    frozen: enabled('lock_branch') || field(answer, 'restrictions') !== undefined,
    ...(reviews === undefined
      ? {}
      : {
          pull: {
            approvals: Number(field(reviews, 'required_approving_review_count') ?? 0),
            codeOwners: field(reviews, 'require_code_owner_reviews') === true,
          },
        }),
    checks: [...new Set([...texts(field(checks, 'contexts')), ...contexts(field(checks, 'checks'))])],
    strict: field(checks, 'strict') === true,
    queue: false,
  };
};
