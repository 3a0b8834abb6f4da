import type { Check, CheckResult } from '../../model/verification.ts';
import { runCheck } from './one-check.ts';
import type { CheckWorld, Limits } from './world.ts';

/** So many questions are asked at once: an environment that was just rolled out is not to be kept busy by its checks. */
const AT_ONCE = 4;

/**
 * Runs all checks and answers their results in the order of the file. Questions that stand beside each other are asked
 * at the same time. A program is a border: what stands before it is over when it begins, and what stands after it begins
 * when it is over, so that a query can measure what a load test did, and no load test spoils the latency of a request.
 * Throws the signal's reason when that ended it.
 */
export const runChecks = async (
  checks: readonly Check[],
  world: CheckWorld,
  limits: Limits,
): Promise<CheckResult[]> => {
  const results: CheckResult[] = [];
  try {
    for (const group of groupsOf(checks)) {
      limits.signal?.throwIfAborted();
      results.push(...(await atOnce(group, (check) => runCheck(check, world, limits))));
    }
  } catch (error) {
    limits.signal?.throwIfAborted();
    throw error;
  }
  return results;
};

/** A program stands alone, everything else with its neighbours. */
const groupsOf = (checks: readonly Check[]): Check[][] => {
  const groups: Check[][] = [];
  for (const check of checks) {
    const last = groups.at(-1);
    if (last === undefined || isProgram(check) || last.some(isProgram)) groups.push([check]);
    else last.push(check);
  }
  return groups;
};

const isProgram = ({ question }: Check): boolean => question.kind === 'run';

/** Each of the few workers takes the next item that nobody has taken. Ends when all have ended, also where one throws. */
const atOnce = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = [];
  const waiting = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
};
