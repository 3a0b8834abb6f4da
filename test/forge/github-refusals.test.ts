import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Fault, status } from '../support/github/faults.ts';
import { BRANCH, fails, mainOf, openOne, PREFIX, requestOn, STORY } from './ground.ts';
import { type Hub, withHub } from './hub.ts';

const FILE = 'environments/production/service-b.yaml';
const refresh = (hub: Hub, more: object) =>
  requestOn(mainOf(hub), { files: [{ path: FILE, text: 'version: "0.5.2"\n' }], ...more });

test('a token that is not accepted, may not write, or sees nothing: each says what to do', async () => {
  await withHub(
    async (hub) => {
      const bad = await fails('refused', () =>
        hub.forgeOf({ GITHUB_TOKEN: 'ghp_expired' }).look({ prefix: PREFIX }),
      );
      assert.match(bad.fix, /expired or was revoked/);
      const reader = hub.forgeOf({ GITHUB_TOKEN: 'ghp_rob' });
      const write = await fails('refused', () => reader.commit(requestOn(mainOf(hub))));
      assert.match(write.fix, /`contents: write`/);
      const other = hub.forgeOf({ GITHUB_TOKEN: 'ghp_ann', GITHUB_REPOSITORY: 'acme/nowhere' });
      const none = await fails('missing', () => other.look({ prefix: PREFIX }));
      assert.match(none.fix, /acme\/nowhere exists/);
      await hub.forge.commit(requestOn(mainOf(hub)));
      const open = await fails('refused', () => reader.open(STORY));
      assert.match(open.fix, /`pull requests: write`/);
    },
    { readers: ['rob'] },
  );
});

test('GitHub’s own name of a missing permission is told', async () => {
  await withHub(async (hub) => {
    const answer = {
      status: 403,
      headers: { 'x-accepted-github-permissions': 'contents=write; workflows=write' },
      body: { message: 'Resource not accessible by integration' },
    };
    hub.server.faults.add({ method: 'POST', path: '/git/trees', trouble: { kind: 'answer', answer } });
    const error = await fails('refused', () => hub.forge.commit(requestOn(mainOf(hub))));
    assert.match(error.fix, /`contents=write; workflows=write`/);
  });
});

test('the token is in no message, whatever a server sends back', async () => {
  await withHub(async (hub) => {
    for (const code of [401, 403, 404, 405, 409, 422, 429, 500]) {
      hub.server.faults.clear();
      hub.server.faults.add({
        times: 99,
        trouble: status(code, 'Bearer ghp_ann\u001b[31m\nghp_ann is wrong'),
      });
      const error = await hub.forge.look({ prefix: PREFIX }).catch((one: Error) => one);
      assert.instance(error, Error);
      assert.not.match(inspect(error, { depth: 20, showHidden: true }), /ghp_ann/, String(code));
      assert.not.match((error as Error).message, /[\n\u001b]/);
    }
  });
});

test('a branch guarded by a rule is named with a way out', async () => {
  await withHub(
    async (hub) => {
      const main = mainOf(hub);
      const request = requestOn(main, { branch: 'main', expected: main });
      const error = await fails('refused', () => hub.forge.commit(request));
      assert.match(error.message, /rule violations/);
      assert.match(error.fix, /bypass the rule/);
    },
    { rules: { guarded: ['main'] } },
  );
});

const racing: readonly [string, Omit<Fault, 'trouble'>, (hub: Hub) => void][] = [
  ['created', { method: 'POST', path: '/git/trees' }, (hub) => void hub.push(BRANCH, { 'x.txt': 'theirs' })],
  [
    'created at the last moment',
    { method: 'POST', path: '/git/refs' },
    (hub) => void hub.push(BRANCH, { 'x.txt': 'theirs' }),
  ],
];
for (const [what, where, act] of racing)
  test(`a branch that somebody ${what} is a conflict and stays theirs`, async () => {
    await withHub(async (hub) => {
      hub.server.faults.add({ ...where, trouble: { kind: 'meanwhile', act: () => act(hub) } });
      await fails('conflict', () => hub.forge.commit(requestOn(mainOf(hub))));
      assert.match(hub.bare.run(['ls-tree', '--name-only', BRANCH]), /x\.txt/);
    });
  });

test('main that moved under a direct commit is a conflict and keeps what came first', async () => {
  await withHub(async (hub) => {
    const main = mainOf(hub);
    const act = () => void hub.push('main', { 'x.txt': 'theirs' });
    hub.server.faults.add({ method: 'PATCH', path: '/git/refs', trouble: { kind: 'meanwhile', act } });
    await fails('conflict', () => hub.forge.commit(requestOn(main, { branch: 'main', expected: main })));
    assert.match(hub.bare.run(['log', '--format=%s', 'main']), /^Somebody/);
  });
});

test('a branch deleted while it is being refreshed is a conflict', async () => {
  await withHub(async (hub) => {
    const pull = await openOne(hub);
    const act = () => hub.bare.setRef(`refs/heads/${BRANCH}`, null);
    hub.server.faults.add({ method: 'PATCH', path: '/git/refs', trouble: { kind: 'meanwhile', act } });
    await fails('conflict', () => hub.forge.commit(refresh(hub, { expected: pull.head })));
  });
});

test('a pull request that somebody opened first is adopted', async () => {
  await withHub(async (hub) => {
    await hub.forge.commit(requestOn(mainOf(hub)));
    let theirs = 0;
    const act = async () => {
      theirs = (await hub.reviewer.forge.open({ ...STORY, title: 'By hand' })).number;
    };
    await act();
    hub.server.faults.add({
      method: 'GET',
      path: /pulls\?.*head=/,
      trouble: { kind: 'answer', answer: { status: 200, body: [] } },
    });
    const pull = await hub.forge.open(STORY);
    assert.is(pull.number, theirs);
    assert.is(pull.title, STORY.title);
  });
});

test('what a person edited is output again, and what a person closed is not reopened', async () => {
  await withHub(async (hub) => {
    const pull = await openOne(hub);
    const [stored] = hub.server.hub.pulls;
    assert.ok(stored);
    Object.assign(stored, { title: 'Edited', body: 'Edited\r\n' });
    assert.is((await hub.forge.open({ ...STORY, number: pull.number })).title, STORY.title);
    stored.state = 'closed';
    await fails('conflict', () => hub.forge.open({ ...STORY, number: pull.number }));
    assert.is(stored.state, 'closed');
  });
});

test('only the ends of lines changed is no edit', async () => {
  await withHub(async (hub) => {
    await openOne(hub);
    Object.assign(hub.server.hub.pulls[0] ?? {}, { body: STORY.body.replaceAll('\n', '\r\n') });
    hub.server.calls.clear();
    await hub.forge.open(STORY);
    assert.equal(hub.server.calls.creating(), []);
  });
});

for (const [what, rules, fix] of [
  ['a missing review', { requiredReviews: 1 }, /Ask a reviewer/],
  ['a missing check', { requiredChecks: ['bracket/gate'] }, /Wait for the checks/],
  ['squash merges switched off', { squash: false }, /Allow squash merging/],
] as const)
  test(`${what} refuses the merge and says what to do`, async () => {
    await withHub(
      async (hub) => {
        const main = mainOf(hub);
        const pull = await openOne(hub);
        const request = { number: pull.number, head: pull.head, message: 'M' };
        const error = await fails('refused', () => hub.forge.merge(request));
        assert.match(error.fix, fix);
        assert.is(mainOf(hub), main);
      },
      { rules },
    );
  });

test('a merge queue is told apart, and a base that moves while merging is tried again', async () => {
  await withHub(async (hub) => {
    const pull = await openOne(hub);
    const request = { number: pull.number, head: pull.head, message: 'M' };
    const put = { method: 'PUT', path: '/merge' };
    hub.server.faults.add({ ...put, trouble: status(405, 'Changes must be made through the merge queue') });
    assert.match((await fails('refused', () => hub.forge.merge(request))).fix, /merge queue/);
    const busy = status(405, 'Base branch was modified. Review and try the merge again.');
    hub.server.faults.add({ ...put, times: 9, trouble: busy });
    await fails('conflict', () => hub.forge.merge(request));
    hub.server.faults.clear();
    hub.server.faults.add({ ...put, times: 2, trouble: busy });
    assert.is(await hub.forge.merge(request), mainOf(hub));
  });
});

test('a pull request that a person pointed at another branch is not merged', async () => {
  await withHub(async (hub) => {
    const pull = await openOne(hub);
    hub.bare.setRef('refs/heads/other', mainOf(hub));
    Object.assign(hub.server.hub.pulls[0] ?? {}, { base: 'other' });
    const error = await fails('refused', () =>
      hub.forge.merge({ number: pull.number, head: pull.head, message: 'M' }),
    );
    assert.match(error.message, /into other/);
  });
});

test('a merge stands although its branch cannot be deleted, and that is said', async () => {
  await withHub(async (hub) => {
    const pull = await openOne(hub);
    hub.server.faults.add({
      method: 'DELETE',
      trouble: status(403, 'Resource not accessible by integration'),
    });
    const merged = await hub.forge.merge({ number: pull.number, head: pull.head, message: 'M' });
    assert.is(mainOf(hub), merged);
    assert.match(hub.said.join(), /Merged, but GitHub did not delete branch/);
  });
});

test('an application cannot approve, and nobody their own', async () => {
  await withHub(async (hub) => {
    const pull = await openOne(hub);
    const app = hub.forgeOf({});
    assert.match((await fails('refused', () => app.approve(pull.number, 'rob'))).message, /application/);
    assert.match((await fails('refused', () => hub.forge.approve(pull.number, 'ann'))).fix, /someone else/);
    assert.equal(hub.server.hub.pulls[0]?.reviews, []);
  });
});

test.run();
