import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Facts } from '../../scripts/check/facts.ts';
import { wholeScope } from '../../scripts/check/scope.ts';
import type { ServiceName } from '../../scripts/model/names.ts';
import { type Git, openGit } from '../../scripts/outside/git.ts';
import { openHistory, scopeByHistory } from '../../scripts/outside/git-facts.ts';
import { readMainline } from '../../scripts/outside/main-branch.ts';
import { buildRepository } from '../check/build-repository.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';

const desired = (version: string): string =>
  `image: ghcr.io/acme/api\nversion: "${version}"\nconfig: "main"\n`;
const OVERLAY = { 'services/api/overlays/prod/kustomization.yaml': 'resources: [../../base]\n' };

const repositoryAt = (configs: Readonly<Record<string, string>>): ReturnType<typeof buildRepository> =>
  buildRepository({
    environments: {
      dev: {},
      prod: {
        promotesFrom: 'dev',
        runs: Object.fromEntries(
          Object.entries(configs).map(([service, config]) => [service, { version: '1', config }]),
        ),
      },
    },
  });

/** Every program that was run, by its first two words. */
const spied = (git: Git): { git: Git; calls: string[] } => {
  const calls: string[] = [];
  return {
    calls,
    git: {
      ...git,
      run: (args, options) => {
        calls.push(args.slice(0, 2).join(' '));
        return git.run(args, options);
      },
      log: (range, paths) => {
        calls.push(`log ${range}`);
        return git.log(range, paths);
      },
      isAncestor: (commit, of) => {
        calls.push('merge-base');
        return git.isAncestor(commit, of);
      },
    },
  };
};

const ask = async (
  git: Git,
  configs: Readonly<Record<string, string>> = {},
  databases: readonly string[] = ['api'],
): Promise<Facts> => {
  const scope = await scopeByHistory(git, await openHistory(git), {
    databases: new Set(databases as readonly ServiceName[]),
    isWhole: true,
    scope: (facts) => wholeScope(repositoryAt(configs), facts),
  });
  return scope.facts;
};

const shop = (): Sandbox & { readonly first: string } => {
  const box = sandbox();
  const first = box.commit('Begin', {
    ...OVERLAY,
    'services/api/releases/1.yaml': 'version: "1"\n',
    'services/api/releases/1.openapi.yaml.txt': 'no record\n',
    'environments/prod/api.yaml': desired('1'),
  });
  return { ...box, first };
};

test('a record is remembered as it first landed, and what an environment held in its order', async () => {
  const box = shop();
  const blob = box.git('rev-parse', 'HEAD:services/api/releases/1.yaml');
  box.commit('Change a record', {
    'services/api/releases/1.yaml': 'version: "1"\ncommit: x\n',
    'environments/prod/api.yaml': desired('2'),
  });
  box.commit('The same version again', { 'environments/prod/api.yaml': `# why\n${desired('2')}` });
  box.commit('A file nobody can read', { 'environments/prod/api.yaml': '{{{' });
  box.commit('Gone', { 'environments/prod/api.yaml': null });
  box.commit('Back', { 'environments/prod/api.yaml': desired('1') });
  const facts = await ask(openGit(box.root));
  assert.equal([...(facts.git?.landed ?? [])], [['services/api/releases/1.yaml', blob]]);
  assert.equal(facts.held?.get('environments/prod/api.yaml'), ['1', '2', '1']);
});

test('what a branch brings is on main only when it is merged', async () => {
  const box = shop();
  box.git('switch', '--quiet', '--create', 'topic');
  const side = box.commit('On a branch', { 'services/api/releases/2.yaml': 'version: "2"\n' });
  const before = await ask(openGit(box.root), { api: side });
  assert.equal([...(before.git?.configs ?? [])], [['environments/prod/api.yaml', 'off-main']]);
  assert.not.ok(before.git?.landed.has('services/api/releases/2.yaml'));
  box.git('switch', '--quiet', 'main');
  box.git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'topic');
  const after = await ask(openGit(box.root), { api: side });
  assert.equal([...(after.git?.configs ?? [])], []);
  assert.ok(after.git?.landed.has('services/api/releases/2.yaml'));
});

test('a pin must exist, be a commit, be on main, and hold the overlay in any spelling', async () => {
  const box = shop();
  const later = box.commit('Others', {
    'services/old/overlays/prod/Kustomization': 'resources: []\n',
    'services/yml/overlays/prod/kustomization.yml': 'resources: []\n',
    'services/bare/overlays/dev/kustomization.yaml': 'resources: []\n',
  });
  const tree = box.git('rev-parse', 'HEAD^{tree}');
  const facts = await ask(openGit(box.root), {
    api: box.first,
    old: later,
    yml: later,
    bare: later,
    early: box.first,
    tree,
    nothing: '0123456789012345678901234567890123456789',
    branch: 'main',
    elsewhere: 'topic',
  });
  assert.equal(Object.fromEntries(facts.git?.configs ?? []), {
    'environments/prod/bare.yaml': 'without-overlay',
    'environments/prod/early.yaml': 'without-overlay',
    'environments/prod/tree.yaml': 'unknown',
    'environments/prod/nothing.yaml': 'unknown',
    'environments/prod/elsewhere.yaml': 'unknown',
  });
});

test('a branch other than main is no place to follow, whatever it holds', async () => {
  const box = shop();
  box.git('branch', 'topic');
  const facts = await ask(openGit(box.root), { api: 'topic', web: 'topic' });
  assert.equal(
    [...(facts.git?.configs ?? [])],
    [
      ['environments/prod/api.yaml', 'other-branch'],
      ['environments/prod/web.yaml', 'other-branch'],
    ],
  );
});

test('the second run asks Git nothing of what it knows, and only for what main gained', async () => {
  const box = shop();
  await ask(openGit(box.root), { api: box.first });
  const again = spied(openGit(box.root));
  const facts = await ask(again.git, { api: box.first });
  assert.equal(again.calls.sort(), [
    'for-each-ref --format=%(HEAD)%(objectname) %(refname)',
    'rev-parse --is-shallow-repository',
  ]);
  assert.equal(facts.held?.get('environments/prod/api.yaml'), ['1']);

  const second = box.commit('More', {
    'environments/prod/api.yaml': desired('2'),
    'services/api/releases/2.yaml': 'version: "2"\n',
  });
  const more = spied(openGit(box.root));
  const grown = await ask(more.git, { api: box.first });
  const range = `log ${box.first}..${second}`;
  assert.equal(
    more.calls.filter((call) => call.startsWith('log')),
    [range],
  );
  assert.equal(
    more.calls.filter((call) => call.startsWith('cat-file')),
    [],
  );
  assert.equal(grown.held?.get('environments/prod/api.yaml'), ['1', '2']);
  assert.equal(
    [...(grown.git?.landed.keys() ?? [])],
    ['services/api/releases/1.yaml', 'services/api/releases/2.yaml'],
  );
});

test('what is remembered equals what is found out anew, and a rewritten or damaged memory is forgotten', async () => {
  const box = shop();
  await ask(openGit(box.root), { api: box.first });
  box.commit('More', { 'environments/prod/api.yaml': desired('2') });
  const grown = await ask(openGit(box.root), { api: box.first });
  const memory = join(box.root, '.git/bracket-past.json');
  const written = readFileSync(memory, 'utf8');
  writeFileSync(memory, '{"form":2,"past":');
  assert.equal(await ask(openGit(box.root), { api: box.first }), grown);
  assert.is(readFileSync(memory, 'utf8'), written);

  box.git('reset', '--quiet', '--hard', box.first);
  box.commit('Another way', { 'environments/prod/api.yaml': desired('3') });
  const rewritten = await ask(openGit(box.root), { api: box.first });
  assert.equal(rewritten.held?.get('environments/prod/api.yaml'), ['1', '3']);
});

test('versions are only looked for when a database asks for them', async () => {
  const box = shop();
  const { git, calls } = spied(openGit(box.root));
  const facts = await ask(git, {}, []);
  assert.is(calls.filter((call) => call.startsWith('log')).length, 1);
  assert.is(facts.held?.size, 0);
  assert.equal((await ask(openGit(box.root))).held?.get('environments/prod/api.yaml'), ['1']);
});

test('a runner knows main only as origin/main, and a clone may be behind or ahead of it', async () => {
  const box = shop();
  const clone = sandbox();
  clone.git('fetch', '--quiet', box.root, 'main:refs/remotes/origin/main');
  clone.git('checkout', '--quiet', '--detach', 'refs/remotes/origin/main');
  assert.equal((await ask(openGit(clone.root), { api: box.first })).git?.configs.size, 0);
  clone.git('switch', '--quiet', '--create', 'main');
  const ahead = clone.commit('Ahead', { 'services/api/releases/2.yaml': 'version: "2"\n' });
  const facts = await ask(openGit(clone.root), { api: ahead });
  assert.is(facts.git?.configs.size, 0);
  assert.ok(facts.git?.landed.has('services/api/releases/2.yaml'));
  clone.git('reset', '--quiet', '--hard', 'HEAD~1');
  clone.git('update-ref', 'refs/remotes/origin/main', ahead);
  assert.ok((await ask(openGit(clone.root))).git?.landed.has('services/api/releases/2.yaml'));
});

test('without main, the branch at hand counts; before the first commit, nothing has landed', async () => {
  const box = sandbox();
  box.git('symbolic-ref', 'HEAD', 'refs/heads/trunk');
  const empty = await readMainline(openGit(box.root));
  assert.equal([empty.name, empty.heads, empty.shallow], ['main', [], false]);
  assert.is((await ask(openGit(box.root))).git?.landed.size, 0);
  const commit = box.commit('Begin', OVERLAY);
  const mainline = await readMainline(openGit(box.root));
  assert.equal([mainline.name, mainline.heads], ['trunk', [commit]]);
  assert.is((await ask(openGit(box.root), { api: commit })).git?.configs.size, 0);
});

test('in a shallow clone nothing is said of the past', async () => {
  const box = shop();
  box.commit('Second', { 'README.md': 'x\n' });
  const clone = sandbox();
  clone.git('fetch', '--quiet', '--depth=1', `file://${box.root}`, 'main:refs/remotes/origin/main');
  const mainline = await readMainline(openGit(clone.root));
  assert.is(mainline.shallow, true);
  const facts = await ask(openGit(clone.root), { api: box.first });
  assert.equal([facts.git, facts.held], [undefined, undefined]);
});

test.run();
