import type { CheckReport } from '../model/forge.ts';
import { EXIT } from '../outside/failure.ts';
import { pullNumber } from './ask.ts';
import type { Verb } from './invocation.ts';
import { exitOf, type Judgement, judgePull, stateOf } from './judgement.ts';
import { judgementJson, judgementSummary, judgementText } from './judgement-text.ts';
import { publish } from './publish.ts';
import { openStage } from './stage.ts';

/** Says whether one pull request may be merged now, gate by gate. */
export const gate: Verb<{ readonly pull: string }> = async (call, { pull }) => {
  const number = pullNumber(pull);
  const stage = await openStage(call);
  const judgement = await judgePull(call, stage, number);
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

/** The name under which the verdict stands at the commit, for people and for the forge's own rules. */
const CHECK = 'bracket/gate';
const STATES = { open: 'success', waiting: 'pending', blocked: 'failure' } as const;

const reportOf = (judgement: Judgement): CheckReport => ({
  name: CHECK,
  state: STATES[stateOf(judgement)],
  summary: judgementSummary(judgement),
});
