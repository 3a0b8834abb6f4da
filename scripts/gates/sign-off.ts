import type { Review } from '../model/forge.ts';
import type { Gate, GateFacts } from './facts.ts';

/**
 * Enough people other than the author approved exactly this head, and nobody refuses it. A person counts for `from` by
 * name; a member of a team counts only where the forge said so: membership that is not known is no sign-off.
 */
export const signOff: Gate = (facts) => {
  const wanted = facts.environment.gates.signOff;
  if (wanted === undefined) return undefined;
  const refusing = facts.reviews.filter(({ verdict }) => verdict === 'changes-requested');
  const from = wanted.from.length === 0 ? '' : ` from ${wanted.from.join(' or ')}`;
  if (refusing.length > 0)
    return {
      gate: 'signOff',
      state: 'blocked',
      why: `${names(refusing)} asked for changes.`,
      fix: 'Settle that with them; their next review, or its dismissal, counts.',
    };
  const counted = new Map(approvals(facts).map((review) => [same(review.by), review]));
  if (counted.size >= wanted.count)
    return { gate: 'signOff', state: 'open', why: `Approved by ${names([...counted.values()])}.` };
  return {
    gate: 'signOff',
    state: 'blocked',
    why: `${counted.size} of ${wanted.count} approvals${from} for ${facts.head.slice(0, 7)}.${notCounted(facts)}`,
    fix: `Let ${wanted.count - counted.size} more${from} approve it: on the forge, or \`npx bracket approve\`.`,
  };
};

const approvals = (facts: GateFacts): Review[] =>
  facts.reviews.filter((review) => review.verdict === 'approved' && objection(review, facts) === undefined);

/** Why an approval does not count; undefined when it does. */
const objection = (review: Review, { author, head, environment }: GateFacts): string | undefined => {
  const from = (environment.gates.signOff?.from ?? []).map(same);
  if (same(review.by) === same(author)) return 'is the author';
  if (review.head !== head) return 'approved an older state';
  if (from.length === 0 || [review.by, ...(review.teams ?? [])].some((name) => from.includes(same(name))))
    return undefined;
  return from.some((name) => name.includes('/')) && review.teams === undefined
    ? 'is not known to be in that team'
    : 'is not one of those asked';
};

const notCounted = (facts: GateFacts): string =>
  facts.reviews
    .filter(({ verdict }) => verdict === 'approved')
    .map((review) => ` ${review.by} ${objection(review, facts)}.`)
    .join('');

const names = (reviews: readonly Review[]): string => reviews.map(({ by }) => by).join(', ');

/** Names of people and teams compare without their case and without the leading at sign. */
const same = (name: string): string => name.replace(/^@/, '').toLowerCase();
