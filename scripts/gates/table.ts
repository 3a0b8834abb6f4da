import { GATES, type GateName, type Verdict } from '../model/verdict.ts';
import { breaker } from './breaker.ts';
import { checks } from './checks.ts';
import type { Gate, GateFacts } from './facts.ts';
import { lock } from './lock.ts';
import { requirements } from './requirements.ts';
import { signOff } from './sign-off.ts';
import { soak } from './soak.ts';
import { windows } from './windows.ts';

const TABLE = { lock, signOff, requirements, checks, soak, breaker, windows } satisfies Record<
  GateName,
  Gate
>;

/** Asks every gate. One evaluator for list, plan, check and merge: what is open here is open everywhere. */
export const judge = (facts: GateFacts): Verdict[] =>
  GATES.flatMap((name) => {
    const verdict = TABLE[name](facts);
    return verdict === undefined ? [] : [verdict];
  });

/** What all verdicts come to: blocked before waiting before open. */
export const overall = (verdicts: readonly Verdict[]): Verdict['state'] => {
  if (verdicts.some(({ state }) => state === 'blocked')) return 'blocked';
  return verdicts.some(({ state }) => state === 'waiting') ? 'waiting' : 'open';
};
