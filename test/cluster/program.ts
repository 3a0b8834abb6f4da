import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { $ } from '../../scripts/outside/shell.ts';
import { oneLine } from '../../scripts/show/escape.ts';

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly talk: string;
}

export interface Options {
  readonly cwd?: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** What a person can do when it fails; absent: what the program said has to be enough. */
  readonly fix?: string;
}

/** Runs a program and answers how it ended, whatever that was. */
export const attempt = async (
  program: string,
  args: readonly string[],
  { cwd, env = {}, input }: Options = {},
): Promise<Ended> => {
  const ended = await $({
    nothrow: true,
    quiet: true,
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    ...(input === undefined ? {} : { input }),
  })`${program} ${args}`;
  return { code: ended.exitCode, out: ended.stdout, talk: ended.stderr };
};

/** Runs a program and answers what it printed. Throws a failure with its last words when it ends with anything but 0. */
export const run = async (
  program: string,
  args: readonly string[],
  options: Options = {},
): Promise<string> => {
  const ended = await attempt(program, args, options);
  if (ended.code === 0) return ended.out.trimEnd();
  throw new Failure({
    code: 'program-failed',
    exit: EXIT.outside,
    what: `\`${oneLine([program, ...args].join(' '), 120)}\` ended with ${ended.code}: ${lastWords(ended)}`,
    fix: options.fix ?? 'Mend what it says, then run this step again: it begins where things stand.',
  });
};

/** The end of what a program said, because errors come last. */
export const lastWords = ({ talk, out }: Ended): string => {
  const text = talk.trim() === '' ? out : talk;
  return oneLine(text.slice(-2000), 600) || 'it said nothing';
};
