import type { CheckReport } from '../model/forge.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import { oneLine } from '../show/escape.ts';
import { pullNumber } from './ask.ts';
import type { Invocation, Verb } from './invocation.ts';
import { exitOf, type Judgement, judgePull, stateOf } from './judgement.ts';
import { judgementJson, judgementSummary, judgementText } from './judgement-text.ts';
import { publish } from './publish.ts';
import { openStage, type Stage } from './stage.ts';

/** Says whether one pull request may be merged now, gate by gate. */
export const gate: Verb<{ readonly pull: string }> = async (call, { pull }) => {
  const number = pullNumber(pull);
  const stage = await openStage(call);
  const judgement = await judgePull(call, stage, number).catch(async (error: unknown) => {
    if (error instanceof Failure && !call.dryRun) await withdraw(call, stage, { number, error });
    throw error;
  });
  const { state } = judgement.pull;
  if (state !== 'open' && !call.json) {
    call.say(`#${number} is ${state} already; nothing is asked of it any more.\n`);
    return EXIT.done;
  }
  const text = call.json ? JSON.stringify(judgementJson(judgement)) : judgementText(judgement, call);
  call.print(`${text}\n`);
  if (state === 'open' && !call.dryRun)
    await publish(call, stage.forge, { commit: judgement.pull.head, report: reportOf(judgement) });
  return exitOf(judgement);
};

/** What cannot be judged now must not stand there as open from before. */
const withdraw = async (
  call: Invocation,
  { forge }: Stage,
  { number, error }: { readonly number: number; readonly error: Failure },
): Promise<void> => {
  try {
    const { pulls } = await forge.look({ prefix: '', number });
    const pull = pulls.find((one) => one.number === number && one.state === 'open');
    const summary = oneLine(`It cannot be judged now. ${error.message}`, 140);
    if (pull !== undefined)
      await publish(call, forge, { commit: pull.head, report: { name: CHECK, state: 'error', summary } });
  } catch (other) {
    // A forge that does not answer either: what it could not be judged for is told, and its old verdict stands.
    if (!(other instanceof Failure)) throw other;
  }
};

/** The name under which the verdict stands at the commit, for people and for the forge's own rules. */
const CHECK = 'bracket/gate';
const STATES = { open: 'success', waiting: 'pending', blocked: 'failure' } as const;

const reportOf = (judgement: Judgement): CheckReport => ({
  name: CHECK,
  state: STATES[stateOf(judgement)],
  summary: judgementSummary(judgement),
});
