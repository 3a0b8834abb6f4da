import { EXIT } from '../outside/failure.ts';
import { pullNumber } from './ask.ts';
import type { Verb } from './invocation.ts';
import { openStage } from './stage.ts';

export interface CloseOptions {
  readonly pull: string;
  readonly reason?: string;
}

/**
 * Closes a pull request and says why. Its branch stays, as when a person closes it on GitHub: no automation opens it
 * again until somebody asks by name or something newer arrives.
 */
export const close: Verb<CloseOptions> = async (call, options) => {
  const number = pullNumber(options.pull);
  const { forge } = await openStage(call);
  const comment = options.reason ?? 'Closed with `bracket close`, without a reason.';
  if (!call.dryRun) await forge.close({ number, comment, keepBranch: true });
  if (call.json) call.print(`${JSON.stringify({ pull: number, comment, dryRun: call.dryRun })}\n`);
  else
    call.say(
      `#${number} ${call.dryRun ? 'would be' : 'is'} closed. It stays so until it is asked for by name, or something newer arrives.\n`,
    );
  return EXIT.done;
};
