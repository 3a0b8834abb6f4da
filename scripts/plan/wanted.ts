import type { Pending, Unit } from '../model/promotion.ts';
import type { PromoteFacts } from './facts.ts';
import { openPulls } from './pulls.ts';
import { makeUnit, unitsOf } from './units.ts';

/** Every unit that is pending into the target. What one open pull request carries stays together. */
export const pendingUnits = (facts: PromoteFacts): Unit[] =>
  unitsOf(facts.into.pending, {
    ...facts,
    unit: facts.policy.unit,
    together: openPulls(facts.pulls).map(({ trailers }) => trailers.services),
  });

/** Every pending service as a unit of its own, for `--only`. */
export const loneUnits = (facts: PromoteFacts): Unit[] =>
  facts.into.pending.map((one) => makeUnit([one], facts));

/**
 * What of `all` is asked for: everything, or the whole brackets of the named services as one unit, or with `--only`
 * they alone. Only services of one source can be proven together, and a service that leaves, leaves alone.
 */
export const wantedUnits = (facts: PromoteFacts, all: readonly Unit[]): Unit[] => {
  const named = new Set(facts.ask.services);
  if (named.size === 0) return [...all];
  const isNamed = (member: Pending): boolean => named.has(member.service);
  const meant = facts.ask.only
    ? facts.into.pending.filter(isNamed)
    : all.filter((unit) => unit.members.some(isNamed)).flatMap((unit) => unit.members);
  const groups = new Map<string, Pending[]>();
  for (const member of meant) {
    const key = member.to === undefined ? `leaves ${member.service}` : `from ${member.source}`;
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  const whole = new Set(all.map(membersKey));
  return [...groups.values()].map((members) => {
    const unit = makeUnit(members, facts);
    return facts.ask.only && !whole.has(membersKey(unit)) ? makeUnit(members, facts, true) : unit;
  });
};

const membersKey = (unit: Unit): string => unit.members.map((member) => member.service).join(' ');
