import { type Guard, judgeGuard, unseenRule } from './branch-guard.ts';
import { type BranchFacts, isDemanded, requiredChecks } from './branch-rules.ts';
import { type Diagnosis, missing, ok, unknown, warning } from './diagnosis.ts';
import { type Learned, unanswered } from './learned.ts';

/** The check that every pull request must pass: the job of `.github/workflows/validate.yml`. */
export const REQUIRED_CHECK = 'validate';

/** A line of CODEOWNERS in which GitHub found something wrong. */
export interface OwnersError {
  readonly line: number;
  readonly kind: string;
}

export interface MainRules {
  readonly main: BranchFacts;
  /** Entry environments that take releases as commits, without a pull request. */
  readonly direct: readonly string[];
  readonly owners: Learned<readonly OwnersError[]>;
}

const IMPORT = 'Import `.github/rulesets/main.json` (Settings → Rules → Rulesets → Import).';

export const examineMainRules = (facts: MainRules): Diagnosis[] => {
  const { main } = facts;
  return [
    judgeCheck(main),
    ...GUARDS.map((guard) => judgeGuard(main, guard, IMPORT)),
    judgeMethods(main),
    judgeOrder(main),
    ...judgeQueue(main),
    ...(isSetByRulesets(main) ? [judgeBypass(facts)] : []),
    ...judgeDirect(facts),
    judgeOwners(facts.owners),
  ];
};

const judgeCheck = (main: BranchFacts): Diagnosis => {
  const code = 'required-check';
  const isRequired = isDemanded(main, ({ checks }) => checks.includes(REQUIRED_CHECK));
  if (isRequired === true)
    return ok(code, `${main.name} requires the check \`${REQUIRED_CHECK}\` before a merge.`);
  if (isRequired === undefined) return unseenRule(code, `Whether ${main.name} requires a check`, main);
  const others = requiredChecks(main).map((name) => `\`${name}\``);
  const instead = others.length === 0 ? '' : ` (it requires ${others.slice(0, 5).join(', ')})`;
  return missing(
    code,
    `${main.name} does not require the check \`${REQUIRED_CHECK}\`${instead}: what is not sound can be merged.`,
    IMPORT,
  );
};

const GUARDS: readonly Guard[] = [
  {
    code: 'force-push',
    demand: ({ noForcePush }) => noForcePush,
    asked: 'may be force-pushed',
    good: 'cannot be force-pushed: the commits that environments pin stay.',
    bad: 'can be force-pushed: commits that environments pin would be lost.',
    tell: missing,
  },
  {
    code: 'deletion',
    demand: ({ noDeletion }) => noDeletion,
    asked: 'can be deleted',
    good: 'cannot be deleted.',
    bad: 'can be deleted, and with it what every environment follows.',
    tell: missing,
  },
  {
    code: 'pull-request',
    demand: ({ pull }) => pull !== undefined,
    asked: 'changes through pull requests only',
    good: 'changes through pull requests only.',
    bad: 'can be pushed to: a change that nobody reviewed reaches every environment that it names.',
    tell: missing,
  },
  {
    code: 'reviews',
    demand: ({ pull }) => (pull?.approvals ?? 0) > 0,
    asked: 'asks for an approval',
    good: 'asks for an approval before a merge.',
    bad: 'asks for no approval: on GitHub anybody who may write merges alone.',
    tell: warning,
  },
  {
    code: 'code-owners',
    demand: ({ pull }) => pull?.codeOwners === true,
    asked: 'asks the owners',
    good: 'asks the owners of what is changed.',
    bad: 'does not ask the owners of what is changed.',
    tell: warning,
  },
];

const judgeMethods = (main: BranchFacts): Diagnosis => {
  const code = 'merge-method';
  const forbidden = isDemanded(main, ({ methods }) => methods !== undefined && !methods.includes('squash'));
  if (forbidden === true)
    return missing(
      code,
      `The rules of ${main.name} do not allow squash merging: no promotion can be merged.`,
      'Allow squash below "Require a pull request before merging" in that rule.',
    );
  if ('silence' in main.rules) return unseenRule(code, `How ${main.name} may be merged into`, main);
  return ok(code, `The rules of ${main.name} allow squash merging.`);
};

const judgeOrder = (main: BranchFacts): Diagnosis => {
  const code = 'up-to-date';
  const held = isDemanded(main, ({ strict, queue }) => strict || queue);
  if (held === undefined)
    return unseenRule(code, 'Whether a pull request is checked with all that was merged', main);
  if (held) return ok(code, 'A pull request is checked together with all that was merged before it.');
  return warning(
    code,
    'A pull request may be merged that was checked without what was merged since: two that are each sound can be unsound together.',
    'Switch on "Require branches to be up to date before merging" in the rule for checks, or use a merge queue.',
  );
};

const judgeQueue = (main: BranchFacts): Diagnosis[] =>
  isDemanded(main, ({ queue }) => queue) === true
    ? [
        warning(
          'merge-queue',
          `${main.name} has a merge queue: \`bracket merge\` can merge only as somebody who bypasses it.`,
          'Merge promotions through the queue on GitHub, or let the App bypass it.',
        ),
      ]
    : [];

/** Who bypasses the older protection, its administrators, is for them to know. */
const isSetByRulesets = ({ rulesets }: BranchFacts): boolean =>
  'silence' in rulesets || rulesets.value.length > 0;

const judgeBypass = ({ main, direct }: MainRules): Diagnosis => {
  const code = 'bypass';
  const asked = `Who may bypass the rules of ${main.name}`;
  const fix = 'Look at "Bypass list" in each ruleset, or ask with a token that has `administration: read`.';
  if ('silence' in main.rulesets) return unanswered({ code, asked, fix }, main.rulesets.silence);
  const rulesets = main.rulesets.value;
  if (rulesets.some(({ bypass }) => bypass === undefined))
    return unknown(code, `${asked} is not known: GitHub tells it only to administrators.`, fix);
  const open = rulesets.filter(({ bypass }) => bypass !== 0).map(({ name }) => name);
  if (open.length === 0) return ok(code, `Nobody may bypass the rulesets of ${main.name}.`);
  const what = `The ruleset ${open.join(', ')} can be bypassed.`;
  if (direct.length > 0)
    return ok(code, `${what} ${direct.join(', ')} needs that: releases are commits there.`);
  return warning(code, what, 'Remove whom you do not know from the "Bypass list" of the ruleset.');
};

/** Releases that are commits need somebody whom the rules let through. */
const judgeDirect = ({ main, direct }: MainRules): Diagnosis[] => {
  if (direct.length === 0) return [];
  const code = 'direct';
  const names = direct.join(', ');
  const closed = isDemanded(
    main,
    ({ pull, frozen, checks }) => pull !== undefined || frozen || checks.length > 0,
  );
  if (closed === false) return [ok(code, `Releases can be committed for ${names}.`)];
  const mine = 'value' in main.rulesets ? main.rulesets.value.map((one) => one.mine) : [undefined];
  if (closed === undefined || mine.includes(undefined) || mine.length === 0)
    return [
      unknown(
        code,
        `Whether this token may commit releases for ${names} (\`promotion.open: direct\`) shows when it does.`,
        `Let the App bypass the rules of ${main.name}, or remove that line: then a release is a pull request.`,
      ),
    ];
  if (mine.every(Boolean)) return [ok(code, `This token may commit releases for ${names}.`)];
  return [
    missing(
      code,
      `${names} takes releases as commits (\`promotion.open: direct\`), and the rules of ${main.name} do not let this token commit.`,
      'Let the App bypass the ruleset, or remove that line: then a release is a pull request.',
    ),
  ];
};

const judgeOwners = (owners: Learned<readonly OwnersError[]>): Diagnosis => {
  const code = 'owners';
  const asked = 'Whether GitHub understands CODEOWNERS';
  const fix = 'Look at .github/CODEOWNERS on GitHub: it marks what it does not understand.';
  if ('silence' in owners && owners.silence.reason === 'absent')
    return warning(
      code,
      'There is no CODEOWNERS on the default branch: nobody is asked for a review of what is theirs.',
      'Write .github/CODEOWNERS: who owns which environment and which service.',
    );
  if ('silence' in owners) return unanswered({ code, asked, fix }, owners.silence);
  const [first] = owners.value;
  if (first === undefined) return ok(code, 'GitHub knows everybody whom CODEOWNERS names.');
  const more = owners.value.length > 1 ? `, and ${owners.value.length - 1} more` : '';
  return warning(
    code,
    `GitHub does not understand line ${first.line} of CODEOWNERS (${first.kind})${more}: nobody is asked for that.`,
    'Replace the owner by a person or a team who may write to this repository.',
  );
};
