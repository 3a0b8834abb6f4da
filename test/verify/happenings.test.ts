import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { orderFaults } from '../../scripts/history/ledger/order.ts';
import { parseLedgerFiles } from '../../scripts/history/ledger/parse.ts';
import { sequencesOf } from '../../scripts/history/ledger/sequences.ts';
import { eventOf, type Happening, type LedgerEvent, type ServiceChange } from '../../scripts/model/event.ts';
import { type CheckResult, OUTCOMES, type Verification } from '../../scripts/model/verification.ts';
import { appended } from '../../scripts/outside/ledger/lines.ts';
import { beginning, type ConfigurationChange, ending } from '../../scripts/verify/happenings.ts';
import { SUBJECT } from '../history/random-events.ts';

const MIDNIGHT = Date.UTC(2026, 11, 1);
const HOUR = 3_600_000;

/** Around the turn of a month. */
const around = fc.integer({ min: MIDNIGHT - HOUR, max: MIDNIGHT + HOUR });
/** Clocks of those who commit: the beginning of time, long before, at that moment, years ahead. */
const committedAt = fc.oneof(
  fc.constantFrom(0, Date.UTC(1999, 0, 1), Date.UTC(2099, 5, 1), Date.UTC(9999, 11, 31), 8.64e15),
  around,
);
const outcome = fc.constantFrom(...OUTCOMES);
const words = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.constant(''));
const score = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined });

const CHANGES: readonly ServiceChange[] = [
  { service: 'front' as never, to: { version: '1.0.0', config: 'main' } },
  {
    service: 'back' as never,
    from: { version: '1.0.0', digest: `sha256:${'0'.repeat(64)}`, config: 'a'.repeat(40) },
  },
];

const change: fc.Arbitrary<ConfigurationChange> = fc.record({
  author: words,
  title: words,
  services: fc.subarray([...CHANGES]),
  committedAt,
});

const check: fc.Arbitrary<Omit<CheckResult, 'check'>> = fc
  .record({
    kind: fc.constantFrom('http', 'run', 'prometheus', 'argocd'),
    outcome,
    why: words,
    attempts: fc.nat(9),
    weight: fc.nat(9),
    key: fc.boolean(),
    startedAt: around,
    endedAt: around,
    output: fc.option(words, { nil: undefined }),
  })
  .map(({ output, ...others }) => ({ ...others, ...(output === undefined ? {} : { output }) }));

interface Run {
  readonly change: ConfigurationChange;
  readonly verification: Verification;
  readonly deployedAt: number;
  readonly targets: readonly string[];
}

/** Every time is drawn for itself, as if the clock were set anew between any two. */
const run: fc.Arbitrary<Run> = fc
  .record({
    change,
    attempt: fc.integer({ min: 1, max: 3 }),
    rollout: fc.option(fc.record({ outcome, why: words }), { nil: undefined }),
    checks: fc.array(check, { maxLength: 4 }),
    outcome,
    why: words,
    score,
    startedAt: around,
    deployedAt: around,
    endedAt: around,
    targets: fc.subarray(['hardening', 'production']),
  })
  .map(({ change, deployedAt, targets, rollout, checks, score, ...others }) => ({
    change,
    deployedAt,
    targets,
    verification: {
      ...SUBJECT,
      ...others,
      sequence: 'production/whatever',
      checks: checks.map((one, index) => ({ ...one, check: `check-${index}` })),
      ...(score === undefined ? {} : { score }),
      ...(rollout === undefined ? {} : { rollout: { ...rollout, services: [] } }),
    },
  }));

const eventsOf = (attempt: number, happenings: readonly Happening[]): LedgerEvent[] =>
  happenings.map((one) => eventOf({ ...SUBJECT, attempt }, one));

const begun = ({ change, verification: { startedAt, attempt } }: Run): LedgerEvent[] =>
  eventsOf(attempt, beginning(change, { startedAt, attempt, project: 'shop' }));

const ended = ({ verification, deployedAt, targets }: Run): LedgerEvent[] =>
  eventsOf(
    verification.attempt,
    ending({ verification, deployedAt }, { pass: 90, warning: 75, targets: targets as never }),
  );

/** The files of the ledger after these were written, one list behind the other. */
const filesOf = (...lists: readonly (readonly LedgerEvent[])[]): ReadonlyMap<string, Buffer> => {
  const files = new Map<string, Buffer>();
  for (const list of lists)
    for (const { path, bytes } of appended(files, list).files) files.set(path, Buffer.from(bytes ?? ''));
  return files;
};

test('whatever the clocks say, all of it is written down, is understood, and stands in order', () => {
  fc.assert(
    fc.property(run, (one) => {
      const files = filesOf(begun(one), [...begun(one), ...ended(one)]);
      const { events, troubles } = parseLedgerFiles([...files].map(([path, bytes]) => ({ path, bytes })));
      assert.equal(troubles, []);
      assert.equal(sequencesOf(events).flatMap(orderFaults), []);
      assert.is(events.length, begun(one).length + ended(one).length);
      assert.is(new Set(events.map(({ id }) => id)).size, events.length);
    }),
    { numRuns: 500 },
  );
});

test('what ends a verification lies in one month, or in two where the month turned meanwhile', () => {
  fc.assert(
    fc.property(run, (one) => {
      const months = new Set(ended(one).map(({ time }) => time.slice(0, 7)));
      assert.ok([...months].every((month) => month === '2026-11' || month === '2026-12'));
      assert.is(ended(one).at(-1)?.type.endsWith('configuration-change.finished'), true);
    }),
    { numRuns: 500 },
  );
});

test('a run that died before the turn of the month is carried on after it, and nothing stands twice', () => {
  const at = (startedAt: number): Run => ({
    change: { author: 'Ann', title: 'Promote', services: CHANGES, committedAt: MIDNIGHT - HOUR },
    deployedAt: startedAt,
    targets: [],
    verification: {
      ...SUBJECT,
      sequence: 'production/whatever',
      checks: [],
      outcome: 'pass',
      why: 'All of it is there.',
      startedAt,
      endedAt: startedAt,
    },
  });
  const [before, after] = [at(MIDNIGHT - 1000), at(MIDNIGHT + 1000)];
  const files = filesOf(begun(before), [...begun(after), ...ended(after)]);
  assert.equal([...files.keys()], ['production/2026-11.jsonl', 'production/2026-12.jsonl']);
  const { events, troubles } = parseLedgerFiles([...files].map(([path, bytes]) => ({ path, bytes })));
  assert.equal(troubles, []);
  assert.is(events.length, begun(after).length + ended(after).length);
  assert.equal(sequencesOf(events).flatMap(orderFaults), []);
});

test('only what is good is released and may go on, and nowhere where nothing promotes from it', () => {
  fc.assert(
    fc.property(run, (one) => {
      const names = ended(one).map(({ type }) => type.replace('dev.release-brackets.', ''));
      const isGood = one.verification.outcome === 'pass' || one.verification.outcome === 'warning';
      assert.is(names.includes('release.finished'), isGood);
      assert.is(names.includes('promotion.finished'), isGood && one.targets.length > 0);
    }),
  );
});

test.run();
