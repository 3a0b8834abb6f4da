import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { GateFacts, Moved } from '../../scripts/gates/facts.ts';
import { judge, overall } from '../../scripts/gates/table.ts';
import type { Review } from '../../scripts/model/forge.ts';
import type { CommitId } from '../../scripts/model/names.ts';
import type { Change, Desired, Environment, Gates, Lock, Release } from '../../scripts/model/repository.ts';
import type { Evidence, Verdict } from '../../scripts/model/verdict.ts';

const NOW = Date.parse('2026-11-21T10:00:00Z');
const HEAD = 'a'.repeat(40) as CommitId;
const OLD = 'b'.repeat(40) as CommitId;

const production = (gates: Partial<Gates>): Environment => ({
  name: 'production' as never,
  promotesFrom: ['hardening' as never],
  promotion: { open: 'automatic', merge: 'manual', unit: 'bracket', whenSuperseded: 'replace' },
  accepts: { prerelease: true, digest: 'optional', record: 'optional' },
  gates: { checks: [], windows: [], ...gates },
  file: 'environments/production.yaml',
});

const desired = (version: string): Desired => ({
  environment: 'production' as never,
  service: 'service-b' as never,
  image: 'ghcr.io/acme/service-b',
  version: version as never,
  config: HEAD,
  file: 'environments/production/service-b.yaml',
});

const release = (version: string, changes: readonly Change[]): Release => ({
  service: 'service-b' as never,
  version: version as never,
  requires: {},
  changes,
  file: `services/service-b/releases/${version}.yaml`,
});

const moved: Moved = {
  service: 'service-b' as never,
  from: desired('0.5.0'),
  to: desired('0.5.1'),
  releases: [release('0.5.1', [{ title: 'Retry', requirement: 'B321' }])],
};

const facts = (gates: Partial<Gates>, more: Partial<GateFacts> = {}): GateFacts => ({
  now: NOW,
  environment: production(gates),
  locks: [],
  moved: [moved],
  author: 'tim',
  head: HEAD,
  reviews: [],
  proof: { environment: 'hardening' as never, states: [{ commit: HEAD, tree: 'tree-1' }] },
  evidence: [],
  ...more,
});

const verdictOf = (name: Verdict['gate'], given: GateFacts): Verdict => {
  const verdict = judge(given).find(({ gate }) => gate === name);
  if (verdict === undefined) throw new Error(`${name} was not asked`);
  return verdict;
};
const stateOf = (name: Verdict['gate'], given: GateFacts): string => verdictOf(name, given).state;

const approval = (by: string, more: Partial<Review> = {}): Review => ({
  by,
  verdict: 'approved',
  head: HEAD,
  ...more,
});

test('an environment that asks nothing asks only for locks', () => {
  assert.equal(
    judge(facts({})).map(({ gate, state }) => [gate, state]),
    [['lock', 'open']],
  );
});

const aLock = (more: Partial<Lock>): Lock => ({
  name: 'freeze',
  reason: 'Black Friday',
  by: 'ops',
  file: 'environments/locks/freeze.yaml',
  ...more,
});

test('a lock holds what it names, until it expires', () => {
  const cases: readonly (readonly [Partial<Lock>, string])[] = [
    [{}, 'blocked'],
    [{ environment: 'production' as never }, 'blocked'],
    [{ environment: 'dev' as never }, 'open'],
    [{ service: 'service-b' as never }, 'blocked'],
    [{ service: 'service-a' as never }, 'open'],
    [{ version: '0.5.1' as never }, 'blocked'],
    [{ version: '0.5.0' as never }, 'open'],
    [{ until: '2026-12-01T00:00:00Z' }, 'waiting'],
    [{ until: '2026-11-01T00:00:00Z' }, 'open'],
    [{ until: '2026-11-21T10:00:00Z' }, 'open'],
    [{ until: 'soon' }, 'blocked'],
  ];
  for (const [more, state] of cases)
    assert.is(stateOf('lock', facts({}, { locks: [aLock(more)] })), state, JSON.stringify(more));
});

test('several locks: the one that lasts longest counts, and one without an end blocks', () => {
  const locks = [aLock({ until: '2026-11-22T00:00:00Z' }), aLock({ until: '2026-11-25T00:00:00+01:00' })];
  const verdict = verdictOf('lock', facts({}, { locks }));
  assert.is(verdict.state === 'waiting' && verdict.until, '2026-11-24T23:00:00.000Z');
  assert.is(stateOf('lock', facts({}, { locks: [...locks, aLock({})] })), 'blocked');
});

test('a sign-off is of somebody else, of the present head, and of those asked', () => {
  const asked: Partial<Gates> = { signOff: { count: 1, from: ['@acme/owners', '@Alice'] } };
  const state = (...reviews: Review[]): string => stateOf('signOff', facts(asked, { reviews }));
  assert.is(state(), 'blocked');
  assert.is(state(approval('alice')), 'open');
  assert.is(state(approval('@ALICE')), 'open');
  assert.is(state(approval('alice', { head: OLD })), 'blocked');
  assert.is(state(approval('alice', { verdict: 'dismissed' })), 'blocked');
  assert.is(state(approval('bob')), 'blocked', 'membership is not known');
  assert.is(state(approval('bob', { teams: [] })), 'blocked', 'in no team');
  assert.is(state(approval('bob', { teams: ['@acme/owners'] })), 'open');
  assert.is(state(approval('@acme/owners')), 'open', 'on the local forge a team may sign by name');
  assert.is(state(approval('alice'), approval('zoe', { verdict: 'changes-requested' })), 'blocked');
});

test('the author alone is never enough, and one person is one person', () => {
  const twice: Partial<Gates> = { signOff: { count: 2, from: [] } };
  const state = (...reviews: Review[]): string => stateOf('signOff', facts(twice, { reviews }));
  assert.is(state(approval('tim'), approval('alice')), 'blocked');
  assert.is(state(approval('Tim'), approval('@tim')), 'blocked');
  assert.is(state(approval('alice'), approval('Alice')), 'blocked');
  assert.is(state(approval('alice'), approval('bob')), 'open');
  assert.match(
    verdictOf('signOff', facts(twice, { reviews: [approval('tim')] })).why,
    /0 of 2 approvals.*tim is the author/,
  );
});

test('every change between the releases names a requirement, matched as a whole', () => {
  const state = (changes: readonly Change[] | undefined, wanted = 'B\\d+'): string =>
    stateOf(
      'requirements',
      facts(
        { requirements: wanted },
        { moved: [{ ...moved, releases: changes === undefined ? undefined : [release('0.5.1', changes)] }] },
      ),
    );
  assert.is(state([{ title: 'Retry', requirement: 'B321' }]), 'open');
  assert.is(state([{ title: 'Retry', requirement: 'XB321' }]), 'blocked');
  assert.is(state([{ title: 'Retry', requirement: 'C1, B7' }]), 'open');
  assert.is(state([{ title: 'Retry B321' }]), 'blocked');
  assert.is(state([{ title: 'Retry', requirement: 'B1' }, { title: 'invisible' }]), 'blocked');
  assert.is(state([]), 'blocked', 'no change listed: not known');
  assert.is(state(undefined), 'blocked', 'no record: not known');
  assert.is(state([{ title: 'Retry', requirement: 'B1' }], '('), 'blocked', 'no expression');
});

test('a change of configuration alone and a retirement bring no changes of a release', () => {
  const config = { ...moved, from: desired('0.5.1'), releases: [] };
  const { to: _, ...leaving } = moved;
  const state = (one: Moved): string =>
    stateOf('requirements', facts({ requirements: 'B\\d+' }, { moved: [one] }));
  assert.is(state(config), 'open');
  assert.is(state({ ...leaving, releases: [] }), 'open');
});

const result = (more: Partial<Evidence>): Evidence => ({
  environment: 'hardening' as never,
  commit: HEAD,
  tree: 'tree-1',
  check: 'smoke',
  outcome: 'pass',
  at: NOW - 3_600_000,
  ...more,
});

const whole = (more: Partial<Evidence>): Evidence => {
  const { check: _, ...evidence } = result(more);
  return evidence;
};

test('checks count only for exactly the state that was promoted, and the latest result counts', () => {
  const state = (...evidence: Evidence[]): string =>
    stateOf('checks', facts({ checks: ['smoke'] }, { evidence }));
  assert.is(state(), 'blocked');
  assert.is(state(result({})), 'open');
  assert.is(state(result({ outcome: 'warning' })), 'open', 'a warning stops nothing');
  assert.is(state(result({ outcome: 'unavailable' })), 'blocked', 'what is not known is no pass');
  assert.is(state(result({ outcome: 'waiting' })), 'blocked');
  assert.is(state(whole({})), 'blocked', 'the whole is no check');
  assert.is(state(result({ tree: 'tree-2' })), 'blocked');
  assert.is(state(result({ commit: OLD })), 'blocked', 'the same files at a branch that has moved on');
  assert.is(state(result({ environment: 'dev' as never })), 'blocked');
  assert.is(state(result({ check: 'performance' })), 'blocked');
  assert.is(state(result({}), result({ outcome: 'fail' })), 'blocked');
  assert.is(state(result({ outcome: 'fail' }), result({})), 'open');
  const { proof: _, ...unproven } = facts({ checks: ['smoke'] }, { evidence: [result({})] });
  assert.is(stateOf('checks', unproven), 'blocked');
});

test('soaking starts when the state first passed and starts anew after a failure', () => {
  const verdict = (...evidence: Evidence[]): Verdict =>
    verdictOf('soak', facts({ soak: '2h' }, { evidence }));
  const at = (hours: number): number => NOW - hours * 3_600_000;
  assert.is(verdict().state, 'blocked');
  assert.is(verdict(whole({ at: at(3) }), whole({ at: at(1) })).state, 'open');
  const waiting = verdict(
    whole({ at: at(3) }),
    whole({ at: at(2.5), outcome: 'fail' }),
    whole({ at: at(1) }),
  );
  assert.is(waiting.state === 'waiting' && waiting.until, '2026-11-21T11:00:00.000Z');
  assert.is(verdict(whole({ at: at(3) }), whole({ at: at(1), outcome: 'fail' })).state, 'blocked');
  assert.is(verdict(whole({ at: at(3) }), whole({ at: at(1), outcome: 'unavailable' })).state, 'open');
  assert.is(verdict(whole({ at: at(3), outcome: 'unavailable' })).state, 'blocked', 'not known is no pass');
  assert.is(verdict(result({ at: at(3) })).state, 'blocked', 'one check is not the whole');
  assert.is(
    stateOf('soak', facts({ soak: '1d' }, { evidence: [whole({ at: 0 })] })),
    'blocked',
    'no Go duration',
  );
});

test('clocks that were wrong neither shorten the soak nor make it endless', () => {
  const verdict = (...evidence: Evidence[]): Verdict =>
    verdictOf('soak', facts({ soak: '2h' }, { evidence }));
  const at = (hours: number): number => NOW - hours * 3_600_000;
  const behind = verdict(whole({ at: at(1), outcome: 'fail' }), whole({ at: at(90) }));
  assert.is(behind.state === 'waiting' && behind.until, '2026-11-21T11:00:00.000Z');
  const ahead = verdict(whole({ at: at(-90) }));
  assert.is(ahead.state, 'waiting');
  assert.is(verdict(whole({ at: at(-90) }), whole({ at: at(3) })).state, 'open', 'it was verified again');
  assert.is(verdict(whole({ at: at(-90), outcome: 'fail' }), whole({ at: at(3) })).state, 'open');
});

test('a breaker opens after failures in a row, rests, and is not trusted without evidence', () => {
  const verdict = (...evidence: Evidence[]): Verdict =>
    verdictOf('breaker', facts({ breaker: { failures: 2, coolDown: '1h' } }, { evidence }));
  const own = (commit: string, passed: boolean, minutes: number): Evidence =>
    whole({
      environment: 'production' as never,
      commit: commit.repeat(40) as CommitId,
      outcome: passed ? 'pass' : 'fail',
      at: NOW - minutes * 60_000,
    });
  assert.is(verdict().state, 'blocked');
  const empty = facts({ breaker: { failures: 2, coolDown: '1h' } }, { isEmpty: true });
  assert.is(stateOf('breaker', empty), 'open', 'what does not run cannot be verified');
  const gone = own('c', false, 50);
  assert.is(stateOf('breaker', { ...empty, evidence: [gone, own('d', false, 40)] }), 'waiting');
  assert.is(verdict(own('c', true, 90)).state, 'open');
  assert.is(verdict(own('c', false, 50), own('c', false, 40)).state, 'open', 'one state, one failure');
  assert.is(
    verdict(own('c', false, 50), { ...own('d', false, 40), outcome: 'unavailable' }).state,
    'open',
    'not known is no failure',
  );
  const tripped = verdict(own('c', false, 50), own('d', false, 40));
  assert.is(tripped.state === 'waiting' && tripped.until, '2026-11-21T10:20:00.000Z');
  assert.is(verdict(own('c', false, 150), own('d', false, 140)).state, 'open', 'it has rested');
  assert.is(verdict(own('c', false, 50), own('c', true, 45), own('d', false, 40)).state, 'open');
});

const night = {
  kind: 'allow',
  schedule: '30 3 * * *',
  duration: '1h',
  timeZone: 'America/Montreal',
} as const;
const friday = { kind: 'deny', schedule: '0 0 * * 5', duration: '72h', timeZone: 'UTC' } as const;

test('windows say when they open', () => {
  const verdict = (windows: Gates['windows'], now = NOW): Verdict =>
    verdictOf('windows', facts({ windows }, { now }));
  const closed = verdict([night]);
  assert.is(closed.state === 'waiting' && closed.until, '2026-11-22T08:30:01.000Z');
  assert.is(verdict([night], Date.parse('2026-11-21T09:00:00Z')).state, 'open');
  const frozen = verdict([friday]);
  assert.is(frozen.state === 'waiting' && frozen.until, '2026-11-23T00:00:00.000Z');
  const both = verdict([night, friday], Date.parse('2026-11-21T09:00:00Z'));
  assert.is(both.state === 'waiting' && both.until, '2026-11-23T08:30:01.000Z', 'deny beats allow');
  assert.is(verdict([{ ...night, timeZone: 'Mars/Olympus' }]).state, 'blocked');
  assert.is(verdict([{ ...night, duration: '0s' }]).state, 'blocked', 'never opens');
});

test('a closed window, a lock or a missing sign-off is never open as a whole, whatever else is', () => {
  const closing: readonly ((given: GateFacts) => GateFacts)[] = [
    (given) => ({ ...given, locks: [aLock({})] }),
    (given) => withGates(given, { windows: [night] }),
    (given) => withGates(given, { signOff: { count: 3, from: [] } }),
    (given) => withGates(given, { checks: ['never-ran'] }),
    (given) => withGates(given, { breaker: { failures: 1, coolDown: '1h' } }),
  ];
  const withGates = (given: GateFacts, gates: Partial<Gates>): GateFacts => ({
    ...given,
    environment: { ...given.environment, gates: { ...given.environment.gates, ...gates } },
  });
  const anything = fc.record({
    signOff: fc.boolean(),
    requirements: fc.boolean(),
    soak: fc.boolean(),
    reviewers: fc.subarray(['alice', 'bob', 'tim']),
    evidence: fc.array(fc.record({ passed: fc.boolean(), at: fc.integer({ min: 0, max: NOW }) })),
    close: fc.integer({ min: 0, max: closing.length - 1 }),
  });
  fc.assert(
    fc.property(anything, (one) => {
      const given = facts(
        {
          ...(one.signOff ? { signOff: { count: 1, from: [] } } : {}),
          ...(one.requirements ? { requirements: 'B\\d+' } : {}),
          ...(one.soak ? { soak: '1h' } : {}),
        },
        { reviews: one.reviewers.map((by) => approval(by)), evidence: one.evidence.map(result) },
      );
      const close = closing[one.close] as (typeof closing)[number];
      return overall(judge(close(given))) !== 'open';
    }),
  );
});

test('blocked weighs more than waiting, and waiting more than open', () => {
  const open: Verdict = { gate: 'lock', state: 'open', why: '' };
  const waiting: Verdict = { gate: 'lock', state: 'waiting', why: '', until: '' };
  const blocked: Verdict = { gate: 'lock', state: 'blocked', why: '', fix: '' };
  assert.is(overall([]), 'open');
  assert.is(overall([open, waiting, blocked]), 'blocked');
  assert.is(overall([waiting, open]), 'waiting');
});

test.run();
