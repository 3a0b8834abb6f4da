import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { chooseForge } from '../../scripts/outside/forge/choose.ts';
import { GITHUB_PACE, readSettings } from '../../scripts/outside/forge/github/settings.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { sandbox } from '../support/git-repository.ts';

const GOOD = { GITHUB_TOKEN: 'ghp_secret', GITHUB_REPOSITORY: 'acme/shop' };
const now = new Date('2026-03-01T10:00:00Z');
const choose = (env: Record<string, string>, flag?: 'local' | 'github', say?: (text: string) => void) =>
  chooseForge({ git: openGit(sandbox().root), env, flag, now, ...(say ? { say } : {}) });

const refusal = (env: Record<string, string | undefined>): Failure => {
  try {
    readSettings({ ...GOOD, ...env });
  } catch (error) {
    assert.instance(error, Failure);
    const failure = error as Failure;
    assert.is(failure.exit, EXIT.usage);
    assert.not.match(`${failure.message} ${failure.fix} ${failure.stack}`, /ghp_secret/);
    return failure;
  }
  throw new Error(`accepted ${JSON.stringify(env)}`);
};

test('GitHub is chosen when token and repository are set, else the local forge, and the flag decides', async () => {
  assert.is((await choose(GOOD)).name, 'github');
  assert.is((await choose({})).name, 'local');
  assert.is((await choose({ GITHUB_TOKEN: 'x' })).name, 'local');
  assert.is((await choose({ GITHUB_REPOSITORY: 'acme/shop' })).name, 'local');
  assert.is((await choose(GOOD, 'local')).name, 'local');
  assert.is((await choose(GOOD, 'github')).name, 'github');
  const error = await choose({}, 'github').catch((one: Error) => one);
  assert.instance(error, Failure);
  assert.match((error as Failure).message, /GITHUB_TOKEN is not set/);
});

test('a workflow without a token is told that nothing leaves the clone', async () => {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  assert.is(
    (await choose({ GITHUB_ACTIONS: 'true', GITHUB_REPOSITORY: 'acme/shop' }, undefined, say)).name,
    'local',
  );
  assert.match(said.join(), /GITHUB_TOKEN is not set/);
});

test('the repository is read strictly', () => {
  for (const name of [
    '',
    'acme',
    'acme/',
    '/shop',
    'acme/shop/x',
    'acme/..',
    'acme/.',
    'a b/c',
    'acme/shop?x=1',
    'acme/sh%2fop',
    '../x',
    'acme/shop\nx',
    'https://github.com/acme/shop',
  ])
    assert.match(refusal({ GITHUB_REPOSITORY: name }).fix, /owner\/name/, JSON.stringify(name));
  for (const name of ['acme/shop', 'a-b/c.d_e-f', ' acme/shop\n', 'emu_user/x'])
    assert.is(readSettings({ ...GOOD, GITHUB_REPOSITORY: name }).name, name.trim().split('/')[1]);
});

test('the address of the API is read strictly, and never carries a token in clear over a network', () => {
  const url = (text: string): string => readSettings({ ...GOOD, GITHUB_API_URL: text }).url;
  assert.is(url(''), 'https://api.github.com');
  assert.is(url('https://github.example.com/api/v3/'), 'https://github.example.com/api/v3');
  assert.is(url('http://127.0.0.1:8080/'), 'http://127.0.0.1:8080');
  assert.is(url('http://localhost:8080'), 'http://localhost:8080');
  assert.is(url('http://[::1]:80/'), 'http://[::1]');
  for (const bad of [
    'nonsense',
    'http://github.example.com',
    'ftp://x',
    'https://u:p@x',
    'https://x/?y',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com',
  ])
    assert.match(refusal({ GITHUB_API_URL: bad }).fix, /https:\/\/HOST\/api\/v3/, bad);
});

test('a token with a line break is refused without being shown', () => {
  assert.match(refusal({ GITHUB_TOKEN: 'ghp_secret\nX-Evil: 1' }).message, /characters/);
  assert.match(refusal({ GITHUB_TOKEN: '  ' }).message, /not set/);
  assert.is(readSettings({ ...GOOD, GITHUB_TOKEN: 'ghp_secret\n' }).token, 'ghp_secret');
});

test('writes are spaced out for GitHub, and not for a server on this machine', () => {
  assert.is(readSettings(GOOD).pace, GITHUB_PACE);
  assert.is(readSettings({ ...GOOD, GITHUB_API_URL: 'http://127.0.0.1:1' }).pace.spacing, 'none');
});

test('nothing but the choice of GitHub loads Octokit', () => {
  const folder = new URL('../../scripts/', import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  const importing = (what: RegExp) =>
    files
      .filter((path) => what.test(readFileSync(folder + path, 'utf8')))
      .map((path) => path.split('/').slice(0, -1).join('/'));
  assert.equal([...new Set(importing(/from '@octokit\//))], ['outside/forge/github']);
  assert.equal(
    files.filter((path) =>
      /^import (?!type).*github\/github\.ts'/m.test(readFileSync(folder + path, 'utf8')),
    ),
    [],
  );
});

test.run();
