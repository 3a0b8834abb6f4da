import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { type Sandbox, sandbox } from '../support/git-repository.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { bracket, sample } from './command-line.ts';

const FOLDER = 'environments/argocd';
const read = ({ root }: Sandbox, path: string): unknown =>
  parse(readFileSync(join(root, FOLDER, path), 'utf8'));

/** The sample's production with more, or other, things to say to Argo CD. */
const production = (lines: string): string => {
  const text = readFileSync(new URL('../../environments/production.yaml', import.meta.url), 'utf8');
  return `${text}${lines.replace(/^/gm, '  ')}\n`;
};

/** Writes what Argo CD is told after production says this, and answers its set. */
const setWith = async (lines: string): Promise<ApplicationSet> => {
  const box = await sample({ 'environments/production.yaml': production(lines) });
  assert.is((await bracket(box.root, ['validate'])).code, 3, 'stale');
  const ended = await bracket(box.root, ['argocd']);
  assert.is(ended.code, 0, ended.talk);
  assert.is((await bracket(box.root, ['validate'])).code, 0);
  assert.is((await bracket(box.root, ['argocd', '--check'])).code, 0);
  return read(box, 'applicationsets/production.yaml') as ApplicationSet;
};

interface ApplicationSet {
  readonly spec: {
    readonly strategy?: { readonly rollingSync: { readonly steps: readonly unknown[] } };
    readonly syncPolicy: unknown;
    readonly template: {
      readonly spec: {
        readonly syncPolicy: { readonly automated?: unknown; readonly syncOptions?: unknown };
      };
    };
  };
}

test('the sample tells Argo CD what its environments say', async () => {
  const box = await sample();
  assert.is((await bracket(box.root, ['validate'])).code, 0);
  const check = await bracket(box.root, ['argocd', '--check']);
  assert.equal([check.code, check.out], [0, '']);
  assert.match(check.talk, /Nothing to do/);
});

test('--dry-run and --check print what would change, and only --check fails', async () => {
  const box = await sample({ 'environments/production.yaml': production('order: progressive') });
  const dry = await bracket(box.root, ['argocd', '--dry-run']);
  assert.is(dry.code, 0);
  assert.match(dry.out, /^\+ {2}strategy:$/m);
  const check = await bracket(box.root, ['argocd', '--check']);
  assert.is(check.code, 3);
  assert.is(check.out, dry.out);
  const json = await bracket(box.root, ['argocd', '--check', '--json']);
  assert.is(json.code, 3);
  assertMatchesSchema('argocd', json.out);
  assert.is(box.git('status', '--porcelain'), '');
});

test('validate names every stale file, and the fix mends them', async () => {
  const box = await sample();
  box.write({ [`${FOLDER}/projects/production.yaml`]: 'kind: AppProject\n' });
  for (const more of [[], ['--changed', 'HEAD']]) {
    const ended = await bracket(box.root, ['validate', ...more]);
    assert.is(ended.code, 3);
    assert.match(ended.out, /environments\/argocd\/projects\/production\.yaml/);
    assert.match(ended.out, /argocd-stale/);
    assert.match(ended.out, /npx bracket argocd/);
  }
  assert.is((await bracket(box.root, ['argocd'])).code, 0);
  assert.is(box.git('status', '--porcelain'), '');
});

test('deletion, automated and syncOptions', async () => {
  const off = await setWith(
    'deletion: { applications: create-only, preserveResources: false }\nautomated: { enabled: false }\nsyncOptions: ["CreateNamespace=true"]',
  );
  assert.equal(off.spec.syncPolicy, { applicationsSync: 'create-only', preserveResourcesOnDeletion: false });
  const { syncPolicy } = off.spec.template.spec;
  assert.is(syncPolicy.automated, undefined);
  assert.equal(syncPolicy.syncOptions, ['CreateNamespace=true']);
});

test('order, and part of automated', async () => {
  const { spec } = await setWith('order: progressive\nautomated: { prune: false, selfHeal: false }');
  assert.equal(spec.template.spec.syncPolicy.automated, { prune: false, selfHeal: false });
  assert.ok(
    (spec.strategy?.rollingSync.steps.length ?? 0) > 1,
    'the sample has services that require others',
  );
});

test('an option that is none, and a value that could break out of a template, are refused', async () => {
  const box = await sample();
  for (const line of ['order: waves', 'syncOptions: ["Prune={{ .x }}"]', 'deletion: { aplications: sync }']) {
    box.write({ 'environments/production.yaml': production(line) });
    assert.is((await bracket(box.root, ['validate'])).code, 3, line);
    const ended = await bracket(box.root, ['argocd']);
    assert.is(ended.code, 3, line);
    assert.match(ended.talk, /environments\/production\.yaml/);
  }
  box.write({
    'environments/production.yaml': production('').replace(/https:\S+/, 'https://u:p@github.com/a/b'),
  });
  assert.is((await bracket(box.root, ['argocd'])).code, 3);
});

test('a release that requires another service for the first time takes the new order with it', async () => {
  const box = await sample({ 'environments/production.yaml': production('order: progressive') });
  await bracket(box.root, ['argocd']);
  box.commit('Tell Argo CD');
  box.write({ 'record.yaml': 'version: "0.5.9"\nrequires: { front-end: "*" }\n' });
  const args = [
    'release',
    'service-b',
    '0.5.9',
    '--digest',
    `sha256:${'a'.repeat(64)}`,
    '--record',
    'record.yaml',
  ];
  const ended = await bracket(box.root, args);
  assert.is(ended.code, 0, ended.talk);
  assert.match(box.git('show', '--stat', '--format=', 'HEAD'), /applicationsets\/production\.yaml/);
  assert.is((await bracket(box.root, ['argocd', '--check'])).code, 0);
});

test('a template whose branch has another name is told to Argo CD by init', async () => {
  const box = sandbox();
  for (const folder of ['environments', 'services', 'schemas'])
    cpSync(new URL(`../../${folder}`, import.meta.url).pathname, `${box.root}/${folder}`, {
      recursive: true,
    });
  box.git('branch', '--move', 'trunk');
  box.git('config', 'init.defaultBranch', 'trunk');
  box.commit('From the template');
  const ended = await bracket(box.root, ['init']);
  assert.is(ended.code, 0, ended.talk);
  assert.match(ended.talk, /Argo CD is told of trunk/);
  assert.match(readFileSync(join(box.root, FOLDER, 'root.yaml'), 'utf8'), /refs\/heads\/trunk/);
  const sound = await bracket(box.root, ['validate']);
  assert.is(sound.code, 0, sound.out);
  assert.match((await bracket(box.root, ['init'])).talk, /Nothing to do/);
});

test.run();
