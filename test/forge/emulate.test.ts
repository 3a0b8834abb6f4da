/**
 * The promotion flow against a GitHub emulator that others wrote, so that our reading of the API is not ours alone.
 * What emulate 0.12.2 does not do, found by running it: commit statuses (404); a pull request does not follow its
 * branch when that moves, nor close when it goes; a branch may have two pull requests, and one may be opened of a
 * branch that does not exist; an author may approve their own. For all of that there is test/support/github.
 */
import { createEmulator } from 'emulate';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommitId } from '../../scripts/model/names.ts';
import { openGitHubForge } from '../../scripts/outside/forge/github/github.ts';
import { GITHUB_PACE, readSettings } from '../../scripts/outside/forge/github/settings.ts';
import type { Forge } from '../../scripts/outside/forge.ts';
import { fails } from './ground.ts';

const BRANCH = 'promote/production/service-b-0a1b2c3d';
const PEOPLE = [
  { login: 'ann', name: 'Ann', email: 'ann@example.com' },
  { login: 'rob', name: 'Rob', email: 'rob@example.com' },
];

const start = async () => {
  const seed = {
    tokens: { ghp_ann: { login: 'ann', scopes: ['repo'] }, ghp_rob: { login: 'rob', scopes: ['repo'] } },
    github: {
      users: PEOPLE,
      repos: [{ owner: 'ann', name: 'shop', auto_init: true, default_branch: 'main' }],
    },
  };
  const emulator = await createEmulator({ service: 'github', port: 0, seed });
  const said: string[] = [];
  const forgeOf = (token: string): Forge =>
    openGitHubForge(
      readSettings(
        { GITHUB_API_URL: emulator.url, GITHUB_REPOSITORY: 'ann/shop', GITHUB_TOKEN: token },
        { ...GITHUB_PACE, second: 1 },
      ),
      (text) => said.push(text),
    );
  return { emulator, said, ann: forgeOf('ghp_ann'), rob: forgeOf('ghp_rob') };
};

const get = async (url: string, path: string) => {
  const answer = await fetch(`${url}/repos/ann/shop${path}`, {
    headers: { authorization: 'Bearer ghp_ann' },
  });
  return (await answer.json()) as Record<string, never>;
};

const commitOn = (parent: CommitId, version: string) => ({
  branch: BRANCH,
  parent,
  message: `Promote service-b ${version}\n\nPromotion-To: production`,
  files: [{ path: 'environments/production/service-b.yaml', text: `version: "${version}"\n` }],
});

const STORY = {
  branch: BRANCH,
  title: 'Promote service-b',
  body: 'Why.',
  labels: ['promotion'],
  reviewers: ['@rob'],
};

test('commit, open, refresh, label, ask, approve, check and merge', async () => {
  const { emulator, said, ann, rob } = await start();
  try {
    const { head: main } = await ann.look({ prefix: 'promote/' });
    const first = await ann.commit(commitOn(main, '0.5.1'));
    assert.is(await ann.commit(commitOn(main, '0.5.1')), first, 'adopted');
    const pull = await ann.open(STORY);
    assert.equal([pull.branch, pull.head, pull.state, pull.author], [BRANCH, first, 'open', 'ann']);
    assert.equal(pull.labels, ['promotion']);
    assert.equal(pull.reviewers, ['@rob']);
    assert.is((await ann.open({ ...STORY, title: 'Promote service-b again' })).number, pull.number);
    await fails('missing', () => ann.check(first, { name: 'gate', state: 'success', summary: 'open' }));
    await rob.approve(pull.number, 'rob');
    const [seen] = (await ann.look({ prefix: 'promote/', number: pull.number })).pulls;
    assert.is(seen?.head, first);
    assert.is(seen?.title, 'Promote service-b again');
    assert.equal(seen?.reviews, [{ by: 'rob', verdict: 'approved', head: first }]);
    const merged = await ann.merge({
      number: pull.number,
      head: first,
      message: 'Promote service-b 0.5.1\n\nBody',
    });
    const view = await ann.look({ prefix: 'promote/' });
    assert.is(view.head, merged);
    assert.equal(
      view.pulls.map((one) => [one.number, one.state, one.branchExists]),
      [[pull.number, 'merged', false]],
    );
    assert.equal(
      (await get(emulator.url, `/git/commits/${merged}`))['message'],
      'Promote service-b 0.5.1\n\nBody',
    );
    assert.equal(said, []);
  } finally {
    await emulator.close();
  }
});

test('close comments, closes and deletes the branch', async () => {
  const { emulator, ann } = await start();
  try {
    const { head } = await ann.look({ prefix: 'promote/' });
    await ann.commit(commitOn(head, '0.5.1'));
    const { number } = await ann.open({ ...STORY, reviewers: [] });
    await ann.close({ number, comment: 'Replaced.' });
    const [pull] = (await ann.look({ prefix: 'promote/' })).pulls;
    assert.equal([pull?.state, pull?.branchExists], ['closed', false]);
  } finally {
    await emulator.close();
  }
});

test('a branch without a parent begins, is built on, and is moved forward only', async () => {
  const { emulator, ann } = await start();
  try {
    const file = (text: string) => ({
      files: [{ path: 'production/2026-11.jsonl', bytes: Buffer.from(text) }],
    });
    const ledger = { branch: 'ledger', message: 'production: deployment started' };
    const first = await ann.commit({ ...ledger, ...file('1\n') });
    await fails('conflict', () => ann.commit({ ...ledger, ...file('2\n') }));
    const onto = { ...ledger, parent: first, expected: first };
    const second = await ann.commit({ ...onto, ...file('1\n2\n') });
    await fails('conflict', () => ann.commit({ ...onto, ...file('1\n3\n') }));
    const ids = (parents: unknown): string[] => (parents as { sha: string }[]).map(({ sha }) => sha);
    assert.equal(ids((await get(emulator.url, `/git/commits/${first}`))['parents']), []);
    assert.equal(ids((await get(emulator.url, `/git/commits/${second}`))['parents']), [first]);
  } finally {
    await emulator.close();
  }
});

test.run();
