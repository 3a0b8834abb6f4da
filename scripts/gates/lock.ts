import { forbids, lockEnd } from '../model/lock.ts';
import type { Gate } from './facts.ts';

/** A lock forbids what it covers until it expires or its file goes. */
export const lock: Gate = ({ locks, moved, environment, now }) => {
  const standing = locks.filter((one) =>
    moved.some(({ service, to }) =>
      forbids(one, { environment: environment.name, service, version: to?.version }, now),
    ),
  );
  if (standing.length === 0) return { gate: 'lock', state: 'open', why: 'No lock covers it.' };
  const why = standing.map((one) => `${one.file} by ${one.by}: ${one.reason}`).join('; ');
  const forever = standing.find((one) => lockEnd(one) === undefined);
  if (forever !== undefined)
    return {
      gate: 'lock',
      state: 'blocked',
      why,
      fix: `Remove ${forever.file} by a pull request when its reason is gone.`,
    };
  const last = Math.max(...standing.flatMap((one) => lockEnd(one) ?? []));
  return { gate: 'lock', state: 'waiting', why, until: new Date(last).toISOString() };
};
