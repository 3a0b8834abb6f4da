import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { primaryLimit, secondaryLimit, status, type Trouble } from '../support/github/faults.ts';
import { BRANCH, fails, mainOf, openOne, PREFIX, requestOn } from './ground.ts';
import { type Hub, withHub as withPatientHub } from './hub.ts';

/** Calls end after a second, so that waiting for an answer that never comes does not take long. */
const withHub = (work: (hub: Hub) => Promise<void>, options = {}) =>
  withPatientHub(work, options, { timeout: 1000 });

const look = (hub: Hub) => hub.forge.look({ prefix: PREFIX });
const soon = (): number => Math.floor(Date.now() / 1000) + 2;
const later = (): number => Math.floor(Date.now() / 1000) + 3600;

const passing: readonly [string, () => Trouble][] = [
  ['a secondary rate limit', () => secondaryLimit(30)],
  ['a secondary rate limit as 429', () => secondaryLimit(30, 429)],
  ['the primary rate limit that ends soon', () => primaryLimit(soon())],
  ['the primary rate limit as 429', () => primaryLimit(soon(), 429)],
  [
    'a proxy that says when to come back',
    () => ({
      kind: 'answer',
      answer: { status: 429, headers: { 'retry-after': '5' }, body: { message: 'slow down' } },
    }),
  ],
  [
    'a server that says when to come back',
    () => ({
      kind: 'answer',
      answer: { status: 503, headers: { 'retry-after': '5' }, body: { message: 'maintenance' } },
    }),
  ],
  ['an error of the server', () => status(502)],
  ['a cut connection', () => ({ kind: 'reset' })],
  ['half an answer', () => ({ kind: 'malformed' })],
  ['no answer in time', () => ({ kind: 'hang' })],
  ['an answer that stops in the middle', () => ({ kind: 'stall' })],
  ['a late answer', () => ({ kind: 'delay', milliseconds: 150 })],
];

for (const [what, trouble] of passing)
  test(`${what} is got over, reading and writing`, async () => {
    await withHub(async (hub) => {
      hub.server.faults.add({ method: 'GET', path: '/git/ref/', trouble: trouble() });
      hub.server.faults.add({ method: 'POST', path: '/git/commits', trouble: trouble() });
      hub.server.faults.add({ method: 'POST', path: /\/pulls$/, trouble: trouble() });
      const pull = await openOne(hub);
      assert.is(pull.number, 1);
      assert.is((await look(hub)).pulls.length, 1);
    });
  });

const lasting: readonly [string, 'limited' | 'unavailable', () => Trouble, RegExp][] = [
  ['a secondary rate limit', 'limited', () => secondaryLimit(30), /again in 1 minutes/],
  ['a secondary rate limit that lasts an hour', 'limited', () => secondaryLimit(3600), /again in 60 minutes/],
  ['the primary rate limit', 'limited', () => primaryLimit(later()), /again after 20\d\d-/],
  ['the primary rate limit as 429', 'limited', () => primaryLimit(later(), 429), /again after 20\d\d-/],
  ['an error of the server', 'unavailable', () => status(500), /githubstatus/],
  ['a cut connection', 'unavailable', () => ({ kind: 'reset' }), /network/],
  ['half an answer', 'unavailable', () => ({ kind: 'malformed' }), /network/],
  ['no answer', 'unavailable', () => ({ kind: 'hang' }), /network/],
  ['an answer that never ends', 'unavailable', () => ({ kind: 'stall' }), /network/],
  [
    'a page instead of JSON',
    'unavailable',
    () => ({
      kind: 'answer',
      answer: { status: 200, headers: { 'content-type': 'text/html' }, body: 'Log in' },
    }),
    /./,
  ],
];

for (const [what, kind, trouble, fix] of lasting)
  test(`${what} for ever ends in time, with what to do`, async () => {
    await withHub(async (hub) => {
      hub.server.faults.add({ times: 1000, trouble: trouble() });
      const started = performance.now();
      const error = await fails(kind, () => look(hub));
      assert.ok(performance.now() - started < 15_000);
      assert.match(`${error.message} ${error.fix}`, fix);
      assert.ok(hub.server.calls.all.length <= 12, `${hub.server.calls.all.length} calls`);
    });
  });

test('a write whose answer was lost is found, not doubled', async () => {
  for (const kind of ['reset', 'malformed', 'hang'] as const)
    await withHub(async (hub) => {
      for (const [method, path] of [
        ['POST', '/git/refs'],
        ['POST', /\/pulls$/],
        ['POST', '/comments'],
        ['DELETE', '/git/refs/'],
      ] as const)
        hub.server.faults.add({ method, path, done: true, trouble: { kind } });
      const pull = await openOne(hub);
      await hub.forge.close({ number: pull.number, comment: 'Replaced.' });
      assert.is(hub.server.hub.pulls.length, 1);
      assert.is(hub.server.hub.comments.length, 1);
      assert.is(hub.bare.ref(`refs/heads/${BRANCH}`), undefined);
    });
});

test('a merge whose answer was lost is found, not doubled', async () => {
  for (const kind of ['reset', 'malformed', 'hang'] as const)
    await withHub(async (hub) => {
      const pull = await openOne(hub);
      hub.server.faults.add({ method: 'PUT', done: true, trouble: { kind } });
      const merged = await hub.forge.merge({ number: pull.number, head: pull.head, message: 'M' });
      assert.is(mainOf(hub), merged);
      assert.is(hub.bare.run(['rev-list', '--count', 'main']).trim(), '2');
    });
});

test('no success is reported of a ref that GitHub only says it moved (invariant 8)', async () => {
  await withHub(async (hub) => {
    const lie = { trouble: { kind: 'lie' as const } };
    hub.server.faults.add({ method: 'POST', path: '/git/refs', ...lie });
    const created = await fails('unavailable', () => hub.forge.commit(requestOn(mainOf(hub))));
    assert.match(created.message, /reported success, but branch promote\/.* is absent/);
    const pull = await openOne(hub);
    hub.server.faults.add({ method: 'PATCH', path: '/git/refs', ...lie });
    const files = [{ path: 'environments/production/service-b.yaml', text: 'version: "0.5.2"\n' }];
    const moved = await fails('unavailable', () =>
      hub.forge.commit(requestOn(mainOf(hub), { files, expected: pull.head })),
    );
    assert.ok(moved.message.includes(`is ${pull.head} and not`), moved.message);
    hub.server.faults.add({ method: 'PUT', path: '/merge', ...lie });
    await fails('unavailable', () => hub.forge.merge({ number: pull.number, head: pull.head, message: 'M' }));
    const next = await openOne(hub, { branch: 'promote/other' });
    hub.server.faults.add({ method: 'DELETE', path: '/git/refs', ...lie });
    await fails('unavailable', () => hub.forge.close({ number: next.number, comment: 'x' }));
  });
});

test('a repository that was renamed is followed, reading and writing', async () => {
  await withHub(
    async (hub) => {
      const forge = hub.forgeOf({ GITHUB_REPOSITORY: 'acme/old-shop', GITHUB_TOKEN: 'ghp_ann' });
      const ground = { ...hub, forge };
      const pull = await openOne(ground);
      assert.is((await forge.look({ prefix: PREFIX })).pulls.length, 1);
      await forge.merge({ number: pull.number, head: pull.head, message: 'M' });
    },
    { formerly: 'acme/old-shop' },
  );
});

test('neither a redirect nor a next page leads the token to another host', async () => {
  const heard: string[] = [];
  const thief = createServer((request, response) => {
    heard.push(request.headers.authorization ?? '');
    response.end('[]');
  });
  await new Promise<void>((resolve) => void thief.listen(0, '127.0.0.1', resolve));
  const evil = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/`;
  try {
    await withHub(async (hub) => {
      hub.server.faults.add({
        times: 9,
        trouble: { kind: 'answer', answer: { status: 307, headers: { location: evil }, body: {} } },
      });
      const redirected = await fails('unavailable', () => look(hub));
      assert.match(redirected.message, /another host/);
      hub.server.faults.clear();
      await openOne(hub);
      hub.server.faults.add({
        path: '/pulls?',
        times: 9,
        trouble: {
          kind: 'answer',
          answer: { status: 200, headers: { link: `<${evil}>; rel="next"` }, body: [] },
        },
      });
      await fails('unavailable', () => look(hub));
    });
    assert.equal(heard, []);
  } finally {
    thief.close();
  }
});

test('a redirect in a circle ends', async () => {
  await withHub(async (hub) => {
    hub.server.faults.add({
      times: 99,
      trouble: {
        kind: 'answer',
        answer: { status: 301, headers: { location: `${hub.server.url}/repos/acme/shop` }, body: {} },
      },
    });
    await fails('unavailable', () => look(hub));
  });
});

test.run();
