import type { Review } from '../../model/forge.ts';

/** Reviews are a history, oldest first: per person only the last counts. Forges compare names without case. */
export const latestReviews = (history: readonly Review[]): Review[] => [
  ...new Map(history.map((review) => [review.by.toLocaleLowerCase('en'), review] as const)).values(),
];
