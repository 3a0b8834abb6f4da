import { lt as isOlder, valid as isSemver } from 'semver';
import { type LedgerEvent, type ServiceChange, TYPE_PREFIX } from '../../model/event.ts';
import type { Outcome } from '../../model/verification.ts';
import { type CdEvent, type Twin, twinOf } from './cdevent.ts';

/**
 * The CDEvents that say the same as these events, for tools that know nothing of this product. Give whole sequences: what
 * a deployment put in the place of what stands in the event that began its sequence. What has no twin is left out.
 *
 * | ledger | CDEvents 0.4.1 |
 * |---|---|
 * | `configuration-change.triggered` | `change.merged` |
 * | `deployment.finished`, good | `environment.modified`, and of every service `service.deployed`, `upgraded`, `rolledback` or `removed` |
 * | `test.triggered`, `started`, `finished` | `testcaserun.queued`, `started`, `finished` |
 * | `evaluation.triggered`, `started`, `finished` | `testsuiterun.queued`, `started`, `finished` |
 * | `release.finished`, good | of every service `service.published` |
 *
 * Nothing else has one: that version speaks of services that run, and of no attempt to make them run.
 */
export const cdeventsOf = (events: readonly LedgerEvent[]): CdEvent[] => {
  const changes = new Map<string, readonly ServiceChange[]>();
  for (const event of events)
    if (event.type === `${TYPE_PREFIX}configuration-change.triggered`)
      changes.set(event.sequenceid, event.data.services);
  return events.flatMap((event) =>
    twinsOf(event, changes.get(event.sequenceid) ?? []).map((twin) => twinOf(event, twin)),
  );
};

type Named<Name extends string> = Extract<LedgerEvent, { readonly type: `${typeof TYPE_PREFIX}${Name}` }>;

const twinsOf = (event: LedgerEvent, changes: readonly ServiceChange[]): Twin[] => {
  switch (event.type) {
    case `${TYPE_PREFIX}configuration-change.triggered`:
      return [{ kind: 'change', predicate: 'merged', id: event.data.commit, content: {} }];
    case `${TYPE_PREFIX}deployment.finished`:
      return deploymentTwins(event, changes);
    case `${TYPE_PREFIX}test.triggered`:
    case `${TYPE_PREFIX}test.started`:
    case `${TYPE_PREFIX}test.finished`:
      return [testTwin(event)];
    case `${TYPE_PREFIX}evaluation.triggered`:
    case `${TYPE_PREFIX}evaluation.started`:
    case `${TYPE_PREFIX}evaluation.finished`:
      return [{ kind: 'testSuiteRun', ...phaseOf(event), id: suiteOf(event), content: judged(event) }];
    case `${TYPE_PREFIX}release.finished`:
      return releaseTwins(event, changes);
    default:
      return [];
  }
};

/** Only what was seen to run is said to run: a service whose own rollout went wrong is left out. */
const deploymentTwins = (
  { data }: Named<'deployment.finished'>,
  changes: readonly ServiceChange[],
): Twin[] => {
  const { environment, outcome, services } = data;
  const runs = ({ service }: ServiceChange): boolean =>
    isGood(services.find((one) => one.service === service)?.outcome ?? outcome);
  const moved = changes.filter(runs).map((change) => serviceTwin(environment, change));
  const content = { name: environment };
  const modified: Twin = { kind: 'environment', predicate: 'modified', id: environment, content };
  return isGood(outcome) ? [modified, ...moved] : moved;
};

const serviceTwin = (environment: string, change: ServiceChange): Twin => {
  const { service, to } = change;
  const artifact = to === undefined ? {} : { artifactId: packageUrl(service, to) };
  return {
    kind: 'service',
    predicate: becomes(change),
    id: `${environment}/${service}`,
    content: { environment: { id: environment }, ...artifact },
    about: service,
  };
};

/** Where the order of two versions is not known, the later commit is the newer one. */
const becomes = ({ from, to }: ServiceChange): 'deployed' | 'upgraded' | 'rolledback' | 'removed' => {
  if (to === undefined) return 'removed';
  if (from === undefined) return 'deployed';
  const known = isSemver(from.version) !== null && isSemver(to.version) !== null;
  return known && isOlder(to.version, from.version) ? 'rolledback' : 'upgraded';
};

/** A Package URL. The version of an image is its digest and nothing else (purl-spec, type "oci"). */
const packageUrl = (service: string, { version, digest }: NonNullable<ServiceChange['to']>): string =>
  digest === undefined
    ? `pkg:generic/${service}@${encodeURIComponent(version)}`
    : `pkg:oci/${service}@${encodeURIComponent(digest)}?tag=${encodeURIComponent(version)}`;

const releaseTwins = ({ data }: Named<'release.finished'>, changes: readonly ServiceChange[]): Twin[] => {
  const { environment, outcome } = data;
  return (isGood(outcome) ? changes : [])
    .filter(({ to }) => to !== undefined)
    .map(({ service }) => ({
      kind: 'service',
      predicate: 'published',
      id: `${environment}/${service}`,
      content: { environment: { id: environment } },
      about: service,
    }));
};

const suiteOf = (event: LedgerEvent): string => `${event.sequenceid}/${event.data.attempt}`;

const testTwin = (event: Named<'test.triggered' | 'test.started' | 'test.finished'>): Twin => {
  const { check } = event.data;
  const content = {
    ...judged(event),
    testCase: { id: check, name: check },
    testSuiteRun: { id: suiteOf(event) },
  };
  return { kind: 'testCaseRun', ...phaseOf(event), id: `${suiteOf(event)}/${check}`, content };
};

/** Where it ran, and how it ended where it has. */
const judged = ({ data }: LedgerEvent): Twin['content'] => {
  const environment = { id: data.environment };
  if (!('outcome' in data)) return { environment };
  const { outcome, why } = data;
  return { environment, outcome: ENDED[outcome], ...(outcome === 'pass' ? {} : { reason: why }) };
};

const phaseOf = ({ type }: LedgerEvent): { predicate: string } => {
  const phase = type.slice(type.lastIndexOf('.') + 1);
  return { predicate: phase === 'triggered' ? 'queued' : phase };
};

/** The four ways in which a test can end there. */
const ENDED: Readonly<Record<Outcome, 'pass' | 'fail' | 'cancel' | 'error'>> = {
  pass: 'pass',
  warning: 'pass',
  fail: 'fail',
  waiting: 'cancel',
  unavailable: 'error',
};

const isGood = (outcome: Outcome): boolean => outcome === 'pass' || outcome === 'warning';
