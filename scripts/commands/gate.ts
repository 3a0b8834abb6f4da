import { EXIT } from '../outside/failure.ts';
import { pullNumber } from './ask.ts';
import type { Verb } from './invocation.ts';
import { exitOf, judgePull } from './judgement.ts';
import { judgementJson, judgementText } from './judgement-text.ts';
import { openStage } from './stage.ts';

/** Says whether one pull request may be merged now, gate by gate. */
export const gate: Verb<{ readonly pull: string }> = async (call, { pull }) => {
  const number = pullNumber(pull);
  const judgement = await judgePull(call, await openStage(call), number);
  const { state } = judgement.pull;
  if (state !== 'open' && !call.json) {
    call.say(`#${number} is ${state} already; nothing is asked of it any more.\n`);
    return EXIT.done;
  }
  const text = call.json ? JSON.stringify(judgementJson(judgement)) : judgementText(judgement, call);
  call.print(`${text}\n`);
  return exitOf(judgement);
};
