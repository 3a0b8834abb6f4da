import type { Evidence } from '../model/verdict.ts';
import type { Outcome } from '../model/verification.ts';
import type { Gate, GateFacts } from './facts.ts';
import { isGood, proofOf } from './proof.ts';

/** Every check the environment wants passed last on exactly that state of the source. No evidence is no pass. */
export const checks: Gate = (facts) => {
  const wanted = facts.environment.gates.checks;
  if (wanted.length === 0) return undefined;
  const results = wanted.map((check) => ({ check, last: latest(facts, check) }));
  const lacking = results.filter(({ last }) => last === undefined || !isGood(last.outcome));
  const source = facts.proof?.environment;
  if (lacking.length === 0)
    return { gate: 'checks', state: 'open', why: `In ${source}: ${results.map(told).join(', ')}.` };
  return {
    gate: 'checks',
    state: 'blocked',
    why: `In ${source === undefined ? 'any source' : `${source} as it was promoted`}: ${lacking.map(told).join(', ')}.`,
    fix:
      source === undefined
        ? `Promote from an environment that runs these checks, or take them out of gates.checks in ${facts.environment.file}.`
        : `Run \`npx bracket verify ${source}\` while it holds these versions, and mend what it finds; or take the check out of gates.checks in ${facts.environment.file}.`,
  };
};

interface Result {
  readonly check: string;
  readonly last: Evidence | undefined;
}

const latest = (facts: GateFacts, check: string): Evidence | undefined =>
  proofOf(facts).findLast((one) => one.check === check);

const told = ({ check, last }: Result): string =>
  `${check} ${last === undefined ? 'has no evidence' : SAID[last.outcome]}`;

const SAID: Readonly<Record<Outcome, string>> = {
  pass: 'passed',
  warning: 'passed with a warning',
  fail: 'failed',
  waiting: 'was not finished',
  unavailable: 'could not be asked',
};
