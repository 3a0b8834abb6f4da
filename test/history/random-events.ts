import fc from 'fast-check';
import {
  type EventData,
  type EventName,
  eventOf,
  type Happening,
  type LedgerEvent,
  type Subject,
  TASKS,
} from '../../scripts/model/event.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../../scripts/model/names.ts';
import { OUTCOMES } from '../../scripts/model/verification.ts';

/** `deployment.finished` and the like: all of them. */
export const EVENT_NAMES = Object.entries(TASKS).flatMap(([task, phases]) =>
  phases.map((phase) => `${task}.${phase}` as EventName),
);

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((digits) => digits.join(''));
const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
const outcome = fc.constantFrom(...OUTCOMES);
/** What people and services say: anything, line breaks, escapes and half characters included. */
const words = fc.string({ unit: 'binary', maxLength: 40 });
const ended = { outcome, why: words };
const kind = fc.constantFrom('http', 'run', 'prometheus', 'argocd');
const ran = fc.record(
  {
    version: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
    digest: hex(64).map((digits) => `sha256:${digits}`),
    config: fc.oneof(hex(40), fc.constant('main')),
  },
  { requiredKeys: ['version', 'config'] },
);
const service = label as fc.Arbitrary<ServiceName>;
const change = fc.record({ service, from: ran, to: ran }, { requiredKeys: ['service'] });
const targets = fc.uniqueArray(label as fc.Arbitrary<EnvironmentName>, { maxLength: 3 });
const test = { check: label, kind };

const DATA: { readonly [Name in EventName]: fc.Arbitrary<unknown> } = {
  'configuration-change.triggered': fc.record({
    author: words,
    title: words,
    services: fc.array(change, { maxLength: 3 }),
  }),
  'configuration-change.finished': fc.record(ended),
  'deployment.triggered': fc.record({ project: label }, { requiredKeys: [] }),
  'deployment.started': fc.constant({}),
  'deployment.finished': fc.record({
    ...ended,
    services: fc.array(fc.record({ service, ...ended }), { maxLength: 3 }),
  }),
  'test.triggered': fc.record(test),
  'test.started': fc.record(test),
  'test.finished': fc.record(
    {
      ...test,
      ...ended,
      attempts: fc.nat(100),
      weight: fc.double({ min: 0, max: 1000, noNaN: true }),
      key: fc.boolean(),
      duration: fc.nat(1_000_000),
      output: words,
    },
    { requiredKeys: ['check', 'kind', 'outcome', 'why', 'attempts', 'weight', 'key', 'duration'] },
  ),
  'evaluation.triggered': fc.record({ pass: fc.nat(100), warning: fc.nat(100) }),
  'evaluation.started': fc.constant({}),
  'evaluation.finished': fc.record(
    { ...ended, score: fc.double({ min: 0, max: 100, noNaN: true }) },
    { requiredKeys: ['outcome', 'why'] },
  ),
  'release.triggered': fc.constant({}),
  'release.started': fc.constant({}),
  'release.finished': fc.record(ended),
  'promotion.triggered': fc.record({ targets }),
  'promotion.started': fc.record({ targets }),
  'promotion.finished': fc.record({ ...ended, targets }),
};

/** Any happening of that name, or of any. */
export const happening = (
  name: fc.Arbitrary<EventName> = fc.constantFrom(...EVENT_NAMES),
  at: fc.Arbitrary<number> = instant,
): fc.Arbitrary<Happening> =>
  name.chain((one) =>
    fc
      .tuple(at, DATA[one])
      .map(([time, data]) => ({ name: one, at: time, data: data as EventData[EventName] }) as Happening),
  );

/** Some time in November 2026, or a month around it. */
const instant = fc.integer({ min: Date.UTC(2026, 9, 1), max: Date.UTC(2026, 11, 31) });

const NOVEMBER = fc.integer({ min: Date.UTC(2026, 10, 1), max: Date.UTC(2026, 11, 1) - 1 });

/** Any state of that environment. */
export const subjectIn = (environment: string): fc.Arbitrary<Subject> =>
  fc.record({
    environment: fc.constant(environment as EnvironmentName),
    commit: hex(40) as fc.Arbitrary<CommitId>,
    tree: hex(40),
    attempt: fc.integer({ min: 1, max: 5 }),
  });

/** Events of that environment in November 2026, none of them twice. */
export const novemberEvents = (environment: string, most = 12): fc.Arbitrary<LedgerEvent[]> =>
  fc.uniqueArray(
    fc
      .tuple(subjectIn(environment), happening(undefined, NOVEMBER))
      .map(([subject, one]) => eventOf(subject, one)),
    { maxLength: most, selector: ({ id }) => id },
  );

/** One state, for tests that need no other. */
export const SUBJECT: Subject = {
  environment: 'production' as EnvironmentName,
  commit: '3f2c9d1e0b4a5968778695a4b3c2d1e0f9a8b7c6' as CommitId,
  tree: '9b1d0c4e7f5a2836475869708192a3b4c5d6e7f8',
  attempt: 1,
};

/** An event of which nothing matters but its place: its attempt tells it from others. */
export const numbered = (attempt: number, at = Date.UTC(2026, 10, 21, 10)): LedgerEvent =>
  eventOf({ ...SUBJECT, attempt }, { name: 'deployment.started', at, data: {} });

export const textOf = (events: readonly LedgerEvent[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');
