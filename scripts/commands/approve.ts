import { EXIT } from '../outside/failure.ts';
import { misuse, pullNumber } from './ask.ts';
import type { Verb } from './invocation.ts';
import { openStage } from './stage.ts';

export interface ApproveOptions {
  readonly pull: string;
  readonly as?: string;
}

/** Approves a pull request at its present head: on GitHub as the token's owner, on the local forge as who `--as` says. */
export const approve: Verb<ApproveOptions> = async (call, options) => {
  const number = pullNumber(options.pull);
  const { git, forge } = await openStage(call);
  if (forge.name === 'github' && options.as !== undefined)
    throw misuse('as-on-github', 'On GitHub the owner of the token approves.', 'Leave out --as.');
  const name = options.as ?? (await git.run(['config', '--get', 'user.name'], { accept: [0, 1] }));
  if (forge.name === 'local' && name.trim() === '')
    throw misuse('who', 'Nobody knows who approves: Git has no user.name.', 'Say it: --as NAME.');
  if (!call.dryRun) await forge.approve(number, name);
  const who = forge.name === 'github' ? 'the owner of the token' : name;
  if (call.json) call.print(`${JSON.stringify({ pull: number, as: who, dryRun: call.dryRun })}\n`);
  else
    call.say(
      `#${number} ${call.dryRun ? 'would be' : 'is'} approved by ${who}.\nNext: npx bracket merge ${number}\n`,
    );
  return EXIT.done;
};
