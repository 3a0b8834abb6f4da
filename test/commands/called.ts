import { failureWords } from '../../scripts/commands/failure-words.ts';
import type { Invocation, Verb } from '../../scripts/commands/invocation.ts';

/** What a verb answered, and what it printed where. */
export interface Called {
  readonly exit: number;
  readonly out: string;
  readonly talk: string;
}

/** Calls a verb as the command line does, without a process of its own. */
export const called = async <Options>(
  verb: Verb<Options>,
  options: Options,
  more: Partial<Invocation> & { readonly root: string },
): Promise<Called> => {
  const texts = { out: '', talk: '' };
  const call: Invocation = {
    json: false,
    dryRun: false,
    forge: undefined,
    env: {},
    now: new Date(Date.UTC(2026, 0, 6)),
    columns: 80,
    color: false,
    print: (text) => {
      texts.out += text;
    },
    say: (text) => {
      texts.talk += text;
    },
    ...more,
  };
  try {
    return { exit: await verb(call, options), ...texts };
  } catch (error) {
    const { exit, what, fix, trace } = failureWords(error, {});
    return { exit, ...texts, talk: `${texts.talk}${what}\n→ ${fix}\n${trace ?? ''}` };
  }
};
