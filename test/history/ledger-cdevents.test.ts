import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CdEvent } from '../../scripts/history/ledger/cdevent.ts';
import { cdeventsOf } from '../../scripts/history/ledger/cdevents.ts';
import {
  eventOf,
  type Happening,
  type LedgerEvent,
  nameOf,
  type RanVersion,
  type ServiceChange,
} from '../../scripts/model/event.ts';
import type { ServiceName } from '../../scripts/model/names.ts';
import type { Outcome } from '../../scripts/model/verification.ts';
import { happening, SUBJECT, subjectIn } from './random-events.ts';

type Json = Readonly<Record<string, unknown>>;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isReference = (value: unknown): boolean => typeof value === 'object' && isText((value as Json)['id']);
const isOneOf =
  (...words: readonly string[]) =>
  (value: unknown): boolean =>
    words.includes(value as string);
/** A Package URL: `pkg:`, a type, a name, and a version with its colon escaped (purl-spec, "Rules for each purl component"). */
const isPackage = (value: unknown): boolean =>
  /^pkg:[a-z]+\/[a-z0-9-]+@[^@:/?]+(?:\?tag=[^@:/?]+)?$/.test(String(value));

type Field = readonly [required: boolean, fits: (value: unknown) => boolean];
const must = (fits: Field[1]): Field => [true, fits];
const may = (fits: Field[1]): Field => [false, fits];

const inEnvironment = { environment: must(isReference) };
const running = { ...inEnvironment, artifactId: must(isPackage) };
const suite = { ...inEnvironment, testSuite: may(isReference) };
const oneCase = { ...inEnvironment, testCase: may(isReference), testSuiteRun: may(isReference) };
const over = {
  outcome: must(isOneOf('pass', 'fail', 'cancel', 'error')),
  reason: may((value) => typeof value === 'string'),
};

/** The content of each subject, as CDEvents 0.4.1 describes it; nothing else may stand there. */
const CONTENT: Readonly<Record<string, readonly [kind: string, fields: Readonly<Record<string, Field>>]>> = {
  'dev.cdevents.change.merged.0.2.0': ['change', { repository: may(isReference) }],
  'dev.cdevents.environment.modified.0.2.0': ['environment', { name: may(isText), url: may(isText) }],
  'dev.cdevents.service.deployed.0.2.0': ['service', running],
  'dev.cdevents.service.upgraded.0.2.0': ['service', running],
  'dev.cdevents.service.rolledback.0.2.0': ['service', running],
  'dev.cdevents.service.removed.0.2.0': ['service', inEnvironment],
  'dev.cdevents.service.published.0.2.0': ['service', inEnvironment],
  'dev.cdevents.testcaserun.queued.0.2.0': ['testCaseRun', oneCase],
  'dev.cdevents.testcaserun.started.0.2.0': ['testCaseRun', oneCase],
  'dev.cdevents.testcaserun.finished.0.2.0': ['testCaseRun', { ...oneCase, ...over }],
  'dev.cdevents.testsuiterun.queued.0.2.0': ['testSuiteRun', suite],
  'dev.cdevents.testsuiterun.started.0.2.0': ['testSuiteRun', suite],
  'dev.cdevents.testsuiterun.finished.0.2.0': ['testSuiteRun', { ...suite, ...over }],
};

/** Everything that is wrong with an event, by the specification. */
const wrongsOf = (event: CdEvent): string[] => {
  const { context, subject } = event.data;
  const [kind, fields] = CONTENT[event.type] ?? ['', {}];
  const known = Object.entries(fields).filter(
    ([key, [required, fits]]) => !(key in subject.content ? fits(subject.content[key]) : !required),
  );
  return [
    ...(kind === '' ? [`unknown type ${event.type}`] : []),
    ...(subject.type === kind ? [] : [`subject.type ${subject.type}`]),
    ...known.map(([key]) => `content.${key}`),
    ...Object.keys(subject.content).filter((key) => !(key in fields)),
    ...(['version', 'id', 'source', 'type', 'timestamp', 'chainId'] as const).filter(
      (key) => !isText(context[key]),
    ),
    ...(isText(subject.id) ? [] : ['subject.id']),
    // CDEvents, "CloudEvents Binding": what stands in both must be the same.
    ...(context.id === event.id ? [] : ['id']),
    ...(context.type === event.type ? [] : ['type']),
    ...(context.source === event.source ? [] : ['source']),
    ...(context.timestamp === event.time ? [] : ['time']),
    ...(subject.id === event.subject ? [] : ['subject']),
    ...(event.specversion === '1.0' && context.version === '0.4.1' ? [] : ['version']),
    ...(Number.isNaN(Date.parse(event.time)) ? ['time'] : []),
  ];
};

test('every twin is a CDEvent in a CloudEvent, and none has the id of another', () => {
  const events = fc.array(
    fc.tuple(subjectIn('production'), happening()).map(([subject, one]) => eventOf(subject, one)),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(events, subjectIn('dev'), fc.array(happening(), { maxLength: 10 }), (one, subject, rows) => {
      const unique = new Map(
        [...one, ...rows.map((row) => eventOf(subject, row))].map((event) => [event.id, event]),
      );
      const twins = cdeventsOf([...unique.values()].map(withoutTwins));
      for (const twin of twins) assert.equal(wrongsOf(twin), [], JSON.stringify(twin));
      assert.is(new Set(twins.map(({ id }) => id)).size, twins.length);
      assert.equal(cdeventsOf([...unique.values()].map(withoutTwins)), twins);
    }),
    { numRuns: 200 },
  );
});

/** No commit changes a service twice. */
function withoutTwins(event: LedgerEvent): LedgerEvent {
  if (!('services' in event.data)) return event;
  const services = new Map(event.data.services.map((one) => [one.service, one]));
  return { ...event, data: { ...event.data, services: [...services.values()] } } as LedgerEvent;
}

const DIGEST = `sha256:${'3b'.repeat(32)}`;
const ran = (version: string, digest?: string): RanVersion => ({
  version,
  config: 'main',
  ...(digest === undefined ? {} : { digest }),
});
const change = (name: string, from?: RanVersion, to?: RanVersion): ServiceChange => ({
  service: name as ServiceName,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});

const CHANGES = [
  change('new', undefined, ran('1.0.0', DIGEST)),
  change('newer', ran('1.9.0'), ran('1.10.0')),
  change('older', ran('1.10.0'), ran('1.9.0')),
  change('dated', ran('release-2026-11-21'), ran('release-2026-11-20')),
  change('same', ran('1.0.0'), ran('1.0.0')),
  change('gone', ran('1.0.0')),
];

const events = (...rows: readonly Happening[]): LedgerEvent[] => rows.map((row) => eventOf(SUBJECT, row));
const changed: Happening = {
  name: 'configuration-change.triggered',
  at: 0,
  data: { author: 'Ann', title: 'Promote', services: CHANGES },
};
const deployed = (outcome: Outcome, ...services: [name: string, outcome: Outcome][]): Happening => ({
  name: 'deployment.finished',
  at: 5,
  data: {
    outcome,
    why: 'Seen.',
    services: services.map(([service, own]) => ({
      service: service as ServiceName,
      outcome: own,
      why: 'Seen.',
    })),
  },
});

/** `service.deployed new` and the like. */
const short = (twins: readonly CdEvent[]): string[] =>
  twins.map(({ type, subject }) => `${type.slice('dev.cdevents.'.length, -'.0.2.0'.length)} ${subject}`);

test('a deployment says of every service what became of it', () => {
  const [merged, ...more] = cdeventsOf(events(changed, deployed('pass')));
  assert.is(merged?.type, 'dev.cdevents.change.merged.0.2.0');
  assert.is(merged?.subject, SUBJECT.commit);
  assert.equal(short(more), [
    'environment.modified production',
    'service.deployed production/new',
    'service.upgraded production/newer',
    'service.rolledback production/older',
    'service.upgraded production/dated',
    'service.upgraded production/same',
    'service.removed production/gone',
  ]);
  assert.equal(
    more.slice(1, 3).map(({ data }) => data.subject.content['artifactId']),
    [`pkg:oci/new@sha256%3A${'3b'.repeat(32)}?tag=1.0.0`, 'pkg:generic/newer@1.10.0'],
  );
  assert.is(more[1]?.id, `production/${SUBJECT.commit}/1/deployment.finished/service.deployed/new`);
  assert.is(more[1]?.data.context.chainId, `production/${SUBJECT.commit}`);
});

test('of a deployment that went wrong only the services are told that were seen to run', () => {
  const twins = cdeventsOf(events(changed, deployed('fail', ['newer', 'pass'], ['older', 'waiting'])));
  assert.equal(short(twins.slice(1)), ['service.upgraded production/newer']);
  assert.equal(cdeventsOf(events(changed, deployed('unavailable'))).length, 1);
});

test('of a deployment whose change is not known only the environment is told', () => {
  assert.equal(short(cdeventsOf(events(deployed('pass')))), ['environment.modified production']);
});

test('a released state is published, service by service, and one that is not released is not', () => {
  const released = (outcome: Outcome): Happening => ({
    name: 'release.finished',
    at: 9,
    data: { outcome, why: 'Out.' },
  });
  const twins = cdeventsOf(events(changed, released('warning'))).slice(1);
  assert.equal(
    short(twins),
    ['new', 'newer', 'older', 'dated', 'same'].map((name) => `service.published production/${name}`),
  );
  assert.is(cdeventsOf(events(changed, released('fail'))).length, 1);
});

test('a check is a test case of the suite that is the verification', () => {
  const data = { check: 'smoke', kind: 'http' } as const;
  const done = { ...data, why: '503.', attempts: 3, weight: 1, key: false, duration: 9 };
  const twins = cdeventsOf(
    events(
      { name: 'test.triggered', at: 1, data },
      { name: 'test.started', at: 2, data },
      { name: 'test.finished', at: 3, data: { ...done, outcome: 'fail' } },
      { name: 'evaluation.triggered', at: 4, data: { pass: 100, warning: 90 } },
      { name: 'evaluation.started', at: 5, data: {} },
      { name: 'evaluation.finished', at: 6, data: { outcome: 'pass', why: 'Judged.' } },
    ),
  );
  const run = `production/${SUBJECT.commit}/1`;
  assert.equal(short(twins), [
    `testcaserun.queued ${run}/smoke`,
    `testcaserun.started ${run}/smoke`,
    `testcaserun.finished ${run}/smoke`,
    `testsuiterun.queued ${run}`,
    `testsuiterun.started ${run}`,
    `testsuiterun.finished ${run}`,
  ]);
  const [, , finished] = twins;
  assert.equal(finished?.data.subject.content, {
    environment: { id: 'production' },
    outcome: 'fail',
    reason: '503.',
    testCase: { id: 'smoke', name: 'smoke' },
    testSuiteRun: { id: run },
  });
});

test('what nobody could know is an error there, what was broken off is cancelled, and neither is a pass', () => {
  const outcomes = {
    pass: 'pass',
    warning: 'pass',
    fail: 'fail',
    waiting: 'cancel',
    unavailable: 'error',
  } as const;
  for (const [outcome, expected] of Object.entries(outcomes)) {
    const data = { outcome: outcome as Outcome, why: 'Seen.' };
    const [twin] = cdeventsOf(events({ name: 'evaluation.finished', at: 1, data }));
    assert.is(twin?.data.subject.content['outcome'], expected);
  }
});

test('what has no twin is left out', () => {
  fc.assert(
    fc.property(subjectIn('production'), happening(), (subject, one) => {
      const event = eventOf(subject, one);
      const isSilent =
        /^(?:configuration-change\.finished|deployment\.(?:triggered|started)|release\.(?:triggered|started)|promotion\.)/;
      if (isSilent.test(nameOf(event))) assert.equal(cdeventsOf([event]), []);
    }),
  );
});

test.run();
