import type { Evidence } from '../model/verdict.ts';
import { parseDuration } from '../model/window.ts';
import type { Gate } from './facts.ts';
import { isGood } from './proof.ts';

/** After so many failures in a row the environment rests; without any evidence nobody knows how it is. */
export const breaker: Gate = ({ environment, evidence, isEmpty, now }) => {
  const wanted = environment.gates.breaker;
  if (wanted === undefined) return undefined;
  const rest = parseDuration(wanted.coolDown);
  if ('error' in rest)
    return {
      gate: 'breaker',
      state: 'blocked',
      why: `gates.breaker.coolDown ${JSON.stringify(wanted.coolDown)}: ${rest.error}.`,
      fix: `Mend it in ${environment.file}.`,
    };
  const own = evidence.filter(
    ({ environment: where, check, outcome }) =>
      where === environment.name && check === undefined && (outcome === 'fail' || isGood(outcome)),
  );
  if (own.length === 0 && isEmpty === true)
    return { gate: 'breaker', state: 'open', why: `Nothing runs in ${environment.name} yet.` };
  if (own.length === 0)
    return {
      gate: 'breaker',
      state: 'blocked',
      why: `Nothing has recorded how ${environment.name} is.`,
      fix: `Run \`npx bracket verify ${environment.name}\`, or take gates.breaker out of ${environment.file}.`,
    };
  const failures = failuresInARow(own);
  const end = (own.at(-1)?.at ?? now) + rest.value;
  if (failures < wanted.failures || end <= now)
    return { gate: 'breaker', state: 'open', why: `${failures} of ${wanted.failures} failures in a row.` };
  return {
    gate: 'breaker',
    state: 'waiting',
    why: `${failures} failures in a row in ${environment.name}.`,
    until: new Date(end).toISOString(),
  };
};

/** A state that was verified several times and always failed is one failure. */
const failuresInARow = (evidence: readonly Evidence[]): number => {
  const tail = evidence.slice(evidence.findLastIndex(({ outcome }) => isGood(outcome)) + 1);
  return new Set(tail.map(({ commit }) => commit)).size;
};
