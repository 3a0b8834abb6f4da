import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { GitHubFacts } from '../../scripts/check/doctor/github.ts';
import { askArgocd } from '../../scripts/outside/doctor/argocd-facts.ts';
import { readClone } from '../../scripts/outside/doctor/clone-facts.ts';
import { askGitHub } from '../../scripts/outside/doctor/github-facts.ts';
import { within } from '../../scripts/outside/doctor/within.ts';
import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { readSettings } from '../../scripts/outside/forge/github/settings.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { readMainline } from '../../scripts/outside/main-branch.ts';
import { openService, PATIENCE } from '../../scripts/outside/service/open-service.ts';
import { plotOf } from '../support/argocd/plot.ts';
import { type CallKind, openStandIn, type StandIn } from '../support/argocd/stand-in.ts';
import { sandbox } from '../support/git-repository.ts';
import { primaryLimit, status, type Trouble } from '../support/github/faults.ts';
import { type GitHub, startGitHub } from '../support/github/server.ts';
import { setUpWell } from '../support/github/well-set-up.ts';

/** Gives up soon, so that tests are quick, and not before a busy machine has answered. */
const HASTY = { ...PATIENCE, timeout: 2_000, retries: 0, failures: 99 };

const askedOf = async (github: GitHub): Promise<GitHubFacts> => {
  const settings = readSettings(github.env);
  const service = openService('GitHub', HASTY);
  return (await askGitHub({ settings, service, main: 'main', ledger: 'ledger', direct: [], argocd: [] }))
    .facts;
};

const onGitHub = async (work: (github: GitHub) => Promise<void>): Promise<void> => {
  const github = await startGitHub();
  setUpWell(github);
  try {
    await work(github);
  } finally {
    await github.close();
  }
};

const TROUBLES: readonly (readonly [what: string, trouble: Trouble, reason: string])[] = [
  ['no permission', status(403), 'forbidden'],
  ['a limit that is used up', primaryLimit(1_900_000_000), 'unavailable'],
  ['a limit of its own kind', status(429), 'unavailable'],
  ['nothing of that name', status(404), 'absent'],
  ['an error', status(500), 'unavailable'],
  ['half a text', { kind: 'malformed' }, 'unavailable'],
  ['a cut', { kind: 'reset' }, 'unavailable'],
  ['no answer', { kind: 'hang' }, 'unavailable'],
  ['JSON of another kind', { kind: 'answer', answer: { status: 200, body: 'hello' } }, 'unavailable'],
];

for (const [what, trouble, reason] of TROUBLES)
  test(`${what} for one question of GitHub: that one has no answer (${reason}), the others have`, () =>
    onGitHub(async (github) => {
      github.faults.add({ path: '/actions/workflows', trouble });
      const { rest } = await askedOf(github);
      assert.ok(rest && 'silence' in rest.workflows);
      assert.is(rest.workflows.silence.reason, reason);
      assert.ok('value' in rest.owners && 'value' in rest.main.rules && 'value' in rest.app.secrets);
    }));

for (const [what, trouble, reason] of TROUBLES)
  test(`${what} for the rules of main: nothing of them is known (${reason})`, () =>
    onGitHub(async (github) => {
      github.faults.add({ path: '/rules/branches/main', trouble });
      const { rest } = await askedOf(github);
      assert.ok(rest && 'silence' in rest.main.rules && 'silence' in rest.main.rulesets);
      assert.is(rest.main.rules.silence.reason, reason);
      assert.ok('value' in rest.ledger.rules);
    }));

test('an older protection that GitHub hides behind "not found" is not taken for none', () =>
  onGitHub(async (github) => {
    github.hub.settings.protections.set('main', {});
    github.faults.add({ path: '/branches/main/protection', trouble: status(404, 'Not Found') });
    const { rest } = await askedOf(github);
    assert.ok(rest && 'silence' in rest.main.protection);
    assert.is(rest.main.protection.silence.reason, 'forbidden');
  }));

test('a branch that says that only rulesets protect it needs no administrator to be believed', () =>
  onGitHub(async (github) => {
    github.hub.settings.admins = [];
    const { rest } = await askedOf(github);
    assert.ok(rest && 'value' in rest.main.protection && !rest.main.protection.value.noForcePush);
  }));

test('a branch that is not there has no tip, and rules all the same', () =>
  onGitHub(async (github) => {
    const { rest } = await askedOf(github);
    assert.equal(rest?.ledger.tip, { value: null });
    assert.ok(rest && 'value' in rest.ledger.rules && rest.ledger.rules.value.noForcePush);
  }));

const ORIGINS: readonly (readonly [address: string, repository: string | null])[] = [
  ['https://github.com/acme/shop.git', 'acme/shop'],
  ['https://user:secret@github.example.com/acme/shop', 'acme/shop'],
  ['git@github.com:acme/shop.git', 'acme/shop'],
  ['ssh://git@github.com:22/acme/shop.git/', 'acme/shop'],
  ['/srv/git/acme/shop.git', null],
  ['file:///srv/git/shop', null],
  ['../shop', null],
];

for (const [address, repository] of ORIGINS)
  test(`origin ${address} is ${repository ?? 'a folder'}`, async () => {
    const box = sandbox();
    box.commit('The beginning', { 'README.md': 'A shop.\n' });
    box.git('remote', 'add', 'origin', address);
    const git = openGit(box.root);
    assert.is((await readClone(git, await readMainline(git))).origin, repository);
  });

test('a clone knows how far main is from origin, what is not committed, and that there may be no commit', async () => {
  const box = sandbox();
  const git = openGit(box.root);
  assert.is((await readClone(git, await readMainline(git))).begun, false);
  box.commit('One');
  box.git('update-ref', 'refs/remotes/origin/main', 'main');
  box.commit('Two');
  box.write({ 'environments/dev.yaml': 'promotion: {}\n', 'notes.txt': 'not asked about' });
  const seen = await readClone(git, await readMainline(git));
  assert.equal([seen.begun, seen.ahead, seen.behind, seen.uncommitted], [true, 1, 0, 1]);
});

test('what has no limit of its own is waited for so long and no longer', async () => {
  const never = await within('It', () => new Promise<never>(() => undefined), 5);
  assert.ok('silence' in never);
  assert.match(never.silence.why, /It did not answer within 0\.005 s/);
  assert.equal(await within('It', async () => 7), { value: 7 });
  const failing = new Failure({ code: 'x', exit: EXIT.outside, what: 'It broke.', fix: 'Mend it.' });
  const broken = await within('It', () => Promise.reject(failing));
  assert.equal(broken, { silence: { reason: 'unavailable', why: 'It broke', fix: 'Mend it.' } });
});

const withArgocd = async (work: (standIn: StandIn) => Promise<void>): Promise<void> => {
  const plot = plotOf({ to: { version: '1', config: 'a'.repeat(40) }, steps: ['there'] });
  const standIn = await openStandIn({ applications: [plot] });
  try {
    await work(standIn);
  } finally {
    await standIn.close();
  }
};

const asking = async (standIn: StandIn, token: string | undefined) => {
  const service = openService('Argo CD', HASTY);
  const environment = {
    name: 'production',
    project: 'production',
    progressive: false,
    variable: 'ARGOCD_AUTH_TOKEN',
    wanted: ['production-service-b'],
    ...(token === undefined ? {} : { token }),
  };
  const { server, clock } = await askArgocd({ address: standIn.url, service, environments: [environment] });
  return { version: server.version, applications: server.environments[0]?.applications, clock };
};

test('Argo CD tells its version to everybody, and its Applications to who has a token', () =>
  withArgocd(async (standIn) => {
    const known = await asking(standIn, standIn.token);
    assert.equal(known.version, { value: 'v3.5.1+0e6e6b1' });
    assert.equal(known.applications, { value: ['production-service-b'] });
    assert.ok(Math.abs(known.clock?.ahead ?? Number.NaN) < 30_000);
    const nobody = await asking(standIn, undefined);
    assert.equal([nobody.version, nobody.applications], [{ value: 'v3.5.1+0e6e6b1' }, undefined]);
    const stranger = await asking(standIn, 'another');
    assert.ok(stranger.applications && 'silence' in stranger.applications);
    assert.is(stranger.applications.silence.reason, 'refused');
  }));

for (const fault of [
  'login-page',
  'login-redirect',
  'bad-gateway',
  'half',
  'reset',
  'hang',
  'not-found',
] as const)
  for (const kind of ['version', 'list'] as const satisfies readonly CallKind[])
    test(`${fault} for the ${kind} of Argo CD: that is not known, and the other is`, () =>
      withArgocd(async (standIn) => {
        standIn.fail(kind, fault);
        const { version, applications } = await asking(standIn, standIn.token);
        const [silent, known] = kind === 'version' ? [version, applications] : [applications, version];
        assert.ok(known && 'value' in known);
        assert.ok(silent && 'silence' in silent);
        assert.is(silent.silence.reason, 'unavailable');
        assert.not.match(JSON.stringify(silent), /state=secret/);
      }));

test.run();
