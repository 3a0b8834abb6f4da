import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EnvironmentName, ServiceName } from '../../scripts/model/names.ts';
import { explainArrival, type Reason } from '../../scripts/plan/explain.ts';
import { planPromotion } from '../../scripts/plan/promote.ts';
import { desired, ladder, service, type World, world } from './world.ts';

const shop = (policy = ''): World => {
  const it = world({ ...ladder({ hardening: policy }), ...service('a'), ...service('b') });
  const pin = it.head();
  const runs = ['a', 'b'].flatMap((name) => [
    desired(`dev/${name}`, '1.0.0'),
    desired(`hardening/${name}`, '1.0.0', pin),
    desired(`production/${name}`, '1.0.0', pin),
  ]);
  it.commit('What runs', Object.assign({}, ...runs));
  return it;
};

const reasons = async (it: World, name: string, target: string): Promise<Reason[]> => {
  const facts = await it.facts(target, { automatic: true });
  return explainArrival({
    repository: facts.repository,
    target: target as EnvironmentName,
    service: name as ServiceName,
    plan: planPromotion(facts),
    pulls: it.pulls(),
  });
};
const kinds = async (it: World, name: string, target: string): Promise<string[]> =>
  (await reasons(it, name, target)).map(({ kind }) => kind);

test('there is always a reason', async () => {
  const it = shop();
  assert.equal(await kinds(it, 'a', 'hardening'), ['arrived']);
  assert.equal(await kinds(it, 'nothing', 'hardening'), ['absent']);
  const { repository } = await it.facts('hardening');
  const dev = { repository, target: 'dev' as EnvironmentName, service: 'a' as ServiceName, pulls: [] };
  assert.equal(explainArrival(dev), [{ kind: 'entry' }]);
});

test('what is further up has to arrive below first', async () => {
  const it = shop();
  it.commit('Release', desired('dev/a', '1.1.0'));
  const [first, upstream] = await reasons(it, 'a', 'production');
  assert.is(first?.kind, 'arrived');
  assert.ok(upstream?.kind === 'upstream');
  assert.equal([upstream.source, upstream.upstream, upstream.holds?.version], ['hardening', 'dev', '1.1.0']);
});

test('pending, tied and open; then where the pull request is', async () => {
  const it = shop();
  it.commit('Both', { ...desired('dev/a', '1.1.0'), ...desired('dev/b', '1.1.0') });
  assert.equal(await kinds(it, 'a', 'hardening'), ['pending', 'tied', 'open']);
  it.perform(await it.plan('hardening'));
  const [, tied, open] = await reasons(it, 'a', 'hardening');
  assert.ok(tied?.kind === 'tied' && open?.kind === 'open');
  assert.equal(tied.with, ['b']);
  assert.is(tied.brackets[0]?.subject, 'Both');
  assert.is(open.url, 'memory/1');
});

test('a queue is said twice: what is in flight, and what waits behind it', async () => {
  const it = shop('promotion: { whenSuperseded: queue }\n');
  it.commit('One', desired('dev/a', '1.1.0'));
  it.perform(await it.plan('hardening'));
  it.commit('Two', desired('dev/a', '1.2.0'));
  assert.equal((await kinds(it, 'a', 'hardening')).sort(), ['open', 'pending', 'pending', 'queued']);
});

test('blocked, held, unasked and unreadable each say so', async () => {
  const blocked = shop();
  blocked.commit('Lower', desired('dev/a', '0.9.0'));
  assert.equal(await kinds(blocked, 'a', 'hardening'), ['pending', 'blocked']);
  blocked.commit('Higher', desired('dev/a', '1.1.0'));
  blocked.commit('Lock', {
    'environments/locks/x.yaml': 'reason: x\nby: tim\nuntil: "2999-01-01T00:00:00Z"\n',
  });
  assert.equal(await kinds(blocked, 'a', 'hardening'), ['pending', 'waiting']);
  const held = shop();
  held.commit('Release', desired('dev/a', '1.1.0'));
  held.perform(await held.plan('hardening'));
  held.push(1, { 'environments/hardening/a.yaml': '# by hand\n' });
  assert.equal(await kinds(held, 'a', 'hardening'), ['pending', 'held']);
  const manual = shop('promotion: { open: manual }\n');
  manual.commit('Release', desired('dev/a', '1.1.0'));
  assert.equal(await kinds(manual, 'a', 'hardening'), ['pending', 'unasked']);
  const broken = shop();
  broken.commit('Broken', { 'environments/hardening/a.yaml': ': [' });
  assert.equal(await kinds(broken, 'a', 'hardening'), ['unreadable']);
});

test.run();
