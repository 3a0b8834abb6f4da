import type { EnvironmentName } from '../model/names.ts';
import type { Obstacle, Pending } from '../model/promotion.ts';
import type { Lock, Repository } from '../model/repository.ts';

/** Is a lock still in force? One whose end cannot be read is: what cannot be known is never a pass. */
const isInForce = (lock: Lock, now: Date): boolean => {
  const until = lock.until === undefined ? Number.NaN : Date.parse(lock.until);
  return Number.isNaN(until) || until > now.getTime();
};

/** A lock covers entirely whatever it does not name: environment, service, version. */
const covers = (lock: Lock, target: EnvironmentName, member: Pending): boolean =>
  (lock.environment === undefined || lock.environment === target) &&
  (lock.service === undefined || lock.service === member.service) &&
  (lock.version === undefined || lock.version === member.to?.version);

/** One obstacle for each lock in force that covers a member. */
export const lockObstacles = (repository: Repository, members: readonly Pending[], now: Date): Obstacle[] =>
  [...repository.locks]
    .sort((one, other) => (one.file < other.file ? -1 : 1))
    .filter((lock) => isInForce(lock, now))
    .flatMap((lock) => {
      const covered = members.filter((member) => covers(lock, member.target, member));
      return covered.length === 0 ? [] : obstacle(lock, covered);
    });

const obstacle = (lock: Lock, covered: readonly Pending[]): Obstacle => {
  const end = lock.until === undefined ? 'until somebody lifts it' : `until ${lock.until}`;
  const names = covered.map((member) => member.service).join(', ');
  return {
    code: 'locked',
    what: `${lock.by} locked ${names} in ${covered[0]?.target} ${end}: ${lock.reason}`,
    fix:
      lock.until === undefined
        ? `Ask ${lock.by}, or remove ${lock.file} in a pull request.`
        : `Wait until ${lock.until}, or remove ${lock.file} in a pull request.`,
    takeAlong: [],
    findings: [],
  };
};
