import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, renderedShop, wanted } from '../commands/rendered-shop.ts';
import { findKustomize } from '../support/kustomize.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { bracket, traces } from './command-line.ts';

const LOUDER = {
  'services/web/base/kustomization.yaml': BASE.replace('info', 'debug'),
  'environments/dev/web.yaml': wanted('1.1.0', 'main'),
};

test('render prints the manifests alone on standard output, and leaves no trace', async () => {
  const box = renderedShop();
  const before = traces(box);
  const one = await bracket(box.root, ['render', 'production', 'web']);
  assert.equal([one.code, one.talk], [0, '']);
  assert.match(one.out, /^apiVersion: v1\n/);
  const all = await bracket(box.root, ['render', 'production']);
  assert.is(all.out, one.out);
  assert.is(traces(box), before);
});

test('render works from any folder of the repository, and from outside with --root', async () => {
  const box = renderedShop();
  const top = await bracket(box.root, ['render', 'dev', 'web']);
  const below = await bracket(box.root, ['render', 'dev', 'web'], { cwd: join(box.root, 'services/web') });
  const outside = await bracket(box.root, ['render', 'dev', 'web', '--root', box.root], { cwd: tmpdir() });
  const told = await bracket(box.root, ['render', 'dev', 'web'], {
    env: { GIT_DIR: join(box.root, '.git') },
  });
  for (const answer of [below, outside, told]) assert.equal(answer, top);
});

test('outside of a repository, and in one without commits, render says what to do', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bracket-test-'));
  mkdirSync(join(folder, '.git'));
  const broken = await bracket(folder, ['render', 'dev', 'web']);
  assert.equal([broken.code, broken.out], [2, '']);
  assert.match(broken.talk, /is no Git repository/);
  rmSync(folder, { recursive: true });
  const box = renderedShop();
  box.git('switch', '--quiet', '--orphan', 'empty');
  box.git('branch', '--quiet', '-D', 'main');
  const empty = await bracket(box.root, ['render', 'dev', 'web']);
  assert.is(empty.code, 2);
});

test('every option of render is understood by the command line', async () => {
  const box = renderedShop();
  box.write(LOUDER);
  const run = (...args: string[]) => bracket(box.root, ['render', 'dev', 'web', ...args]);
  const at = await run('--at', 'main~1');
  assert.equal([at.code, at.out], [2, '']);
  assert.match(at.talk, /web does not run in dev/);
  assert.match((await run('--working-tree')).out, /LOG_LEVEL: debug/);
  const json = await run('--json');
  assertMatchesSchema('render', json.out);
  assert.is((await run('--engine', 'helm')).code, 2);
});

test('every option of diff is understood by the command line', async () => {
  const box = renderedShop();
  box.commit('Louder', LOUDER);
  const run = (...args: string[]) => bracket(box.root, ['diff', ...args]);
  const changed =
    /^web in dev\n {2}ConfigMap web-dev-.*\n- {3}data\.LOG_LEVEL: info\n\+ {3}data\.LOG_LEVEL: debug\n/;
  assert.match((await run('dev', '--base', 'main~1', '--head', 'main')).out, changed);
  assert.match((await run('dev', 'web', '--base=main~1')).out, changed);
  assert.is((await run('dev')).out, 'Nothing changes in dev.\n');
  const planned = await run('--promotion', '--to', 'production', 'web');
  assert.match(planned.out, /^web in production\n/);
  assert.is((await bracket(box.root, ['promote', '--to', 'production'])).code, 0);
  const pull = await run('--promotion', '1', '--json');
  assert.is(pull.code, 0);
  assertMatchesSchema('diff', pull.out);
  assert.is((await run('--promotion', '1')).out, planned.out);
  assert.is((await run()).code, 2);
  assert.is((await run('--promotion')).code, 2);
});

test('colour is for terminals alone', async () => {
  const box = renderedShop();
  box.write(LOUDER);
  const plain = await bracket(box.root, ['diff', 'dev']);
  const painted = await bracket(box.root, ['diff', 'dev'], { env: { NO_COLOR: '', FORCE_COLOR: '1' } });
  assert.not.match(plain.out, /\u001b/);
  assert.match(painted.out, /\u001b\[32m\+ {3}data\.LOG_LEVEL: debug\u001b\[39m/);
  assert.is(painted.out.replace(/\u001b\[\d+m/g, ''), plain.out);
});

test('a promotion says what Argo CD will change, in the dry run and in the pull request', async () => {
  const box = renderedShop();
  box.commit('Louder', LOUDER);
  const dry = await bracket(box.root, ['promote', '--to', 'production', '--dry-run']);
  assert.match(
    dry.out,
    /### What Argo CD will change\n\n {2}- \*\*web\*\* changes ConfigMap web-production-/,
  );
  assert.match(dry.out, /^ {2}\+ {3}data\.LOG_LEVEL: debug$/m);
  const opened = await bracket(box.root, ['promote', '--to', 'production', '--json']);
  const { moves } = JSON.parse(opened.out) as { moves: { body: string }[] };
  assert.match(moves[0]?.body ?? '', /\*\*Manifests\*\*\n\n```diff\n/);
  assert.not.match(moves[0]?.body ?? '', /opensesame|b3BlbnNlc2FtZQ/);
});

test('a promotion that cannot be rendered says so in its text', async () => {
  const box = renderedShop();
  box.commit('Broken', { ...LOUDER, 'services/web/base/kustomization.yaml': 'resources: [gone.yaml]\n' });
  const dry = await bracket(box.root, ['promote', '--to', 'production', '--dry-run']);
  assert.match(dry.out, /cannot be rendered/);
});

const found = findKustomize();
if (found.build === undefined) process.stdout.write(`# skip the real tool: ${found.why}\n`);
else
  test('--check and --engine ask the program on the path', async () => {
    const box = renderedShop();
    const own = await bracket(box.root, ['render', 'dev', 'web']);
    for (const options of [['--check'], ['--engine', 'kustomize'], ['--engine', 'kustomize', '--check']])
      assert.equal(await bracket(box.root, ['render', 'dev', 'web', ...options]), own);
  });

test.run();
