import { parseDuration } from '../model/window.ts';
import type { Gate, GateFacts } from './facts.ts';

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
      `Have its checks run and their results recorded in the ledger, or take gates.soak out of ${facts.environment.file}.`,
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

const passingSince = ({ evidence, proof }: GateFacts): number | undefined => {
  const about = evidence.filter(
    (one) => proof !== undefined && one.environment === proof.environment && one.tree === proof.tree,
  );
  const failed = about.findLastIndex((one) => !one.passed);
  return about[failed + 1]?.at;
};
