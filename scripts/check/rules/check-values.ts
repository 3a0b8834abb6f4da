import type { Rule } from '../scope.ts';
import { contradictions } from '../verify/contradictions.ts';
import { emptyDurations } from '../verify/durations.ts';
import { type Flaw, findingOf } from '../verify/flaw.ts';
import { numberFlaws, scoreFlaws } from '../verify/numbers.ts';

/** What `verify` says must be possible: durations, bounds and thresholds that something can meet. */
export const checkValues: Rule = (scope) =>
  scope.environments.flatMap((environment) => {
    const { verify } = environment;
    if (verify === undefined) return [];
    const flaws = verify.checks.flatMap((check, index) =>
      [...emptyDurations(check), ...numberFlaws(check), ...contradictions(check, verify, environment)].map(
        (flaw): Flaw => ({ ...flaw, path: ['verify', 'checks', index, ...flaw.path] }),
      ),
    );
    return [...scoreFlaws(verify), ...flaws].map((flaw) => findingOf(environment, flaw));
  });
