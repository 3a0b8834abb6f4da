import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Invocation } from '../../scripts/commands/invocation.ts';
import { type ValidateOptions, validate } from '../../scripts/commands/validate.ts';
import { Failure } from '../../scripts/outside/failure.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';

const named = (kind: string, up: string): string =>
  `# yaml-language-server: $schema=${up}schemas/${kind}.schema.json\n`;
const environment = (rest: string): string => `${named('environment', '../')}${rest}`;
const desired = (service: string, version: string, config: string): string =>
  `${named('desired', '../../')}image: ghcr.io/acme/${service}\nversion: "${version}"\nconfig: "${config}"\n`;
const service = (name: string): string =>
  `${named('service', '../../')}description: The ${name}\nowners: ["@acme/owners"]\nimage: ghcr.io/acme/${name}\n`;
const release = (version: string, rest = ''): string =>
  `${named('release', '../../../')}version: "${version}"\n${rest}`;
const OVERLAY = 'resources: [../../base]\n';

/** A sound shop: api in dev, which follows main, and in prod, which pins the first commit. */
const shop = (): Sandbox & { readonly pin: string } => {
  const box = sandbox();
  const pin = box.commit('Services', {
    'environments/dev.yaml': environment('argocd: { project: dev, cluster: dev, namespace: shop }\n'),
    'environments/prod.yaml': environment('promotesFrom: dev\naccepts: { record: required }\n'),
    'services/api/service.yaml': service('api'),
    'services/api/releases/1.0.0.yaml': release('1.0.0', 'database: { schema: 12, tolerates: 10 }\n'),
    'services/api/releases/1.1.0.yaml': release('1.1.0', 'database: { schema: 13, tolerates: 12 }\n'),
    'services/api/base/kustomization.yaml': 'resources: []\n',
    'services/api/overlays/dev/kustomization.yaml': OVERLAY,
    'services/api/overlays/prod/kustomization.yaml': OVERLAY,
  });
  box.commit('What runs', {
    'environments/dev/api.yaml': desired('api', '1.0.0', 'main'),
    'environments/prod/api.yaml': desired('api', '1.0.0', pin),
  });
  return { ...box, pin };
};

interface Answer {
  readonly exit: number;
  readonly printed: string;
}

const run = async (
  root: string,
  options: ValidateOptions = {},
  call: Partial<Invocation> = {},
): Promise<Answer> => {
  let printed = '';
  const exit = await validate(
    {
      root,
      json: false,
      dryRun: false,
      forge: undefined,
      env: {},
      now: new Date('2026-11-21T12:00:00Z'),
      columns: 80,
      color: false,
      print: (text) => {
        printed += text;
      },
      say: () => undefined,
      ...call,
    },
    options,
  );
  return { exit, printed };
};

interface Found {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `code file:line:column` of every problem. */
const problems = async (root: string, options: ValidateOptions = {}): Promise<string[]> => {
  const { printed } = await run(root, { ...options, format: 'json' });
  const { problems: all } = JSON.parse(printed) as { problems: Found[] };
  return all.map((one) => `${one.code} ${one.file}:${one.line}:${one.column}`);
};

test('a sound repository is said to be so', async () => {
  assert.equal(await run(shop().root), { exit: 0, printed: 'No problems.\n' });
});

test('a warning is told and stops nothing', async () => {
  const box = shop();
  box.commit('A lock', {
    'environments/locks/freeze.yaml': `${named('lock', '../../')}reason: Inventory\nby: "@tim"\nuntil: "2026-11-01T00:00:00Z"\n`,
  });
  assert.is((await run(box.root)).exit, 0);
  assert.equal(await problems(box.root), ['lock-expired environments/locks/freeze.yaml:4:8']);
});

test('every problem is told at once, at its line, and the exit code says unsound', async () => {
  const box = shop();
  box.commit('A bad day', {
    'environments/prod/api.yaml': desired('api', '1.2.0', box.pin),
    'environments/dev/web.yaml': desired('web', '1.0.0', 'main'),
    'environments/test/api.yaml': desired('api', '1.0.0', box.pin),
    'services/api/releases/1.1.0.yaml': release('1.1.0', 'digest: sha256:no\n'),
    'services/web/releases/1.0.0.yaml': release(
      '1.0.0',
      'requires: { api: "^2.0.0" }\ncontract: openapi.yaml\n',
    ),
  });
  const { exit, printed } = await run(box.root);
  assert.is(exit, 3);
  assert.equal(await problems(box.root), [
    'unknown-service environments/dev/web.yaml:1:1',
    'requires-unmet environments/dev/web.yaml:3:10',
    'database-unknown environments/prod/api.yaml:3:10',
    'record-missing environments/prod/api.yaml:3:10',
    'unknown-environment environments/test.yaml:1:1',
    'overlay-missing environments/test/api.yaml:1:1',
    'config-without-overlay environments/test/api.yaml:4:9',
    'record-changed services/api/releases/1.1.0.yaml:1:1',
    'wrong-form services/api/releases/1.1.0.yaml:3:9',
    'contract-missing services/web/releases/1.0.0.yaml:4:11',
    'release-without-service services/web/service.yaml:1:1',
  ]);
  assert.match(printed, /\n11 errors in 7 files\.\n$/);
});

test('what the issue names is found in the text', async () => {
  const box = shop();
  box.commit('Names no registry accepts, owners nobody is, two readings', {
    'environments/dev/api.yaml': desired('api', '1.0.0+build', 'main'),
    'environments/prod/api.yaml': desired('api', '1.0.0', box.pin).replace('"1.0.0"', '1.10'),
    'services/api/service.yaml': service('api').replace('@acme/owners', 'tim'),
  });
  const { printed } = await run(box.root);
  assert.match(printed, /environments\/dev\/api\.yaml:3:10 error /);
  assert.match(printed, /environments\/prod\/api\.yaml:3:10 error /);
  assert.match(printed, /services\/api\/service\.yaml:3:\d+ error /);
  assert.not.match(printed, /unknown-service/);
});

test('what is not committed yet is judged as well', async () => {
  const box = shop();
  box.write({
    'environments/prod/api.yaml': desired('api', '1.1.0', '0123456789012345678901234567890123456789'),
  });
  assert.equal(await problems(box.root), ['config-unknown environments/prod/api.yaml:4:9']);
});

test('a database never goes down, and never skips a schema that the new version does not tolerate', async () => {
  const box = shop();
  box.commit('Up', { 'environments/prod/api.yaml': desired('api', '1.1.0', box.pin) });
  assert.equal(await problems(box.root), []);
  box.commit('Down', { 'environments/prod/api.yaml': desired('api', '1.0.0', box.pin) });
  assert.equal(await problems(box.root), ['database-lowered environments/prod/api.yaml:3:10']);

  const other = shop();
  other.write({
    'services/api/releases/2.0.0.yaml': release('2.0.0', 'database: { schema: 15, tolerates: 13 }\n'),
    'environments/prod/api.yaml': desired('api', '2.0.0', other.pin),
  });
  assert.equal(await problems(other.root), ['database-skipped environments/prod/api.yaml:3:10']);
  other.git('add', '--all');
  other.commit('It was merged all the same, and the migration is done');
  assert.equal(await problems(other.root), []);
});

test('a record that landed stays as it landed, until its service leaves', async () => {
  const box = shop();
  box.commit('Deleted', { 'services/api/releases/1.1.0.yaml': null });
  assert.equal(await problems(box.root), ['record-deleted services/api/releases/1.1.0.yaml:1:1']);
  box.commit('Restored with a change', { 'services/api/releases/1.1.0.yaml': release('1.1.0') });
  assert.equal(await problems(box.root), ['record-changed services/api/releases/1.1.0.yaml:1:1']);
  box.git('rm', '--quiet', '-r', 'services/api', 'environments/dev/api.yaml', 'environments/prod/api.yaml');
  box.commit('The service leaves');
  assert.equal(await problems(box.root), []);
});

test('a pin on a branch is told from one on main', async () => {
  const box = shop();
  box.git('switch', '--quiet', '--create', 'topic');
  const side = box.commit('A better overlay', { 'services/api/overlays/prod/patch.yaml': 'x: 1\n' });
  box.commit('Pinned too early', { 'environments/prod/api.yaml': desired('api', '1.0.0', side) });
  assert.equal(await problems(box.root), ['config-off-main environments/prod/api.yaml:4:9']);
  box.git('switch', '--quiet', 'main');
  box.git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'topic');
  assert.equal(await problems(box.root), []);
});

test('of a change only what it can affect is judged', async () => {
  const box = shop();
  const base = box.commit('Something was wrong before', {
    'environments/dev/web.yaml': desired('web', '1.0.0', 'main'),
    'environments/locks/freeze.yaml': 'reason: [',
  });
  box.git('switch', '--quiet', '--create', 'topic');
  box.commit('And now this', { 'environments/prod/api.yaml': desired('api', '9.9.9', box.pin) });
  const change = [
    'database-unknown environments/prod/api.yaml:3:10',
    'record-missing environments/prod/api.yaml:3:10',
  ];
  assert.equal(await problems(box.root, { changed: base }), change);
  assert.equal(await problems(box.root, { changed: 'main' }), change);
  assert.equal(await problems(box.root, { changed: 'HEAD' }), []);
  box.write({ 'environments/prod/api.yaml': desired('api', '1.0.0', box.pin) });
  assert.equal(await problems(box.root, { changed: 'main' }), []);
  assert.is((await run(box.root, { changed: 'main' })).exit, 0);
  assert.is((await run(box.root)).exit, 3);
});

test('what main gained since the change began is no part of the change', async () => {
  const box = shop();
  box.git('branch', 'topic');
  box.commit('Meanwhile', { 'environments/dev/web.yaml': desired('web', '1.0.0', 'main') });
  box.git('switch', '--quiet', 'topic');
  assert.equal(await problems(box.root, { changed: 'main' }), []);

  const other = shop();
  other.commit('Wrong', { 'environments/dev/web.yaml': desired('web', '1.0.0', 'main') });
  other.git('branch', 'topic');
  other.commit('Mended', { 'environments/dev/web.yaml': null });
  other.git('switch', '--quiet', 'topic');
  assert.equal(await problems(other.root, { changed: 'main' }), []);
});

test('a change of a schema concerns everything', async () => {
  const box = shop();
  const base = box.commit('Wrong before', { 'environments/dev/web.yaml': desired('web', '1.0.0', 'main') });
  box.commit('A schema', { 'schemas/desired.schema.json': '{}\n' });
  assert.equal(await problems(box.root, { changed: base }), [
    'unknown-service environments/dev/web.yaml:1:1',
  ]);
});

const refused = async (work: Promise<unknown>): Promise<Failure> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('It was not refused.');
};

test('a base that is not here, and a format that does not exist, are errors of use', async () => {
  const box = shop();
  const base = await refused(run(box.root, { changed: 'origin/nowhere' }));
  assert.equal([base.code, base.exit], ['unknown-base', 2]);
  assert.match(base.message, /origin\/nowhere/);
  const format = await refused(run(box.root, { format: 'xml' }));
  assert.equal([format.code, format.exit], ['unknown-format', 2]);
  assert.match(format.fix, /text, json, github, sarif/);
  assert.is((await refused(run(box.root, { changed: '--help' }))).code, 'unknown-base');
});

test('a shallow clone is no pass: it says what could not be judged', async () => {
  const box = shop();
  const clone = sandbox();
  clone.git('fetch', '--quiet', '--depth=1', `file://${box.root}`, 'main:refs/remotes/origin/main');
  clone.git('checkout', '--quiet', '--detach', 'refs/remotes/origin/main');
  const { exit, printed } = await run(clone.root);
  assert.is(exit, 3);
  assert.match(
    printed,
    /history-cut-off\n {2}This is a shallow clone: 1 pinned revisions? and 2 release records/,
  );
  assert.match(printed, /fix: Run `git fetch --unshallow`/);
});

test('before the first commit there is no past to compare with', async () => {
  const box = sandbox();
  box.write({ 'environments/dev.yaml': environment('accepts: { digest: optional }\n') });
  assert.equal(await run(box.root), { exit: 0, printed: 'No problems.\n' });
});

test('a folder without any of our files is no pass', async () => {
  const box = sandbox();
  box.commit('Something else', { 'README.md': 'x\n' });
  assert.is((await run(box.root)).exit, 3);
  assert.equal(await problems(box.root), ['nothing-here environments:1:1']);
});

test('GitHub gets annotations, and the step its page', async () => {
  const box = shop();
  box.write({ 'environments/prod/api.yaml': desired('api', '1.2.0', box.pin) });
  const page = join(box.root, '.git/summary.md');
  const { exit, printed } = await run(box.root, { format: 'github' }, { env: { GITHUB_STEP_SUMMARY: page } });
  assert.is(exit, 3);
  assert.match(
    printed,
    /^::error file=environments\/prod\/api\.yaml,line=3,endLine=3,col=10,endColumn=17,title=/,
  );
  assert.match(readFileSync(page, 'utf8'), /^### 2 errors in 1 file\.\n/);
  const lost = await refused(
    run(box.root, { format: 'github' }, { env: { GITHUB_STEP_SUMMARY: `${page}/x` } }),
  );
  assert.equal([lost.code, lost.exit], ['no-step-summary', 6]);
});

test('--json is --format json', async () => {
  const box = shop();
  const { printed } = await run(box.root, {}, { json: true });
  assert.equal(JSON.parse(printed), { sound: true, errors: 0, warnings: 0, problems: [] });
});

test.run();
