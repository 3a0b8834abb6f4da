import type { Pull } from '../model/forge.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import { oneLine } from '../show/escape.ts';
import { pullNumber } from './ask.ts';
import type { Invocation, Verb } from './invocation.ts';
import { exitOf, type Judgement, judgePull, stateOf } from './judgement.ts';
import { judgementJson, judgementText } from './judgement-text.ts';
import { openStage } from './stage.ts';

/** Merges one pull request as one commit, exactly as it was judged, when every gate is open. */
export const merge: Verb<{ readonly pull: string }> = async (call, { pull }) => {
  const number = pullNumber(pull);
  const stage = await openStage(call);
  const judgement = await judgePull(call, stage, number);
  const closed = alreadyClosed(judgement.pull);
  if (closed !== undefined) throw closed;
  if (judgement.pull.state === 'merged' || stateOf(judgement) !== 'open' || call.dryRun) {
    tell(call, judgement);
    return judgement.pull.state === 'merged' ? EXIT.done : exitOf(judgement);
  }
  const commit = await stage.forge.merge({
    number,
    head: judgement.pull.head,
    message: mergeMessage(judgement.pull),
  });
  tell(call, judgement, commit);
  return EXIT.done;
};

const alreadyClosed = ({ state, number }: Pull): Failure | undefined =>
  state !== 'closed'
    ? undefined
    : new Failure({
        code: 'pull-closed',
        exit: EXIT.blocked,
        what: `#${number} is closed, not open.`,
        fix: 'Promote or release again by name; that opens a new one.',
      });

/** The commit's own message with the number behind its subject: its trailers must reach the base branch. */
const mergeMessage = ({ commit, number }: Pull): string => {
  const [subject = '', ...rest] = commit.message.split('\n');
  return [`${subject} (#${number})`, ...rest].join('\n');
};

const tell = (call: Invocation, judgement: Judgement, commit?: string): void => {
  const { pull } = judgement;
  const merged = commit !== undefined || pull.state === 'merged';
  if (call.json) {
    call.print(
      `${JSON.stringify({ ...judgementJson(judgement), merged, ...(commit === undefined ? {} : { commit }) })}\n`,
    );
    return;
  }
  if (commit !== undefined)
    call.print(
      `Merged #${pull.number} as ${commit.slice(0, 10)}: ${oneLine(pull.title, 256)}\nNext: npx bracket status\n`,
    );
  else if (merged) call.say(`#${pull.number} is merged already.\n`);
  else call.print(`${judgementText(judgement, call)}\n`);
  if (!merged && call.dryRun && stateOf(judgement) === 'open')
    call.say('It would be merged. Nothing is written.\n');
};
