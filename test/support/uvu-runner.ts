import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Report } from './uvu-child.ts';
import { sourceFaults } from './uvu-source.ts';

/** What one test file really did. `faults` empty means: believed. */
export interface Outcome {
  readonly file: string;
  readonly passed: number;
  /** At least 1 whenever there is a fault. */
  readonly failed: number;
  readonly faults: readonly string[];
  /** Reasons the file gave for leaving something out (`# skip <reason>`). */
  readonly skips: readonly string[];
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly root: string;
  /** In CI a file that left something out fails. */
  readonly ci: boolean;
  /** Seconds a file may take in all. */
  readonly limit?: number;
  /** Seconds a file may take to end after its last test. Longer: it left a server, a timer or a process behind. */
  readonly grace?: number;
}

/** Every `*.test.ts` below a folder, sorted. */
export const findTests = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
    .map((path) => join(folder, path))
    .sort();

/** Runs one test file in a process of its own and judges it. */
export const runFile = async (file: string, options: RunOptions): Promise<Outcome> => {
  const started = performance.now();
  const ended = await execute(file, options);
  const faults = sourceFaults(readFileSync(file, 'utf8'));
  const judged = judge(ended, { ci: options.ci, faults });
  return { file, ...judged, output: ended.output, seconds: (performance.now() - started) / 1000 };
};

interface Ended {
  readonly output: string;
  readonly report: Report | undefined;
  readonly code: number | null;
  readonly killed: 'limit' | 'grace' | undefined;
}

const LIMIT_SECONDS = 300;
const GRACE_SECONDS = 20;
/** Characters kept of what a file prints, the last ones: a loop that prints must not take the runner with it. */
const OUTPUT_LIMIT = 1_000_000;
const CHILD = new URL('uvu-child.ts', import.meta.url).pathname;

const running = new Set<ChildProcess>();

/** Ends every test process still running, with what it started; for a runner that is told to stop. */
export const killAll = (): void => {
  for (const child of running) killGroup(child);
};

const execute = async (file: string, options: RunOptions): Promise<Ended> => {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, file], {
    cwd: options.root,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: testEnvironment(process.env),
    detached: true,
  });
  running.add(child);
  const heard = listen(child);
  const reaper = reap(child, options);
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  running.delete(child);
  return { ...heard(), code, killed: reaper() };
};

/** Collects what a test process prints and reports; the answer gives it out. */
const listen = (child: ChildProcess): (() => Pick<Ended, 'output' | 'report'>) => {
  let output = '';
  let report = '';
  const hear = (fd: number, keep: (text: string) => void): unknown =>
    (child.stdio[fd] as Readable).setEncoding('utf8').on('data', keep);
  const print = (text: string): void => {
    output = (output + text).slice(-OUTPUT_LIMIT);
  };
  hear(1, print);
  hear(2, print);
  hear(3, (text) => {
    report += text;
  });
  return () => ({ output, report: readReport(report) });
};

const readReport = (text: string): Report | undefined => {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
};

/** Kills a test process that takes too long; the answer stops watching and says which limit it broke, if any. */
const reap = (child: ChildProcess, options: RunOptions): (() => Ended['killed']) => {
  const timers: NodeJS.Timeout[] = [];
  let killed: Ended['killed'];
  const killAfter = (seconds: number, why: 'limit' | 'grace'): void => {
    const kill = (): void => {
      killed ??= why;
      killGroup(child);
    };
    timers.push(setTimeout(kill, seconds * 1000));
  };
  const grace = (): void => killAfter(options.grace ?? GRACE_SECONDS, 'grace');
  killAfter(options.limit ?? LIMIT_SECONDS, 'limit');
  child.stdio[3]?.once('data', grace);
  child.once('exit', grace);
  return () => {
    for (const timer of timers) clearTimeout(timer);
    return killed;
  };
};

const killGroup = (child: ChildProcess): void => {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
  // A process that left the group may still hold the pipes; nobody waits for it.
  for (const stream of child.stdio) stream?.destroy();
};

/**
 * What a test may know of the machine. The forge and the Git repository that this run itself happens in are not among
 * it, nor a person's Git settings: a test that needs one of those says so itself.
 */
export const testEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:GIT|GITHUB|RUNNER)_|^FORCE_COLOR$/.test(name)),
  ),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  NO_COLOR: '1',
});

/** Decides from how a test process ended, and what its source already betrayed, whether its tests passed. */
const judge = (
  ended: Ended,
  known: { readonly ci: boolean; readonly faults: readonly string[] },
): Pick<Outcome, 'passed' | 'failed' | 'faults' | 'skips'> => {
  const { total, passed, skipped, failures } = ended.report ?? {
    total: 0,
    passed: 0,
    skipped: 0,
    failures: 0,
  };
  const skips = [...ended.output.matchAll(/(?:^|\s)# skip (.+)$/gm)].map((match) => match[1] ?? '');
  const unexcused = skips.filter((reason) => !reason.includes(BESIDE));
  const found: readonly (string | false)[] = [
    ending(ended) ?? false,
    ended.report !== undefined && total === 0 && 'ran no test: does it end in `test.run()`?',
    passed !== total && `${total - passed} of ${total} did not pass`,
    failures > 0 && passed === total && 'a hook failed',
    skipped > 0 && `${skipped} skipped: remove \`.skip\` and \`.only\``,
    known.ci && unexcused.length > 0 && `left something out in CI: ${unexcused.join('; ')}`,
  ];
  const faults = [...known.faults, ...found.filter((fault) => fault !== false)];
  return { passed, failed: faults.length === 0 ? 0 : Math.max(1, total - passed), faults, skips };
};

/** Material that is no part of this repository may be missing even in CI; its tests say so in these words. */
const BESIDE = 'beside this repository';

const ending = (ended: Ended): string | undefined => {
  if (ended.killed === 'limit') return 'was still running at the limit and was killed';
  if (ended.killed === 'grace')
    return 'did not end after its last test: close every server, timer and process';
  if (ended.code !== 0) return `exited with ${ended.code}`;
  return ended.report === undefined ? 'left before its last test ended' : undefined;
};
