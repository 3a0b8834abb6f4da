import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { evidenceOf } from '../../scripts/history/ledger/evidence.ts';
import { orderFaults } from '../../scripts/history/ledger/order.ts';
import { isComplete, type Sequence, sequencesOf } from '../../scripts/history/ledger/sequences.ts';
import {
  eventOf,
  type Happening,
  type LedgerEvent,
  nameOf,
  type Subject,
} from '../../scripts/model/event.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../../scripts/model/names.ts';
import { type CheckResult, OUTCOMES, type Verification } from '../../scripts/model/verification.ts';
import { beginning, ending } from '../../scripts/verify/happenings.ts';
import { SUBJECT } from './random-events.ts';

const START = Date.UTC(2026, 10, 21, 10);
const CHANGE = {
  author: 'Ann',
  title: 'Promote service-b',
  services: [{ service: 'service-b' as ServiceName, to: { version: '0.5.1', config: 'main' } }],
};

const outcome = fc.constantFrom(...OUTCOMES);
const pauses = fc.nat(600_000);

/** One attempt as `bracket verify` goes through it: the rollout, the checks beside each other, the judgement. */
const attempt = fc
  .record({
    committed: pauses,
    deployed: pauses,
    checks: fc.uniqueArray(
      fc.record({ check: fc.constantFrom('smoke', 'load', 'errors'), wait: pauses, lasts: pauses, outcome }),
      { selector: ({ check }) => check },
    ),
    judged: pauses,
    outcome,
    rollout: fc.boolean(),
    finished: fc.boolean(),
    targets: fc.constantFrom<EnvironmentName[]>([], ['europe' as EnvironmentName]),
  })
  .map((facts) => (subject: Subject, startedAt: number): LedgerEvent[] => {
    const deployedAt = startedAt + facts.deployed;
    const checks = facts.checks.map(({ check, wait, lasts, outcome: own }): CheckResult => {
      const at = deployedAt + wait;
      const seen = { kind: 'http', why: 'Seen.', attempts: 1, weight: 1, key: false } as const;
      return { check, ...seen, outcome: own, startedAt: at, endedAt: at + lasts };
    });
    const endedAt = Math.max(deployedAt, ...checks.map((one) => one.endedAt)) + facts.judged;
    const verification: Verification = {
      ...subject,
      sequence: `${subject.environment}/${subject.commit}`,
      ...(facts.rollout ? { rollout: { outcome: 'pass', why: 'There.', services: [] } } : {}),
      checks,
      outcome: facts.outcome,
      why: 'Judged.',
      startedAt,
      endedAt,
    };
    const change = { ...CHANGE, committedAt: startedAt - facts.committed };
    const begun = beginning(change, { startedAt, attempt: subject.attempt });
    const policy = { pass: 100, warning: 90, targets: facts.targets };
    const ended = facts.finished ? ending({ verification, deployedAt }, policy) : [];
    return [...begun, ...ended].map((one: Happening) => eventOf(subject, one));
  });

/** Attempts at one state, one after the other. */
const attempts = fc
  .array(attempt, { minLength: 1, maxLength: 3 })
  .map((all) =>
    all.map((make, index) => make({ ...SUBJECT, attempt: index + 1 }, START + index * 3_600_000)),
  );

const only = (events: readonly LedgerEvent[]): Sequence => {
  const [sequence, ...more] = sequencesOf(events);
  assert.equal(more, []);
  assert.ok(sequence);
  return sequence;
};

test('what bracket verify writes down is in order', () => {
  fc.assert(
    fc.property(attempts, (all) => {
      assert.equal(orderFaults(only(all.flat())), []);
    }),
    { numRuns: 200 },
  );
});

test('every event that is taken to where it cannot have happened is a fault', () => {
  fc.assert(
    fc.property(attempt, fc.nat(), fc.boolean(), (make, pick, early) => {
      const events = make(SUBJECT, START);
      const index = pick % events.length;
      const moved = events[index] as LedgerEvent;
      const far = early ? Date.UTC(2026, 0, 1) : Date.UTC(2027, 0, 1);
      const name = nameOf(moved);
      fc.pre(!(early && name === 'configuration-change.triggered'));
      fc.pre(!(!early && name === 'configuration-change.finished'));
      const isLast = index === events.length - 1 && !early;
      fc.pre(!isLast && !(!early && name === 'deployment.started' && events.length === 3));
      const time = new Date(far).toISOString();
      const faulty = events.map((event) => (event === moved ? ({ ...event, time } as LedgerEvent) : event));
      assert.ok(orderFaults(only(faulty)).length > 0, `${name} ${time}`);
    }),
    { numRuns: 200 },
  );
});

test('a phase without the one before it is a fault, and so is an attempt that nothing triggered', () => {
  const all = happened([['deployment.finished', 5, { outcome: 'pass', why: 'There.', services: [] }]]);
  assert.equal(
    orderFaults(only(all)).map(({ why }) => why),
    ['There is no deployment.started before it.', 'Nothing triggered it.'],
  );
});

test('checks may run beside each other, but none before the rollout is over', () => {
  const rollout = [
    ['configuration-change.triggered', 0, CHANGE],
    ['deployment.triggered', 1, {}],
    ['deployment.started', 2, {}],
    ['deployment.finished', 10, { outcome: 'pass', why: 'There.', services: [] }],
  ] as const;
  const check = (name: string, at: number) =>
    [
      ['test.triggered', at, { check: name, kind: 'http' }],
      ['test.started', at, { check: name, kind: 'http' }],
    ] as const;
  assert.equal(orderFaults(only(happened([...rollout, ...check('a', 12), ...check('b', 11)]))), []);
  const faults = orderFaults(only(happened([...rollout, ...check('a', 12), ...check('b', 9)])));
  assert.equal(
    faults.map(({ event, why }) => `${event.slice(event.indexOf('test'))} ${why}`),
    ['test.triggered/b deployment.finished is later.', 'test.started/b deployment.finished is later.'],
  );
});

function happened(rows: readonly (readonly [name: string, at: number, data: object])[]): LedgerEvent[] {
  return rows.map(([name, at, data]) => eventOf(SUBJECT, { name, at: START + at, data } as Happening));
}

test('a sequence is complete when its latest attempt is over, and says what that came to', () => {
  fc.assert(
    fc.property(attempts, (all) => {
      const sequence = only(all.flat());
      const last = all.at(-1) ?? [];
      const end = last.find((event) => nameOf(event) === 'configuration-change.finished');
      assert.is(isComplete(sequence), end !== undefined);
      assert.is(sequence.finishedAt, end === undefined ? undefined : Date.parse(end.time));
      assert.is(
        sequence.latest.outcome,
        end !== undefined && 'outcome' in end.data ? end.data.outcome : undefined,
      );
      assert.is(sequence.attempts.length, all.length);
      assert.equal([sequence.author, sequence.title, sequence.services], Object.values(CHANGE));
      const checks = last.filter((event) => nameOf(event) === 'test.finished').map(({ data }) => data);
      assert.equal(
        sequence.latest.checks.map(({ check, outcome: own }) => [check, own]),
        checks.map((data) => ['check' in data && data.check, 'outcome' in data && data.outcome]),
      );
    }),
    { numRuns: 200 },
  );
});

test('events of several commits written between each other are sequences of their own', () => {
  const other = { ...SUBJECT, commit: '0'.repeat(40) as CommitId };
  const one = happened([
    ['configuration-change.triggered', 0, CHANGE],
    ['deployment.triggered', 1, {}],
  ]);
  const two = one.map((event) =>
    eventOf(other, { name: nameOf(event), at: START, data: CHANGE } as unknown as Happening),
  );
  const mixed = one.flatMap((event, index) => [event, two[index] as LedgerEvent]);
  assert.equal(
    sequencesOf(mixed).map(({ id, latest }) => [id, latest.events.length]),
    [
      [`production/${SUBJECT.commit}`, 2],
      [`production/${other.commit}`, 2],
    ],
  );
});

test('attempts are told in their order, whatever the order in which they were written', () => {
  const second = eventOf({ ...SUBJECT, attempt: 2 }, { name: 'deployment.started', at: START, data: {} });
  const tenth = eventOf({ ...SUBJECT, attempt: 10 }, { name: 'deployment.started', at: START, data: {} });
  const { attempts: all, latest } = only([tenth, second]);
  assert.equal(
    all.map(({ number }) => number),
    [2, 10],
  );
  assert.is(latest.number, 10);
});

test('evidence is every check and every judgement that is over, by when it was, and nothing else', () => {
  const late = { outcome: 'fail', why: 'Down.', services: [] };
  const done = {
    check: 'smoke',
    kind: 'http',
    why: 'Seen.',
    attempts: 1,
    weight: 1,
    key: false,
    duration: 3,
  };
  const events = happened([
    ['evaluation.finished', 9, { outcome: 'warning', why: 'Judged.', score: 95 }],
    ['deployment.finished', 1, late],
    ['test.started', 2, { check: 'smoke', kind: 'http' }],
    ['test.finished', 5, { ...done, outcome: 'pass' }],
    ['release.finished', 10, { outcome: 'pass', why: 'Out.' }],
    ['configuration-change.finished', 11, { outcome: 'pass', why: 'Over.' }],
  ]);
  const { attempt: _attempt, ...state } = SUBJECT;
  assert.equal(evidenceOf(events), [
    { ...state, check: 'smoke', outcome: 'pass', at: START + 5 },
    { ...state, outcome: 'warning', at: START + 9 },
  ]);
});

test.run();
