import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  choose,
  type Deployment,
  deploymentsOf,
  type LogFacts,
  type Merged,
} from '../../scripts/history/deployments.ts';
import { landedBy, mergedOf } from '../../scripts/history/merged.ts';
import type { Holding } from '../../scripts/history/walk.ts';
import type { BlobId, CommitId, Version } from '../../scripts/model/names.ts';
import type { Commit } from '../../scripts/model/repository.ts';
import { OUTCOMES } from '../../scripts/model/verification.ts';
import { commitOf, environment, eventsOf, step, type Verified } from './log-events.ts';

const NOON = Date.UTC(2026, 10, 27, 12);
const HOUR = 3_600_000;

const merge = (number: number, where = 'production', at = NOON): Merged => ({
  environment: environment(where),
  commit: commitOf(number),
  time: at / 1000,
  author: 'Tim',
  subject: `Change ${number}`,
  services: [step('service-b', '0.5.0', '0.5.1')],
});

const told = (facts: Partial<LogFacts>): Deployment[] =>
  deploymentsOf({
    merged: [],
    events: [],
    times: new Map(),
    now: NOON + 2 * HOUR,
    longest: () => HOUR,
    ...facts,
  });

const verified = (more: Partial<Verified> = {}): Verified => ({
  environment: 'production',
  commit: commitOf(1),
  at: NOON + 1000,
  ...more,
});

const one = (facts: Partial<LogFacts>): Deployment => {
  const all = told(facts);
  assert.is(all.length, 1);
  return all[0] as Deployment;
};

test('what Git has and the ledger does not is unverified', () => {
  assert.equal(one({ merged: [merge(1)] }), {
    environment: 'production',
    commit: commitOf(1),
    at: NOON,
    author: 'Tim',
    title: 'Change 1',
    services: [step('service-b', '0.5.0', '0.5.1')],
    outcome: 'unverified',
    attempts: 0,
    checks: [],
  });
});

test('the ledger says what came of it and when; Git says when and what it was', () => {
  const events = eventsOf(
    verified({
      outcome: 'warning',
      why: 'Slow.',
      title: 'Other words',
      checks: [['home', 'warning', 'It took 3 s.']],
    }),
  );
  const { outcome, why, endedAt, at, title, attempts, checks } = one({ merged: [merge(1)], events });
  assert.equal(
    { outcome, why, endedAt, at, title, attempts, checks },
    {
      outcome: 'warning',
      why: 'Slow.',
      endedAt: NOON + 61_000,
      at: NOON,
      title: 'Change 1',
      attempts: 1,
      checks: [{ check: 'home', outcome: 'warning', why: 'It took 3 s.' }],
    },
  );
});

test('one that was begun is running, until it must have died', () => {
  const facts = { merged: [merge(1)], events: eventsOf(verified()) };
  assert.is(one({ ...facts, now: NOON + HOUR }).outcome, 'running');
  const dead = one({ ...facts, now: NOON + HOUR + 1001 });
  assert.is(dead.outcome, 'unavailable');
  assert.match(dead.why ?? '', /never ended/);
});

test('verified a week after its commit it is running, too: what counts is when it was heard of last', () => {
  const [triggered] = eventsOf(verified({ at: NOON - 168 * HOUR }));
  const [, ...begun] = eventsOf(verified({ at: NOON + HOUR }));
  const events = [...begun, triggered].filter((event) => event !== undefined);
  assert.is(one({ merged: [merge(1)], events }).outcome, 'running');
});

test('one evaluated and not yet closed has its outcome', () => {
  const events = eventsOf(verified({ outcome: 'fail' })).slice(0, -1);
  assert.is(one({ merged: [merge(1)], events }).outcome, 'fail');
});

test('verified again it is one deployment still: the latest attempt counts, and only its checks', () => {
  const again = {
    attempt: 2,
    at: NOON + HOUR,
    outcome: 'pass',
    checks: [['home', 'pass', 'Fine.']],
  } as const;
  const events = [
    ...eventsOf(verified({ outcome: 'fail', checks: [['home', 'fail', 'It is down.']] })),
    ...eventsOf(verified(again)),
  ];
  for (const given of [events, events.toReversed()]) {
    const found = one({ merged: [merge(1)], events: given });
    assert.is(found.outcome, 'pass');
    assert.is(found.attempts, 2);
    assert.is(found.endedAt, NOON + HOUR + 60_000);
    assert.equal(found.checks, [{ check: 'home', outcome: 'pass', why: 'Fine.' }]);
  }
});

test('a second attempt that goes on is running, whatever the first came to', () => {
  const events = [
    ...eventsOf(verified({ outcome: 'pass' })),
    ...eventsOf(verified({ attempt: 2, at: NOON + HOUR })),
  ];
  assert.is(one({ merged: [merge(1)], events }).outcome, 'running');
});

test('what only the ledger knows has its words, and the time of the commit where Git has it', () => {
  const events = eventsOf(verified({ outcome: 'pass', title: 'Configuration', author: 'Ann' }));
  const { title, author, at } = one({ events });
  assert.equal({ title, author, at }, { title: 'Configuration', author: 'Ann', at: NOON + 1000 });
  assert.is(one({ events, times: new Map([[commitOf(1), NOON / 1000 - 60]]) }).at, NOON - 60_000);
});

test('the same commit in two environments is two deployments', () => {
  const events = eventsOf(verified({ environment: 'dev', outcome: 'pass' }));
  const all = told({ merged: [merge(1), merge(1, 'dev')], events });
  assert.equal(
    all.map((found) => [found.environment, found.outcome]),
    [
      ['dev', 'pass'],
      ['production', 'unverified'],
    ],
  );
});

test('in the same second they stand as Git has them, and those of one commit by name', () => {
  const all = told({ merged: [merge(2, 'production'), merge(2, 'dev'), merge(9), merge(1)] });
  assert.equal(
    all.map(({ title, environment: where }) => `${title} ${where}`),
    ['Change 1 production', 'Change 9 production', 'Change 2 dev', 'Change 2 production'],
  );
});

test('chosen are the newest of those asked for, oldest first', () => {
  const all = told({
    merged: [3, 1, 2].map((number) => merge(number, 'production', NOON + number * HOUR)),
    events: [1, 2].flatMap((number) => eventsOf(verified({ commit: commitOf(number), outcome: 'fail' }))),
  });
  const numbers = (found: readonly Deployment[]): string[] => found.map(({ title }) => title.slice(-1));
  assert.equal(numbers(choose(all, { limit: 2 })), ['2', '3']);
  assert.equal(numbers(choose(all, { limit: 1, outcome: 'fail' })), ['2']);
  assert.equal(numbers(choose(all, { limit: 9, since: NOON + 2 * HOUR })), ['2', '3']);
});

test('property: every commit is there once, in the order of time, and never better than its latest attempt', () => {
  const attempt = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    attempt: fc.integer({ min: 1, max: 3 }),
    outcome: fc.option(fc.constantFrom(...OUTCOMES), { nil: undefined }),
    at: fc.integer({ min: NOON, max: NOON + HOUR }),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(attempt, { selector: ({ number, attempt: count }) => `${number}/${count}` }),
      fc.uniqueArray(fc.integer({ min: 1, max: 6 })),
      (attempts, numbers) => {
        const events = attempts.flatMap(({ number, outcome, ...more }) =>
          eventsOf({
            environment: 'production',
            commit: commitOf(number),
            ...more,
            ...(outcome === undefined ? {} : { outcome }),
          }),
        );
        const all = told({ events, merged: numbers.map((number) => merge(number)), longest: () => 9 * HOUR });
        const expected = new Set([...numbers, ...attempts.map(({ number }) => number)].map(commitOf));
        assert.equal(new Set(all.map(({ commit }) => commit)), expected);
        assert.is(all.length, expected.size);
        assert.equal(
          all.map(({ at }) => at),
          all.map(({ at }) => at).sort((first, second) => first - second),
        );
        for (const found of all) {
          const [latest] = attempts
            .filter(({ number }) => commitOf(number) === found.commit)
            .sort((first, second) => second.attempt - first.attempt);
          const wanted = latest === undefined ? 'unverified' : (latest.outcome ?? 'running');
          assert.is(found.outcome, wanted);
        }
      },
    ),
  );
});

const blob = (text: string): BlobId => text as BlobId;
const held = (version: string, more: Partial<Holding> = {}): Holding => ({
  image: 'ghcr.io/acme/b',
  version: version as Version,
  config: commitOf(1),
  ...more,
});

const commit = (files: Commit['files']): Commit => ({
  id: commitOf(1),
  parents: [commitOf(2)],
  time: NOON / 1000,
  author: 'Tim',
  subject: 'Change 1',
  files,
});

test('a commit is one deployment per environment whose desired files it changed', () => {
  const landed = landedBy(
    commit([
      { path: 'environments/dev/b.yaml', before: blob('1'), after: blob('2') },
      { path: 'environments/production/a.yaml', after: blob('2') },
      { path: 'environments/production/b.yaml', before: blob('1') },
      { path: 'environments/production.yaml', before: blob('1'), after: blob('2') },
      { path: 'environments/argocd/projects.yaml', before: blob('1'), after: blob('2') },
      { path: 'environments/locks/friday.yaml', after: blob('2') },
      { path: 'services/b/service.yaml', after: blob('2') },
    ]),
  );
  const texts = landed.map(({ environment: where, files }) => [where, files.map(({ service }) => service)]);
  assert.equal(texts, [
    ['dev', ['b']],
    ['production', ['a', 'b']],
  ]);
});

const changed = (before: Holding | undefined, after: Holding | undefined): Merged | undefined => {
  const [landed] = landedBy(
    commit([{ path: 'environments/dev/b.yaml', before: blob('1'), after: blob('2') }]),
  );
  if (landed === undefined) throw new Error('nothing landed');
  return mergedOf(landed, (_, id) => (id === '1' ? before : after));
};

test('version, digest, configuration and image are changes; a comment is none', () => {
  assert.is(changed(held('1.0'), held('1.0')), undefined);
  const others: Holding[] = [
    held('1.1'),
    held('1.0', { config: 'main' }),
    held('1.0', { image: 'ghcr.io/acme/c' }),
    held('1.0', { digest: `sha256:${'0'.repeat(64)}` as NonNullable<Holding['digest']> }),
  ];
  for (const other of others) assert.is(changed(held('1.0'), other)?.services.length, 1);
});

test('a file that cannot be read is told as such, and not as a service that left', () => {
  assert.equal(changed(held('1.0'), undefined)?.services, [
    {
      service: 'b',
      from: { version: '1.0', config: commitOf(1) as CommitId },
      to: { version: '?', config: '?' },
    },
  ]);
});

test.run();
