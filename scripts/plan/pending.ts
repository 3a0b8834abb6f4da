import type { Order } from '../history/order.ts';
import { type CommitId, type EnvironmentName, isCommitId, type ServiceName } from '../model/names.ts';
import type { Pending } from '../model/promotion.ts';
import type { Desired, Repository } from '../model/repository.ts';
import { bumpOf } from './bump.ts';
import type { Content } from './config.ts';
import type { NotReady, PendingInto } from './facts.ts';

/** What two environments are compared by. */
export interface Comparison {
  readonly repository: Repository;
  readonly target: EnvironmentName;
  /** What the target holds, or will hold once what is in flight has landed. */
  readonly holds: ReadonlyMap<ServiceName, Desired>;
  /** The newest commit of main: what a desired file that follows `branch` means. */
  readonly base: CommitId;
  readonly branch: string;
  /** Desired files that are there but have errors, by path: they are neither compared nor overwritten. */
  readonly unreadable: ReadonlySet<string>;
  /** A name for a service's configuration at a commit; undefined: this repository has no such commit. */
  readonly content: (service: ServiceName, revision: CommitId) => Content | undefined;
}

/** A service that differs, before it is known which commit to pin and which version is older. */
export interface Difference {
  readonly service: ServiceName;
  readonly source: EnvironmentName;
  readonly from?: Desired;
  /** What the source holds. */
  readonly held?: Desired;
  readonly differs: Pending['differs'];
}

export interface Differences {
  readonly differing: readonly Difference[];
  readonly notReady: readonly NotReady[];
}

/** The commit whose configuration a desired file means; undefined for a branch that is not main. */
export const revisionOf = (
  desired: Pick<Desired, 'config'>,
  { base, branch }: Pick<Comparison, 'base' | 'branch'>,
): CommitId | undefined =>
  isCommitId(desired.config) ? desired.config : desired.config === branch ? base : undefined;

const sourcesOf = ({ repository, target }: Omit<Comparison, 'content'>): readonly EnvironmentName[] =>
  repository.environments.get(target)?.promotesFrom ?? [];

const holdsOf = (comparison: Omit<Comparison, 'content'>, service: ServiceName): Desired[] =>
  sourcesOf(comparison).flatMap((source) => comparison.repository.desired.get(source)?.get(service) ?? []);

const servicesOf = (comparison: Omit<Comparison, 'content'>): ServiceName[] => {
  const names = new Set(comparison.holds.keys());
  for (const source of sourcesOf(comparison))
    for (const service of comparison.repository.desired.get(source)?.keys() ?? []) names.add(service);
  return [...names].sort();
};

/** The sides of one service whose configurations have different names, so that their contents must be compared. */
const comparedByContent = (comparison: Omit<Comparison, 'content'>, service: ServiceName): Desired[] => {
  const target = comparison.holds.get(service);
  const sides = [...holdsOf(comparison, service), ...(target === undefined ? [] : [target])];
  return new Set(sides.map(({ config }) => config)).size > 1 ? sides : [];
};

/** The configurations that have to be known before two environments can be compared. */
export const contentsWanted = (
  comparison: Omit<Comparison, 'content'>,
): { service: ServiceName; revision: CommitId }[] =>
  servicesOf(comparison).flatMap((service) => {
    const revisions = new Set(
      comparedByContent(comparison, service).map((one) => revisionOf(one, comparison)),
    );
    return [...revisions].flatMap((revision) => (revision === undefined ? [] : { service, revision }));
  });

/**
 * Every service that differs between the target and its sources (design, "Pending"). Where several sources hold a
 * service they must agree; it then counts as coming from the first of them.
 */
export const differencesInto = (comparison: Comparison): Differences => {
  const differing: Difference[] = [];
  const notReady: NotReady[] = [];
  for (const service of servicesOf(comparison)) {
    const answer = compareService(comparison, service);
    if (answer === undefined) continue;
    if ('kind' in answer) notReady.push(answer);
    else differing.push(answer);
  }
  return { differing, notReady };
};

const compareService = (comparison: Comparison, service: ServiceName): Difference | NotReady | undefined => {
  const holds = holdsOf(comparison, service);
  const from = comparison.holds.get(service);
  const broken = brokenFile(comparison, service);
  if (broken !== undefined) return { kind: 'unreadable', service, file: broken };
  const unknown = [...holds, ...(from === undefined ? [] : [from])].find((one) => isUnknown(comparison, one));
  if (unknown !== undefined) return { kind: 'unknown-revision', service, desired: unknown };
  const [held, ...others] = holds;
  if (others.some((other) => differingKeys(comparison, held, other).length > 0))
    return { kind: 'disagree', service, holds };
  const source = held?.environment ?? (sourcesOf(comparison)[0] as EnvironmentName);
  const difference = differenceOf(comparison, { service, source, from, held });
  return difference.differs.length === 0 ? undefined : difference;
};

type Means = Pick<Comparison, 'base' | 'branch' | 'content'>;

/** In what the two sides of one service differ. */
export const differenceOf = (
  means: Means,
  sides: {
    readonly service: ServiceName;
    readonly source: EnvironmentName;
    readonly from: Desired | undefined;
    readonly held: Desired | undefined;
  },
): Difference => {
  const { service, source, from, held } = sides;
  const differs = differingKeys(means, from, held);
  // A target that follows a branch is not pinned to anything: whatever its content is now, it must get a pin.
  const unpinned = from !== undefined && held !== undefined && !isCommitId(from.config);
  return {
    service,
    source,
    differs: unpinned && !differs.includes('config') ? [...differs, 'config'] : differs,
    ...(from === undefined ? {} : { from }),
    ...(held === undefined ? {} : { held }),
  };
};

const brokenFile = (comparison: Comparison, service: ServiceName): string | undefined =>
  [...sourcesOf(comparison), comparison.target]
    .map((environment) => `environments/${environment}/${service}.yaml`)
    .find((path) => comparison.unreadable.has(path));

/** A branch that is not main, or a commit that was looked for and is not there. */
const isUnknown = (comparison: Comparison, desired: Desired): boolean => {
  const revision = revisionOf(desired, comparison);
  if (revision === undefined) return true;
  const { service } = desired;
  return (
    comparedByContent(comparison, service).length > 0 && comparison.content(service, revision) === undefined
  );
};

/** In what two environments differ about one service; everything where only one of them has it. */
const differingKeys = (
  means: Means,
  one: Desired | undefined,
  other: Desired | undefined,
): Pending['differs'] => {
  if (one === undefined && other === undefined) return [];
  if (one === undefined || other === undefined) return ['image', 'version', 'digest', 'config'];
  const differs = (['image', 'version', 'digest'] as const).filter((key) => one[key] !== other[key]);
  return sameConfig(means, one, other) ? differs : [...differs, 'config'];
};

const sameConfig = (means: Means, one: Desired, other: Desired): boolean => {
  if (one.config === other.config) return true;
  const [mine, theirs] = [revisionOf(one, means), revisionOf(other, means)];
  if (mine === undefined || theirs === undefined) return false;
  return means.content(one.service, mine) === means.content(one.service, theirs);
};

/** What history adds to differences. */
export interface Settled {
  /** Per service whose source follows a branch: the newest commit that changed its configuration. */
  readonly pins: ReadonlyMap<ServiceName, CommitId>;
  readonly order: (service: ServiceName) => Order;
  readonly base: CommitId;
}

/** Does a promotion of this difference have to name the commit that last changed its configuration? */
export const needsPin = (difference: Difference): boolean =>
  difference.held !== undefined &&
  !isCommitId(difference.held.config) &&
  (difference.from === undefined || difference.differs.includes('config'));

/** Everything pending into the target: what it holds, what it would hold, and how big the step is. */
export const pendingInto = (
  target: EnvironmentName,
  { differing, notReady }: Differences,
  settled: Settled,
): PendingInto => ({
  pending: differing.map((difference) => {
    const { service, source, from, differs } = difference;
    const to = wantedOf(target, difference, settled);
    return {
      service,
      source,
      target,
      differs,
      bump: bumpOf(from, to, settled.order(service)),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    };
  }),
  notReady,
});

/** What the target would hold: the source's values. A configuration of equal content keeps the target's own pin. */
export const wantedOf = (
  target: EnvironmentName,
  difference: Difference,
  { pins, base }: Pick<Settled, 'pins' | 'base'>,
): Desired | undefined => {
  const { held, from, differs, service } = difference;
  if (held === undefined) return undefined;
  const keep = from !== undefined && !differs.includes('config');
  const newest = isCommitId(held.config) ? held.config : (pins.get(service) ?? base);
  const { digest, image, version } = held;
  return {
    environment: target,
    service,
    image,
    version,
    ...(digest === undefined ? {} : { digest }),
    config: keep ? from.config : newest,
    file: `environments/${target}/${service}.yaml`,
  };
};
