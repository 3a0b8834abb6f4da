import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { diff } from '../../scripts/commands/diff.ts';
import type { DiffOptions } from '../../scripts/commands/differences.ts';
import { promote } from '../../scripts/commands/promote.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { type Called, called } from './called.ts';
import { BASE, DIGEST, type RenderedShop, renderedShop, wanted } from './rendered-shop.ts';

const run = (root: string, options: Partial<DiffOptions>, json = false): Promise<Called> =>
  called(diff, { services: [], ...options }, { root, json });

/** A new version of web in dev, with another setting and another password. */
const LOUDER = {
  'services/web/base/kustomization.yaml': BASE.replace('info', 'debug').replace('opensesame', 'changed-it'),
  'environments/dev/web.yaml': wanted('1.1.0', 'main'),
};

const withoutHashes = (text: string): string => text.replace(/-[2456789bcdfghkmt]{10}\b/g, '-HASH');

const CHANGED = (environment: string): string => `web in ${environment}
  ConfigMap web-${environment}-HASH (was web-${environment}-HASH: the same object under a new generated name)
-   data.LOG_LEVEL: info
+   data.LOG_LEVEL: debug
  Secret web-${environment}-•
!   data.DB_PASSWORD: changed (may be a secret, so it is not shown)
  Deployment web-${environment}
-   spec.template.spec.containers[app].image: ghcr.io/acme/web:1.0.0@${DIGEST}
+   spec.template.spec.containers[app].image: ghcr.io/acme/web:1.1.0@${DIGEST}
-   spec.template.spec.containers[app].envFrom[0].configMapRef.name: web-${environment}-HASH
+   spec.template.spec.containers[app].envFrom[0].configMapRef.name: web-${environment}-HASH
!   spec.template.spec.containers[app].envFrom[1].secretRef.name: changed (may be a secret, so it is not shown)
`;

const told = async (box: RenderedShop, options: Partial<DiffOptions>): Promise<string> => {
  const { exit, out, talk } = await run(box.root, options);
  assert.equal([exit, talk], [0, '']);
  return withoutHashes(out);
};

test('main is compared with the files at hand: what a change will do before anybody commits it', async () => {
  const box = renderedShop();
  assert.is(await told(box, { environment: 'dev' }), 'Nothing changes in dev.\n');
  box.write(LOUDER);
  assert.is(await told(box, { environment: 'dev' }), CHANGED('dev'));
  assert.is(await told(box, { environment: 'production' }), 'Nothing changes in production.\n');
});

test('two revisions are compared, in either direction', async () => {
  const box = renderedShop();
  box.git('tag', 'before');
  box.commit('Louder', LOUDER);
  assert.is(await told(box, { environment: 'dev', base: 'before', head: 'main' }), CHANGED('dev'));
  const back = await told(box, { environment: 'dev', base: 'main', head: 'before' });
  assert.match(back, /^- {3}data\.LOG_LEVEL: debug\n\+ {3}data\.LOG_LEVEL: info$/m);
  const unknown = await run(box.root, { environment: 'dev', base: 'nowhere' });
  assert.equal([unknown.exit, unknown.out], [2, '']);
});

test('a service that comes or goes is told object by object', async () => {
  const box = renderedShop();
  box.commit('web leaves production', { 'environments/production/web.yaml': null });
  const gone = await told(box, { environment: 'production', base: 'main^', head: 'main' });
  assert.match(gone, /^- ConfigMap web-production-HASH\n- {3}apiVersion: v1$/m);
  assert.match(gone, /^! {3}data\.DB_PASSWORD: removed/m);
  assert.not.match(gone, /^[+ ] /m);
  const come = await told(box, { environment: 'production', base: 'main', head: 'main^' });
  assert.match(come, /^\+ Deployment web-production\n/m);
  assert.match(come, /^\+ {3}spec\.template\.spec\.containers\[proxy\]\.image: ghcr\.io\/acme\/proxy:1\.0$/m);
});

test('named services alone are compared; a name that nothing has is refused', async () => {
  const box = renderedShop();
  box.commit('Another service', {
    'services/api/service.yaml': 'description: api\nowners: ["@a/b"]\nimage: ghcr.io/acme/api\n',
    'services/api/overlays/dev/kustomization.yaml': 'configMapGenerator: [{ name: api, literals: [A=1] }]\n',
    'environments/dev/api.yaml': 'image: ghcr.io/acme/api\nversion: "1"\nconfig: main\n',
    ...LOUDER,
  });
  const two = await told(box, { environment: 'dev', base: 'main^', head: 'main' });
  assert.match(two, /^api in dev\n\+ ConfigMap api-HASH\n/);
  assert.is(
    await told(box, { environment: 'dev', base: 'main^', head: 'main', services: ['web'] }),
    CHANGED('dev'),
  );
  const wrong = await run(box.root, { environment: 'dev', services: ['wbe'] });
  assert.is(wrong.exit, 2);
  assert.match(wrong.talk, /Did you mean web/);
  const none = await run(box.root, {});
  assert.equal([none.exit, none.out], [2, '']);
  assert.match(none.talk, /npx bracket diff ENVIRONMENT/);
});

test('what cannot be rendered is said, with what to do, and the exit code says that it is not known', async () => {
  const box = renderedShop();
  box.write({ 'services/web/base/kustomization.yaml': 'resources: [gone.yaml]\n' });
  const broken = await run(box.root, { environment: 'dev' });
  assert.is(broken.exit, 3);
  assert.match(broken.out, /^web in dev\n {2}web cannot be rendered for dev:/);
  assert.match(broken.out, /\n {2}→ Write services\/web\/base\/gone\.yaml, or correct what names it\.\n$/);
  box.write({ 'environments/production/web.yaml': wanted('1.0.0', 'topic') });
  const astray = await run(box.root, { environment: 'production' }, true);
  assert.is(astray.exit, 3);
  assertMatchesSchema('diff', astray.out);
  assert.match(astray.out, /"unknown":\{"what":"web cannot be rendered for production: it follows/);
});

test('as JSON the same is said for programs, secrets left out', async () => {
  const box = renderedShop();
  box.write(LOUDER);
  const { exit, out } = await run(box.root, { environment: 'dev' }, true);
  assert.is(exit, 0);
  assertMatchesSchema('diff', out);
  const answer = JSON.parse(out) as { base: string; head: string };
  assert.equal([answer.base, answer.head], [box.git('rev-parse', 'main'), 'at hand']);
  for (const secret of ['opensesame', 'changed-it'])
    for (const form of [secret, Buffer.from(secret).toString('base64')]) assert.not.ok(out.includes(form));
});

const promoted = async (): Promise<RenderedShop> => {
  const box = renderedShop();
  box.commit('Louder', LOUDER);
  return box;
};

test('a promotion that nobody opened yet shows what it would change', async () => {
  const box = await promoted();
  assert.is(await told(box, { promotion: true, to: 'production' }), CHANGED('production'));
  assert.is(
    await told(box, { promotion: true, to: 'production', environment: 'web' }),
    CHANGED('production'),
  );
  assert.is(await told(box, { promotion: 'web', to: 'production' }), CHANGED('production'));
  assert.is(box.git('for-each-ref', 'refs/heads/promote', 'refs/bracket'), '');
});

test('a pull request shows what it changes, whatever main became since', async () => {
  const box = await promoted();
  const opened = await called(
    promote,
    { to: 'production', services: [], only: false, allowDowngrade: false, automatic: false },
    { root: box.root },
  );
  assert.is(opened.exit, 0, opened.talk);
  box.commit('dev goes on', { 'environments/dev/web.yaml': wanted('2.0.0', 'main') });
  assert.is(await told(box, { promotion: '1' }), CHANGED('production'));
  assert.is(await told(box, { promotion: '#1' }), CHANGED('production'));
  const json = await run(box.root, { promotion: '1' }, true);
  assertMatchesSchema('diff', json.out);
  box.git(
    'merge',
    '--quiet',
    '--no-edit',
    box.git('for-each-ref', '--format=%(refname)', 'refs/heads/promote'),
  );
  assert.is(await told(box, { promotion: '1' }), 'Nothing changes in any environment.\n');
});

test('what is asked of a promotion must make sense', async () => {
  const box = await promoted();
  const wrong: readonly (readonly [Partial<DiffOptions>, RegExp])[] = [
    [{ promotion: true }, /not said which promotion.*\n→ Give the number/],
    [{ promotion: '7' }, /no pull request #7/],
    [{ promotion: 'web' }, /"web" is no number of a pull request/],
    [{ promotion: '1', environment: 'production' }, /it goes as a whole/],
    [{ promotion: '1', base: 'main' }, /Leave --base and --head out/],
    [{ promotion: true, to: 'dev' }, /Nothing is promoted into dev/],
    [{ promotion: true, to: 'prodution' }, /Did you mean production/],
    [{ environment: 'dev', to: 'production' }, /Add --promotion/],
  ];
  for (const [options, message] of wrong) {
    const answer = await run(box.root, options);
    assert.equal([answer.exit, answer.out], [2, ''], JSON.stringify(options));
    assert.match(answer.talk, message);
  }
});

test.run();
