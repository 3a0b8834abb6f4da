import { spawn } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openGit } from '../../scripts/outside/git.ts';
import { withHub } from '../forge/hub.ts';
import { numbered } from '../history/random-events.ts';
import { sandbox } from '../support/git-repository.ts';
import { cloneOf, idsOf, THERE, writtenIn } from './ledger-ground.ts';

const PROGRAM = `
const [root, from, count] = process.argv.slice(1);
const { openGit } = await import('./scripts/outside/git.ts');
const { chooseForge } = await import('./scripts/outside/forge/choose.ts');
const { appendEvents } = await import('./scripts/outside/ledger/append.ts');
const { numbered } = await import('./test/history/random-events.ts');
const git = openGit(root);
const forge = await chooseForge({ git, env: process.env, now: new Date() });
for (let number = 0; number < Number(count); number += 1)
  await appendEvents({ git, forge, env: {} }, [numbered(Number(from) + number), numbered(1000 + number)]);
`;

/** A process of its own that writes events, some of which all others write as well. */
const writeElsewhere = (root: string, from: number, env: Readonly<Record<string, string>>): Promise<void> =>
  new Promise((resolve, reject) => {
    const args = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, root, String(from), '3'];
    const { GITHUB_TOKEN: _token, GITHUB_REPOSITORY: _repository, ...own } = process.env;
    const child = spawn(process.execPath, args, {
      cwd: new URL('../..', import.meta.url).pathname,
      env: { ...own, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(said))));
  });

const FROM = [10, 20, 30];
const ALL = [...FROM.flatMap((from) => [from, from + 1, from + 2]), 1000, 1001, 1002].map((number) =>
  numbered(number),
);

test('processes that write at the same moment lose nothing and double nothing: in one clone', async () => {
  const box = sandbox();
  box.commit('The beginning', { 'README.md': 'A shop.\n' });
  await Promise.all(FROM.map((from) => writeElsewhere(box.root, from, {})));
  assert.equal(idsOf(await writtenIn(openGit(box.root))), idsOf(ALL));
});

test('processes that write at the same moment lose nothing and double nothing: on GitHub', () =>
  withHub(async (hub) => {
    const shared = cloneOf(hub);
    const roots = FROM.map((_, index) => (index < 2 ? shared.root : cloneOf(hub).root));
    await Promise.all(
      FROM.map((from, index) => writeElsewhere(roots[index] as string, from, hub.server.env)),
    );
    assert.equal(idsOf(await writtenIn(openGit(shared.root), THERE)), idsOf(ALL));
  }));

test.run();
