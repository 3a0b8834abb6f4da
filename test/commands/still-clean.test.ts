import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findProblems } from '../../scripts/commands/find-problems.ts';
import type { Problem } from '../../scripts/model/problem.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { type Sandbox, sandbox } from '../support/git-repository.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const MEMORIES = ['bracket-cache', 'bracket-past.json', 'bracket-clean.json'] as const;

const named = (kind: string, path: string): string =>
  `# yaml-language-server: $schema=${'../'.repeat(path.split('/').length - 1)}schemas/${kind}.schema.json\n`;
const file = (kind: string, path: string, rest: string): [string, string] => [
  path,
  `${named(kind, path)}${rest}`,
];
const desired = (environment: string, service: string, rest: string): [string, string] =>
  file('desired', `environments/${environment}/${service}.yaml`, `image: a/${service}\n${rest}`);
const release = (service: string, version: string, rest = ''): [string, string] =>
  file('release', `services/${service}/releases/${version}.yaml`, `version: "${version}"\n${rest}`);
const service = (name: string): [string, string] =>
  file('service', `services/${name}/service.yaml`, `description: x\nowners: ["@a"]\nimage: a/${name}\n`);
const overlay = (name: string, environment: string): [string, string] => [
  `services/${name}/overlays/${environment}/kustomization.yaml`,
  'resources: []\n',
];
const lock = (until: string): [string, string] =>
  file('lock', 'environments/locks/freeze.yaml', `reason: r\nby: "@a"\nuntil: "${until}"\n`);

/** A sound shop with two services in two environments, of which b requires a. */
const shop = (): Sandbox & { readonly pin: string } => {
  const box = sandbox();
  const pin = box.commit(
    'Services',
    Object.fromEntries(
      ['a', 'b'].flatMap((name) => [service(name), overlay(name, 'dev'), overlay(name, 'prod')]),
    ),
  );
  box.commit(
    'All of it',
    Object.fromEntries([
      file('environment', 'environments/dev.yaml', 'promotion: { open: direct }\n'),
      file('environment', 'environments/prod.yaml', 'promotesFrom: dev\naccepts: { record: required }\n'),
      release('a', '1.0.0', 'database: { schema: 2, tolerates: 1 }\n'),
      release('a', '1.1.0', 'database: { schema: 3, tolerates: 2 }\n'),
      release('b', '1.0.0', 'requires: { a: "^1.0.0" }\n'),
      ...['a', 'b'].flatMap((name) => [
        desired('dev', name, 'version: "1.0.0"\nconfig: main\n'),
        desired('prod', name, `version: "1.0.0"\nconfig: "${pin}"\n`),
      ]),
      lock('2027-01-01T00:00:00Z'),
    ]),
  );
  return { ...box, pin };
};

const told = (problems: readonly Problem[]): string[] => problems.map((one) => JSON.stringify(one)).sort();

const judge = async (root: string, now = NOW): Promise<string[]> =>
  told(await findProblems(openGit(root), { now }));

/** The verdict of somebody who remembers nothing; what was remembered stays. */
const judgeAnew = async (root: string, now = NOW): Promise<string[]> => {
  const at = (name: string): string => join(root, '.git', name);
  for (const name of MEMORIES) if (existsSync(at(name))) renameSync(at(name), `${at(name)}.aside`);
  const verdict = await judge(root, now);
  for (const name of MEMORIES) {
    rmSync(at(name), { recursive: true, force: true });
    if (existsSync(`${at(name)}.aside`)) renameSync(`${at(name)}.aside`, at(name));
  }
  return verdict;
};

type Files = Readonly<Record<string, string | null>>;

const map = (name: string, rest = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${rest} }\n`;
const COMPONENT = 'services/components/x/kustomization.yaml';
const component = (rest: string): string =>
  `kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n${rest}`;

/** Manifests that others read, that collide, that are misshapen or cannot be built. */
const manifests: readonly Files[] = [
  {
    'services/a/overlays/dev/kustomization.yaml':
      'resources: [map.yaml]\ncomponents: [../../../components/x]\n',
    'services/a/overlays/dev/map.yaml': map('m'),
    [COMPONENT]: component('namePrefix: x-\n'),
  },
  {
    'services/b/overlays/dev/kustomization.yaml': 'resources: [map.yaml]\n',
    'services/b/overlays/dev/map.yaml': map('x-m'),
  },
  { [COMPONENT]: component('namePrefix: y-\n') },
  { [COMPONENT]: component('commonAnnotation: {}\n') },
  { 'services/b/overlays/dev/map.yaml': map('x-m', ', lables: {}') },
  { 'services/a/overlays/prod/kustomization.yaml': 'resources: [gone.yaml]\n' },
  { 'services/b/overlays/dev/kustomization.yaml': 'resources: []\n' },
];

/** What people do to a shop, right and wrong; `null` removes. */
const edits = (pin: string): Files[] => [
  Object.fromEntries([desired('dev', 'a', 'version: "1.1.0"\nconfig: main\n')]),
  Object.fromEntries([desired('prod', 'a', `version: "1.1.0"\nconfig: "${pin}"\n`)]),
  Object.fromEntries([desired('prod', 'a', `version: "1.0.0"\nconfig: "${pin}"\n`)]),
  Object.fromEntries([desired('prod', 'a', `version: "2.0.0"\nconfig: "${pin}"\n`)]),
  Object.fromEntries([desired('prod', 'b', `version: "1.0.0"\nconfig: "${'1'.repeat(40)}"\n`)]),
  Object.fromEntries([desired('prod', 'b', `version: "1.0.0" # seen\nconfig: "${pin}"\n`)]),
  Object.fromEntries([desired('dev', 'c', 'version: "1.0.0"\nconfig: main\n')]),
  { 'environments/dev/a.yaml': 'broken: [' },
  { 'environments/dev/a.yaml': null },
  { 'environments/dev/c.yaml': null },
  { 'services/a/releases/1.0.0.yaml': null },
  { 'services/b/overlays/prod/kustomization.yaml': null },
  { 'services/b/service.yaml': null },
  Object.fromEntries([service('b'), overlay('b', 'prod')]),
  Object.fromEntries([release('a', '1.0.0', 'database: { schema: 2, tolerates: 1 }\n')]),
  Object.fromEntries([release('b', '1.0.0', 'requires: { a: "^2.0.0" }\n')]),
  Object.fromEntries([release('a', '2.0.0', 'database: { schema: 1, tolerates: 0 }\n')]),
  Object.fromEntries([
    file('environment', 'environments/prod.yaml', 'promotesFrom: dev\naccepts: { digest: required }\n'),
  ]),
  Object.fromEntries([file('environment', 'environments/prod.yaml', 'promotesFrom: dev\n')]),
  Object.fromEntries([file('environment', 'environments/prod.yaml', 'promotesFrom: nowhere\n')]),
  Object.fromEntries([lock('2026-01-01T00:00:00Z')]),
  { 'environments/locks/freeze.yaml': null },
  { 'services/notes.md': 'x\n' },
  ...manifests,
];

type Step = { readonly edit: number } | 'commit' | 'restore' | 'damage';

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ edit: fc.nat(22 + manifests.length) }) },
  { weight: 1, arbitrary: fc.constant('commit' as const) },
  { weight: 2, arbitrary: fc.constant('restore' as const) },
  { weight: 1, arbitrary: fc.constant('damage' as const) },
);

const take = (box: Sandbox & { readonly pin: string }, one: Step): void => {
  if (one === 'commit') box.commit('More');
  else if (one === 'restore') {
    box.git('checkout', '--quiet', '--', '.');
    box.git('clean', '--quiet', '--force', '-d');
  } else if (one === 'damage') writeFileSync(join(box.root, '.git/bracket-clean.json'), '{"sum":"","clean":');
  else {
    const files = Object.entries(edits(box.pin)[one.edit] ?? {});
    box.write(
      Object.fromEntries(files.filter(([path, text]) => text !== null || existsSync(join(box.root, path)))),
    );
  }
};

test('whoever remembers finds what whoever remembers nothing finds, after any edits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      const box = shop();
      assert.equal(await judge(box.root), []);
      for (const one of steps) {
        take(box, one);
        assert.equal(await judge(box.root), await judgeAnew(box.root));
      }
    }),
    { numRuns: 6 },
  );
});

test('each single edit of a shop without problems is judged as by whoever remembers nothing', async () => {
  const box = shop();
  assert.equal(await judge(box.root), []);
  let wrong = 0;
  for (let edit = 0; edit < edits(box.pin).length; edit++) {
    take(box, { edit });
    const found = await judge(box.root);
    assert.equal(found, await judgeAnew(box.root), JSON.stringify(edits(box.pin)[edit]));
    wrong += found.length > 0 ? 1 : 0;
    take(box, 'restore');
  }
  assert.ok(wrong > 10, `${wrong} of the edits are wrong`);
});

test('a lock that ends later is told when it has ended, though no file changed', async () => {
  const box = shop();
  assert.equal(await judge(box.root), []);
  const later = new Date('2027-01-01T00:00:00Z');
  const found = await judge(box.root, later);
  assert.match(found.join(), /lock-expired/);
  assert.equal(found, await judgeAnew(box.root, later));
});

test('manifests that come one after the other are judged as by whoever remembers nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ edit: fc.nat(manifests.length - 1), commit: fc.boolean() }), {
        minLength: 2,
        maxLength: 5,
      }),
      async (steps) => {
        const box = shop();
        assert.equal(await judge(box.root), []);
        for (const { edit, commit } of steps) {
          box.write(manifests[edit] ?? {});
          if (commit) box.commit('More');
          assert.equal(await judge(box.root), await judgeAnew(box.root));
        }
      },
    ),
    { numRuns: 1 },
  );
});

test('a verdict of other rules, another commit or a changed memory is not believed', async () => {
  const box = shop();
  assert.equal(await judge(box.root), []);
  const memory = join(box.root, '.git/bracket-clean.json');
  const { sum, clean } = JSON.parse(readFileSync(memory, 'utf8')) as {
    sum: string;
    clean: Record<string, unknown>;
  };
  const [path, text] = desired('prod', 'a', 'version: "9.9.9"\nconfig: main\n');
  box.commit('Wrong', { [path]: text });
  const found = await judgeAnew(box.root);
  assert.is.not(found.length, 0);
  for (const forged of [
    { sum, clean },
    { sum, clean: { ...clean, until: null } },
    { sum: '', clean },
  ]) {
    writeFileSync(memory, JSON.stringify(forged));
    assert.equal(await judge(box.root), found);
  }
});

test.run();
