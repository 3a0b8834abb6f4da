import type { Lock } from '../model/repository.ts';
import type { Gate, GateFacts } from './facts.ts';

/** A lock forbids what it covers until it expires or its file goes. A date that cannot be read never expires. */
export const lock: Gate = (facts) => {
  const standing = facts.locks.filter((one) => covers(one, facts) && !isOver(one, facts.now));
  if (standing.length === 0) return { gate: 'lock', state: 'open', why: 'No lock covers it.' };
  const why = standing.map((one) => `${one.file} by ${one.by}: ${one.reason}`).join('; ');
  const ends = standing.map((one) => expiry(one));
  const forever = standing.find((_, index) => ends[index] === undefined);
  if (forever !== undefined)
    return {
      gate: 'lock',
      state: 'blocked',
      why,
      fix: `Remove ${forever.file} by a pull request when its reason is gone.`,
    };
  return {
    gate: 'lock',
    state: 'waiting',
    why,
    until: new Date(Math.max(...(ends as number[]))).toISOString(),
  };
};

const covers = (one: Lock, { environment, moved }: GateFacts): boolean =>
  (one.environment === undefined || one.environment === environment.name) &&
  moved.some(
    ({ service, to }) =>
      (one.service === undefined || one.service === service) &&
      (one.version === undefined || one.version === to?.version),
  );

const expiry = ({ until }: Lock): number | undefined => {
  const time = until === undefined ? Number.NaN : Date.parse(until);
  return Number.isNaN(time) ? undefined : time;
};

const isOver = (one: Lock, now: number): boolean => (expiry(one) ?? Number.POSITIVE_INFINITY) <= now;
