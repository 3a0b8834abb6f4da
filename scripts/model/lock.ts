import type { EnvironmentName, ServiceName, Version } from './names.ts';
import type { Lock } from './repository.ts';

/** One service that would hold another version in one environment; no version: it leaves. */
interface Change {
  readonly environment: EnvironmentName;
  readonly service: ServiceName;
  readonly version: Version | undefined;
}

/** When a lock ends by itself, in milliseconds since 1970; undefined: only when its file goes. */
export const lockEnd = ({ until }: Lock): number | undefined => {
  const time = until === undefined ? Number.NaN : Date.parse(until);
  return Number.isNaN(time) ? undefined : time;
};

/**
 * Does this lock forbid this change now? It covers entirely whatever it does not name, and one whose end cannot be read
 * never ends: what is not known is no pass. The one answer for plans, gates and merges. `now` as `lockEnd`.
 */
export const forbids = (lock: Lock, { environment, service, version }: Change, now: number): boolean =>
  (lockEnd(lock) ?? Number.POSITIVE_INFINITY) > now &&
  (lock.environment === undefined || lock.environment === environment) &&
  (lock.service === undefined || lock.service === service) &&
  (lock.version === undefined || lock.version === version);
