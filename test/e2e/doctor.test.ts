import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallShop } from '../commands/small-shop.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';
import { status } from '../support/github/faults.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../support/github/server.ts';
import { imported, setUpWell } from '../support/github/well-set-up.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { bracket, type Ended } from './command-line.ts';

const ALICE = 'ghp_alice0123456789abcdefghijklmnopqrst';
const READER = 'github_pat_reader0123456789abcdefghijklmnop';

interface Finding {
  readonly group: string;
  readonly code: string;
  readonly state: string;
  readonly what: string;
  readonly fix: string | null;
}

interface Examination extends Ended {
  readonly findings: readonly Finding[];
  /** The state of the finding of that code. */
  state(code: string): string | undefined;
  /** What is not `ok`, as `code state`. */
  readonly amiss: readonly string[];
}

/** A shop on a GitHub where everything is as README.md says, and a clone of it. */
const onGitHub = async (
  work: (github: GitHub, box: Sandbox) => Promise<void>,
  options: GitHubOptions = {},
): Promise<void> => {
  const box = smallShop(['front-end', 'service-b']);
  const github = await startGitHub({
    from: box.root,
    people: { alice: ALICE, rita: READER },
    readers: ['rita'],
    rules: { autoDelete: true },
    ...options,
  });
  setUpWell(github);
  box.git('remote', 'add', 'origin', github.root);
  box.git('fetch', '--quiet', 'origin');
  try {
    await work(github, box);
  } finally {
    await github.close();
  }
};

const doctor = async (box: Sandbox, env: Readonly<Record<string, string>>): Promise<Examination> => {
  const ended = await bracket(box.root, ['doctor', '--json'], { env });
  assertMatchesSchema('doctor', ended.out);
  const { findings } = JSON.parse(ended.out) as { findings: readonly Finding[] };
  for (const secret of Object.values(env).filter((value) => value.startsWith('gh')))
    assert.not.ok(ended.out.includes(secret) || ended.talk.includes(secret), 'no token is printed');
  return {
    ...ended,
    findings,
    state: (code) => findings.find((one) => one.code === code)?.state,
    amiss: findings.filter(({ state }) => state !== 'ok').map(({ code, state }) => `${code} ${state}`),
  };
};

/** An App that may not read whether it may write: GitHub tells nobody. */
const NEVER_KNOWN = [
  'may-write-contents unknown',
  'may-write-pull-requests unknown',
  'may-write-commit-statuses unknown',
  'may-write-deployments unknown',
];

test('all is well: nothing is missing, and what cannot be known without writing is said to be unknown', () =>
  onGitHub(async (github, box) => {
    const seen = await doctor(box, github.env);
    assert.equal(seen.amiss, NEVER_KNOWN);
    assert.is(seen.code, 0, seen.out);
    assert.equal(
      github.calls.creating().map(({ path }) => path),
      ['/graphql'],
      'nothing is written',
    );
  }));

test('on a terminal of 80 columns every state is a word, and every finding that is not ok ends in what to do', () =>
  onGitHub(async (github, box) => {
    github.hub.settings.rulesets = [];
    const ended = await bracket(box.root, ['doctor'], { env: github.env });
    assert.is(ended.code, 3);
    const rows = ended.out.split('\n');
    assert.ok(
      rows.every((row) => row.length <= 80),
      ended.out,
    );
    assert.match(ended.out, /^ {2}✗ missing {2}main can be force-pushed/m);
    assert.match(ended.out, /^ {2}✓ ok {7}GitHub: acme\/shop at http/m);
    assert.match(ended.out, /→ Import `\.github\/rulesets\/main\.json`/);
    assert.match(ended.talk, /\d+ missing, .*4 unknown, \d+ ok\. Promotions, or the evidence/);
  }));

test('without a token this is the local forge, and one variable without the other is told', () =>
  onGitHub(async (github, box) => {
    const local = await doctor(box, {});
    assert.is(local.code, 0);
    assert.equal(local.amiss, ['clock unknown']);
    const half = await doctor(box, { GITHUB_REPOSITORY: github.repository });
    assert.equal(half.amiss, ['clock unknown', 'forge-variables warning']);
    const forced = await bracket(box.root, ['doctor', '--forge', 'github', '--json']);
    assert.is(forced.code, 3);
    assert.match(forced.out, /GITHUB_TOKEN is not set/);
    assert.is(github.calls.all.length, 0);
  }));

test('a token that GitHub refuses is missing, and the rest of the machine is examined all the same', () =>
  onGitHub(async (github, box) => {
    const seen = await doctor(box, { ...github.env, GITHUB_TOKEN: 'ghp_revoked0123456789abcdefghijklmnop' });
    assert.is(seen.code, 3);
    assert.equal(seen.amiss, ['token missing']);
    assert.is(seen.state('clock'), 'ok', 'also a refusal says what time it is');
  }));

test('a token that may only read may not promote', () =>
  onGitHub(async (github, box) => {
    const seen = await doctor(box, { ...github.env, GITHUB_TOKEN: READER });
    assert.is(seen.code, 3);
    for (const name of ['contents', 'pull-requests']) assert.is(seen.state(`may-write-${name}`), 'missing');
    for (const name of ['commit-statuses', 'deployments'])
      assert.is(seen.state(`may-write-${name}`), 'warning');
    assert.is(seen.state('squash'), 'unknown', 'GitHub shows it only to who may write');
    assert.is(seen.state('app'), 'warning');
    assert.match(seen.out, /a fine-grained token of rita/);
  }));

test('a classic token says in its scopes what it may write, and until when it is good', () =>
  onGitHub(async (github, box) => {
    const { headers } = github.hub.settings;
    headers['x-oauth-scopes'] = 'read:org, repo';
    headers['github-authentication-token-expiration'] = '2099-01-01 00:00:00 UTC';
    const long = await doctor(box, { ...github.env, GITHUB_TOKEN: ALICE });
    assert.is(long.state('may-write-contents'), 'ok');
    assert.is(long.state('token-expiry'), 'ok');
    headers['x-oauth-scopes'] = 'read:org';
    headers['github-authentication-token-expiration'] = new Date(Date.now() + 86_400_000).toUTCString();
    const short = await doctor(box, { ...github.env, GITHUB_TOKEN: ALICE });
    assert.is(short.state('may-write-contents'), 'missing');
    assert.is(short.state('token-expiry'), 'warning');
  }));

test('a branch that nothing protects: the check, force pushes and deletions are missing', () =>
  onGitHub(async (github, box) => {
    github.hub.settings.rulesets = [imported('ledger')];
    const seen = await doctor(box, github.env);
    assert.is(seen.code, 3);
    for (const code of ['required-check', 'force-push', 'deletion', 'pull-request'])
      assert.is(seen.state(code), 'missing', code);
    assert.is(seen.state('ledger-force-push'), 'ok');
  }));

test('a ledger that can be rewritten, or that asks for pull requests, is missing its protection', () =>
  onGitHub(async (github, box) => {
    const main = imported('main', ['release-brackets[bot]']);
    github.hub.settings.rulesets = [main];
    const open = await doctor(box, github.env);
    assert.is(open.code, 3);
    assert.equal(open.amiss, [...NEVER_KNOWN, 'ledger-force-push missing', 'ledger-deletion missing']);
    github.hub.settings.rulesets = [main, { ...imported('main'), id: 13, branches: ['ledger'] }];
    const closed = await doctor(box, github.env);
    assert.equal(closed.amiss, [...NEVER_KNOWN, 'ledger-appending missing']);
  }));

test('squash merging that is switched off stops every promotion', () =>
  onGitHub(
    async (github, box) => {
      const seen = await doctor(box, github.env);
      assert.is(seen.code, 3);
      assert.equal(seen.amiss, [...NEVER_KNOWN, 'squash missing']);
    },
    { rules: { squash: false, autoDelete: true } },
  ));

test('a shallow clone is told, with how to fetch the rest', () =>
  onGitHub(async (github) => {
    const shallow = sandbox();
    shallow.git('remote', 'add', 'origin', `file://${github.root}`);
    shallow.git('fetch', '--quiet', '--depth=1', 'origin');
    shallow.git('switch', '--quiet', '--force-create', 'main', 'origin/main');
    const seen = await doctor(shallow, github.env);
    assert.is(seen.code, 3);
    assert.equal(seen.amiss, ['history missing', ...NEVER_KNOWN]);
    assert.match(seen.out, /git fetch --unshallow/);
  }));

test('a clock that is wrong is told by how much, and how wrong it is', () =>
  onGitHub(async (github, box) => {
    const { headers } = github.hub.settings;
    headers['date'] = new Date(Date.now() + 90_000).toUTCString();
    assert.is((await doctor(box, github.env)).state('clock'), 'warning');
    headers['date'] = new Date(Date.now() - 3_600_000).toUTCString();
    const seen = await doctor(box, github.env);
    assert.is(seen.code, 3);
    assert.match(
      seen.findings.find(({ code }) => code === 'clock')?.what ?? '',
      /60 min ahead of that of GitHub/,
    );
  }));

test('a GitHub that does not answer ends in exit 6, and everything else is said', () =>
  onGitHub(async (github, box) => {
    github.faults.add({ times: 99, trouble: { kind: 'reset' } });
    const seen = await doctor(box, github.env);
    assert.is(seen.code, 6, seen.out);
    assert.equal(seen.amiss, ['clock unknown', 'forge unknown']);
    assert.is(seen.state('history'), 'ok');
  }));

test('what GitHub does not show is unknown and not ok', () =>
  onGitHub(async (github, box) => {
    github.hub.settings.admins = [];
    github.hub.settings.protections.set('main', {});
    github.hub.settings.rulesets = [imported('ledger')];
    github.faults.add({ path: '/actions/workflows', times: 9, trouble: status(403) });
    const seen = await doctor(box, github.env);
    for (const code of ['required-check', 'force-push', 'workflows', 'app-secrets', 'actions-may-open'])
      assert.is(seen.state(code), 'unknown', code);
    assert.is(seen.code, 0, 'nobody said that something is missing');
  }));

test('the older protection of a branch counts as much as a ruleset', () =>
  onGitHub(async (github, box) => {
    github.hub.settings.rulesets = [imported('ledger')];
    github.hub.settings.protections.set('main', {
      required_status_checks: {
        strict: true,
        contexts: ['validate'],
        checks: [{ context: 'validate', app_id: 1 }],
      },
      required_pull_request_reviews: { required_approving_review_count: 1, require_code_owner_reviews: true },
      enforce_admins: { enabled: true },
      allow_force_pushes: { enabled: false },
      allow_deletions: { enabled: false },
    });
    const seen = await doctor(box, github.env);
    assert.equal(seen.amiss, [...NEVER_KNOWN, 'direct unknown']);
  }));

test('the token of the job itself opens nothing where a setting forbids it, and workflows that sleep are told', () =>
  onGitHub(async (github, box) => {
    const { settings } = github.hub;
    settings.secrets.clear();
    settings.workflows = [
      { path: '.github/workflows/validate.yml', state: 'active' },
      { path: '.github/workflows/promote.yml', state: 'disabled_inactivity' },
    ];
    const seen = await doctor(box, github.env);
    assert.is(seen.state('workflow-promote'), 'warning');
    assert.is(seen.state('workflow-release'), 'warning');
    assert.is(seen.state('app-secrets'), 'warning');
    assert.is(seen.state('actions-may-open'), 'warning');
    assert.match(seen.out, /60 days without activity/);
  }));

test.run();
