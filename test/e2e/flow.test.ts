import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { desired, smallShop } from '../commands/small-shop.ts';
import { findKustomize } from '../support/kustomize.ts';
import { assertMatchesSchema } from '../support/output-schema.ts';
import { bracket, OPEN_PRODUCTION, sample, traces } from './command-line.ts';

test('service-b 0.5.1 goes from dev to production, each step as printed by the one before', async () => {
  const box = await sample(OPEN_PRODUCTION);
  const opened = await bracket(box.root, ['promote', '--to', 'hardening']);
  assert.is(opened.code, 0, opened.talk);
  const steps = [...opened.talk.matchAll(/npx bracket (\w+ \d+(?: --as NAME)?)/g)].map(([, words = '']) =>
    words.replace('NAME', 'alice').split(' '),
  );
  assert.equal(
    steps.map(([verb]) => verb),
    ['gate', 'approve', 'merge'],
  );
  for (const step of steps) {
    const ended = await bracket(box.root, step);
    assert.is(ended.code, 0, `${step.join(' ')}: ${ended.talk}`);
  }
  const text = (): string => readFileSync(join(box.root, 'environments/hardening/service-b.yaml'), 'utf8');
  assert.match(text(), /^version: "0\.5\.1"$/m);
  assert.is(box.git('status', '--porcelain'), '');
  assert.is((await bracket(box.root, ['promote', '--to', 'production'])).code, 0);
  assert.is((await bracket(box.root, ['merge', '2'])).code, 0);
  const held = (environment: string): string =>
    box.git('show', `main:environments/${environment}/service-b.yaml`).replace(/^config:.*\n?/m, '');
  assert.is(held('production'), held('hardening'));
  assert.is((await bracket(box.root, ['validate'])).code, 0);
  assert.match((await bracket(box.root, ['promote', '--to', 'production'])).out, /[Nn]othing/);
});

test('one commit moves it and changes nothing but the promoted values', async () => {
  const box = await sample();
  await bracket(box.root, ['promote', '--to', 'hardening']);
  const branch = box.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/promote');
  assert.is(box.git('rev-list', '--count', `main..${branch}`), '1');
  const changed = box.git('diff', '--unified=0', `main...${branch}`).split('\n');
  assert.equal(
    changed.filter((line) => /^[-+][^-+]/.test(line)).map((line) => line.replace(/sha256:.*/, 'sha256')),
    ['-version: "0.5.0"', '-digest: sha256', '+version: "0.5.1"', '+digest: sha256'],
  );
  const trailers = box.git('log', '-1', '--format=%(trailers:only)', branch);
  assert.match(
    trailers,
    /^Promotion-To: hardening\nPromotion-From: dev\nPromotion-Source: [0-9a-f]{40}\nPromotes: service-b/,
  );
});

test('running again changes nothing at all', async () => {
  const box = await sample();
  await bracket(box.root, ['promote', '--to', 'hardening']);
  await bracket(box.root, ['gate', '1']);
  assert.match(box.git('for-each-ref', 'refs/bracket/checks'), /checks/);
  const judged = traces(box);
  assert.is((await bracket(box.root, ['gate', '1'])).code, 0);
  assert.is(traces(box), judged);
  const before = traces(box);
  const again = await bracket(box.root, ['promote', '--to', 'hardening', '--json']);
  assert.is(again.code, 0);
  assertMatchesSchema('promote', again.out);
  const plan = JSON.parse(again.out) as { moves: { kind: string }[]; calls: string[] };
  assert.equal([plan.moves.map(({ kind }) => kind), plan.calls], [['keep'], []]);
  assert.is(traces(box), before);
});

test('without --to every environment has its turn, up the ladder; the worst end is the answer', async () => {
  const box = smallShop(['a', 'b']);
  const run = (...args: string[]) => bracket(box.root, ['promote', ...args]);
  const nothing = await run('--automatic', '--to=');
  assert.is(nothing.code, 0);
  assert.match(nothing.out, /^hardening:\nNothing.*\n\nproduction:\nNothing/);
  box.want('hardening', { b: '1.1.0' });
  box.want('dev', { a: '1.1.0', b: '1.1.0' });
  const before = traces(box);
  const dry = await run('--dry-run', '--json');
  assertMatchesSchema('promote', dry.out);
  const { plans } = JSON.parse(dry.out) as { plans: { target: string; moves: { kind: string }[] }[] };
  assert.equal(
    plans.map(({ target, moves }) => [target, moves.map(({ kind }) => kind)]),
    [
      ['hardening', ['open']],
      ['production', ['open']],
    ],
  );
  assert.is(traces(box), before);
  const opened = await run();
  assert.is(opened.code, 0, opened.talk);
  assert.match(opened.out, /^hardening:\nopen .*a 1\.1\.0.*\nproduction:\nopen .*b 1\.1\.0/s);
  const again = await run('--json');
  assertMatchesSchema('promote', again.out);
  assert.equal(again.out.match(/"kind":"\w+"/g), ['"kind":"keep"', '"kind":"keep"']);
  const lock = (rest: string): Record<string, string> => ({
    'environments/locks/freeze.yaml': `reason: Accounts\nby: "@acme/owners"\n${rest}`,
  });
  box.commit('Frozen for a while', lock('environment: hardening\nuntil: "2999-01-01T00:00:00Z"\n'));
  box.want('dev', { a: '1.2.0' });
  const waiting = await run();
  assert.is(waiting.code, 4, waiting.out);
  assert.match(waiting.out, /^waiting +until 2999-01-01.*a 1\.2\.0/m);
  assert.match((await bracket(box.root, ['status'])).out, /waiting, and opens by itself/);
  assert.match((await bracket(box.root, ['explain', 'a', 'hardening', '--json'])).out, /"kind":"waiting"/);
  assert.is((await bracket(box.root, ['gate', '1'])).code, 4, 'the gate says the same');
  box.commit('Frozen until further notice', lock('environment: hardening\n'));
  assert.is((await run()).code, 5);
});

test('one environment that cannot be judged keeps no other from its turn', async () => {
  const box = smallShop(['a']);
  box.want('dev', { a: '1.1.0' });
  box.commit('A pin of nowhere', {
    'environments/production/a.yaml': desired('a', '1.0.0', '1'.repeat(40)),
    'environments/hardening/a.yaml': desired('a', '1.0.0', box.git('rev-list', '--max-parents=0', 'HEAD')),
  });
  const ended = await bracket(box.root, ['promote', '--json']);
  assertMatchesSchema('promote', ended.out);
  const { plans, failures } = JSON.parse(ended.out) as {
    plans: { target: string; moves: { kind: string }[] }[];
    failures: { target: string }[];
  };
  assert.equal(
    plans[0]?.moves.map(({ kind }) => kind),
    ['open'],
  );
  assert.equal(
    [...plans.map(({ target }) => target), ...failures.map(({ target }) => target)],
    ['hardening', 'production'],
  );
});

test('a dry run prints the complete plan and touches nothing', async () => {
  const box = await sample();
  const before = traces(box);
  const json = await bracket(box.root, ['promote', '--to', 'hardening', '--dry-run', '--json']);
  assertMatchesSchema('promote', json.out);
  const text = await bracket(box.root, ['promote', '--to', 'hardening', '--dry-run']);
  for (const part of [
    /^Files$/m,
    /^ {2}\+version: "0\.5\.1"$/m,
    /^Title$/m,
    /^Body$/m,
    /^Commit$/m,
    /^Calls$/m,
  ])
    assert.match(text.out, part);
  assert.match(text.out, /1\. commit 1 file on promote\/hardening.*\n(?:.*\n)*.*2\. open promote\/hardening/);
  const others = [
    ['release', 'service-b', '0.5.2', '--digest', `sha256:${'a'.repeat(64)}`],
    ['new', 'service', 'basket'],
    ['new', 'environment', 'staging', '--from', 'hardening'],
    ['init'],
    ['pulls'],
    ['status'],
  ];
  for (const args of others) {
    const ended = await bracket(box.root, [...args, '--dry-run']);
    assert.is(ended.code, 0, `${args.join(' ')}: ${ended.talk}`);
  }
  assert.is(traces(box), before);
  await bracket(box.root, ['promote', '--to', 'hardening']);
  const opened = traces(box);
  for (const args of [
    ['merge', '1'],
    ['approve', '1', '--as', 'alice'],
    ['close', '1'],
  ])
    assert.is((await bracket(box.root, [...args, '--dry-run'])).code, 0);
  assert.is(traces(box), opened);
});

test('what a dry run says is what then happens', async () => {
  const box = await sample();
  type Plan = { moves: { message: string; title: string; edits: { path: string; after: string }[] }[] };
  const run = async (...more: string[]): Promise<Plan> =>
    JSON.parse((await bracket(box.root, ['promote', '--to', 'hardening', '--json', ...more])).out) as Plan;
  const [dry, wet] = [await run('--dry-run'), await run()];
  assert.equal(dry.moves[0]?.edits, wet.moves[0]?.edits);
  const branch = box.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/promote');
  assert.is(box.git('log', '-1', '--format=%B', branch), dry.moves[0]?.message.trim());
  const [edit] = dry.moves[0]?.edits ?? [];
  assert.is(`${box.git('show', `${branch}:${edit?.path}`)}\n`, edit?.after);
});

test('gates hold a merge: blocked by people, then waiting for the window', async () => {
  const box = await sample({
    'environments/hardening.yaml': [
      'promotesFrom: dev',
      'gates:',
      '  signOff: { count: 1, from: ["@alice"] }',
      '  windows: [{ kind: deny, schedule: "* * * * *", duration: 48h, timeZone: UTC }]',
      '',
    ].join('\n'),
  });
  await bracket(box.root, ['promote', '--to', 'hardening']);
  const before = traces(box);
  const blocked = await bracket(box.root, ['merge', '1', '--json']);
  assert.is(blocked.code, 5);
  assertMatchesSchema('merge', blocked.out);
  assert.is(traces(box), before);
  const stranger = await bracket(box.root, ['approve', '1', '--as', 'bob']);
  assert.is(stranger.code, 0);
  assert.is((await bracket(box.root, ['merge', '1'])).code, 5, 'bob was not asked');
  assert.is((await bracket(box.root, ['approve', '1', '--as', 'alice'])).code, 0);
  const frozen = await bracket(box.root, ['gate', '1', '--json']);
  assertMatchesSchema('gate', frozen.out);
  const states = JSON.parse(frozen.out) as {
    environments: { verdicts: { gate: string; state: string }[] }[];
  };
  assert.equal(
    states.environments[0]?.verdicts.map(({ gate, state }) => `${gate} ${state}`),
    ['lock open', 'signOff open', 'windows blocked'],
  );
  assert.is((await bracket(box.root, ['merge', '1'])).code, 5, 'a deny window that never ends');
  box.commit('An end to the freeze', {
    'environments/hardening.yaml': [
      'promotesFrom: dev',
      'gates:',
      '  signOff: { count: 1, from: ["@alice"] }',
      `  windows: [{ kind: deny, schedule: "${new Date().getUTCMinutes()} ${new Date().getUTCHours()} * * *", duration: 23h, timeZone: UTC }, { kind: deny, schedule: "* * * * *", duration: 59s, timeZone: UTC }, { kind: allow, schedule: "0 0 29 2 *", duration: 24h }]`,
      '',
    ].join('\n'),
  });
  const waiting = await bracket(box.root, ['merge', '1']);
  assert.is(waiting.code, waiting.out.includes('waiting') ? 4 : 5);
});

test('a gate that needs evidence stays closed, because nothing has recorded any', async () => {
  const box = await sample({
    'environments/hardening.yaml':
      'promotesFrom: dev\ngates: { checks: [smoke], soak: 1h, breaker: { failures: 2, coolDown: 1h } }\n',
    'environments/dev.yaml':
      'promotion: { open: direct }\nverify: { checks: [{ name: smoke, run: ["true"] }] }\n',
  });
  await bracket(box.root, ['promote', '--to', 'hardening']);
  const ended = await bracket(box.root, ['merge', '1']);
  assert.is(ended.code, 5);
  for (const gate of ['checks', 'soak', 'breaker']) assert.match(ended.out, new RegExp(`blocked +${gate}: `));
});

test('a lock on main holds a pull request that was opened before it', async () => {
  const box = await sample();
  await bracket(box.root, ['promote', '--to', 'hardening']);
  box.commit('Freeze', {
    'environments/locks/freeze.yaml': 'reason: Black Friday\nby: "@ops"\nenvironment: hardening\n',
  });
  const ended = await bracket(box.root, ['merge', '1']);
  assert.is(ended.code, 5);
  assert.match(ended.out, /lock: .*Black Friday/);
});

test('a promotion cannot lower the gates that judge it', async () => {
  const box = await sample({
    'environments/hardening.yaml': 'promotesFrom: dev\ngates: { signOff: { count: 1, from: ["@alice"] } }\n',
  });
  await bracket(box.root, ['promote', '--to', 'hardening']);
  const branch = box.git('for-each-ref', '--format=%(refname:short)', 'refs/heads/promote');
  box.git('switch', '--quiet', branch);
  box.commit('No gates', { 'environments/hardening.yaml': 'promotesFrom: dev\n' });
  box.git('switch', '--quiet', 'main');
  assert.is((await bracket(box.root, ['merge', '1'])).code, 5);
});

test('what became unsound since it was opened is not merged', async () => {
  const box = await sample();
  await bracket(box.root, ['promote', '--to', 'hardening']);
  const path = 'environments/hardening/front-end.yaml';
  box.commit('front-end 0.2.0 needs the older service-b', {
    'services/front-end/releases/0.2.0.yaml': `version: "0.2.0"\ndigest: sha256:${'e'.repeat(64)}\nrequires: { service-b: "0.5.0" }\n`,
    [path]: readFileSync(join(box.root, path), 'utf8')
      .replace('"0.1.0"', '"0.2.0"')
      .replace(/sha256:\w+/, `sha256:${'e'.repeat(64)}`),
  });
  const before = traces(box);
  const ended = await bracket(box.root, ['merge', '1']);
  assert.is(ended.code, 3, ended.out);
  assert.match(ended.out, /front-end 0\.2\.0 requires\s+service-b/);
  assert.is(traces(box), before);
});

const files = (root: string, paths: readonly string[]): boolean[] =>
  paths.map((path) => existsSync(join(root, path)));

test('a new service builds, validates, and reaches dev and hardening', async () => {
  const box = await sample();
  const made = await bracket(box.root, ['new', 'service', 'basket', '--json']);
  assertMatchesSchema('new', made.out);
  const { files: paths } = JSON.parse(made.out) as { files: string[] };
  assert.ok(paths.length >= 8 && !files(box.root, paths).includes(false));
  const kustomize = findKustomize();
  if (kustomize.build === undefined) process.stdout.write(`# skip ${kustomize.why}\n`);
  else
    for (const environment of ['dev', 'hardening', 'production'])
      assert.match(
        kustomize.build(join(box.root, `services/basket/overlays/${environment}`)),
        /kind: Deployment/,
      );
  box.commit('A basket');
  assert.is((await bracket(box.root, ['validate'])).code, 0);
  const again = await bracket(box.root, ['new', 'service', 'basket']);
  assert.is(again.code, 2);
  assert.is(box.git('status', '--porcelain'), '');
  const digest = `sha256:${'b'.repeat(64)}`;
  const released = await bracket(box.root, ['release', 'basket', '1.0.0', '--digest', digest, '--json']);
  assert.is(released.code, 0, released.talk);
  assertMatchesSchema('release', released.out);
  assert.is((await bracket(box.root, ['promote', '--to', 'hardening', 'basket'])).code, 0);
  assert.is((await bracket(box.root, ['merge', '1'])).code, 0);
  assert.match(box.git('show', 'main:environments/hardening/basket.yaml'), /^version: "1\.0\.0"$/m);
  assert.is((await bracket(box.root, ['validate'])).code, 0);
});

test('a new environment takes after another one, and takes its services', async () => {
  const box = await sample();
  const made = await bracket(box.root, ['new', 'environment', 'staging', '--from', 'hardening']);
  assert.is(made.code, 0, made.talk);
  box.commit('Staging');
  const valid = await bracket(box.root, ['validate']);
  assert.is(valid.code, 0, valid.out);
  assert.match(box.git('show', 'main:environments/staging.yaml'), /promotesFrom: hardening\n/);
  const promoted = await bracket(box.root, ['promote', '--to', 'staging']);
  assert.is(promoted.code, 0, promoted.talk);
  const count = (await bracket(box.root, ['pulls', '--json'])).out;
  assertMatchesSchema('pulls', count);
  assert.is(
    (JSON.parse(count) as { pulls: unknown[] }).pulls.length,
    1,
    'one commit pinned them: one bracket',
  );
  const existing = await bracket(box.root, ['new', 'environment', 'staging']);
  assert.is(existing.code, 2);
  assert.match(existing.talk, /There is an environment staging already/);
  const alone = await bracket(box.root, ['new', 'environment', 'on']);
  assert.is(alone.code, 0);
  box.commit('An entry environment with a name that YAML 1.1 takes for true');
  assert.is((await bracket(box.root, ['validate'])).code, 0);
});

test('names that leave the folder or are taken are refused', async () => {
  const box = await sample();
  const before = traces(box);
  for (const name of ['../x', 'components', 'A', '', '-x', 'x/y', 'x'.repeat(64)])
    assert.is((await bracket(box.root, ['new', 'service', '--', name])).code, 2, name);
  for (const name of ['locks', 'argocd', '..', 'ä'])
    assert.is((await bracket(box.root, ['new', 'environment', name])).code, 2, name);
  assert.is((await bracket(box.root, ['new', 'thing', 'x'])).code, 2);
  assert.is(traces(box), before);
});

test('approve and close answer as their schemas say', async () => {
  const box = await sample();
  await bracket(box.root, ['promote', '--to', 'hardening']);
  const approved = await bracket(box.root, ['approve', '#1', '--as', 'alice', '--json']);
  assertMatchesSchema('approve', approved.out);
  const closed = await bracket(box.root, ['close', '1', '--reason', 'Not now', '--json']);
  assertMatchesSchema('close', closed.out);
  const merged = await bracket(box.root, ['merge', '1']);
  assert.is(merged.code, 5);
  assert.match(merged.talk, /#1 is closed/);
  const pinned = await bracket(box.root, ['init', '--json']);
  assertMatchesSchema('init', pinned.out);
});

test.run();
