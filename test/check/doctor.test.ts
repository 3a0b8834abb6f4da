import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fix, hasFix } from '../../scripts/check/doctor/argocd-fixes.ts';
import { readProtection } from '../../scripts/check/doctor/branch-rules.ts';
import type { Diagnosis } from '../../scripts/check/doctor/diagnosis.ts';
import { type DoctorFacts, examine } from '../../scripts/check/doctor/examine.ts';
import { tokenKind } from '../../scripts/check/doctor/github-token.ts';
import {
  MAIN_RULES,
  mainWithout,
  NOW,
  rulesFrom,
  silent,
  WELL,
  withAbout,
  withApplications,
  withArgocd,
  withClone,
  withGitHub,
  withLedger,
  withMachine,
  withMain,
  withRest,
  withServer,
  withToken,
  withVersion,
} from './doctor-cases.ts';

const all = (facts: DoctorFacts): Diagnosis[] => examine(facts).flatMap(({ diagnoses }) => [...diagnoses]);
const amiss = (facts: DoctorFacts): string[] =>
  all(facts)
    .filter(({ state }) => state !== 'ok')
    .map(({ code, state }) => `${code} ${state}`);

const { here: _here, ...unborn } = WELL.clone;
const { there: _there, tip: _tip, ...unfetched } = WELL.clone;
const { origin: _origin, ...alone } = unfetched;
const { tip: _asked, ...untold } = WELL.clone;
const lost = { ...unborn };
const { there: _gone, ...nowhere } = lost;
const squashOnly = { value: { defaultBranch: 'main', main: 'main', archived: false } } as const;

const PERMISSIONS = {
  reads: {
    contents: { value: true },
    'pull requests': { value: true },
    'commit statuses': { value: true },
    deployments: { value: true },
  },
  isPrivate: true,
} as const;

const UNKNOWN_PERMISSIONS = [
  'may-write-contents unknown',
  'may-write-pull-requests unknown',
  'may-write-commit-statuses unknown',
  'may-write-deployments unknown',
];

const protectionFrom = (answer: unknown) =>
  readProtection(answer) as NonNullable<ReturnType<typeof readProtection>>;
const REVIEWED = protectionFrom({ required_pull_request_reviews: { required_approving_review_count: 1 } });
const PROTECTED = protectionFrom({ allow_force_pushes: { enabled: false } });

/** By what is given: everything that is not ok then. */
const CASES: Readonly<Record<string, readonly [facts: DoctorFacts, amiss: readonly string[]]>> = {
  'everything as it should be': [WELL, []],
  'an old Node': [withMachine({ node: '20.18.3' }), ['node missing']],
  'an old Git': [withMachine({ git: 'git version 2.37.7 (Apple Git-1)' }), ['git missing']],
  'a Git with four numbers': [withMachine({ git: 'git version 2.45.1.windows.1' }), []],
  'a Git that says something else': [withMachine({ git: 'no idea' }), ['git unknown']],
  'no other clock': [withMachine({ clocks: [] }), ['clock unknown']],
  'a clock that is 31 s apart': [
    withMachine({ clocks: [{ of: 'GitHub', ahead: -31_000 }] }),
    ['clock warning'],
  ],
  'a clock that is 30 s apart': [withMachine({ clocks: [{ of: 'GitHub', ahead: 30_000 }] }), []],
  'a clock that is an hour apart': [
    withMachine({ clocks: [{ of: 'GitHub', ahead: 3_600_000 }] }),
    ['clock missing'],
  ],
  'one clock of two that is apart': [
    withMachine({
      clocks: [
        { of: 'Argo CD', ahead: 3_600_000 },
        { of: 'GitHub', ahead: 5 },
      ],
    }),
    [],
  ],
  'no commit': [withClone({ begun: false }), ['commits missing']],
  'a shallow clone': [withClone({ shallow: true }), ['history missing']],
  'no main anywhere': [{ ...WELL, clone: nowhere }, ['main missing', 'in-step unknown']],
  'main at origin only': [{ ...WELL, clone: unborn }, []],
  'files that are not committed': [withClone({ uncommitted: 2 }), ['committed warning']],
  'no origin with GitHub': [{ ...WELL, clone: alone }, ['origin missing']],
  'no origin with the local forge': [
    { ...WELL, clone: { ...alone, forge: 'local' }, forge: { kind: 'local' } },
    [],
  ],
  'another origin': [withClone({ origin: 'acme/other' }), ['origin warning']],
  'an origin in other letters': [withClone({ origin: 'Acme/Shop' }), []],
  'an origin that is a folder': [withClone({ origin: null }), []],
  'an origin that was never fetched': [{ ...WELL, clone: unfetched }, ['in-step unknown']],
  'GitHub ahead of what was fetched': [withClone({ tip: 'b'.repeat(40) }), ['in-step warning']],
  'commits that are not at origin': [{ ...WELL, clone: { ...untold, ahead: 2 } }, ['in-step warning']],
  'commits that are only at origin': [withClone({ behind: 1 }), ['in-step warning']],
  'branches that parted': [withClone({ ahead: 1, behind: 1 }), ['in-step warning']],
  'a file that cannot be read': [{ ...WELL, unreadable: ['environments/dev.yaml'] }, ['readable missing']],
  'settings that are no good': [
    { ...WELL, forge: { kind: 'unset', what: 'GITHUB_TOKEN is not set.', fix: 'Set it.' } },
    ['forge missing'],
  ],
  'half of the settings': [
    { ...WELL, forge: { kind: 'local', halfSet: 'GITHUB_TOKEN' } },
    ['forge-variables warning'],
  ],
  'a token that is refused': [withGitHub({ about: silent('refused') }), ['token missing']],
  'a repository that is not there': [withGitHub({ about: silent('absent') }), ['forge missing']],
  'a GitHub that is silent': [withGitHub({ about: silent('unavailable') }), ['forge unknown']],
  'a token of a person': [withToken({ login: { value: 'ann' } }), ['app warning']],
  'the token of a job': [withToken({ login: { value: 'github-actions[bot]' } }), ['app warning']],
  'a token of nobody knows whom': [withToken({ login: silent('forbidden') }), ['app unknown']],
  'a token that ends soon': [withToken({ expires: NOW + 7 * 86_400_000 }), ['token-expiry warning']],
  'a token without scopes for it': [
    withToken({ scopes: ['read:org', 'public_repo'] }),
    [
      'may-write-contents missing',
      'may-write-pull-requests missing',
      'may-write-commit-statuses warning',
      'may-write-deployments warning',
    ],
  ],
  'a token whose permissions nobody tells': [
    withToken({ kind: 'installation' }),
    [
      'may-write-contents unknown',
      'may-write-pull-requests unknown',
      'may-write-commit-statuses unknown',
      'may-write-deployments unknown',
    ],
  ],
  'a token of an App, of which GitHub says that it may not push': [
    withRest(
      { permissions: { ...PERMISSIONS, push: false } },
      { token: { kind: 'installation', login: { value: 'app[bot]' } } },
    ),
    UNKNOWN_PERMISSIONS,
  ],
  'a fine-grained token, whose scopes are empty': [
    withToken({ kind: 'fine-grained', scopes: [] }),
    UNKNOWN_PERMISSIONS,
  ],
  'deployments that may not even be read': [
    withRest({
      permissions: {
        reads: {
          contents: { value: true },
          'pull requests': { value: true },
          'commit statuses': silent('unavailable'),
          deployments: silent('forbidden'),
        },
        push: true,
        isPrivate: true,
      },
    }),
    ['may-write-commit-statuses unknown', 'may-write-deployments warning'],
  ],
  'an archived repository': [withAbout({ archived: true }), ['archived missing']],
  'another default branch': [withAbout({ defaultBranch: 'trunk' }), ['default-branch missing']],
  'no squash merging': [withAbout({ squash: false }), ['squash missing']],
  'branches that stay': [withAbout({ deleteBranch: false }), ['delete-branch warning']],
  'settings that are not shown': [
    withGitHub({ about: squashOnly }),
    ['squash unknown', 'delete-branch unknown'],
  ],
  'no required check': [
    mainWithout('required_status_checks'),
    ['required-check missing', 'up-to-date warning'],
  ],
  'a required check of nearly that name': [
    mainWithout('required_status_checks', { required_status_checks: [{ context: 'Validate' }] }),
    ['required-check missing'],
  ],
  'checks that may be out of date': [
    mainWithout('required_status_checks', { strict_required_status_checks_policy: false }),
    ['up-to-date warning'],
  ],
  'force pushes': [mainWithout('non_fast_forward'), ['force-push missing']],
  deletions: [mainWithout('deletion'), ['deletion missing']],
  'pushes past pull requests': [
    mainWithout('pull_request'),
    ['pull-request missing', 'reviews warning', 'code-owners warning'],
  ],
  'no approvals': [
    mainWithout('pull_request', { required_approving_review_count: 0, require_code_owner_review: false }),
    ['reviews warning', 'code-owners warning'],
  ],
  'merge commits only': [
    mainWithout('pull_request', { allowed_merge_methods: ['merge'] }),
    ['merge-method missing'],
  ],
  'a merge queue': [
    withMain({ rules: rulesFrom([...MAIN_RULES, { type: 'merge_queue' }]) }),
    ['merge-queue warning'],
  ],
  'rules that nobody shows': [
    withMain({ rules: silent('forbidden'), protection: silent('forbidden') }),
    [
      'required-check unknown',
      'force-push unknown',
      'deletion unknown',
      'pull-request unknown',
      'reviews unknown',
      'code-owners unknown',
      'merge-method unknown',
      'up-to-date unknown',
      'direct unknown',
    ],
  ],
  'rulesets that answer for a protection that nobody shows': [
    withMain({ protection: silent('forbidden') }),
    [],
  ],
  'a bypass that no environment needs': [withMain({}, { direct: [] }), ['bypass warning']],
  'a bypass list that is not shown': [
    withMain({ rulesets: { value: [{ name: 'main', mine: true }] } }),
    ['bypass unknown'],
  ],
  'rulesets that are not shown': [
    withMain({ rulesets: silent('forbidden') }),
    ['bypass unknown', 'direct unknown'],
  ],
  'direct releases that rules forbid': [
    withMain({ rulesets: { value: [{ name: 'main', bypass: 0, mine: false }] } }),
    ['direct missing'],
  ],
  'an owner whom GitHub does not know': [
    withRest({ owners: { value: [{ line: 3, kind: 'Unknown owner' }] } }),
    ['owners warning'],
  ],
  'no CODEOWNERS': [withRest({ owners: silent('absent') }), ['owners warning']],
  'owners that are not shown': [withRest({ owners: silent('forbidden') }), ['owners unknown']],
  'a ledger that nothing protects': [
    withLedger({ rules: rulesFrom([]) }),
    ['ledger-force-push missing', 'ledger-deletion missing'],
  ],
  'a ledger that asks for pull requests': [
    withLedger({ rules: rulesFrom(MAIN_RULES), rulesets: { value: [{ name: 'all', mine: false }] } }),
    ['ledger-appending missing'],
  ],
  'a ledger that may not be begun': [
    withLedger({
      tip: { value: null },
      rules: rulesFrom([{ type: 'creation' }, { type: 'deletion' }, { type: 'non_fast_forward' }]),
      rulesets: { value: [{ name: 'all', mine: false }] },
    }),
    ['ledger-appending missing'],
  ],
  'a ledger whose older protection asks for pull requests': [
    withLedger({ protection: { value: REVIEWED }, rulesets: { value: [] } }),
    ['ledger-appending missing'],
  ],
  'a ledger whose rules let the App through': [
    withLedger({ rules: rulesFrom(MAIN_RULES), rulesets: { value: [{ name: 'all', mine: true }] } }),
    [],
  ],
  'a ledger whose rules nobody shows': [
    withLedger({ rules: silent('unavailable'), protection: silent('forbidden') }),
    ['ledger-force-push unknown', 'ledger-deletion unknown', 'ledger-appending unknown'],
  ],
  'no ledger yet': [{ ...WELL, ledger: { state: 'absent' } }, []],
  'a ledger that cannot be read': [
    { ...WELL, ledger: { state: 'unread', ...silent('unavailable') } },
    ['ledger unknown'],
  ],
  'a ledger that lacks what `origin` holds': [
    { ...WELL, ledger: { state: 'read', events: 3, troubles: [], lacking: 'behind' } },
    ['ledger-step warning'],
  ],
  'a ledger that was written to in two clones': [
    { ...WELL, ledger: { state: 'read', events: 3, troubles: [], lacking: 'parted' } },
    ['ledger-step warning'],
  ],
  'a ledger that was rewritten': [
    { ...WELL, ledger: { state: 'rewritten', what: 'ledger:1: It changed.', fix: 'Look at it.' } },
    ['ledger missing'],
  ],
  'a ledger with foreign lines': [
    {
      ...WELL,
      ledger: { state: 'read', events: 3, troubles: [{ what: 'Line 3 is no event.', fix: 'Look at it.' }] },
    },
    ['ledger warning'],
  ],
  'workflows that sleep, are switched off, or are not there': [
    withRest({
      workflows: {
        value: [
          { path: '.github/workflows/promote.yml', state: 'disabled_inactivity' },
          { path: '.github/workflows/release.yml', state: 'disabled_manually' },
        ],
      },
    }),
    [
      'workflow-validate missing',
      'workflow-promote warning',
      'workflow-release warning',
      'workflow-verify warning',
    ],
  ],
  'workflows that are not shown': [withRest({ workflows: silent('forbidden') }), ['workflows unknown']],
  'no secrets of an App': [
    withRest({ app: { secrets: silent('absent'), mayOpen: { value: true }, argocd: [] } }),
    ['app-secrets warning'],
  ],
  'no App, and Actions may not open': [
    withRest(
      {
        app: {
          secrets: { value: ['BRACKET_APP_CLIENT_ID'] },
          mayOpen: { value: false },
          argocd: ['ARGOCD_AUTH_TOKEN'],
        },
      },
      { token: { kind: 'installation', login: { value: 'github-actions[bot]' } } },
    ),
    [
      'app warning',
      'may-write-contents unknown',
      'may-write-pull-requests unknown',
      'may-write-commit-statuses unknown',
      'may-write-deployments unknown',
      'app-secrets warning',
      'actions-may-open missing',
      'argocd-secrets warning',
    ],
  ],
  'secrets that are not shown': [
    withRest({ app: { secrets: silent('forbidden'), mayOpen: silent('forbidden'), argocd: ['TOKEN'] } }),
    ['app-secrets unknown', 'actions-may-open unknown'],
  ],
  'nothing for Argo CD': [withArgocd({ told: [], servers: [] }), []],
  'no file for Argo CD, ever': [
    { ...WELL, argocd: { told: ['production'], unasked: [], servers: WELL.argocd.servers } },
    ['argocd-files warning'],
  ],
  'stale files for Argo CD': [
    withArgocd({ stale: ['environments/argocd/root.yaml', 'environments/argocd/projects/dev.yaml'] }),
    ['argocd-files missing'],
  ],
  'files for Argo CD that nobody can judge, because an environment file cannot be read': [
    { ...withArgocd({ stale: 'unread' }), unreadable: ['environments/dev.yaml'] },
    ['readable missing'],
  ],
  'an environment without a server': [withArgocd({ unasked: ['dev'] }), ['argocd-server warning']],
  'an Argo CD that is silent': [
    withServer({ version: silent('unavailable'), environments: [] }),
    ['argocd-version unknown'],
  ],
  'an Argo CD without a version': [withServer({ version: { value: 'dev' } }), ['argocd-version unknown']],
  'an old Argo CD': [
    withVersion('v3.1.9'),
    [
      'argocd-retry-refresh warning',
      'argocd-image-only missing',
      'argocd-progressive-loop missing',
      'argocd-stuck-hook warning',
    ],
  ],
  'an old Argo CD that syncs all at once': [
    withVersion('v3.1.9', false),
    ['argocd-retry-refresh warning', 'argocd-stuck-hook warning'],
  ],
  'no token for Argo CD': [withApplications(undefined), ['argocd-token missing']],
  'a token that Argo CD refuses': [withApplications(silent('refused')), ['argocd-token missing']],
  'Applications that nobody could list': [withApplications(silent('unavailable')), ['argocd-token unknown']],
  'an Application that is not there': [
    withApplications({ value: ['production-a'] }),
    ['argocd-applications missing'],
  ],
  'no Application at all': [withApplications({ value: [] }), ['argocd-applications missing']],
};

for (const [given, [facts, expected]] of Object.entries(CASES))
  test(`given ${given}: ${expected.join(', ') || 'nothing is amiss'}`, () => {
    assert.equal(amiss(facts), expected);
    for (const one of all(facts)) {
      assert.match(one.code, /^[a-z]+(?:-[a-z]+)*$/);
      assert.match(one.what, /^[\s\S]+\.\)?$/);
      assert.not.match(JSON.stringify(one), /undefined|NaN|\[object/);
      if ('fix' in one) assert.match(one.fix, /^[A-Z`][\s\S]+\.$/);
    }
  });

test('a token that sees no Application is not said to be one that may', () => {
  const codes = all(withApplications({ value: [] })).map(({ code }) => code);
  assert.not.ok(codes.includes('argocd-token'));
});

test('every finding is seen both as it should be and amiss', () => {
  const seen = Object.values(CASES).flatMap(([facts]) => all(facts));
  const good = new Set(seen.filter(({ state }) => state === 'ok').map(({ code }) => code));
  const bad = new Set(seen.filter(({ state }) => state !== 'ok').map(({ code }) => code));
  const onlyGood = [...good].filter((code) => !bad.has(code));
  assert.equal(onlyGood.sort(), ['argocd', 'argocd-fixes', 'program'], 'these only tell what is there');
});

test('whatever else is known: where rules of a branch are silent, nothing that they would demand is ok', () => {
  const learned = fc.constantFrom(MAIN_RULES, [], [{ type: 'creation' }], undefined);
  fc.assert(
    fc.property(learned, fc.boolean(), (rules, isProtected) => {
      const facts = withMain({
        rules: rules === undefined ? silent('unavailable') : rulesFrom(rules),
        protection: isProtected ? silent('forbidden') : { value: PROTECTED },
      });
      const states = new Map(all(facts).map(({ code, state }) => [code, state]));
      const isHeld = rules === MAIN_RULES || !isProtected;
      assert.is(states.get('force-push'), isHeld ? 'ok' : 'unknown');
    }),
  );
});

test('an older protection forbids force pushes and deletions unless it allows them', () => {
  assert.ok(PROTECTED.noForcePush && PROTECTED.noDeletion);
  const open = readProtection({ allow_force_pushes: { enabled: true }, allow_deletions: { enabled: true } });
  assert.not.ok(open?.noForcePush || open?.noDeletion);
  assert.is(readProtection('a page'), undefined);
});

test('a fix is in a version when its own line of versions has it, or every line does', () => {
  const fix: Fix = { code: 'x', what: 'x', since: ['3.4.7', '3.5.1'], progressive: false };
  const versions = ['3.3.9', '3.4.6', '3.4.7', '3.4.12', '3.5.0', '3.5.1', '3.6.0', '4.0.0', '2.14.99'];
  assert.equal(
    versions.filter((version) => hasFix(version, fix)),
    ['3.4.7', '3.4.12', '3.5.1', '3.6.0', '4.0.0'],
  );
});

test('a token says by its beginning what it is', () => {
  const kinds = ['ghs_1', 'ghp_1', 'github_pat_1', 'gho_1', 'ghu_1', '0123456789abcdef'].map(tokenKind);
  assert.equal(kinds, ['installation', 'classic', 'fine-grained', 'user', 'user', 'other']);
});

test.run();
