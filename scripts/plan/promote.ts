import type { ServiceName } from '../model/names.ts';
import type { Plan, Unit } from '../model/promotion.ts';
import type { NotReady } from './facts.ts';

/** A unit that nothing is done about because nobody asked for it. */
export interface Unasked {
  readonly unit: Unit;
  readonly why: 'manual' | 'retired';
}

/** A plan, and beside it what no move is made for. */
export interface PromotionPlan extends Plan {
  readonly unasked: readonly Unasked[];
  readonly notReady: readonly NotReady[];
  /** Services named by a person that are not pending into the target. */
  readonly notPending: readonly ServiceName[];
}
