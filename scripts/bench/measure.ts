import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Exit codes that are answers. Default: only 0. */
  readonly accept?: readonly number[];
}

/** Milliseconds of one run. Throws with what the program said when it fails: a figure of a failure is none. */
const time = (command: Command): number => {
  const started = process.hrtime.bigint();
  run(command);
  return Number(process.hrtime.bigint() - started) / 1e6;
};

/** The middle one of several runs, each after `before`, in milliseconds. */
export const median = (command: Command, times: number, before: () => void = () => undefined): number => {
  const all = Array.from({ length: times }, () => {
    before();
    return time(command);
  });
  return all.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
};

/** The most memory a Node program held at once, in megabytes (its own, not that of the git it runs). */
export const peakMemory = (command: Command): number => {
  const report = `process.on('exit', () => require('node:fs').writeSync(3, String(process.resourceUsage().maxRSS)))`;
  const watch = `data:text/javascript,import{createRequire}from'node:module';const require=createRequire('file:///');${encodeURIComponent(report)}`;
  const answer = run({ ...command, args: ['--import', watch, ...command.args] }, true);
  return Number(answer) / 1024;
};

const run = (command: Command, report = false): string => {
  const done = spawnSync(command.program, command.args, {
    cwd: command.cwd,
    stdio: ['ignore', 'pipe', 'pipe', report ? 'pipe' : 'ignore'],
    maxBuffer: 1 << 30,
  });
  if (!(command.accept ?? [0]).includes(done.status ?? -1))
    throw new Error(
      `${command.program} ${command.args.join(' ')} ended with ${done.status}:\n${String(done.stderr).slice(-2000)}${String(done.stdout).slice(-2000)}`,
    );
  return String(done.output[3] ?? '');
};

/** Where a repository keeps something inside its Git folder. */
export const gitPath = (folder: string, name: string): string =>
  join(
    folder,
    execFileSync('git', ['-C', folder, 'rev-parse', '--git-path', name], { encoding: 'utf8' }).trim(),
  );
