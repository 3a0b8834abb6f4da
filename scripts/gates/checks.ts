import type { Evidence } from '../model/verdict.ts';
import type { Gate, GateFacts } from './facts.ts';

/** The latest result of one check on exactly the state that the versions come from. */
const latestResult = ({ evidence, proof }: GateFacts, check: string): Evidence | undefined =>
  evidence.findLast(
    (one) => one.check === check && one.environment === proof?.environment && one.tree === proof.tree,
  );

/** Every check the environment wants passed last on exactly that state of the source. No evidence is no pass. */
export const checks: Gate = (facts) => {
  const wanted = facts.environment.gates.checks;
  if (wanted.length === 0) return undefined;
  const lacking = wanted.flatMap((check) => {
    const result = latestResult(facts, check);
    if (result?.passed === true) return [];
    return [`${check} ${result === undefined ? 'has no evidence' : 'failed'}`];
  });
  if (lacking.length === 0)
    return {
      gate: 'checks',
      state: 'open',
      why: `${wanted.join(', ')} passed in ${facts.proof?.environment}.`,
    };
  const where = facts.proof === undefined ? 'any source' : `${facts.proof.environment} as it was promoted`;
  return {
    gate: 'checks',
    state: 'blocked',
    why: `In ${where}: ${lacking.join(', ')}.`,
    fix: `Have the checks run against it and their results recorded in the ledger, or take them out of gates.checks in ${facts.environment.file}.`,
  };
};
