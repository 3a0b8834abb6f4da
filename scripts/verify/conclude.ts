import type { CheckResult, Outcome, Verification, Verify } from '../model/verification.ts';
import { scoreOf } from './score.ts';

/** What is known when nothing more is asked. */
export interface Gathered {
  /** Absent: no Argo CD is asked about the environment. */
  readonly rollout?: NonNullable<Verification['rollout']>;
  /** How the rollout stood once more when all checks were over; absent: there was no check, or no Argo CD. */
  readonly afterwards?: { readonly outcome: Outcome; readonly why: string };
  readonly checks: readonly CheckResult[];
}

export type Conclusion = Pick<Verification, 'outcome' | 'why' | 'score'>;

/**
 * What all of it comes to. Checks count only for a rollout that was there before and after them: otherwise they may have
 * looked at something else, and nobody can know at what.
 */
export const conclude = (
  { rollout, afterwards, checks }: Gathered,
  thresholds: Pick<Verify, 'pass' | 'warning'>,
): Conclusion => {
  if (rollout !== undefined && rollout.outcome !== 'pass')
    return { outcome: rollout.outcome, why: rollout.why };
  if (checks.length === 0)
    return { outcome: rollout?.outcome ?? 'unavailable', why: rollout?.why ?? 'Nothing was checked.' };
  const scored = scoreOf(checks, thresholds);
  if (afterwards === undefined || afterwards.outcome === 'pass') return scored;
  if (afterwards.outcome === 'fail')
    return { ...scored, outcome: 'fail', why: `It did not stay up: ${afterwards.why}` };
  if (scored.outcome === 'fail') return scored;
  return {
    ...scored,
    outcome: 'unavailable',
    why: `It changed while it was checked, so the checks prove nothing: ${afterwards.why}`,
  };
};
