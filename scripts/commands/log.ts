import { EXIT, type ExitCode } from '../outside/failure.ts';
import { untilStopped } from '../outside/stop.ts';
import { problemsText } from '../show/problems/text.ts';
import type { Invocation, Verb } from './invocation.ts';
import { follow, type LogLine } from './log-follow.ts';
import { headLines, type LogStyle, logLines, wholeLog } from './log-format.ts';
import { type LogLook, type LogScene, lookAtLog, tipsOf } from './log-look.ts';
import { type LogOptions, readLogOptions } from './log-options.ts';
import { openStage, type Stage } from './stage.ts';

/** What was deployed and what came of it, one line a deployment. Writes nothing. */
export const log: Verb<LogOptions> = async (call, options) => {
  const wanted = readLogOptions(call, options);
  const stage = await openStage(call);
  const look: LogLook = { environment: options.environment, choice: wanted.choice };
  const style = { ...wanted, color: call.color };
  if (wanted.every !== undefined) return followLog(call, stage, { look, style, every: wanted.every });
  const { main } = await tipsOf(call, stage);
  const scene = await lookAtLog(call, stage, { ...look, main });
  tellTroubles(call, scene, new Set());
  if (scene.found.deployments.length === 0 && wanted.format === 'text')
    call.say('There is no such deployment. `npx bracket status` shows what is wanted where.\n');
  call.print(await wholeLog(scene, style));
  return EXIT.done;
};

interface Followed {
  readonly look: LogLook;
  readonly style: LogStyle;
  readonly every: number;
}

/** After the first look everything counts that is not older than what it showed, however much comes. */
const followLog = async (call: Invocation, stage: Stage, followed: Followed): Promise<ExitCode> => {
  let { look } = followed;
  let tips = '';
  const told = new Set<string>();
  const once = async (): Promise<readonly LogLine[] | undefined> => {
    const { main, ledger } = await tipsOf(call, stage);
    const now = `${main} ${ledger}`;
    if (now === tips) return undefined;
    const scene = await lookAtLog(call, stage, { ...look, main });
    if (tips === '')
      call.print(
        headLines(scene, followed.style)
          .map((line) => `${line}\n`)
          .join(''),
      );
    tips = now;
    look = onward(look, scene);
    tellTroubles(call, scene, told);
    return logLines(scene, followed.style);
  };
  await follow(once, { ...call, every: followed.every, signal: untilStopped() });
  return EXIT.done;
};

const onward = (look: LogLook, { found }: LogScene): LogLook => {
  const since = found.deployments[0]?.at ?? look.choice.since;
  const choice = { ...look.choice, limit: Number.MAX_SAFE_INTEGER };
  return { ...look, choice: since === undefined ? choice : { ...choice, since } };
};

/** Each trouble once, however often it is looked. */
const tellTroubles = ({ say }: Invocation, { found, unread }: LogScene, told: Set<string>): void => {
  const all = unread === undefined ? found.troubles : [unread, ...found.troubles];
  const fresh = all.filter((one) => !told.has(JSON.stringify(one)));
  for (const one of fresh) told.add(JSON.stringify(one));
  if (fresh.length > 0) say(problemsText(fresh));
};
