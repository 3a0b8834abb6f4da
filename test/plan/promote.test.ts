import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { desired, ladder, named, record, service, shortly, type World, world } from './world.ts';

/** a, b and c at 1.0.0 everywhere, pinned to the first commit; optionally with a policy for hardening. */
const shop = (policy = ''): World => {
  const names = ['a', 'b', 'c'];
  const described = Object.assign({}, ...names.map((name) => service(name)));
  const it = world({ ...ladder({ hardening: policy }), ...described });
  const pin = it.head();
  const runs = names.flatMap((name) => [
    desired(`dev/${name}`, '1.0.0'),
    desired(`hardening/${name}`, '1.0.0', pin),
    desired(`production/${name}`, '1.0.0', pin),
  ]);
  it.commit('What runs', Object.assign({}, ...runs));
  return it;
};
const release = (it: World, versions: Readonly<Record<string, string>>): void => {
  const changes = Object.entries(versions).map(([name, version]) => desired(`dev/${name}`, version));
  it.commit(`Release ${Object.keys(versions).join(' ')}`, Object.assign({}, ...changes));
};
const QUEUE = 'promotion: { whenSuperseded: queue }\n';

test('nothing is pending where two environments hold the same', async () => {
  assert.equal(shortly(await shop().plan('hardening')), []);
});

test('services that one commit changed move together, others alone', async () => {
  const it = shop();
  release(it, { a: '1.1.0', b: '1.1.0' });
  release(it, { c: '2.0.0' });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['open a@1.1.0+b@1.1.0', 'open c@2.0.0']);
  const [first] = plan.moves;
  assert.ok(first?.kind === 'open');
  assert.equal(
    first.promotion.unit.brackets.map(({ subject, services }) => [subject, [...services]]),
    [['Release a b', ['a', 'b']]],
  );
  assert.equal(
    first.promotion.unit.members.map(({ bump }) => bump),
    ['minor', 'minor'],
  );
  assert.match(first.promotion.branch, /^promote\/hardening\/a-and-1-more-[0-9a-f]{8}$/);
});

test('brackets chain: a with b, then b with c, move all three', async () => {
  const it = shop();
  release(it, { a: '1.1.0', b: '1.1.0' });
  release(it, { b: '1.2.0', c: '1.2.0' });
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.1.0+b@1.2.0+c@1.2.0']);
});

test('a bracket that one of its services has left behind ties nothing any more', async () => {
  const it = shop();
  release(it, { a: '1.1.0', b: '1.1.0' });
  const plan = await it.plan('hardening');
  it.perform(plan);
  assert.ok(it.merge(1));
  release(it, { b: '1.2.0' });
  release(it, { a: '1.2.0' });
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.2.0', 'open b@1.2.0']);
});

test('comments in two desired files, or a re-pin to equal content, are no bracket and nothing pending', async () => {
  const it = shop();
  release(it, { a: '1.1.0' });
  release(it, { b: '1.1.0' });
  const commented = ['a', 'b'].map((name) => {
    const path = `environments/dev/${name}.yaml`;
    return [path, `# reviewed\n${it.files().get(path)}`];
  });
  it.commit('Comments', Object.fromEntries(commented));
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.1.0', 'open b@1.1.0']);
  const other = shop();
  const pin = other.head();
  other.commit(
    'Pin anew',
    Object.assign({}, ...['a', 'b', 'c'].map((name) => desired(`hardening/${name}`, '1.0.0', pin))),
  );
  assert.equal(shortly(await other.plan('production')), []);
});

test('configuration travels down the ladder by the commit that last changed it', async () => {
  const it = shop();
  const changed = it.commit('More memory', { 'services/a/base/deployment.yaml': 'kind: Deployment # a 1\n' });
  it.commit('Unrelated', { 'docs/x.md': 'x', 'services/a/README.md': 'prose' });
  it.perform(await it.plan('hardening'));
  const [pull] = it.pulls();
  assert.is(pull?.number, 1);
  it.merge(1);
  assert.match(it.files().get('environments/hardening/a.yaml') ?? '', new RegExp(`config: "${changed}"`));
  const onwards = await it.plan('production');
  assert.equal(shortly(onwards), ['open a@1.0.0']);
  const [move] = onwards.moves;
  assert.ok(move?.kind === 'open');
  assert.is(move.promotion.unit.members[0]?.bump, 'configuration');
});

test('an overlay for production alone travels down the ladder, too', async () => {
  const it = shop();
  it.commit('Three in production', {
    'services/b/overlays/production/kustomization.yaml': 'resources: [../../base]\nreplicas: []\n',
  });
  assert.equal(shortly(await it.plan('hardening')), ['open b@1.0.0']);
});

test('a change to a shared component ties the services that use it, and no other', async () => {
  const it = world({
    ...ladder(),
    ...service('a', 'resources: [../../base]\ncomponents: [../../../components/safe]\n'),
    ...service('b', 'resources: [../../base]\ncomponents: [../../../components/safe]\n'),
    ...service('c'),
    'services/components/safe/kustomization.yaml': 'kind: Component\n',
  });
  const pin = it.head();
  const runs = ['a', 'b', 'c'].flatMap((name) => [
    desired(`dev/${name}`, '1.0.0'),
    desired(`hardening/${name}`, '1.0.0', pin),
  ]);
  it.commit('What runs', Object.assign({}, ...runs));
  it.commit('Safer', { 'services/components/safe/kustomization.yaml': 'kind: Component # safer\n' });
  release(it, { c: '1.1.0' });
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.0.0+b@1.0.0', 'open c@1.1.0']);
});

test('the commit that brings an environment to life ties nothing', async () => {
  const it = world({ ...ladder(), ...service('a'), ...service('b') });
  it.commit('Import', { ...desired('dev/a', '1.0.0'), ...desired('dev/b', '1.0.0') });
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.0.0', 'open b@1.0.0']);
});

test('a new service is a new file, in one unit with what came with it', async () => {
  const it = shop();
  it.commit('d arrives with a', {
    ...service('d'),
    ...desired('dev/d', '0.1.0'),
    ...desired('dev/a', '1.1.0'),
  });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['open a@1.1.0+d@0.1.0']);
  it.perform(plan);
  assert.ok(it.merge(1));
  assert.match(
    it.files().get('environments/hardening/d.yaml') ?? '',
    /^# yaml-language-server: \$schema=\.\.\/\.\.\/schemas\/desired\.schema\.json\nimage: ghcr\.io\/acme\/d\nversion: "0\.1\.0"\nconfig: "[0-9a-f]{40}"\n$/,
  );
  assert.equal(shortly(await it.plan('hardening')), []);
});

test('a service that leaves is reported, moves alone, and only when somebody names it', async () => {
  const it = shop();
  it.commit('c leaves', { 'environments/dev/c.yaml': null, ...desired('dev/a', '1.1.0') });
  const plan = await it.plan('hardening', { automatic: true });
  assert.equal(shortly(plan), ['open a@1.1.0']);
  assert.equal(
    plan.unasked.map(({ why, unit }) => [why, unit.members[0]?.service]),
    [['retired', 'c']],
  );
  const asked = await it.plan('hardening', named('c'));
  assert.equal(shortly(asked), ['open c@gone']);
  it.perform(asked);
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.1.0', 'keep #1 c@gone']);
  assert.ok(it.merge(1));
  assert.not.ok(it.files().has('environments/hardening/c.yaml'));
});

test('a service that leaves while its promotion is open does not turn that into its removal', async () => {
  for (const policy of ['', QUEUE]) {
    const it = shop(policy);
    release(it, { c: '1.1.0' });
    it.perform(await it.plan('hardening'));
    it.commit('c leaves', { 'environments/dev/c.yaml': null });
    const plan = await it.plan('hardening');
    assert.equal(shortly(plan), ['keep #1 c@1.1.0']);
    assert.equal(
      plan.unasked.map(({ why }) => why),
      ['retired'],
    );
    const asked = await it.plan('hardening', named('c'));
    assert.equal(shortly(asked), ['refresh #1 c@gone']);
    it.perform(asked);
    release(it, { c: '1.2.0' });
    assert.equal(shortly(await it.plan('hardening')).length, policy === '' ? 1 : 2);
  }
});

test('a downgrade is blocked until somebody answers for it, by semver or by history', async () => {
  const it = shop();
  release(it, { a: '0.9.0' });
  const plan = await it.plan('hardening', named('a'));
  assert.equal(shortly(plan), ['block a@0.9.0']);
  assert.ok(plan.moves[0]?.kind === 'block');
  assert.is(plan.moves[0].obstacles[0]?.code, 'downgrade');
  assert.equal(shortly(await it.plan('hardening', { ...named('a'), allowDowngrade: true, reason: ' ' })), [
    'block a@0.9.0',
  ]);
  const meant = await it.plan('hardening', { ...named('a'), allowDowngrade: true, reason: 'it leaks' });
  assert.equal(shortly(meant), ['open a@0.9.0']);
  it.perform(meant);
  assert.equal(shortly(await it.plan('hardening', { automatic: true })), ['keep #1 a@0.9.0']);
});

test('where versions are no semver, the one that was held first is the older one', async () => {
  const it = shop();
  release(it, { a: 'blue' });
  it.perform(await it.plan('hardening'));
  it.merge(1);
  release(it, { a: 'amber' });
  it.perform(await it.plan('hardening'));
  it.merge(2);
  assert.match(it.files().get('environments/hardening/a.yaml') ?? '', /amber/);
  release(it, { a: 'blue' });
  const back = await it.plan('hardening');
  assert.equal(shortly(back), ['block a@blue']);
  release(it, { a: 'crimson' });
  const on = await it.plan('hardening');
  assert.ok(on.moves[0]?.kind === 'open');
  assert.is(on.moves[0].promotion.unit.members[0]?.bump, 'newer');
});

test('v1.2.3 is no semver and is not compared as one', async () => {
  const it = shop();
  it.commit('By hand', desired('hardening/a', 'v1.2.3', it.git.lineOf(it.head()).at(-1)));
  release(it, { a: 'v1.2.2' });
  const plan = await it.plan('hardening');
  assert.ok(plan.moves[0]?.kind === 'open');
  assert.is(plan.moves[0].promotion.unit.members[0]?.bump, 'unordered');
});

test('what is unsound is blocked with the names of what would make it sound', async () => {
  const it = shop();
  it.commit('Records', {
    ...record('a', '2.0.0'),
    ...record('b', '2.0.0', 'requires: { a: "^2.0.0", c: "^2.0.0" }\n'),
    ...record('c', '2.0.0', 'requires: { a: "^2.0.0" }\n'),
  });
  release(it, { a: '2.0.0' });
  release(it, { b: '2.0.0' });
  release(it, { c: '2.0.0' });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['open a@2.0.0', 'block b@2.0.0', 'block c@2.0.0']);
  const [, b, c] = plan.moves;
  assert.ok(b?.kind === 'block' && c?.kind === 'block');
  assert.equal(b.obstacles[0]?.takeAlong, ['a', 'c']);
  assert.equal(c.obstacles[0]?.takeAlong, ['a']);
  assert.match(c.obstacles[0]?.fix ?? '', /bracket promote --to hardening a c/);
  const together = await it.plan('hardening', named('a', 'c'));
  assert.equal(shortly(together), ['open a@2.0.0+c@2.0.0']);
  it.perform(together);
  assert.equal(shortly(await it.plan('hardening')), ['block b@2.0.0', 'keep #1 a@2.0.0+c@2.0.0'].reverse());
});

test('what would break a service that stays is blocked, and an old fault elsewhere is no obstacle', async () => {
  const it = shop();
  const pin = it.git.lineOf(it.head()).at(-1) as string;
  it.commit('Records', {
    ...record('a', '1.0.0', 'requires: { b: "^1.0.0", c: "^9.0.0" }\n'),
    ...record('b', '2.0.0'),
    ...record('c', '1.1.0'),
  });
  it.commit('a again', desired('hardening/a', '1.0.0', pin));
  release(it, { b: '2.0.0' });
  release(it, { c: '1.1.0' });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['block b@2.0.0', 'open c@1.1.0']);
  assert.ok(plan.moves[0]?.kind === 'block');
  assert.match(plan.moves[0].obstacles[0]?.what ?? '', /a 1\.0\.0 requires b \^1\.0\.0/);
});

test('a lock blocks what it covers, says who and until when, and ends when it expires', async () => {
  const it = shop();
  release(it, { a: '1.1.0' });
  release(it, { b: '1.1.0' });
  const lock = (rest: string): void => {
    it.commit('Lock', { 'environments/locks/freeze.yaml': `reason: load test\nby: "@acme/tim"\n${rest}` });
  };
  lock('environment: hardening\nservice: a\nversion: "1.1.0"\nuntil: "2026-11-22T00:00:00Z"\n');
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['wait a@1.1.0', 'open b@1.1.0']);
  assert.ok(plan.moves[0]?.kind === 'wait');
  assert.is(plan.moves[0].until, '2026-11-22T00:00:00.000Z');
  const [obstacle] = plan.moves[0].obstacles;
  assert.is(obstacle?.code, 'locked');
  assert.match(
    obstacle?.what ?? '',
    /@acme\/tim locked a in hardening until 2026-11-22T00:00:00Z: load test/,
  );
  lock('environment: hardening\nuntil: "2026-11-20T00:00:00Z"\n');
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.1.0', 'open b@1.1.0']);
  lock('environment: production\n');
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.1.0', 'open b@1.1.0']);
  lock('service: b\n');
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.1.0', 'block b@1.1.0']);
  it.commit('Another', {
    'environments/locks/other.yaml': 'reason: x\nby: tim\nuntil: "2026-11-22T00:00:00Z"\n',
  });
  assert.equal(
    shortly(await it.plan('hardening')),
    ['wait a@1.1.0', 'block b@1.1.0'],
    'one that stays decides',
  );
});

test('replace: an open pull request of the same services is refreshed with the newest', async () => {
  const it = shop();
  release(it, { a: '1.1.0', b: '1.1.0' });
  it.perform(await it.plan('hardening'));
  assert.equal(shortly(await it.plan('hardening')), ['keep #1 a@1.1.0+b@1.1.0']);
  release(it, { b: '1.2.0' });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['refresh #1 a@1.1.0+b@1.2.0']);
  it.perform(plan);
  assert.equal(shortly(await it.plan('hardening')), ['keep #1 a@1.1.0+b@1.2.0']);
});

test('replace: a bracket that grew opens a new pull request and closes the older one with a pointer', async () => {
  const it = shop();
  release(it, { a: '1.1.0', b: '1.1.0' });
  it.perform(await it.plan('hardening'));
  release(it, { b: '1.2.0', c: '1.2.0' });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['open a@1.1.0+b@1.2.0+c@1.2.0', 'close #1']);
  const [open, close] = plan.moves;
  assert.ok(open?.kind === 'open' && close?.kind === 'close');
  assert.is(close.instead, open.promotion.branch);
  it.perform(plan);
  assert.equal(shortly(await it.plan('hardening')), ['keep #2 a@1.1.0+b@1.2.0+c@1.2.0']);
});

test('queue: what is open keeps its exact versions, and what comes later forms one next unit behind it', async () => {
  const it = shop(QUEUE);
  release(it, { a: '1.1.0', b: '1.1.0' });
  it.perform(await it.plan('hardening'));
  release(it, { a: '1.2.0' });
  release(it, { b: '1.2.0', c: '1.2.0' });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['keep #1 a@1.1.0+b@1.1.0', 'queue #1 a@1.2.0+b@1.2.0+c@1.2.0']);
  it.perform(plan);
  assert.ok(it.merge(1));
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.2.0', 'open b@1.2.0+c@1.2.0']);
});

test('queue: a target that changed under what is open refreshes it, at its own versions', async () => {
  const it = shop(QUEUE);
  release(it, { a: '1.1.0' });
  it.perform(await it.plan('hardening'));
  release(it, { a: '1.2.0' });
  const path = 'environments/hardening/a.yaml';
  it.commit('A comment', { [path]: `# mind the gap\n${it.files().get(path)}` });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan).sort(), ['queue #1 a@1.2.0', 'refresh #1 a@1.1.0']);
  it.perform(plan);
  assert.equal(shortly(await it.plan('hardening')).sort(), ['keep #1 a@1.1.0', 'queue #1 a@1.2.0']);
  assert.ok(it.merge(1));
  assert.match(it.files().get(path) ?? '', /^# mind the gap\n[\s\S]*version: "1\.1\.0" # now/);
});

test('queue: what landed by another way is closed, and what comes next no longer waits', async () => {
  const it = shop(QUEUE);
  release(it, { a: '1.1.0' });
  it.perform(await it.plan('hardening'));
  const pin = it.git.lineOf(it.head()).at(-1);
  it.commit('By hand', desired('hardening/a', '1.1.0', pin));
  assert.equal(shortly(await it.plan('hardening')), ['close #1']);
});

test('queue: what a person names carries the newest and takes the place of what is open', async () => {
  const it = shop(QUEUE);
  release(it, { a: '1.1.0', b: '1.1.0' });
  it.perform(await it.plan('hardening'));
  release(it, { a: '1.2.0' });
  const plan = await it.plan('hardening', named('a'));
  assert.equal(shortly(plan), ['refresh #1 a@1.2.0+b@1.1.0']);
});

test('--only takes one service out of its bracket; the rest waits until it has landed', async () => {
  const it = shop();
  release(it, { a: '1.1.0', b: '1.1.0' });
  const lone = await it.plan('hardening', { ...named('a'), only: true });
  assert.equal(shortly(lone), ['open a@1.1.0']);
  assert.ok(lone.moves[0]?.kind === 'open');
  assert.is(lone.moves[0].promotion.unit.alone, true);
  assert.equal(lone.moves[0].promotion.unit.brackets, []);
  it.perform(lone);
  const next = await it.plan('hardening', { automatic: true });
  assert.equal(shortly(next).sort(), ['keep #1 a@1.1.0', 'queue #1 a@1.1.0+b@1.1.0']);
  assert.ok(it.merge(1));
  assert.equal(shortly(await it.plan('hardening')), ['open b@1.1.0']);
});

test('naming some services of a bracket takes all of it', async () => {
  const it = shop();
  release(it, { a: '1.1.0', b: '1.1.0' });
  release(it, { c: '1.1.0' });
  assert.equal(shortly(await it.plan('hardening', named('b'))), ['open a@1.1.0+b@1.1.0']);
  const plan = await it.plan('production', named('b'));
  assert.equal(plan.notPending, ['b']);
});

test('a pull request that a person edited is left alone', async () => {
  const it = shop();
  release(it, { a: '1.1.0' });
  it.perform(await it.plan('hardening'));
  it.push(1, { 'environments/hardening/a.yaml': 'image: x\nversion: "9"\nconfig: "main"\n' });
  release(it, { a: '1.2.0' });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['hold #1 a@1.2.0']);
});

test('a pull request with a commit on top still holds the services it was made for', async () => {
  const it = shop();
  release(it, { a: '1.1.0', b: '1.1.0' });
  it.perform(await it.plan('hardening'));
  it.push(1, { 'environments/hardening/a.yaml': '# by hand\n' });
  release(it, { b: '1.2.0', c: '1.2.0' });
  assert.equal(shortly(await it.plan('hardening')), ['hold #1 a@1.1.0+b@1.2.0+c@1.2.0']);
});

test('a service that is new is pinned to the newest change of what its configuration refers to', async () => {
  const it = world({
    ...ladder(),
    ...service('a', 'resources: [../../base]\ncomponents: [../../../components/safe]\n'),
    ...service('b', 'resources: [../../base]\ncomponents: [../../../components/safe]\n'),
    'services/components/safe/kustomization.yaml': 'kind: Component\n',
  });
  it.commit('a', desired('dev/a', '1.0.0'));
  it.commit('b', desired('dev/b', '1.0.0'));
  const changed = it.commit('Safer', {
    'services/components/safe/kustomization.yaml': 'kind: Component # 1\n',
  });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['open a@1.0.0+b@1.0.0']);
  assert.ok(plan.moves[0]?.kind === 'open');
  assert.equal(
    plan.moves[0].promotion.unit.members.map(({ to }) => to?.config),
    [changed, changed],
  );
});

test('a pull request that claims what its tree does not hold is left alone', async () => {
  const it = shop();
  release(it, { a: '1.1.0' });
  it.perform(await it.plan('hardening'));
  const [pull] = it.pulls();
  it.push(1, { 'environments/hardening/b.yaml': null });
  const [forged] = it.pulls();
  assert.ok(pull !== undefined && forged !== undefined);
  // One commit, the right trailers, another tree.
  Object.assign(forged, { commit: { ...pull.commit, tree: forged.commit.tree } });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['hold #1 a@1.1.0']);
});

test('a promotion that skips a rung is never believed', async () => {
  const it = shop();
  release(it, { a: '1.1.0' });
  const plan = await it.plan('hardening');
  const skipping = JSON.parse(
    JSON.stringify(plan).replaceAll('environments/hardening', 'environments/production'),
  );
  skipping.moves[0].promotion.unit.target = 'production';
  skipping.moves[0].promotion.branch = plan.moves[0]?.kind === 'open' ? plan.moves[0].promotion.branch : '';
  skipping.moves[0].promotion.branch = skipping.moves[0].promotion.branch.replace('hardening', 'production');
  it.perform(skipping);
  const facts = await it.facts('production');
  assert.is(facts.pulls.length, 1);
  assert.is(facts.pulls[0]?.intact, false);
});

test('a pull request that a person closed stays closed until the content changes or somebody names it', async () => {
  const it = shop();
  release(it, { a: '1.1.0' });
  it.perform(await it.plan('hardening'));
  it.close(1);
  assert.equal(shortly(await it.plan('hardening')), ['hold #1 a@1.1.0']);
  assert.equal(shortly(await it.plan('hardening', named('a'))), ['open a@1.1.0']);
  release(it, { a: '1.2.0' });
  assert.equal(shortly(await it.plan('hardening')), ['open a@1.2.0']);
});

test('an open pull request with nothing left to carry is closed', async () => {
  const it = shop();
  release(it, { a: '1.1.0' });
  it.perform(await it.plan('hardening'));
  release(it, { a: '1.0.0' });
  assert.equal(shortly(await it.plan('hardening')), ['close #1']);
});

test('a target that changed under an open pull request refreshes it', async () => {
  const it = shop();
  release(it, { a: '1.1.0' });
  it.perform(await it.plan('hardening'));
  const path = 'environments/hardening/a.yaml';
  it.commit('A comment', { [path]: `# mind the gap\n${it.files().get(path)}` });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['refresh #1 a@1.1.0']);
  it.perform(plan);
  assert.ok(it.merge(1));
  assert.match(it.files().get(path) ?? '', /^# mind the gap\n[\s\S]*version: "1\.1\.0" # now/);
});

test('manual: automation opens nothing and says so; a person is enough', async () => {
  const it = shop('promotion: { open: manual }\n');
  release(it, { a: '1.1.0' });
  const plan = await it.plan('hardening', { automatic: true });
  assert.equal(shortly(plan), []);
  assert.equal(
    plan.unasked.map(({ why }) => why),
    ['manual'],
  );
  it.perform(await it.plan('hardening'));
  assert.equal(shortly(await it.plan('hardening', { automatic: true })), ['keep #1 a@1.1.0']);
});

test('unit: service never ties, all ties everything', async () => {
  for (const [unit, expected] of [
    ['service', ['open a@1.1.0', 'open b@1.1.0', 'open c@1.1.0']],
    ['all', ['open a@1.1.0+b@1.1.0+c@1.1.0']],
  ] as const) {
    const it = shop(`promotion: { unit: ${unit} }\n`);
    release(it, { a: '1.1.0', b: '1.1.0' });
    release(it, { c: '1.1.0' });
    assert.equal(shortly(await it.plan('hardening')), [...expected]);
  }
});

test('several sources must agree', async () => {
  const it = world({
    'environments/dev.yaml': 'promotion: { open: direct }\n',
    'environments/east.yaml': 'promotesFrom: dev\n',
    'environments/west.yaml': 'promotesFrom: dev\n',
    'environments/production.yaml': 'promotesFrom: [east, west]\n',
    ...service('a'),
    ...service('b'),
  });
  const pin = it.head();
  const runs = ['a', 'b'].flatMap((name) =>
    ['east', 'west', 'production'].map((environment) => desired(`${environment}/${name}`, '1.0.0', pin)),
  );
  it.commit('What runs', Object.assign({}, ...runs));
  it.commit('east', { ...desired('east/a', '1.1.0', pin), ...desired('east/b', '1.1.0', pin) });
  it.commit('west', desired('west/b', '1.1.0', pin));
  const plan = await it.plan('production');
  assert.equal(shortly(plan), ['open b@1.1.0']);
  const [late] = plan.notReady;
  assert.ok(late?.kind === 'disagree');
  assert.equal(
    late.holds.map(({ environment, version }) => `${environment} ${version}`),
    ['east 1.1.0', 'west 1.0.0'],
  );
});

test('a desired file with errors is neither compared nor written over', async () => {
  const it = shop();
  release(it, { a: '1.1.0' });
  it.commit('Broken', { 'environments/hardening/a.yaml': 'image: [\n' });
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), []);
  assert.equal(
    plan.notReady.map(({ kind, service }) => [kind, service]),
    [['unreadable', 'a']],
  );
});

test('a target that follows main gets a pin with its next promotion', async () => {
  const it = shop();
  it.commit('By hand', desired('hardening/a', '1.0.0', 'main'));
  const plan = await it.plan('hardening');
  assert.equal(shortly(plan), ['open a@1.0.0']);
  it.perform(plan);
  assert.ok(it.merge(1));
  assert.match(it.files().get('environments/hardening/a.yaml') ?? '', /config: "[0-9a-f]{40}"/);
  assert.equal(shortly(await it.plan('hardening')), []);
});

test('the pin of a service that came back is the commit that changed it, however long ago', async () => {
  const it = shop();
  const first = it.git.lineOf(it.head()).at(-1);
  it.commit('a leaves', { 'environments/dev/a.yaml': null, 'environments/hardening/a.yaml': null });
  release(it, { a: '1.1.0' });
  const plan = await it.plan('hardening');
  assert.ok(plan.moves[0]?.kind === 'open');
  assert.is(plan.moves[0].promotion.unit.members[0]?.to?.config, first);
});

test('where no pinned commit exists, the message says how to pin', async () => {
  const it = world({
    ...ladder(),
    ...service('a'),
    ...desired('dev/a', '1.1.0'),
    ...desired('hardening/a', '1.0.0', 'a'.repeat(40)),
  });
  await it.plan('hardening').then(
    () => assert.unreachable(),
    (error) => {
      assert.is(error.code, 'no-pins');
      assert.match(error.fix, /bracket init/);
    },
  );
});

test('errors of use say what exists', async () => {
  const it = shop();
  for (const [target, services, code] of [
    ['nowhere', [], 'unknown-environment'],
    ['dev', [], 'entry-environment'],
    ['hardening', ['nothing'], 'unknown-service'],
  ] as const)
    await it.plan(target, named(...services)).then(
      () => assert.unreachable(target),
      (error) => assert.is(error.code, code),
    );
});

test.run();
