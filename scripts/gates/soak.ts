import { parseDuration } from '../model/window.ts';
import type { Gate, GateFacts } from './facts.ts';
import { isGood, proofOf } from './proof.ts';

/** The state must have stood the wanted time in its source since it first passed, with no failure after that. */
export const soak: Gate = (facts) => {
  const wanted = facts.environment.gates.soak;
  if (wanted === undefined) return undefined;
  const duration = parseDuration(wanted);
  if ('error' in duration)
    return blocked(
      `gates.soak ${JSON.stringify(wanted)}: ${duration.error}.`,
      `Mend it in ${facts.environment.file}.`,
    );
  const since = passingSince(facts);
  if (since === undefined)
    return blocked(
      `Nothing has recorded that this state passed in ${facts.proof?.environment ?? 'any source'}.`,
      `${facts.proof === undefined ? 'Promote from an environment that is verified' : `Run \`npx bracket verify ${facts.proof.environment}\` while it holds these versions`}, or take gates.soak out of ${facts.environment.file}.`,
    );
  const end = since + duration.value;
  return end <= facts.now
    ? { gate: 'soak', state: 'open', why: `Passing for ${wanted} and longer.` }
    : {
        gate: 'soak',
        state: 'waiting',
        why: `Passing since ${new Date(since).toISOString()}, and ${wanted} is asked for.`,
        until: new Date(end).toISOString(),
      };
};

const blocked = (why: string, fix: string): ReturnType<Gate> => ({
  gate: 'soak',
  state: 'blocked',
  why,
  fix,
});

/**
 * What nobody could find out neither proves anything nor takes a proof away. Whatever passed after a failure did not pass
 * before it, and what passed in the future waits only where nothing has passed until now, whatever clocks say.
 */
const passingSince = (facts: GateFacts): number | undefined => {
  const isOver = (at: number): boolean => at <= facts.now;
  const whole = proofOf(facts).filter(({ check }) => check === undefined);
  const failed = whole.findLastIndex(({ outcome }) => outcome === 'fail');
  const passed = whole
    .slice(failed + 1)
    .filter(({ outcome }) => isGood(outcome))
    .map(({ at }) => at);
  const since = passed.find(isOver) ?? passed[0];
  const failure = whole[failed]?.at;
  return since !== undefined && failure !== undefined && isOver(failure) ? Math.max(since, failure) : since;
};
