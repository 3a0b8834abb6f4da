import { compare, valid } from 'semver';
import type { Version } from '../model/names.ts';
import type { Pending } from '../model/promotion.ts';
import type { Release } from '../model/repository.ts';

type Records = ReadonlyMap<Version, Release>;

/**
 * The release records that a step leads over, newest first: after the version the target holds, up to the one it would
 * hold; for a downgrade those that are taken back. Semver versions are compared as such (Semantic Versioning 2.0.0,
 * item 11). For all others `landed` decides: versions in the order in which their records came to main, newest first.
 * Of a service that is new somewhere only the version itself is told, and of one that leaves, nothing.
 */
export const releasesBetween = (
  { from, to }: Pending,
  records: Records,
  landed: readonly Version[],
): Release[] => {
  if (to === undefined || from?.version === to.version) return [];
  if (from === undefined) return recordsOf([to.version], records);
  return isSemver(from.version) && isSemver(to.version)
    ? bySemver(from.version, to.version, records)
    : byLanding(from.version, to.version, { records, landed });
};

/** Can the order of these two be told without history? */
export const isComparable = ({ from, to }: Pending): boolean =>
  from === undefined || to === undefined || (isSemver(from.version) && isSemver(to.version));

/** `semver.valid` also takes `v1.2.3` and blanks; as image tags those are other versions. */
const isSemver = (version: Version): boolean => valid(version) === version;

const bySemver = (from: Version, to: Version, records: Records): Release[] => {
  const [low, high] = compare(from, to) <= 0 ? [from, to] : [to, from];
  const versions = [...records.keys()]
    .filter((version) => isSemver(version) && compare(version, low) > 0 && compare(version, high) <= 0)
    .sort((a, b) => compare(b, a));
  return recordsOf(versions, records);
};

const byLanding = (
  from: Version,
  to: Version,
  { records, landed }: { readonly records: Records; readonly landed: readonly Version[] },
): Release[] => {
  const [start, end] = [landed.indexOf(to), landed.indexOf(from)];
  if (start < 0 || end < 0) return recordsOf([to], records);
  return recordsOf(start < end ? landed.slice(start, end) : landed.slice(end, start), records);
};

const recordsOf = (versions: readonly Version[], records: Records): Release[] =>
  versions.flatMap((version) => records.get(version) ?? []);
