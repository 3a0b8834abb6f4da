import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What one test file really did. `faults` empty means: believed. */
export interface Outcome {
  readonly file: string;
  readonly passed: number;
  /** At least 1 whenever there is a fault. */
  readonly failed: number;
  readonly faults: readonly string[];
  /** Reasons a test file gave for leaving something out (lines that start with `# skip `). */
  readonly skips: readonly string[];
  readonly output: string;
  readonly seconds: number;
}

/** Every `*.test.ts` below a folder, sorted. */
export const findTests = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.includes('node_modules'))
    .map((path) => join(folder, path))
    .sort();

const LIMIT_SECONDS = 300;

/** Runs one test file and judges it. In CI (`ci`) a test that left something out is a failure. */
export const runFile = async (
  file: string,
  options: { root: string; ci: boolean; limit?: number },
): Promise<Outcome> => {
  const started = performance.now();
  const ended = await execute(file, options.root, options.limit ?? LIMIT_SECONDS);
  const judged = judge(ended, options.ci);
  return { file, ...judged, output: ended.output, seconds: (performance.now() - started) / 1000 };
};

interface Ended {
  readonly output: string;
  readonly code: number | null;
  readonly timedOut: boolean;
}

const execute = (file: string, root: string, limit: number): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
      detached: true,
    });
    let output = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    }, limit * 1000);
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ output, code, timedOut });
    });
  });

/** Decides from what a test process printed and how it ended whether its tests passed. */
export const judge = (ended: Ended, ci: boolean): Pick<Outcome, 'passed' | 'failed' | 'faults' | 'skips'> => {
  const count = (word: string): number =>
    Number(new RegExp(`^\\s*${word}:\\s+(\\d+)`, 'm').exec(ended.output)?.[1] ?? 0);
  const [total, passed, skipped] = [count('Total'), count('Passed'), count('Skipped')];
  const skips = ended.output
    .split('\n')
    .filter((line) => line.startsWith('# skip '))
    .map((line) => line.slice(7));
  const faults = [
    ended.timedOut && 'was still running at the limit and was killed: close every server and timer it opened',
    ended.code !== 0 && !ended.timedOut && `exited with ${ended.code}`,
    total === 0 && 'ran no test: does it end in `test.run()`?',
    passed !== total && `${total - passed} of ${total} did not pass`,
    skipped > 0 && `${skipped} skipped: remove \`.skip\` and \`.only\``,
    /^\s*FAIL\s/m.test(ended.output) && 'a test or a hook failed',
    ci && skips.length > 0 && `left something out in CI: ${skips.join('; ')}`,
  ].filter((fault): fault is string => typeof fault === 'string');
  return { passed, failed: faults.length === 0 ? 0 : Math.max(1, total - passed), faults, skips };
};
