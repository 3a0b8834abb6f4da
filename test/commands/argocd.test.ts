import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { argocd } from '../../scripts/commands/argocd.ts';
import type { Invocation } from '../../scripts/commands/invocation.ts';
import { type ValidateOptions, validate } from '../../scripts/commands/validate.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { type Called, called } from './called.ts';

const FOLDER = 'environments/argocd';
const ADDRESS = 'https://github.com/acme/gitops';
const environment = (rest: string): string =>
  `# yaml-language-server: $schema=../schemas/environment.schema.json\n${rest}`;
const deployed = (name: string, more = ''): string =>
  `argocd: { project: ${name}, cluster: in-cluster, namespace: shop-${name}${more} }\n`;
const SAYS = `, repository: "${ADDRESS}"`;
const DEV = environment(deployed('dev', SAYS));
const PROD = environment(`promotesFrom: dev\n${deployed('prod')}`);

/** dev, which says where this repository is, and prod after it. */
const shop = (files: Readonly<Record<string, string | null>> = {}): Sandbox => {
  const box = sandbox();
  box.commit('A shop', { 'environments/dev.yaml': DEV, 'environments/prod.yaml': PROD });
  if (Object.keys(files).length > 0) box.commit('And more', files);
  return box;
};

type Call = Partial<Invocation> & { readonly check?: boolean };
const run = ({ root }: Sandbox, { check = false, ...call }: Call = {}): Promise<Called> =>
  called(argocd, { check }, { root, ...call });

/** A shop with its files for Argo CD on main. */
const told = async (files: Readonly<Record<string, string | null>> = {}): Promise<Sandbox> => {
  const box = shop(files);
  const { exit, talk } = await run(box);
  assert.is(exit, 0, talk);
  box.commit('Tell Argo CD');
  return box;
};

const filesIn = ({ root }: Sandbox): string[] =>
  existsSync(join(root, FOLDER))
    ? readdirSync(join(root, FOLDER), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.includes('.'))
        .sort()
    : [];
const textOf = ({ root }: Sandbox, path: string): string => readFileSync(join(root, FOLDER, path), 'utf8');

const ALL = [
  'applicationsets/dev.yaml',
  'applicationsets/prod.yaml',
  'kustomization.yaml',
  'projects/dev.yaml',
  'projects/prod.yaml',
  'root-project.yaml',
  'root.yaml',
];

test('it writes a project and a set for each environment, and says what comes next', async () => {
  const box = shop();
  const { exit, out, talk } = await run(box);
  assert.is(exit, 0);
  assert.equal(
    out.trim().split('\n'),
    ALL.map((path) => `${FOLDER}/${path}`),
  );
  assert.match(talk, /reads https:\/\/github\.com\/acme\/gitops, branch main/);
  assert.match(talk, /kubectl apply -k environments\/argocd/);
  assert.equal(filesIn(box), ALL);
  assert.is(box.git('log', '--oneline').split('\n').length, 1, 'it never commits');
});

test('running it twice changes nothing', async () => {
  const box = await told();
  const { exit, out, talk } = await run(box);
  assert.equal([exit, out], [0, '']);
  assert.match(talk, /Nothing to do/);
  assert.is(box.git('status', '--porcelain'), '');
});

test('a dry run and a check print the difference and touch nothing; only the check fails', async () => {
  const box = await told();
  box.write({ 'environments/prod.yaml': PROD.replace('shop-prod', 'basket') });
  const dry = await run(box, { dryRun: true });
  const check = await run(box, { check: true });
  assert.equal([dry.exit, check.exit], [0, 3]);
  assert.is(dry.out, check.out);
  assert.match(dry.out, /^--- a\/environments\/argocd\/applicationsets\/prod\.yaml\n\+\+\+ b\//);
  assert.match(dry.out, /\n- +namespace: "shop-prod"\n\+ +namespace: "basket"\n/);
  assert.match(check.talk, /→ Run `npx bracket argocd`/);
  assert.is(box.git('status', '--porcelain'), 'M environments/prod.yaml');
  assert.is((await run(box)).exit, 0);
  assert.is((await run(box, { check: true })).exit, 0);
});

test('with --json it answers as its schema says', async () => {
  const box = shop();
  for (const call of [{ dryRun: true }, { check: true }, {}, {}] as const) {
    const { out } = await run(box, { ...call, json: true });
    assertMatchesSchema('argocd', out);
  }
  box.write({ 'environments/prod.yaml': environment('promotesFrom: dev\n') });
  const answer = JSON.parse((await run(box, { json: true })).out);
  assert.equal(answer, {
    dryRun: false,
    repository: ADDRESS,
    branch: 'main',
    files: [
      { path: `${FOLDER}/applicationsets/prod.yaml`, change: 'remove' },
      { path: `${FOLDER}/kustomization.yaml`, change: 'write' },
      { path: `${FOLDER}/projects/prod.yaml`, change: 'remove' },
    ],
  });
});

test('what no environment needs any more goes, and empty folders with it', async () => {
  const box = await told({ 'environments/argocd/README.md': 'Read me.\n' });
  box.write({
    'environments/dev.yaml': environment('promotion: { open: direct }\n'),
    'environments/prod.yaml': environment('promotesFrom: dev\n'),
  });
  const { exit, out } = await run(box);
  assert.is(exit, 0);
  assert.match(out, /^removed environments\/argocd\/applicationsets\/dev\.yaml$/m);
  assert.equal(filesIn(box), ['README.md']);
  assert.not.ok(existsSync(join(box.root, FOLDER, 'projects')));
  const { talk } = await run(box);
  assert.match(talk, /no environment says `argocd`/);
});

test('the branch is the one that everything merges into', async () => {
  const box = shop();
  box.git('branch', '--move', 'main', 'trunk');
  box.git('config', 'init.defaultBranch', 'trunk');
  await run(box);
  assert.match(textOf(box, 'root.yaml'), /targetRevision: "refs\/heads\/trunk"/);
  box.git('switch', '--quiet', '--create', 'feature');
  assert.is((await run(box, { check: true })).exit, 0, 'also from another branch');
});

const silent = (): Sandbox => shop({ 'environments/dev.yaml': environment(deployed('dev')) });

test('without an address anywhere it says so and writes nothing', async () => {
  const box = silent();
  const { exit, talk } = await run(box);
  assert.is(exit, 3);
  assert.match(talk, /Nothing says the address of this repository/);
  assert.match(talk, /argocd\.repository/);
  assert.equal(filesIn(box), []);
});

test('a remote gives its address but never the token in it; what stands there then holds in every clone', async () => {
  const box = silent();
  box.git('remote', 'add', 'origin', 'https://x-access-token:ghs_S3CRET@github.com/acme/shop.git');
  const { exit, out, talk } = await run(box);
  assert.is(exit, 0, talk);
  const texts = filesIn(box).map((path) => textOf(box, path));
  assert.not.match([out, talk, ...texts].join('\n'), /S3CRET|x-access-token/);
  assert.match(textOf(box, 'projects/dev.yaml'), /- "https:\/\/github\.com\/acme\/shop\.git"/);
  box.git('remote', 'set-url', 'origin', 'git@github.com:somebody/fork.git');
  assert.is((await run(box, { check: true })).exit, 0);
  box.write({ 'environments/dev.yaml': DEV });
  await run(box);
  assert.match(textOf(box, 'projects/prod.yaml'), /- "https:\/\/github\.com\/acme\/gitops"/);
});

const WRONG: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  [
    'an environment that cannot be read',
    { 'environments/prod.yaml': 'argocd: [' },
    /environments\/prod\.yaml/,
  ],
  ['a record that cannot be read', { 'services/api/releases/1.0.0.yaml': 'version: 1\n' }, /services\/api/],
  [
    'a window that Argo CD misreads',
    {
      'environments/prod.yaml': `${PROD}gates: { windows: [{ kind: allow, schedule: "99 3 * * *", duration: 1h }] }\n`,
    },
    /99 3/,
  ],
  [
    'a project for two',
    { 'environments/prod.yaml': PROD.replace('project: prod', 'project: dev') },
    /AppProject dev/,
  ],
  [
    'an option twice',
    { 'environments/prod.yaml': PROD.replace(' }', ', syncOptions: ["Prune=true", "Prune=false"] }') },
    /Prune/,
  ],
];

for (const [that, files, words] of WRONG)
  test(`all or nothing: with ${that} nothing is written`, async () => {
    const box = await told();
    box.write({ ...files, 'environments/dev.yaml': DEV.replace('shop-dev', 'basket') });
    const before = box.git('status', '--porcelain');
    for (const call of [{}, { dryRun: true }, { check: true }]) {
      const { exit, out, talk } = await run(box, call);
      assert.is(exit, 3);
      assert.is(out, '');
      assert.match(talk, words);
      assert.match(talk, /Nothing was written/);
    }
    assert.is(box.git('status', '--porcelain'), before);
  });

test('what cannot be written is put back, so that there is never half of it', async () => {
  const box = await told();
  const before = filesIn(box).map((path) => textOf(box, path));
  rmSync(join(box.root, FOLDER, 'root.yaml'));
  mkdirSync(join(box.root, FOLDER, 'root.yaml'));
  box.write({ 'environments/dev.yaml': DEV.replace('shop-dev', 'basket') });
  const { exit, talk } = await run(box);
  assert.is(exit, 3);
  assert.match(talk, /root\.yaml is no file/);
  rmSync(join(box.root, FOLDER, 'root.yaml'), { recursive: true });
  box.git('checkout', '--', FOLDER);
  assert.equal(
    filesIn(box).map((path) => textOf(box, path)),
    before,
  );
});

test('no link is followed out of the repository', async () => {
  const [box, other] = [await told(), sandbox()];
  other.write({ 'dev.yaml': 'mine\n' });
  rmSync(join(box.root, FOLDER, 'projects'), { recursive: true });
  symlinkSync(other.root, join(box.root, FOLDER, 'projects'));
  const { exit, talk } = await run(box);
  assert.is(exit, 3);
  assert.match(talk, /projects is a symbolic link/);
  assert.is(readFileSync(join(other.root, 'dev.yaml'), 'utf8'), 'mine\n');
});

const problems = async (box: Sandbox, options: ValidateOptions = {}): Promise<string[]> => {
  const { out } = await called(validate, options, { root: box.root, json: true });
  const { problems: found } = JSON.parse(out) as {
    problems: { code: string; place?: { file: string }; file?: string }[];
  };
  return found.map(({ code, place, file }) => `${code} ${place?.file ?? file}`);
};

const stale = (...paths: readonly string[]): string[] =>
  paths.map((path) => `argocd-stale ${FOLDER}/${path}`);

test('validate: what is written is sound, and so is a repository that never told Argo CD anything', async () => {
  assert.equal(await problems(await told()), []);
  assert.equal(await problems(shop()), []);
  const none = sandbox();
  none.commit('No Argo CD', { 'environments/dev.yaml': environment('promotion: { open: direct }\n') });
  assert.equal(await problems(none), []);
});

/** What changes in a shop that tells Argo CD, and what is stale then. */
const CHANGES: readonly (readonly [string, Readonly<Record<string, string | null>>, readonly string[]])[] = [
  [
    'an environment says something else',
    { 'environments/prod.yaml': PROD.replace('shop-prod', 'basket') },
    ['applicationsets/prod.yaml', 'projects/prod.yaml'],
  ],
  [
    'somebody edits a file by hand',
    { [`${FOLDER}/projects/prod.yaml`]: 'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\n' },
    ['projects/prod.yaml'],
  ],
  ['a file is deleted', { [`${FOLDER}/projects/prod.yaml`]: null }, ['projects/prod.yaml']],
  ['everything is deleted', Object.fromEntries(ALL.map((path) => [`${FOLDER}/${path}`, null])), ALL],
  [
    'an environment goes',
    { 'environments/prod.yaml': null },
    ['applicationsets/prod.yaml', 'kustomization.yaml', 'projects/prod.yaml'],
  ],
  [
    'an environment comes',
    { 'environments/test.yaml': environment(`promotesFrom: dev\n${deployed('test')}`) },
    ['applicationsets/test.yaml', 'kustomization.yaml', 'projects/test.yaml'],
  ],
  ['a file that nothing applies', { [`${FOLDER}/extra.yaml`]: 'a: b\n' }, ['extra.yaml']],
];

for (const [that, files, found] of CHANGES)
  test(`validate: ${that}, which is found in all and in what changed, before and after the commit`, async () => {
    const box = await told();
    const base = box.git('rev-parse', 'HEAD');
    assert.equal(await problems(box), [], 'and this is remembered as sound');
    box.git('switch', '--quiet', '--create', 'change');
    box.write(files);
    assert.equal((await problems(box)).sort(), stale(...found).sort());
    box.commit(that);
    assert.equal((await problems(box)).sort(), stale(...found).sort());
    assert.equal((await problems(box, { changed: base })).sort(), stale(...found).sort());
    if (found.includes('extra.yaml')) return;
    assert.is((await run(box)).exit, 0);
    assert.equal(await problems(box), []);
  });

test('validate: a change of something else is not asked about files for Argo CD', async () => {
  const box = await told();
  box.write({ [`${FOLDER}/projects/prod.yaml`]: 'kind: AppProject\n' });
  const base = box.commit('Edited by hand');
  box.commit('Something else', { 'services/components/x/kustomization.yaml': 'kind: Component\n' });
  assert.equal(await problems(box, { changed: base }), []);
  assert.equal(await problems(box), stale('projects/prod.yaml'));
});

test('validate: a runner that has only one commit of a repository without a `main` knows the branch from the files', async () => {
  const box = shop();
  box.git('branch', '--move', 'main', 'trunk');
  await run(box);
  const commit = box.commit('Tell Argo CD');
  const clone = sandbox();
  clone.git('remote', 'add', 'origin', box.root);
  clone.git('fetch', '--quiet', 'origin');
  clone.git('checkout', '--quiet', '--detach', commit);
  assert.equal(await problems(clone), []);
  assert.is((await run(clone, { check: true })).exit, 0);
  const root = textOf(clone, 'root.yaml');
  clone.write({ [`${FOLDER}/root.yaml`]: root.replace('refs/heads/trunk', 'refs/heads/evil') });
  assert.ok(
    (await problems(clone)).includes(`argocd-stale ${FOLDER}/root.yaml`),
    'no branch that is not there',
  );
});

test('validate: a file that is also broken, and a policy that is, are told once each', async () => {
  const box = await told();
  box.write({ 'environments/prod.yaml': 'argocd: [' });
  const found = await problems(box);
  assert.ok(found.length > 0);
  assert.not.match(found.join('\n'), /argocd-stale/, 'what it would say is not known');
});

test('validate: what Argo CD would refuse is told where it is said', async () => {
  const box = await told();
  box.write({ 'environments/prod.yaml': PROD.replace('project: prod', 'project: dev') });
  assert.equal(await problems(box), ['argocd-project-twice environments/prod.yaml']);
});

test('validate: a version that requires another service changes the order, and only where one is asked for', async () => {
  const service = (name: string): Record<string, string> => ({
    [`services/${name}/service.yaml`]: `# yaml-language-server: $schema=../../schemas/service.schema.json\ndescription: ${name}\nowners: ["@a/b"]\nimage: ghcr.io/a/${name}\n`,
  });
  const record = {
    'services/web/releases/1.0.0.yaml':
      '# yaml-language-server: $schema=../../../schemas/release.schema.json\nversion: "1.0.0"\nrequires: { api: "*" }\n',
  };
  for (const order of ['none', 'progressive']) {
    const box = await told({
      ...service('api'),
      ...service('web'),
      'environments/prod.yaml': PROD.replace(' }', `, order: ${order} }`),
    });
    const base = box.git('rev-parse', 'HEAD');
    box.git('switch', '--quiet', '--create', 'change');
    box.commit('web requires api', record);
    const found = order === 'none' ? [] : stale('applicationsets/prod.yaml');
    assert.equal(await problems(box), found);
    assert.equal(await problems(box, { changed: base }), found);
  }
});

test.run();
