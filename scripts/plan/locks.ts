import { forbids, lockEnd } from '../model/lock.ts';
import type { Obstacle, Pending } from '../model/promotion.ts';
import type { Lock, Repository } from '../model/repository.ts';

/** One obstacle for each lock in force that covers a member. */
export const lockObstacles = (repository: Repository, members: readonly Pending[], now: Date): Obstacle[] =>
  [...repository.locks]
    .sort((one, other) => (one.file < other.file ? -1 : 1))
    .flatMap((lock) => {
      const covered = members.filter(({ target, service, to }) =>
        forbids(lock, { environment: target, service, version: to?.version }, now.getTime()),
      );
      return covered.length === 0 ? [] : obstacle(lock, covered);
    });

const obstacle = (lock: Lock, covered: readonly Pending[]): Obstacle => {
  const time = lockEnd(lock);
  const end = time === undefined ? 'until somebody lifts it' : `until ${lock.until}`;
  const names = covered.map((member) => member.service).join(', ');
  return {
    code: 'locked',
    what: `${lock.by} locked ${names} in ${covered[0]?.target} ${end}: ${lock.reason}`,
    fix:
      time === undefined
        ? `Ask ${lock.by}, or remove ${lock.file} in a pull request.`
        : `Wait until ${lock.until}, or remove ${lock.file} in a pull request.`,
    takeAlong: [],
    findings: [],
    ...(time === undefined ? {} : { until: new Date(time).toISOString() }),
  };
};
