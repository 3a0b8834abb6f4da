import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { verify } from '../../scripts/commands/verify.ts';
import { evidenceOf } from '../../scripts/history/ledger/evidence.ts';
import { envelopeOf, type LedgerEvent } from '../../scripts/model/event.ts';
import { ledgerOf, told } from '../e2e/verified-shop.ts';
import { addToLedger } from '../support/ledger-lines.ts';
import { type Called, called } from './called.ts';
import { desired, type SmallShop, smallShop } from './small-shop.ts';

process.setMaxListeners(0);

const checked = (...run: readonly string[]): string =>
  `promotion: { open: direct }\nverify: { checks: [{ name: smoke, run: ${JSON.stringify(run)} }] }\n`;

/** Dev is checked by a program that first does what somebody else may do meanwhile. */
const shopWhere = (meanwhile: string): SmallShop => {
  const box = smallShop(['a', 'b']);
  box.commit('dev is checked', { 'environments/dev.yaml': checked('sh', '-c', meanwhile) });
  return box;
};

const committed = (path: string, text: string): string =>
  [
    `printf '%s' '${text}' > ${path}`,
    'git add --all',
    'git -c user.name=Ann -c user.email=ann@example.com commit --quiet --message Meanwhile',
  ].join(' && ');

const verified = (box: SmallShop, environment?: string): Promise<Called> =>
  called(verify, environment === undefined ? {} : { environment }, { root: box.root, env: process.env });

/** What gates believe of the check and of the whole. */
const believed = (box: SmallShop): string[] =>
  evidenceOf(ledgerOf(box)).map(({ check, outcome }) => `${check ?? 'all'} ${outcome}`);

test('main moves on while it is checked: what was checked is not known, for the check itself either', async () => {
  const box = shopWhere(committed('environments/dev/a.yaml', desired('a', '1.1.0', 'main')));
  const before = box.git('log', '-1', '--format=%H', '--', 'environments/dev');
  const ended = await verified(box, 'dev');
  assert.is(ended.exit, 6, ended.out + ended.talk);
  assert.match(ended.out.replace(/\s+/g, ' '), /Main wants something else now/);
  assert.equal(believed(box), ['smoke unavailable', 'all unavailable']);
  assert.ok(ledgerOf(box).every(({ subject }) => subject === before));
});

test('the configuration of a service that follows main changes while it is checked', async () => {
  const overlay = 'services/b/overlays/dev/kustomization.yaml';
  const box = shopWhere(committed(overlay, 'resources: []\nnamePrefix: x-\n'));
  assert.is((await verified(box, 'dev')).exit, 6);
});

test('what has nothing to do with the environment may change meanwhile', async () => {
  const box = shopWhere(committed('environments/production/a.yaml', desired('a', '1.0.1', 'f'.repeat(40))));
  const ended = await verified(box, 'dev');
  assert.is(ended.exit, 0, ended.out + ended.talk);
  assert.equal(believed(box), ['smoke pass', 'all pass']);
});

test('a policy that is made weaker meanwhile is not what this run asks', async () => {
  const meanwhile = committed('environments/dev.yaml', checked('true'));
  const box = shopWhere(`${meanwhile}; exit 1`);
  assert.is((await verified(box, 'dev')).exit, 5);
  assert.equal(believed(box), ['smoke fail', 'all fail']);
  assert.is((await verified(box, 'dev')).exit, 0, 'the next run does');
});

test('without a name it verifies again what was never asked of a state that works, and a failure only by name', async () => {
  const box = shopWhere('true');
  assert.is((await verified(box)).exit, 0);
  assert.match((await verified(box)).talk, /Nothing to do/);
  const both = '[{ name: smoke, run: ["true"] }, { name: load, run: ["false"] }]';
  box.commit('One check more', {
    'environments/dev.yaml': `promotion: { open: direct }\nverify: { checks: ${both} }\n`,
  });
  assert.is((await verified(box)).exit, 5, 'the new check was asked');
  assert.match((await verified(box)).talk, /Nothing to do/);
  assert.equal(believed(box), ['smoke pass', 'all pass', 'smoke pass', 'load fail', 'all fail']);
});

test('main cannot be read any more afterwards: nothing is called good', async () => {
  const box = shopWhere(committed('environments/dev/a.yaml', 'image: ['));
  const ended = await verified(box, 'dev');
  assert.is(ended.exit, 3, ended.out + ended.talk);
  assert.match(ended.talk, /environments\/dev\/a\.yaml cannot be read/);
  assert.equal(believed(box), []);
});

test('an environment of which one file cannot be read is not verified by the others, asked for by name or not', async () => {
  const box = shopWhere('true');
  box.commit('Broken', { 'environments/dev/b.yaml': 'version: 1\n' });
  for (const environment of ['dev', undefined]) {
    const ended = await verified(box, environment);
    assert.is(ended.exit, 3, ended.out + ended.talk);
    assert.match(ended.talk, /environments\/dev\/b\.yaml cannot be read/);
    assert.match(ended.talk, /npx bracket validate/);
  }
  assert.is(box.git('for-each-ref', 'refs/heads/ledger'), '', 'nothing was begun');
});

test('an environment that wants nothing is told apart from one that works', async () => {
  const box = shopWhere('true');
  box.commit('Everything leaves', {
    'environments/dev/a.yaml': null,
    'environments/dev/b.yaml': null,
    'environments/dev/README.md': 'Nothing here.\n',
  });
  const named = await verified(box, 'dev');
  assert.is(named.exit, 2, named.out + named.talk);
  assert.match(named.talk, /nothing|no file/i);
  assert.is((await verified(box)).exit, 0);
  assert.is(box.git('for-each-ref', 'refs/heads/ledger'), '');
});

const attemptsIn = (events: readonly LedgerEvent[]): number[] => [
  ...new Set(events.map(({ data }) => data.attempt)),
];

test('of two runs at once each stands as an attempt of its own, and both are whole', async () => {
  const box = shopWhere('true');
  const ends = await Promise.all([verified(box, 'dev'), verified(box, 'dev')]);
  assert.equal(
    ends.map(({ exit }) => exit),
    [0, 0],
    ends.map(({ talk }) => talk).join('\n'),
  );
  const events = ledgerOf(box);
  assert.equal(attemptsIn(events).sort(), [1, 2]);
  assert.is(told(events).filter((one) => one === 'configuration-change.finished pass').length, 2);
  assert.is(told(events).filter((one) => one === 'deployment.started').length, 2);
});

test('a line that stands where ours would be keeps nothing from being written, and no run goes on for ever', async () => {
  const box = shopWhere('true');
  const commit = box.git('log', '-1', '--format=%H', '--', 'environments/dev');
  const tree = box.git('rev-parse', 'HEAD:environments/dev');
  const subject = { environment: 'dev' as never, commit: commit as never, tree, attempt: 1 };
  const name = 'configuration-change.finished';
  const planted = {
    specversion: '1.0',
    ...envelopeOf(subject, name),
    type: `dev.release-brackets.${name}`,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:release-brackets:event:${name}`,
    data: { ...subject, outcome: 'pass', why: 'From a newer version.', mood: 'fine' },
  };
  addToLedger(box, { [`dev/${planted.time.slice(0, 7)}.jsonl`]: `${JSON.stringify(planted)}\n` });
  const ended = await verified(box, 'dev');
  assert.is(ended.exit, 0, ended.out + ended.talk);
  assert.match(ended.talk, /mood/, 'the foreign line is told');
  const tip = box.git('show', `ledger:dev/${planted.time.slice(0, 7)}.jsonl`).split('\n');
  const lines = tip.map((line) => JSON.parse(line) as LedgerEvent);
  assert.equal(
    lines.filter(({ id }) => id.endsWith(name)).map(({ data }) => data.attempt),
    [1, 2],
  );
});

test('a commit without words, or with hostile ones, is written down like any other', async () => {
  for (const message of ['', '\u001b[31mred', `${'long '.repeat(200)}`, 'Promote "a"\u2028now']) {
    const box = shopWhere('true');
    box.write({ 'environments/dev/a.yaml': desired('a', '1.2.0', 'main') });
    box.git('add', '--all');
    box.git('commit', '--quiet', '--allow-empty-message', '--message', message);
    const ended = await verified(box, 'dev');
    assert.is(ended.exit, 0, ended.out + ended.talk);
    assert.equal(believed(box), ['smoke pass', 'all pass']);
  }
});

test.run();
