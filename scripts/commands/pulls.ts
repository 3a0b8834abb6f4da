import type { Pull } from '../model/forge.ts';
import { EXIT, type ExitCode } from '../outside/failure.ts';
import { oneLine } from '../show/escape.ts';
import { wrap } from '../show/width.ts';

import type { Invocation, Verb } from './invocation.ts';
import { openStage } from './stage.ts';

/** Every branch that this program opens pull requests for starts with one of these. */
const PREFIXES = ['promote/', 'release/'] as const;

/** Lists the open pull requests of this program. */
export const pulls: Verb<Record<never, never>> = async (call) => {
  const { forge } = await openStage(call);
  const views = await Promise.all(PREFIXES.map((prefix) => forge.look({ prefix })));
  const open = views
    .flatMap((view) => view.pulls)
    .filter(({ state }) => state === 'open')
    .sort((one, other) => one.number - other.number);
  return tell(call, open, forge.name);
};

const tell = (call: Invocation, open: readonly Pull[], forge: string): ExitCode => {
  if (call.json) {
    const rows = open.map(({ number, title, branch, head, author, url }) => ({
      number,
      title,
      branch,
      head,
      author,
      url,
    }));
    call.print(`${JSON.stringify({ forge, pulls: rows })}\n`);
  } else if (open.length === 0)
    call.say('No pull request is open. `npx bracket status` says what is pending.\n');
  else
    for (const pull of open)
      call.print(
        `${wrap(`#${pull.number}  ${oneLine(pull.title, 256)}`, call.columns, '    ').join('\n')}\n`,
      );
  return EXIT.done;
};
