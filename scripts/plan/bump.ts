import { diff, gt, lt, valid } from 'semver';
import type { Order } from '../history/order.ts';
import type { Bump } from '../model/promotion.ts';
import type { Desired } from '../model/repository.ts';

/** semver accepts `v1.2.3`, blanks and `+build` and forgets them: only what it gives back unchanged counts. */
const isSemver = (version: string): boolean => valid(version) === version;

/** Is history needed to tell which of the two is older? */
export const needsHistory = (from: Desired, to: Desired): boolean =>
  from.version !== to.version && !(isSemver(from.version) && isSemver(to.version));

/** How a version compares with the one it replaces; `order` is what history says where semver cannot tell. */
export const bumpOf = (from: Desired | undefined, to: Desired | undefined, order: Order): Bump => {
  if (to === undefined) return 'retired';
  if (from === undefined) return 'new';
  if (from.version === to.version)
    return from.image === to.image && from.digest === to.digest ? 'configuration' : 'image';
  if (!needsHistory(from, to)) return semverBump(from.version, to.version);
  return order === 'older' ? 'downgrade' : order === 'newer' ? 'newer' : 'unordered';
};

/** `diff` knows no direction, so the direction comes first (Semantic Versioning 2.0.0, section 11). */
const semverBump = (from: string, to: string): Bump => {
  if (lt(to, from)) return 'downgrade';
  if (!gt(to, from)) return 'unordered';
  switch (diff(from, to)) {
    case 'major':
    case 'premajor':
      return 'major';
    case 'minor':
    case 'preminor':
      return 'minor';
    case 'patch':
    case 'prepatch':
      return 'patch';
    default:
      return 'prerelease';
  }
};
