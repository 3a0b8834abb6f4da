import { EXIT } from '../outside/failure.ts';
import { pullNumber } from './ask.ts';
import type { Verb } from './invocation.ts';
import { openStage } from './stage.ts';

export interface CloseOptions {
  readonly pull: string;
  readonly reason?: string;
}

/** Closes a pull request, says why, and deletes its branch: the next `promote` may open it again. */
export const close: Verb<CloseOptions> = async (call, options) => {
  const number = pullNumber(options.pull);
  const { forge } = await openStage(call);
  const comment = options.reason ?? 'Closed with `bracket close`, without a reason.';
  if (!call.dryRun) await forge.close({ number, comment });
  if (call.json) call.print(`${JSON.stringify({ pull: number, comment, dryRun: call.dryRun })}\n`);
  else call.say(`#${number} ${call.dryRun ? 'would be' : 'is'} closed.\n`);
  return EXIT.done;
};
