import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { smallShop } from '../commands/small-shop.ts';
import type { Sandbox } from '../support/git-repository.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../support/github/server.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { emptyAddress } from '../support/scripted-server.ts';
import { bracket, OPEN_PRODUCTION, sample } from './command-line.ts';

const ALICE = 'ghp_alice0123456789abcdefghijklmnopqrst';
const READER = 'ghp_reader123456789abcdefghijklmnopqrst';

/** A GitHub over a repository, which becomes the `origin` of a clone. */
const onGitHub = async (box: Sandbox, options: GitHubOptions = {}): Promise<GitHub> => {
  const github = await startGitHub({
    from: box.root,
    people: { alice: ALICE, rita: READER },
    readers: ['rita'],
    ...options,
  });
  box.git('remote', 'add', 'origin', github.root);
  return github;
};

const using = async (box: Sandbox, work: (github: GitHub) => Promise<void>): Promise<void> => {
  const github = await onGitHub(box);
  try {
    await work(github);
  } finally {
    await github.close();
  }
};

test('service-b 0.5.1 goes to production on GitHub, and the clone never has to be pulled', async () => {
  await using(await sample(OPEN_PRODUCTION), async (github) => {
    const box = await clone(github);
    const run = (...args: string[]) => bracket(box.root, args, { env: github.env });
    const opened = await run('promote', '--to', 'hardening', '--json');
    assert.is(opened.code, 0, opened.talk);
    assertMatchesSchema('promote', opened.out);
    const [move] = (JSON.parse(opened.out) as { moves: { pull: number; url: string; branch: string }[] })
      .moves;
    assert.match(move?.url ?? '', /\/pull\/1$/);
    assert.is(github.git('rev-list', '--count', `main..${move?.branch}`), '1');
    assert.is((await run('gate', '1')).code, 0);
    assert.is((await run('merge', '1')).code, 0);
    const promoted = await run('promote', '--to', 'production');
    assert.is(promoted.code, 0, promoted.talk);
    assert.is((await run('merge', '2')).code, 0);
    assert.match(github.git('show', 'main:environments/production/service-b.yaml'), /^version: "0\.5\.1"$/m);
    assert.match(
      github.git('log', '-1', '--format=%(trailers:key=Promotion-To,valueonly)', 'main'),
      /^production/,
    );
    assert.is(box.git('rev-parse', 'main'), box.git('rev-parse', 'origin/main'), 'nothing was pulled');
    assert.match((await run('promote', '--to', 'production')).out, /[Nn]othing/);
  });
});

/** A checkout as a workflow makes it, far from the repository it was built in. */
const clone = async (github: GitHub): Promise<Sandbox> => {
  const box = smallShop([]);
  box.git('remote', 'add', 'origin', github.root);
  box.git('fetch', '--quiet', 'origin');
  box.git('switch', '--quiet', '--force-create', 'main', 'origin/main');
  return box;
};

test('a sign-off on GitHub is a review of the present head by the one who was asked', async () => {
  const gates = 'promotesFrom: dev\ngates: { signOff: { count: 1, from: ["@alice"] } }\n';
  const box = await sample({ 'environments/hardening.yaml': gates });
  await using(box, async (github) => {
    const run = (token: string, ...args: string[]) =>
      bracket(box.root, args, { env: { ...github.env, GITHUB_TOKEN: token } });
    await run(github.token, 'promote', '--to', 'hardening');
    assert.is((await run(github.token, 'merge', '1')).code, 5);
    assert.is((await run(ALICE, 'approve', '1')).code, 0);
    const named = await run(ALICE, 'approve', '1', '--as', 'alice');
    assert.is(named.code, 2);
    const merged = await run(github.token, 'merge', '1', '--json');
    assert.is(merged.code, 0, merged.out + merged.talk);
    assertMatchesSchema('merge', merged.out);
  });
});

test('a sign-off by a team is one by an active member: nobody else, not the author, and not where GitHub is silent', async () => {
  const gates = 'promotesFrom: dev\ngates: { signOff: { count: 1, from: ["@acme/owners"] } }\n';
  const box = await sample({ 'environments/hardening.yaml': gates });
  const people = ['alice', 'bob', 'mallory', 'ivan'];
  const tokens = Object.fromEntries(
    people.map((name) => [name, `ghp_${name}0123456789abcdefghijklmnopqrst`]),
  );
  const members = { owners: ['alice', 'bob', 'ivan?'], others: ['mallory'] };
  const github = await onGitHub(box, { people: tokens, rules: { members } });
  try {
    const run = (name: string, ...args: string[]) =>
      bracket(box.root, args, { env: { ...github.env, GITHUB_TOKEN: tokens[name] ?? github.token } });
    const opened = await run('alice', 'promote', '--to', 'hardening');
    assert.is(opened.code, 0, opened.talk);
    assert.is((await run('alice', 'approve', '1')).code, 5, 'the author');
    for (const name of ['mallory', 'ivan']) assert.is((await run(name, 'approve', '1')).code, 0);
    const strangers = await run('app', 'merge', '1');
    assert.is(strangers.code, 5, strangers.out);
    assert.match(strangers.out.replace(/\s+/g, ' '), /mallory is not one of those asked\. ivan is not one/);
    assert.is((await run('bob', 'approve', '1')).code, 0);
    const answer = { status: 403, body: { message: 'Resource not accessible by integration' } };
    github.faults.add({ path: /\/memberships\//, times: 99, trouble: { kind: 'answer', answer } });
    const silent = await run('app', 'merge', '1');
    assert.is(silent.code, 5, silent.out);
    assert.match(silent.out.replace(/\s+/g, ' '), /bob is not known to be in that team/);
    assert.match(silent.talk.replace(/\s+/g, ' '), /permission `members: read`/);
    github.faults.clear();
    const merged = await run('app', 'merge', '1');
    assert.is(merged.code, 0, merged.out + merged.talk);
    const asked = github.calls.all.flatMap(({ path }) => /memberships\/(\w+)/.exec(path)?.[1] ?? []);
    assert.not.ok(asked.includes('alice'), 'only those who approved are asked about');
  } finally {
    await github.close();
  }
});

test('the verdict of the gates stands at the commit, once, and a dry run or a reader only reads it', async () => {
  const lock = (rest: string) => ({
    'environments/locks/freeze.yaml': `reason: ${'Accounts '.repeat(40)}\nby: "@acme/owners"\n${rest}`,
  });
  const box = await sample();
  await using(box, async (github) => {
    const gate = (...args: string[]) => bracket(box.root, ['gate', '1', ...args], { env: github.env });
    const latest = (): unknown => {
      const { context, state, commit } = github.hub.statuses.at(-1) ?? {};
      return [context, state, commit];
    };
    const publish = (files: Readonly<Record<string, string | null>>): void => {
      box.commit('The policy', files);
      box.git('push', '--quiet', 'origin', 'main');
    };
    await bracket(box.root, ['promote', '--to', 'hardening'], { env: github.env });
    const head = github.hub.pulls[0]?.head;
    assert.is((await gate('--dry-run')).code, 0);
    assert.equal(github.hub.statuses, []);
    const ends = [
      ['success', 0, { 'environments/locks/freeze.yaml': null }],
      ['pending', 4, lock('until: "2999-01-01T00:00:00Z"\n')],
      ['failure', 5, lock('')],
    ] as const;
    for (const [index, [state, code, files]] of ends.entries()) {
      if (index > 0) publish(files);
      for (const ended of [await gate(), await gate('--json')]) assert.is(ended.code, code, ended.talk);
      assert.equal(latest(), ['bracket/gate', state, head]);
      assert.is(github.hub.statuses.length, index + 1, 'said once');
      assert.ok((github.hub.statuses.at(-1)?.description ?? '').length <= 140);
    }
    publish({ 'environments/locks/freeze.yaml': null });
    const reader = await bracket(box.root, ['gate', '1'], { env: { ...github.env, GITHUB_TOKEN: READER } });
    assert.is(reader.code, 0, 'the verdict is the same for whoever may only read');
    assert.match(reader.talk, /does not stand at the commit.*\n {2}→ .*statuses: write/s);
    assert.is(github.hub.statuses.length, ends.length);
  });
});

test('running again asks GitHub to change nothing', async () => {
  const box = await sample();
  await using(box, async (github) => {
    const run = () => bracket(box.root, ['promote', '--to', 'hardening'], { env: github.env });
    await run();
    github.calls.clear();
    assert.match((await run()).out, /^keep/);
    assert.equal(github.calls.creating(), []);
  });
});

test('a dry run asks GitHub to change nothing', async () => {
  const box = await sample();
  await using(box, async (github) => {
    const ended = await bracket(box.root, ['promote', '--to', 'hardening', '--dry-run'], { env: github.env });
    assert.is(ended.code, 0);
    assert.equal(github.calls.creating(), []);
  });
});

test('one promotion takes as many calls for a hundred services as for one, and at most eight', async () => {
  const calls: number[] = [];
  for (const count of [1, 100]) {
    const names = Array.from({ length: count }, (_, index) => `service-${index}`);
    const shop = smallShop(names);
    shop.want('dev', Object.fromEntries(names.map((name) => [name, '1.1.0'])));
    await using(shop, async (github) => {
      const ended = await bracket(shop.root, ['promote', '--to', 'hardening'], { env: github.env });
      assert.is(ended.code, 0, ended.talk);
      calls.push(github.calls.creating().length);
    });
  }
  assert.is(calls[0], calls[1]);
  assert.ok((calls[1] ?? 99) <= 8, `${calls}`);
});

test('without permission nothing is half done, and it is said what is missing', async () => {
  const box = await sample();
  await using(box, async (github) => {
    const before = github.git('for-each-ref');
    const ended = await bracket(box.root, ['promote', '--to', 'hardening'], {
      env: { ...github.env, GITHUB_TOKEN: READER },
    });
    assert.is(ended.code, 5, ended.talk);
    assert.match(ended.talk, /\n {2}→ .*(contents|permission|write)/i);
    assert.not.match(ended.talk + ended.out, new RegExp(READER));
    assert.is(github.git('for-each-ref'), before);
  });
});

test('without a network the run fails as the world’s fault and not ours', async () => {
  const box = await sample();
  const url = await emptyAddress();
  const env = { GITHUB_TOKEN: READER, GITHUB_REPOSITORY: 'acme/shop', GITHUB_API_URL: url };
  const ended = await bracket(box.root, ['promote', '--to', 'hardening', '--json'], { env });
  assert.is(ended.code, 6, ended.talk);
  assertMatchesSchema('error', ended.out);
  assert.ok(ended.out.includes(`GitHub did not answer at ${url}: the connection was refused`), ended.out);
  assert.not.match(ended.talk + ended.out, new RegExp(READER));
  const settings = await bracket(box.root, ['pulls', '--forge', 'github']);
  assert.is(settings.code, 2);
  assert.match(settings.talk, /GITHUB_/);
});

test('a clone that cannot fetch what the forge has says so', async () => {
  const box = await sample();
  await using(box, async (github) => {
    const other = await clone(github);
    other.commit('Merged elsewhere', { 'elsewhere.txt': 'x' });
    other.git('push', '--quiet', 'origin', 'main');
    box.git('remote', 'set-url', 'origin', '/nonexistent');
    const ended = await bracket(box.root, ['promote', '--to', 'hardening'], { env: github.env });
    assert.is(ended.code, 6, ended.talk);
    assert.match(ended.talk, /cannot be fetched from `origin`.*git\s+fetch\s+origin/s);
  });
});

test('a person’s close on GitHub is a no, and asking by name lifts it', async () => {
  const box = await sample();
  await using(box, async (github) => {
    const run = (...args: string[]) => bracket(box.root, args, { env: github.env });
    await run('promote', '--to', 'hardening');
    assert.is((await run('close', '1', '--reason', 'Not now')).code, 0);
    assert.match((await run('promote', '--to', 'hardening')).out, /^hold/);
    const again = await run('promote', '--to', 'hardening', 'service-b');
    assert.is(again.code, 0, again.talk);
    assert.match(again.talk, /#2/);
  });
});

test.run();
