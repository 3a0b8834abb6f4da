import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAllDocuments } from 'yaml';
import { render } from '../../scripts/commands/render.ts';
import type { RenderOptions } from '../../scripts/commands/render-whole.ts';
import { findKustomize } from '../support/kustomize.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { type Called, called } from './called.ts';
import { BASE, DIGEST, OVERLAY, renderedShop, wanted } from './rendered-shop.ts';

const run = (
  root: string,
  options: Partial<RenderOptions> & { readonly environment: string },
  json = false,
): Promise<Called> => called(render, { workingTree: false, check: false, ...options }, { root, json });

interface Printed {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: { readonly image: string }[] } };
  };
  readonly data: Readonly<Record<string, string>>;
}

const objects = (yaml: string): Printed[] =>
  parseAllDocuments(yaml).map((document) => document.toJS() as Printed);
const one = (yaml: string, kind: string): Printed => {
  const found = objects(yaml).find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} in ${yaml}`);
  return found;
};
const imageIn = (yaml: string): string | undefined =>
  one(yaml, 'Deployment').spec.template.spec.containers[0]?.image;

test('a service is printed as it is pinned, with the image that the environment wants', async () => {
  const box = renderedShop();
  box.commit('A new level, for dev', {
    'services/web/base/kustomization.yaml': BASE.replace('info', 'debug'),
    'environments/dev/web.yaml': wanted('1.1.0', 'main'),
  });
  const dev = await run(box.root, { environment: 'dev', service: 'web' });
  const production = await run(box.root, { environment: 'production', service: 'web' });
  assert.equal([dev.exit, dev.talk, production.exit, production.talk], [0, '', 0, '']);
  assert.is(imageIn(dev.out), `ghcr.io/acme/web:1.1.0@${DIGEST}`);
  assert.is(imageIn(production.out), `ghcr.io/acme/web:1.0.0@${DIGEST}`);
  assert.equal(one(dev.out, 'ConfigMap').data, { LOG_LEVEL: 'debug' });
  assert.equal(one(production.out, 'ConfigMap').data, { LOG_LEVEL: 'info' });
  assert.match(one(production.out, 'ConfigMap').metadata.name, /^web-production-[a-z0-9]{10}$/);
});

test('nothing is checked out, and nothing at hand matters', async () => {
  const box = renderedShop();
  const before = await run(box.root, { environment: 'production', service: 'web' });
  box.git('switch', '--quiet', '--create', 'topic');
  box.commit('Elsewhere', { 'environments/production/web.yaml': wanted('9.9.9', 'main') });
  box.write({ 'services/web/base/deployment.yaml': 'broken: [\n' });
  assert.equal(await run(box.root, { environment: 'production', service: 'web' }), before);
  assert.is(box.git('status', '--porcelain'), 'M services/web/base/deployment.yaml');
});

test('--at shows what it would be if main were there: a commit, a branch, a tag', async () => {
  const box = renderedShop();
  box.git('switch', '--quiet', '--create', 'topic');
  box.commit('Less', {
    'services/web/base/kustomization.yaml': BASE.replace('info', 'warn'),
    'environments/dev/web.yaml': wanted('2.0.0', 'main'),
  });
  box.git('tag', 'then');
  for (const at of ['topic', 'then', box.git('rev-parse', 'topic')]) {
    const told = await run(box.root, { environment: 'dev', service: 'web', at });
    assert.is(imageIn(told.out), `ghcr.io/acme/web:2.0.0@${DIGEST}`, at);
    assert.equal(one(told.out, 'ConfigMap').data, { LOG_LEVEL: 'warn' });
  }
  const wrong = await run(box.root, { environment: 'dev', service: 'web', at: 'nowhere' });
  assert.is(wrong.exit, 2);
  assert.match(wrong.talk, /no revision "nowhere".*\n→ .*git fetch/);
});

test('--working-tree shows what the files at hand would be on main', async () => {
  const box = renderedShop();
  box.write({
    'services/web/base/kustomization.yaml': `${BASE}labels: [{ pairs: { new: "yes" } }]\n`,
    'environments/dev/web.yaml': wanted('1.2.0', 'main'),
  });
  const told = await run(box.root, { environment: 'dev', service: 'web', workingTree: true });
  assert.is(imageIn(told.out), `ghcr.io/acme/web:1.2.0@${DIGEST}`);
  assert.match(told.out, /^ {4}new: "yes"$/m);
  const pinned = await run(box.root, { environment: 'production', service: 'web', workingTree: true });
  assert.not.match(pinned.out, /new:/);
  const both = await run(box.root, { environment: 'dev', workingTree: true, at: 'main' });
  assert.equal([both.exit, both.out], [2, '']);
});

test('without a service everything that runs there is printed, each under its name', async () => {
  const box = renderedShop();
  const config = box.commit('Another service', {
    'services/idle/service.yaml': 'description: idle\nowners: ["@a/b"]\nimage: ghcr.io/acme/idle\n',
    'services/idle/overlays/production/kustomization.yaml': 'resources: []\n',
  });
  box.commit('runs', {
    'environments/production/idle.yaml': `image: ghcr.io/acme/idle\nversion: "3"\nconfig: "${config}"\n`,
  });
  const alone = await run(box.root, { environment: 'production', service: 'web' });
  const all = await run(box.root, { environment: 'production' });
  assert.is(all.out, `# idle 3 in production: nothing\n---\n# web 1.0.0 in production\n${alone.out}`);
});

test('as JSON everything is said that decides the manifests', async () => {
  const box = renderedShop();
  const told = await run(box.root, { environment: 'production' }, true);
  assertMatchesSchema('render', told.out);
  const { yaml, files, ...rest } = (JSON.parse(told.out) as { services: { yaml: string; files: string[] }[] })
    .services[0] ?? { yaml: '', files: [] };
  assert.equal(rest, {
    service: 'web',
    image: 'ghcr.io/acme/web',
    version: '1.0.0',
    digest: DIGEST,
    config: box.pin,
    warnings: [],
  });
  assert.equal(files, [
    'services/components/labelled/kustomization.yaml',
    'services/web/base/deployment.yaml',
    'services/web/base/kustomization.yaml',
    'services/web/overlays/production/kustomization.yaml',
  ]);
  assert.is((await run(box.root, { environment: 'production', service: 'web' })).out, yaml);
});

test('what cannot be rendered names the file and the field, and what to do; nothing is printed', async () => {
  const box = renderedShop();
  const cases: readonly (readonly [Record<string, string | null>, RegExp, RegExp])[] = [
    [
      { 'services/web/base/kustomization.yaml': 'resources: [gone.yaml]\n' },
      /web cannot be rendered for dev: .*services\/web\/base\/gone\.yaml: no such file or directory/,
      /^Write services\/web\/base\/gone\.yaml, or correct what names it\.$/m,
    ],
    [
      { 'services/web/base/kustomization.yaml': 'resource: []\n' },
      /unknown field "resource"/,
      /Mend `resource` in services\/web\/base\/kustomization\.yaml\./,
    ],
    [
      { 'services/web/overlays/dev/kustomization.yaml': 'resources: [https://github.com/a/b]\n' },
      /'https:\/\/github\.com\/a\/b' is remote and this build uses no network/,
      /^Mend `resources` in services\/web\/overlays\/dev\/kustomization\.yaml\.$/m,
    ],
    [
      { 'services/web/overlays/dev/kustomization.yaml': null },
      /there is no services\/web\/overlays\/dev\/ at [0-9a-f]{40}/,
      /Write services\/web\/overlays\/dev\/kustomization\.yaml\./,
    ],
    [
      { 'environments/dev/web.yaml': wanted('1.0.0', 'topic') },
      /dev\/web\.yaml follows "topic"/,
      /Write a commit, or `main`/,
    ],
    [{ 'environments/dev/web.yaml': 'image: [\n' }, /web\.yaml has errors/, /npx bracket validate/],
  ];
  for (const [files, what, fix] of cases) {
    const start = box.git('rev-parse', 'HEAD');
    box.commit('Broken', files);
    const told = await run(box.root, { environment: 'dev', service: 'web' });
    const [said = '', advice = ''] = told.talk.split('\n→ ');
    assert.equal([told.exit, told.out], [3, ''], told.talk);
    assert.match(said, what);
    assert.match(advice, fix);
    box.git('reset', '--quiet', '--hard', start);
  }
});

test('a pin that is not here, and one that is broken, say what to do about the pin', async () => {
  const box = renderedShop();
  box.commit('A pin of another world', {
    'environments/production/web.yaml': wanted('1.0.0', 'f'.repeat(40)),
  });
  const lost = await run(box.root, { environment: 'production', service: 'web' });
  assert.is(lost.exit, 3);
  assert.match(lost.talk, /no commit f{40}.*\n→ Correct `config` in environments\/production\/web\.yaml/);
  const broken = box.commit('Broken', { 'services/web/base/kustomization.yaml': 'resources: [gone.yaml]\n' });
  box.commit('Pinned all the same', { 'environments/production/web.yaml': wanted('1.0.0', broken) });
  const told = await run(box.root, { environment: 'production', service: 'web' });
  assert.match(
    told.talk,
    new RegExp(`merge that and promote web: production deploys ${broken.slice(0, 10)}`),
  );
});

test('of several services that cannot be rendered all are named', async () => {
  const box = renderedShop();
  box.commit('Another one', {
    'services/api/service.yaml': 'description: api\nowners: ["@a/b"]\nimage: ghcr.io/acme/api\n',
    'environments/dev/api.yaml': 'image: ghcr.io/acme/api\nversion: "1"\nconfig: main\n',
    'services/web/base/kustomization.yaml': 'resources: [gone.yaml]\n',
  });
  const told = await run(box.root, { environment: 'dev' });
  assert.equal([told.exit, told.out], [3, '']);
  assert.match(told.talk, /2 services:\n {4}api cannot.*\n {4}web cannot/);
});

test('names that nothing has are answered with the nearest one', async () => {
  const box = renderedShop();
  const environment = await run(box.root, { environment: 'prodution' });
  assert.equal(environment.exit, 2);
  assert.match(environment.talk, /Did you mean production\?/);
  const service = await run(box.root, { environment: 'dev', service: 'wep' });
  assert.match(service.talk, /Did you mean web\?/);
  box.commit('Gone from dev', { 'environments/dev/web.yaml': null });
  const absent = await run(box.root, { environment: 'dev', service: 'web' });
  assert.equal(absent.exit, 2);
  assert.match(absent.talk, /web does not run in dev: there is no environments\/dev\/web\.yaml/);
  assert.match((await run(box.root, { environment: 'dev' })).talk, /Nothing runs in dev/);
  assert.match((await run(box.root, { environment: 'dev', engine: 'helm' })).talk, /no engine helm/);
});

test('a link out of the repository leads nowhere, and is named', async () => {
  const box = renderedShop();
  box.write({ 'services/web/base/deployment.yaml': null });
  symlinkSync('/etc/hostname', `${box.root}/services/web/base/deployment.yaml`);
  box.commit('A way out');
  const told = await run(box.root, { environment: 'dev', service: 'web' });
  assert.is(told.exit, 3);
  assert.match(told.talk, /deployment\.yaml is a symbolic link that leads out of the repository/);
});

/** Puts a program of this name in front of the path, while `use` runs. */
const withProgram = async (name: string, script: string, use: () => Promise<void>): Promise<void> => {
  const folder = `${renderedShop().root}/bin`;
  mkdirSync(folder);
  writeFileSync(`${folder}/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(`${folder}/${name}`, 0o755);
  const path = process.env['PATH'];
  process.env['PATH'] = `${folder}${delimiter}${path}`;
  try {
    await use();
  } finally {
    process.env['PATH'] = path;
  }
};

test('--check fails with the first differences, and shows no secret with them', async () => {
  const box = renderedShop();
  const { out } = await run(box.root, { environment: 'dev', service: 'web' });
  writeFileSync(`${box.root}/theirs`, out.replace('LOG_LEVEL: info', 'LOG_LEVEL: loud'));
  await withProgram('kustomize', `cat ${box.root}/theirs`, async () => {
    const told = await run(box.root, { environment: 'dev', service: 'web', check: true });
    assert.equal([told.exit, told.out], [3, '']);
    assert.match(told.talk, /\n {4}--- kustomize-ts\n {4}\+\+\+ kustomize\n/);
    assert.match(told.talk, /\n {4}- {2}LOG_LEVEL: info\n {4}\+ {2}LOG_LEVEL: loud\n/);
  });
  const secret = /DB_PASSWORD: (\S+)/.exec(out)?.[1] ?? '';
  assert.ok(secret.length > 5);
  writeFileSync(`${box.root}/theirs`, out.replace(secret, 'c2Vzc2FtbyBvcGVu'));
  await withProgram('kustomize', `cat ${box.root}/theirs`, async () => {
    const told = await run(box.root, { environment: 'dev', service: 'web', check: true });
    assert.is(told.exit, 3);
    assert.not.match(told.talk, new RegExp(`${secret}|c2Vzc2FtbyBvcGVu`));
    assert.match(told.talk, /DB_PASSWORD/);
  });
  await withProgram('kustomize', 'echo "Error: no luck" >&2; exit 1', async () => {
    const told = await run(box.root, { environment: 'dev', service: 'web', check: true });
    assert.is(told.exit, 3);
    assert.match(told.talk, /kustomize-ts builds it, and kustomize fails: Error: no luck/);
    const theirs = await run(box.root, { environment: 'dev', service: 'web', engine: 'kustomize' });
    assert.is(theirs.exit, 3);
    assert.match(theirs.talk, /web cannot be rendered for dev: Error: no luck/);
  });
});

test('without either program --check says what to install', async () => {
  const box = renderedShop();
  const path = process.env['PATH'];
  mkdirSync(`${box.root}/bin`);
  for (const program of ['git', 'sh']) {
    const found = execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim();
    symlinkSync(found, `${box.root}/bin/${program}`);
  }
  process.env['PATH'] = `${box.root}/bin`;
  try {
    const told = await run(box.root, { environment: 'dev', service: 'web', check: true });
    assert.is(told.exit, 6);
    assert.match(told.talk, /Neither kustomize nor kubectl.*\n→ Install one/);
  } finally {
    process.env['PATH'] = path;
  }
});

const found = findKustomize();
if (found.build === undefined) process.stdout.write(`# skip the real tool: ${found.why}\n`);
else {
  test('the program on the path prints the same, override and all; nothing is left of its copy', async () => {
    const box = renderedShop();
    const asked = { environment: 'production', service: 'web' };
    const own = await run(box.root, asked);
    const theirs = await run(box.root, { ...asked, engine: 'kustomize' });
    assert.equal([theirs.exit, theirs.out], [0, own.out]);
    assert.equal(await run(box.root, { ...asked, check: true }), own);
    const json = await run(box.root, { ...asked, engine: 'kustomize', check: true }, true);
    assertMatchesSchema('render', json.out);
    assert.equal(
      [JSON.parse(json.out).engine, JSON.parse(json.out).checked, JSON.parse(json.out).services[0].files],
      ['kustomize', true, undefined],
    );
  });

  test('images that an overlay sets itself are overridden in both engines alike', async () => {
    const box = renderedShop();
    const overlays = [
      OVERLAY(
        'dev',
        'images: [{ name: ghcr.io/acme/web, newTag: old }, { name: ghcr.io/acme/proxy, newTag: "2" }]\n',
      ),
      `images:\n  - name: ghcr.io/acme/web\n    newName: elsewhere/web\n  # a remark\n${OVERLAY('dev')}`,
      '{ resources: [../../base], images: [{ name: ghcr.io/acme/web, digest: "sha256:00" }] }',
      `Images: [{ name: zzz, newTag: "1" }]\n${OVERLAY('dev')}`,
      `${OVERLAY('dev')}images: []\n`,
    ];
    for (const overlay of overlays) {
      box.commit('Images', { 'services/web/overlays/dev/kustomization.yaml': overlay });
      const told = await run(box.root, { environment: 'dev', service: 'web', check: true });
      assert.equal([told.exit, told.talk], [0, ''], overlay);
      assert.is(imageIn(told.out), `ghcr.io/acme/web:1.0.0@${DIGEST}`, overlay);
    }
  });

  test('--check sees the files at hand, links, and what lies outside the usual folders', async () => {
    const box = renderedShop();
    box.write({
      'platform/quota.yaml': 'apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: quota }\n',
      'platform/kustomization.yaml': 'resources: [quota.yaml]\n',
      'services/web/base/kustomization.yaml': BASE.replace('[deployment.yaml]', '[linked.yaml]'),
      'services/web/overlays/dev/kustomization.yaml': OVERLAY('dev').replace(
        '[../../base]',
        '[../../base, ../../../../platform]',
      ),
    });
    symlinkSync('deployment.yaml', `${box.root}/services/web/base/linked.yaml`);
    box.git('add', '--all');
    box.git('commit', '--quiet', '--message', 'Links');
    box.write({
      'services/web/base/deployment.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\n',
    });
    const asked = { environment: 'dev', service: 'web', check: true } as const;
    const committed = await run(box.root, asked);
    assert.is(committed.exit, 0, committed.talk);
    assert.match(committed.out, /^kind: ResourceQuota$/m);
    const atHand = await run(box.root, {
      ...asked,
      workingTree: true,
    });
    assert.match(`${atHand.exit} ${atHand.out}${atHand.talk}`, /kind: Pod|replicas/);
  });
}

test.run();
