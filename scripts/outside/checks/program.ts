import type { ChildProcess } from 'node:child_process';
import type { ProgramSeen } from '../../verify/checks/seen.ts';
import { $ } from '../shell.ts';
import { makeTail, writable } from './output.ts';

export interface Run {
  /** The program, then its arguments. */
  readonly words: readonly string[];
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Values that the output must not show. */
  readonly secrets: readonly string[];
  /** Takes out of a text what looks like a secret. */
  readonly masked: (text: string) => string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/** From the polite signal to the one that nobody can refuse, in milliseconds. */
const POLITE = 2000;
/** How long output may still come when the program itself is over, in milliseconds. */
const TRAILING = 250;

/**
 * Runs a program and tells how it ended. It leads a process group of its own, and with it the whole group ends: what it
 * left running holds up nobody. Throws the signal's reason when that ended it.
 */
export const runProgram = async (run: Run): Promise<ProgramSeen> => {
  run.signal?.throwIfAborted();
  const fault = faultOf(run.words);
  if (fault !== undefined) return seen({ how: 'not-started', why: fault }, '');
  const tail = makeTail();
  const { child, over } = start(run);
  for (const stream of [child?.stdout, child?.stderr])
    stream?.on('data', (chunk: Buffer) => tail.push(chunk));
  const late = child !== undefined && (await ended(child, run));
  const { exitCode, signal } = await over;
  run.signal?.throwIfAborted();
  const output = writable(tail.text(), run);
  if (late) return seen({ how: 'ended', after: run.timeout }, output);
  if (signal !== null) return seen({ how: 'signal', signal }, output);
  return seen(exitCode === null ? NOT_STARTED : { how: 'exit', code: exitCode }, output);
};

/** `exec` would take an option for one of its own, and no system call carries a NUL. */
const faultOf = ([program = '', ...others]: readonly string[]): string | undefined => {
  if (program === '' || program.startsWith('-')) return 'its first word is no program';
  return [program, ...others].some((word) => word.includes('\0'))
    ? 'a word holds a NUL character'
    : undefined;
};

const NOT_STARTED = { how: 'not-started', why: 'the system does not start it' } as const;

const seen = (end: ProgramSeen['end'], output: string): ProgramSeen => ({ kind: 'run', end, output });

interface Started {
  /** Absent where the system refuses even the words. */
  readonly child: ChildProcess | undefined;
  readonly over: PromiseLike<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** zx keeps all that was printed; a program may print more than there is memory, so it gets nowhere to keep it. */
const nowhere = { push: () => 0, join: () => '', reduce: () => '', length: 0, *[Symbol.iterator]() {} };

/** `exec` finds programs only: a word such as `exit` is none of the shell's own here. */
const start = ({ words, folder, variables }: Run): Started => {
  const shell = $({
    cwd: folder,
    env: variables,
    quiet: true,
    nothrow: true,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    store: { stdout: nowhere, stderr: nowhere, stdall: nowhere } as never,
  });
  const over = shell`exec ${words}`;
  return { child: over.child, over };
};

/** Waits for the end, makes it where it must be made, and clears up behind it; was it made because of the time? */
const ended = (child: ChildProcess, { timeout, signal }: Run): Promise<boolean> =>
  new Promise((resolve) => {
    let late = false;
    const timers: NodeJS.Timeout[] = [];
    const end = (): void => {
      killGroup(child, 'SIGTERM');
      timers.push(setTimeout(() => killGroup(child, 'SIGKILL'), POLITE));
    };
    timers.push(
      setTimeout(() => {
        late = true;
        end();
      }, timeout),
    );
    signal?.addEventListener('abort', end, { once: true });
    const over = (): void => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      killGroup(child, 'SIGKILL');
      closeLater(child);
      resolve(late);
    };
    child.once('exit', over);
    child.once('error', over);
  });

/** A process that left the group may hold the pipes open for ever. */
const closeLater = (child: ChildProcess): void => {
  const timer = setTimeout(() => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }, TRAILING);
  child.once('close', () => clearTimeout(timer));
};

/** Nobody may be left of the group, or the system may not let us: then there is nothing more to do. */
const killGroup = ({ pid }: ChildProcess, signal: NodeJS.Signals): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    return;
  }
};
