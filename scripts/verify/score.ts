import type { CheckResult, Outcome, Verify } from '../model/verification.ts';

/** What all checks came to. */
export interface Score {
  /** In percent, what is unknown counting nothing; absent where there was nothing to score. */
  readonly score?: number;
  readonly outcome: Outcome;
  /** One sentence. */
  readonly why: string;
}

/** What of a check's weight its outcome earns, and could earn at best once it is known. */
const EARNED: Readonly<Record<Outcome, number>> = {
  pass: 1,
  warning: 0.5,
  fail: 0,
  waiting: 0,
  unavailable: 0,
};
const AT_BEST: Readonly<Record<Outcome, number>> = { ...EARNED, waiting: 1, unavailable: 1 };

type Result = Pick<CheckResult, 'check' | 'outcome' | 'weight' | 'key'>;
type Thresholds = Pick<Verify, 'pass' | 'warning'>;

/**
 * Scores as Keptn's quality gates do (keptn/spec, service_level_objective.md): a pass earns its check's weight, a warning
 * half of it, a failure nothing; the sum in percent of all weights is a pass from `pass` on, a warning from `warning` on,
 * else a failure, and so is the failure of one key check. Ours beside that:
 * - a check of level `warning` never comes here as `fail` or `unavailable`, and where nothing failed the whole never does;
 * - what is unknown or goes on keeps the whole from passing; it fails all the same where no answer could mend it;
 * - where nothing has a weight, everything passed or the score is 0; and no check at all proves nothing.
 */
export const scoreOf = (results: readonly Result[], thresholds: Thresholds): Score => {
  if (results.length === 0)
    return { outcome: 'unavailable', why: 'There is no check, so nothing says whether it works.' };
  const score = percent(results, EARNED);
  return { score, ...judged(results, { ...thresholds, score, best: percent(results, AT_BEST) }) };
};

/** Rounded far below what anybody asks for, so that thirds and tenths of weights add up. */
const percent = (results: readonly Result[], shares: Readonly<Record<Outcome, number>>): number => {
  const sum = (of: (result: Result) => number): number =>
    results
      .map(of)
      .sort((a, b) => a - b)
      .reduce((total, one) => total + one, 0);
  const all = sum(({ weight }) => weight);
  if (all === 0) return results.every(({ outcome }) => shares[outcome] > 0) ? 100 : 0;
  return Math.round((sum(({ outcome, weight }) => shares[outcome] * weight) / all) * 1e8) / 1e6;
};

const judged = (
  results: readonly Result[],
  { pass, warning, score, best }: Thresholds & { readonly score: number; readonly best: number },
): Omit<Score, 'score'> => {
  const of = (outcome: Outcome): readonly Result[] => results.filter((one) => one.outcome === outcome);
  const [failed, unknown, waiting, warned] = [of('fail'), of('unavailable'), of('waiting'), of('warning')];
  const scored = `the score is ${shown(score)} of ${pass}`;
  const keys = failed.filter(({ key }) => key);
  if (keys.length > 0) return { outcome: 'fail', why: `${named(keys)} failed, and must not.` };
  if (failed.length > 0 && best < warning)
    return { outcome: 'fail', why: `${named(failed)} failed: ${scored}, and ${warning} is the least.` };
  if (unknown.length > 0)
    return { outcome: 'unavailable', why: `Nobody can know now what ${named(unknown)} would say.` };
  if (waiting.length > 0) return { outcome: 'waiting', why: `${named(waiting)} is not over yet.` };
  if (score >= pass) return { outcome: 'pass', why: passed(results, failed) };
  const lesser = failed.length > 0 ? `${named(failed)} failed` : `${named(warned)} warned`;
  return { outcome: 'warning', why: `${lesser}: ${scored}.` };
};

const passed = (results: readonly Result[], failed: readonly Result[]): string =>
  failed.length === 0
    ? `All checks passed (${results.length}).`
    : `The score is enough, although ${named(failed)} failed.`;

const shown = (score: number): string => String(Math.round(score * 100) / 100);

const MOST = 5;

const named = (results: readonly Result[]): string => {
  const names = results.slice(0, MOST).map(({ check }) => check);
  return results.length > MOST ? `${names.join(', ')} and ${results.length - MOST} more` : names.join(', ');
};
