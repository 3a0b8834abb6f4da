import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EnvironmentName } from '../../scripts/model/names.ts';
import { BRANCH, fails, mainOf, openOne, PREFIX, requestOn, STORY } from './ground.ts';
import { type Hub, withHub } from './hub.ts';

const REVIEWERS = ['@rob', '@acme/owners'];
const KINDS = [
  'POST /git/trees',
  'POST /git/commits',
  'POST /git/refs',
  'POST /pulls',
  'POST /labels',
  'POST /requested_reviewers',
  'POST /statuses',
];

/** A promotion of so many services, and the calls that wrote. */
const promote = async (hub: Hub, services: number, reviewers: readonly string[]): Promise<string[]> => {
  const files = Array.from({ length: services }, (_, n) => ({
    path: `environments/production/s-${n}.yaml`,
    text: 'v: 1\n',
  }));
  const head = await hub.forge.commit(requestOn(mainOf(hub), { files }));
  await hub.forge.open({ ...STORY, reviewers });
  await hub.forge.check(head, { name: 'bracket/gate', state: 'pending', summary: 'waiting' });
  return hub.server.calls
    .creating()
    .map(
      ({ method, path }) =>
        `${method} ${path.replace('/repos/acme/shop', '').replace(/\/(?:pulls|issues)\/\d+|\/[0-9a-f]{40}/g, '')}`,
    );
};

test('a promotion of one service and of a hundred take the same calls that write, seven', async () => {
  for (const services of [1, 100])
    await withHub(async (hub) => {
      assert.equal(await promote(hub, services, REVIEWERS), KINDS);
    });
});

test('at most eight where GitHub refuses a reviewer', async () => {
  await withHub(async (hub) => {
    const wrote = await promote(hub, 100, [...REVIEWERS, '@stranger', '@acme/nobody']);
    assert.is(wrote.length, 8);
    const [pull] = (await hub.forge.look({ prefix: PREFIX })).pulls;
    assert.equal(pull?.reviewers, REVIEWERS);
    assert.match(hub.said.join('\n'), /@stranger, @acme\/nobody/);
  });
});

test('a second run writes nothing', async () => {
  await withHub(async (hub) => {
    await promote(hub, 3, REVIEWERS);
    hub.server.calls.clear();
    assert.equal(await promote(hub, 3, REVIEWERS), ['POST /git/trees'], 'a tree only, to compare with');
  });
});

test('reading costs a few calls, and pages hold a hundred', async () => {
  await withHub(async (hub) => {
    await openOne(hub);
    hub.server.calls.clear();
    await hub.forge.look({ prefix: PREFIX });
    assert.ok(hub.server.calls.all.length <= 6, hub.server.calls.all.map((call) => call.path).join('\n'));
    assert.ok(
      hub.server.calls.all
        .filter((call) => call.path.includes('/pulls?'))
        .every((call) => call.path.includes('per_page=100')),
    );
  });
});

test('230 open pull requests are all seen', async () => {
  await withHub(async (hub) => {
    const first = await openOne(hub);
    const [model] = hub.server.hub.pulls;
    assert.ok(model);
    const branches = Array.from({ length: 229 }, (_, n) => `promote/production/many-${n}`);
    const input = branches.map((branch) => `create refs/heads/${branch} ${first.head}\n`).join('');
    hub.bare.run(['update-ref', '--stdin'], { input });
    branches.forEach((branch, n) => void hub.server.hub.pulls.push({ ...model, number: n + 2, branch }));
    const { pulls } = await hub.forge.look({ prefix: PREFIX });
    assert.is(pulls.length, 230);
    assert.equal([...new Set(pulls.map((pull) => pull.state))], ['open']);
  });
});

test('a hold is seen however long ago it was, and of what is gone only the latest', async () => {
  await withHub(async (hub) => {
    const held = await openOne(hub);
    await hub.dismiss(held);
    const [model] = hub.server.hub.pulls;
    assert.ok(model);
    for (let number = 2; number <= 150; number += 1)
      hub.server.hub.pulls.push({
        ...model,
        number,
        branch: `promote/production/gone-${number}`,
        updatedAt: `2027-01-01T00:${String(number % 60).padStart(2, '0')}:00Z`,
      });
    const { pulls } = await hub.forge.look({ prefix: PREFIX });
    assert.equal([pulls[0]?.number, pulls[0]?.branchExists], [held.number, true]);
    assert.is(pulls.length, 11);
  });
});

test('a pull request from a fork with one of our branch names is none of ours', async () => {
  await withHub(async (hub) => {
    const mine = await openOne(hub);
    const [model] = hub.server.hub.pulls;
    assert.ok(model);
    hub.server.hub.pulls.push({
      ...model,
      number: 2,
      from: 'mallory/shop',
      author: 'mallory',
      title: 'Evil',
    });
    const { pulls } = await hub.forge.look({ prefix: PREFIX });
    assert.equal(
      pulls.map((pull) => pull.number),
      [mine.number],
    );
    assert.is((await hub.forge.open(STORY)).number, mine.number);
    await fails('conflict', () => hub.forge.open({ ...STORY, number: 2 }));
    await fails('refused', () => hub.forge.close({ number: 2, comment: 'x' }));
    assert.is(hub.bare.ref(`refs/heads/${BRANCH}`), mine.head);
  });
});

test('reviewers: never the author, never twice, never again after they answered', async () => {
  await withHub(async (hub) => {
    const reviewers = ['@ann', '@Rob', '@rob', '@acme/owners', '@other/team', 'not a name'];
    await openOne(hub);
    const pull = await hub.forge.open({ ...STORY, reviewers: ['@ann'] });
    assert.equal(pull.reviewers, []);
    assert.equal(hub.said, []);
    const asked = await hub.forge.open({ ...STORY, reviewers: ['@rob', '@acme/owners'] });
    assert.equal(asked.reviewers, ['@rob', '@acme/owners']);
    await hub.reviewer.forge.approve(pull.number, 'rob');
    hub.server.hub.pulls[0]?.teams.clear();
    hub.server.calls.clear();
    const again = await hub.forge.open({ ...STORY, reviewers });
    assert.equal(again.reviewers, []);
    assert.equal(hub.server.calls.creating(), []);
  });
});

test('owners nobody could ask are named, and the promotion is opened', async () => {
  await withHub(async (hub) => {
    await hub.forge.commit(requestOn(mainOf(hub)));
    const pull = await hub.forge.open({ ...STORY, reviewers: ['@other/team', 'not a name', '@rob'] });
    assert.equal(pull.reviewers, ['@rob']);
    assert.match(hub.said.join('\n'), /@other\/team, not a name cannot review here/);
  });
});

test('a check is set once, within GitHub’s bounds', async () => {
  await withHub(async (hub) => {
    const pull = await openOne(hub);
    for (let run = 0; run < 3; run += 1)
      await hub.forge.check(pull.head, {
        name: 'bracket/gate',
        state: 'pending',
        summary: 'x🚀'.repeat(100),
      });
    assert.is(hub.server.hub.statuses.length, 1);
    assert.ok((hub.server.hub.statuses[0]?.description ?? '').length <= 140);
  });
});

test('a rollout is a deployment of its environment, one for each commit, and every change is said once', async () => {
  await withHub(async (hub) => {
    const main = mainOf(hub);
    const report = { name: 'bracket/verify/production', environment: 'production' as EnvironmentName };
    const say = (state: 'pending' | 'success' | 'failure' | 'error', summary: string) =>
      hub.forge.check(main, { ...report, state, summary });
    await say('pending', 'Argo CD rolls it out');
    await say('pending', 'Argo CD rolls it out');
    await say('success', 'x'.repeat(300));
    await say('success', 'x'.repeat(300));
    const [deployment, ...more] = hub.server.hub.deployments;
    assert.is(more.length, 0);
    assert.is(deployment?.commit, main);
    assert.is(deployment?.environment, 'production');
    assert.equal(
      deployment?.statuses.map(({ state }) => state),
      ['in_progress', 'success'],
    );
    assert.ok((deployment?.statuses[1]?.description ?? '').length <= 140);
    await say('error', 'nobody knows');
    await hub.forge.check(main, { name: 'bracket/gate', state: 'success', summary: 'open' });
    assert.equal(
      hub.server.hub.deployments.map(({ statuses }) => statuses.at(-1)?.state),
      ['error'],
    );
    assert.is(new Set(hub.server.hub.statuses.map(({ context }) => context)).size, 2);
  });
});

test('reviews are a history: per person the last that is no comment counts', async () => {
  await withHub(async (hub) => {
    const pull = await openOne(hub);
    const add = (login: string, state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED') =>
      hub.server.hub.pulls[0]?.reviews.push({
        id: hub.server.hub.nextId(),
        login,
        state,
        body: '',
        commit: pull.head,
        at: hub.server.hub.tick(),
      });
    for (let n = 0; n < 120; n += 1) add('chatty', 'COMMENTED');
    add('rob', 'APPROVED');
    add('rob', 'COMMENTED');
    add('eve', 'APPROVED');
    add('eve', 'CHANGES_REQUESTED');
    add('kim', 'CHANGES_REQUESTED');
    add('kim', 'DISMISSED');
    const [seen] = (await hub.forge.look({ prefix: PREFIX, number: pull.number })).pulls;
    assert.equal(
      seen?.reviews?.map((one) => [one.by, one.verdict]),
      [
        ['rob', 'approved'],
        ['eve', 'changes-requested'],
        ['kim', 'dismissed'],
      ],
    );
  });
});

test.run();
