import { createHash } from 'node:crypto';
import type { EnvironmentName, ServiceName } from '../model/names.ts';

/** Every promotion into this environment lives on a branch that starts like this. */
export const branchPrefix = (target: EnvironmentName): string => `promote/${target}/`;

/**
 * The branch of a promotion: the same set of services always has the same one, whatever their versions and order.
 * The readable part is for people; the digits, of the SHA-256 over the sorted names, tell sets apart.
 */
export const branchName = (target: EnvironmentName, services: readonly ServiceName[]): string => {
  const sorted = [...services].sort();
  const digits = createHash('sha256').update(sorted.join('\n')).digest('hex').slice(0, 8);
  const rest = sorted.length > 1 ? `-and-${sorted.length - 1}-more` : '';
  return `${branchPrefix(target)}${sorted[0]}${rest}-${digits}`;
};
