import type { Pull } from '../model/forge.ts';
import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Bracket, Move, Obstacle, Pending, Unit } from '../model/promotion.ts';
import type { Desired, Repository } from '../model/repository.ts';
import type { NotReady } from './facts.ts';
import type { PromotionPlan } from './promote.ts';

/** One reason why a service stands where it stands. Data: words are put to it in `show`. */
export type Reason =
  /** The target has no source to wait for. */
  | { readonly kind: 'entry' }
  /** Neither the target nor any source has the service. */
  | { readonly kind: 'absent' }
  /** The target holds what its source holds. */
  | { readonly kind: 'arrived' }
  /** A source of the source holds something else: it has to arrive there first. */
  | {
      readonly kind: 'upstream';
      readonly source: EnvironmentName;
      readonly upstream: EnvironmentName;
      readonly holds?: Desired;
    }
  | NotReady
  | { readonly kind: 'pending'; readonly pending: Pending }
  /** It moves only with these, because these brackets changed them together. */
  | { readonly kind: 'tied'; readonly with: readonly ServiceName[]; readonly brackets: readonly Bracket[] }
  /** A promotion is open, or this run opens or refreshes it; it waits for its gates and its merge. */
  | { readonly kind: 'open'; readonly unit: Unit; readonly pull?: number; readonly url?: string }
  | { readonly kind: 'queued'; readonly unit: Unit; readonly behind: number }
  | {
      readonly kind: 'held';
      readonly unit: Unit;
      readonly pull: number;
      readonly why: string;
      readonly fix: string;
    }
  | { readonly kind: 'blocked'; readonly unit: Unit; readonly obstacles: readonly Obstacle[] }
  /** All that is in its way goes away by itself. */
  | { readonly kind: 'waiting'; readonly unit: Unit; readonly obstacles: readonly Obstacle[] }
  /** `promotion.open: manual`, or a retirement: it moves only when somebody asks. */
  | { readonly kind: 'unasked'; readonly unit: Unit; readonly why: 'manual' | 'retired' };

/** What one service in one environment is explained from. */
export interface Arrival {
  readonly repository: Repository;
  readonly target: EnvironmentName;
  readonly service: ServiceName;
  /** What would happen if nobody asked; absent for an entry environment. */
  readonly plan?: PromotionPlan;
  /** For web addresses. */
  readonly pulls: readonly Pull[];
}

/**
 * Every reason why a service stands where it stands in an environment: what is different, what it moves together with,
 * what is open for it or in its way, and what has not even reached the environment before. Never empty.
 */
export const explainArrival = (arrival: Arrival): Reason[] => {
  const { repository, target, service, plan } = arrival;
  const sources = repository.environments.get(target)?.promotesFrom ?? [];
  if (sources.length === 0 || plan === undefined) return [{ kind: 'entry' }];
  const moves = plan.moves.filter((move) => unitOf(move)?.members.some((one) => one.service === service));
  const unasked = plan.unasked.filter(({ unit }) => unit.members.some((one) => one.service === service));
  const units = [...moves.map(unitOf), ...unasked.map(({ unit }) => unit)].filter((one) => one !== undefined);
  const reasons = [
    ...plan.notReady.filter((one) => one.service === service),
    ...units.flatMap((unit) => belonging(unit, service)),
    ...moves.map((move) => standing(move, arrival.pulls)),
    ...unasked.map(({ unit, why }): Reason => ({ kind: 'unasked', unit, why })),
    ...sources.flatMap((source) => upstreamOf(repository, source, service)),
  ];
  const isSettled = reasons.every((reason) => reason.kind === 'upstream');
  return isSettled ? [rest(arrival, sources), ...reasons] : reasons;
};

const unitOf = (move: Move): Unit | undefined =>
  move.kind === 'close' ? undefined : 'promotion' in move ? move.promotion.unit : move.unit;

/** What differs, and what the service cannot leave behind. */
const belonging = (unit: Unit, service: ServiceName): Reason[] => {
  const pending = unit.members.find((one) => one.service === service);
  const others = unit.members.map((one) => one.service).filter((one) => one !== service);
  return [
    ...(pending === undefined ? [] : [{ kind: 'pending', pending } as const]),
    ...(others.length === 0 ? [] : [{ kind: 'tied', with: others, brackets: unit.brackets } as const]),
  ];
};

const standing = (move: Move, pulls: readonly Pull[]): Reason => {
  const url = (number: number): { url?: string } => {
    const found = pulls.find((pull) => pull.number === number);
    return found === undefined ? {} : { url: found.url };
  };
  switch (move.kind) {
    case 'open':
      return { kind: 'open', unit: move.promotion.unit };
    case 'refresh':
      return { kind: 'open', unit: move.promotion.unit, pull: move.pull, ...url(move.pull) };
    case 'keep':
      return { kind: 'open', unit: move.unit, pull: move.pull, ...url(move.pull) };
    case 'queue':
      return { kind: 'queued', unit: move.unit, behind: move.behind };
    case 'hold':
      return { kind: 'held', unit: move.unit, pull: move.pull, why: move.why, fix: move.fix };
    case 'block':
      return { kind: 'blocked', unit: move.unit, obstacles: move.obstacles };
    case 'wait':
      return { kind: 'waiting', unit: move.unit, obstacles: move.obstacles };
    case 'close':
      throw new Error('A pull request that is closed carries nothing on.');
  }
};

/** What the sources of a source hold and the source itself does not: it has to arrive there first. */
const upstreamOf = (repository: Repository, source: EnvironmentName, service: ServiceName): Reason[] => {
  const held = repository.desired.get(source)?.get(service);
  const above = repository.environments.get(source)?.promotesFrom ?? [];
  return above.flatMap((upstream) => {
    const holds = repository.desired.get(upstream)?.get(service);
    const same = (['image', 'version', 'digest'] as const).every((key) => held?.[key] === holds?.[key]);
    if (same) return [];
    return { kind: 'upstream', source, upstream, ...(holds === undefined ? {} : { holds }) };
  });
};

const rest = ({ repository, target, service }: Arrival, sources: readonly EnvironmentName[]): Reason => {
  const somewhere = [target, ...sources].some((one) => repository.desired.get(one)?.has(service) === true);
  return { kind: somewhere ? 'arrived' : 'absent' };
};
