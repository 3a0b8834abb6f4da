import type { CheckResult, Outcome, Verification, Verify } from '../model/verification.ts';
import { scoreOf } from './score.ts';

/** What is known when nothing more is asked. */
export interface Gathered {
  /** Absent: no Argo CD is asked about the environment. */
  readonly rollout?: NonNullable<Verification['rollout']>;
  /**
   * Whether the state was still there when all checks were over. Absent: nobody looked, which proves nothing where there
   * is an Argo CD that could have been asked.
   */
  readonly afterwards?: { readonly outcome: Outcome; readonly why: string };
  readonly checks: readonly CheckResult[];
}

export type Conclusion = Pick<Verification, 'checks' | 'outcome' | 'why' | 'score'>;

/**
 * What all of it comes to. Checks count only for a state that was there before and after them: otherwise they may have
 * looked at something else, and nobody can know at what. Then none of them stays what it was, because a gate believes
 * each for itself.
 */
export const conclude = (gathered: Gathered, thresholds: Pick<Verify, 'pass' | 'warning'>): Conclusion => {
  const { rollout, checks } = gathered;
  if (rollout !== undefined && rollout.outcome !== 'pass')
    return { outcome: notThere(rollout.outcome), why: rollout.why, checks: checks.map(unproven) };
  if (checks.length === 0)
    return {
      outcome: rollout?.outcome ?? 'unavailable',
      why: rollout?.why ?? 'Nothing was checked.',
      checks,
    };
  const { outcome, why } = afterwardsOf(gathered);
  if (outcome === 'pass') return { ...scoreOf(checks, thresholds), checks };
  return outcome === 'fail'
    ? { outcome, why: `It did not stay up: ${why}`, checks: checks.map(unproven) }
    : {
        outcome: 'unavailable',
        why: `It changed while it was checked, so the checks prove nothing: ${why}`,
        checks: checks.map(unproven),
      };
};

/** Half a rollout is none that anybody could have checked. */
const notThere = (outcome: Outcome): Outcome => (outcome === 'warning' ? 'unavailable' : outcome);

const afterwardsOf = ({ rollout, afterwards }: Gathered): NonNullable<Gathered['afterwards']> => {
  if (afterwards !== undefined) return afterwards;
  return rollout === undefined
    ? { outcome: 'pass', why: '' }
    : { outcome: 'unavailable', why: 'Nobody looked at the rollout again.' };
};

const unproven = (result: CheckResult): CheckResult => ({
  ...result,
  outcome: 'unavailable',
  why: `${result.why} Nobody knows of what: what is verified was no longer there afterwards.`,
});
