import { EXIT } from '../outside/failure.ts';
import { isOver } from '../outside/forge/trouble.ts';
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
  const comment = options.reason ?? 'Closed with `npx bracket close`, without a reason.';
  const [pull] = (await forge.look({ prefix: '', number })).pulls;
  if (pull?.state === 'merged') throw isOver(number, 'merged');
  if (!call.dryRun) await forge.close({ number, comment, keepBranch: true });
  if (call.json) call.print(`${JSON.stringify({ pull: number, comment, dryRun: call.dryRun })}\n`);
  else call.say(`${told(number, pull?.state === 'closed', call.dryRun)}\n`);
  return EXIT.done;
};

const told = (number: number, already: boolean, dryRun: boolean): string =>
  already
    ? `#${number} is closed already.`
    : `#${number} ${dryRun ? 'would be' : 'is'} closed. It stays so until somebody names its services, or something\nnewer arrives.`;
