import type { ServiceName } from '../model/names.ts';
import type { Move, Plan, Unit } from '../model/promotion.ts';
import { decide } from './decide.ts';
import type { NotReady, PromoteFacts } from './facts.ts';
import { groundOf } from './soundness.ts';
import { standingMoves } from './standing.ts';
import { loneUnits, pendingUnits, wantedUnits } from './wanted.ts';

/** A unit that nothing is done about because nobody asked for it. */
export interface Unasked {
  readonly unit: Unit;
  /** `manual`: the environment's `promotion.open`; `retired`: a service leaves, which is never automatic. */
  readonly why: 'manual' | 'retired';
}

/** A plan, and beside it what no move is made for. */
export interface PromotionPlan extends Plan {
  readonly unasked: readonly Unasked[];
  readonly notReady: readonly NotReady[];
  /** Services named by a person of which the target holds what its source holds. */
  readonly notPending: readonly ServiceName[];
}

/**
 * Everything `promote` would do for one target. Pure: the same facts give the same plan, and performing it and planning
 * again leaves nothing but what is kept, held, queued or blocked. Moves are sorted: closings last, each kind by name.
 */
export const planPromotion = (facts: PromoteFacts): PromotionPlan => {
  const { repository, target, entries, ask, into } = facts;
  const all = pendingUnits(facts);
  const scene = {
    facts,
    ground: groundOf(repository, target, entries),
    companions: ask.only ? loneUnits(facts) : all,
  };
  const decided = wantedUnits(facts, all).map((unit) => ({ unit, ...decide(scene, unit) }));
  const moves = decided.flatMap((one) => one.moves);
  const known = new Set([...into.pending, ...into.notReady].map((one) => one.service));
  const named = new Set(ask.services);
  return {
    target,
    base: facts.base,
    moves: [...moves, ...standingMoves(facts, moves)].sort(byOrder),
    unasked: decided.flatMap(({ unit, unasked }) => (unasked === undefined ? [] : { unit, why: unasked })),
    notReady: into.notReady.filter((one) => named.size === 0 || named.has(one.service)),
    notPending: [...named].filter((service) => !known.has(service)).sort(),
  };
};

/** What is written comes before what is closed, so that nothing is ever without its pull request. */
const byOrder = (one: Move, other: Move): number => {
  const [left, right] = [orderOf(one), orderOf(other)];
  return left < right ? -1 : left > right ? 1 : 0;
};

const orderOf = (move: Move): string => {
  if (move.kind === 'close') return `2 ${String(move.pull).padStart(12, '0')}`;
  const unit = 'promotion' in move ? move.promotion.unit : move.unit;
  const first = unit.members[0]?.service ?? '';
  return `1 ${first} ${unit.members[0]?.to === undefined ? 1 : 0} ${move.kind}`;
};
