import { activeUntil, readWindow } from '../gates/active.ts';
import type { Maintenance } from '../model/verification.ts';

/** A maintenance that holds: why, and until when in milliseconds since 1970. */
export interface Holding {
  readonly reason: string;
  readonly until: number;
}

/**
 * The maintenance that holds now for one thing, called by any of its names: `argocd`, or the host of an address with its
 * port where it has one. Of several the one that ends last gives the reason; where others begin before it ends, `until`
 * is the end of all of them. Undefined when none holds. `now` in milliseconds since 1970.
 */
export const maintenanceOf = (
  list: readonly Maintenance[],
  names: string | readonly string[],
  now: number,
): Holding | undefined => {
  const meant = [names].flat().map((name) => name.toLowerCase());
  const own = list.filter(({ of }) => spellings(of).some((name) => meant.includes(name)));
  const first = lastOf(own, now);
  return first && { reason: first.reason, until: endOfChain(own, first.until) };
};

/** Addresses leave out the port that their scheme has anyway; whoever wrote it down means the same host. */
const spellings = (of: string): string[] => {
  const name = of.toLowerCase();
  return [name, name.replace(/:(?:443|80)$/, '')];
};

const lastOf = (list: readonly Maintenance[], now: number): Holding | undefined =>
  list
    .flatMap((one) => {
      const until = endOf(one, now);
      return until === undefined ? [] : [{ reason: one.reason, until }];
    })
    .reduce<Holding | undefined>((last, one) => (last && last.until >= one.until ? last : one), undefined);

/** When one maintenance ends, if it holds now. What cannot be read holds never; `bracket validate` names it. */
const endOf = ({ from, until, schedule, duration, timeZone = 'UTC' }: Maintenance, now: number) => {
  if (until !== undefined) {
    const begun = from === undefined || Date.parse(from) <= now;
    return begun && now < Date.parse(until) ? Date.parse(until) : undefined;
  }
  const read = readWindow({ kind: 'deny', schedule: schedule ?? '', duration: duration ?? '', timeZone });
  return 'error' in read ? undefined : activeUntil(read.value, now);
};

/** Windows may follow each other for ever; nobody who waits for their end waits longer than this. */
const HORIZON = 86_400_000;

/** A window begins strictly after its start, so what follows without a gap holds a millisecond later. */
const endOfChain = (list: readonly Maintenance[], first: number): number => {
  let end = first;
  while (end < first + HORIZON) {
    const next = lastOf(list, end + 1);
    if (next === undefined || next.until <= end) return end;
    end = next.until;
  }
  return end;
};
