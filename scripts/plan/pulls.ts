import type { Pull } from '../model/forge.ts';
import type { ServiceName } from '../model/names.ts';
import type { Desired } from '../model/repository.ts';
import type { PromotionTrailers } from './trailers.ts';

/** One pull request of this product as far as it can be believed: its branch and its commit, never its words. */
export interface PullFacts {
  readonly pull: Pull;
  /** Absent: the head is no promotion that this product wrote. */
  readonly trailers?: PromotionTrailers;
  /** The head is, byte for byte, what this product writes for those trailers: nobody edited it. */
  readonly intact: boolean;
  /** When intact: what the target holds after the merge; a member that leaves is absent. */
  readonly to: ReadonlyMap<ServiceName, Desired>;
  /** When intact: texts of the desired files it changes, by path; undefined: the file goes. */
  readonly texts: ReadonlyMap<string, string | undefined>;
}
