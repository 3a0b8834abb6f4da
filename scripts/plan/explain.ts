import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Bracket, Obstacle, Pending, Unit } from '../model/promotion.ts';
import type { Desired } from '../model/repository.ts';
import type { NotReady } from './facts.ts';

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
  /** `promotion.open: manual`, or a retirement: it moves only when somebody asks. */
  | { readonly kind: 'unasked'; readonly unit: Unit; readonly why: 'manual' | 'retired' };
