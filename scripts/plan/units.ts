import type { Mark, Walked } from '../history/walk.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Pending, Unit } from '../model/promotion.ts';
import type { PromotionPolicy } from '../model/repository.ts';

/** What units are made of. */
export interface UnitFacts {
  readonly target: EnvironmentName;
  readonly base: CommitId;
  readonly walked: Walked;
  readonly unit: PromotionPolicy['unit'];
  /** Services of one open pull request each: what already moves together goes on together. */
  readonly together: readonly (readonly ServiceName[])[];
}

/**
 * Sorts what is pending into what moves together: connected components of the services tied by a bracket or by an open
 * pull request (`bracket`), by an open pull request alone (`service`), or all of one source (`all`). A service that
 * leaves is a unit of its own. Every pending service is in exactly one unit; units are sorted by their first service.
 */
export const unitsOf = (pending: readonly Pending[], facts: UnitFacts): Unit[] => {
  const staying = pending.filter((one) => one.to !== undefined);
  const leader = new Map(staying.map((one) => [one.service, one.service]));
  for (const group of groupsOf(staying, facts)) join(leader, group);
  const groups = new Map<ServiceName, Pending[]>();
  for (const one of staying) {
    const head = leaderOf(leader, one.service);
    groups.set(head, [...(groups.get(head) ?? []), one]);
  }
  const leaving = pending.filter((one) => one.to === undefined).map((one) => [one]);
  return [...groups.values(), ...leaving]
    .map((members) => makeUnit(members, facts))
    .sort((one, other) => (firstOf(one) < firstOf(other) ? -1 : 1));
};

const firstOf = (unit: Unit): string => (unit.members[0] as Pending).service;

/** Groups of services that must not be parted, all of one source. */
const groupsOf = (pending: readonly Pending[], facts: UnitFacts): ServiceName[][] => {
  const source = new Map(pending.map((one) => [one.service, one.source]));
  const ties = facts.unit === 'bracket' ? facts.walked.ties.map((tie) => tie.services) : [];
  const whole = facts.unit === 'all' ? [[...source.keys()]] : [];
  return [...ties, ...facts.together, ...whole].flatMap((services) =>
    [...new Set(source.values())].map((one) => services.filter((service) => source.get(service) === one)),
  );
};

const leaderOf = (leader: ReadonlyMap<ServiceName, ServiceName>, service: ServiceName): ServiceName => {
  let at = service;
  for (let next = leader.get(at); next !== undefined && next !== at; next = leader.get(at)) at = next;
  return at;
};

const join = (leader: Map<ServiceName, ServiceName>, group: readonly ServiceName[]): void => {
  for (const service of group.slice(1)) {
    const [one, other] = [leaderOf(leader, group[0] as ServiceName), leaderOf(leader, service)];
    // The smaller name leads, so that the order of the groups changes nothing.
    if (one !== other) leader.set(one < other ? other : one, one < other ? one : other);
  }
};

/**
 * One unit of these members, all of one source. Its proof is the newest commit that changed what the source holds of
 * any of them: since then the source has held them all, so a commit that changes none of them changes nothing.
 */
export const makeUnit = (
  members: readonly Pending[],
  { target, base, walked }: Pick<UnitFacts, 'target' | 'base' | 'walked'>,
  alone = false,
): Unit => {
  const sorted = [...members].sort((one, other) => (one.service < other.service ? -1 : 1));
  const names = new Set(sorted.map((one) => one.service));
  const ties = walked.ties.filter((tie) => tie.services.filter((service) => names.has(service)).length > 1);
  return {
    source: (sorted[0] as Pending).source,
    target,
    members: sorted,
    brackets: alone ? [] : ties.map((tie) => tie.bracket),
    proof: newestOf(names, walked.latest)?.commit ?? base,
    ...(alone ? { alone } : {}),
  };
};

/** Undefined when one of them was never seen to change. */
const newestOf = (
  services: ReadonlySet<ServiceName>,
  latest: ReadonlyMap<ServiceName, Mark>,
): Mark | undefined => {
  const marks = [...services].map((service) => latest.get(service));
  return marks.reduce(
    (newest, mark) =>
      newest === undefined || mark === undefined ? undefined : mark.place < newest.place ? mark : newest,
    marks[0],
  );
};
