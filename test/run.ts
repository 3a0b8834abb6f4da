#!/usr/bin/env tsx
/**
 * Runs every test file in a process of its own and believes none of them: a file passes only when all of its tests ran
 * and passed, nothing was left out, and the process ended by itself in time. uvu alone exits 0 when a hook throws,
 * `.run()` is forgotten or `.only` is left in.
 *
 *   tsx test/run.ts [part of a path …]
 */
import { availableParallelism } from 'node:os';
import { relative } from 'node:path';
import { build } from '../scripts/house/build.ts';
import { findTests, killAll, type Outcome, runFile } from './support/uvu-runner.ts';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const root = new URL('..', import.meta.url).pathname;
const wanted = process.argv.slice(2);
const files = findTests(`${root}test`).filter((file) => wanted.every((part) => file.includes(part)));

const report = (outcome: Outcome): void => {
  const name = relative(root, outcome.file);
  for (const line of outcome.skips) say(`  skipped: ${line}`);
  if (outcome.faults.length === 0) {
    say(`ok    ${name}  ${outcome.passed} (${outcome.seconds.toFixed(1)} s)`);
    return;
  }
  say(`FAIL  ${name}`);
  for (const fault of outcome.faults) say(`      ${fault}`);
  say(outcome.output);
};

const queue = [...files];
const outcomes: Outcome[] = [];

/** The last line. A file that has no outcome yet counts as one failure. */
const conclude = (): number => {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const unfinished = files.length - outcomes.length;
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, unfinished);
  say(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
};

const work = async (): Promise<void> => {
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    const outcome = await runFile(file, { root, ci: process.env['CI'] === 'true' });
    report(outcome);
    outcomes.push(outcome);
  }
};

const main = async (): Promise<number> => {
  if (files.length === 0) {
    say(`No test file matches ${wanted.join(' ')}. Name a part of a path below test/.`);
    return 2;
  }
  await build();
  // One more than there are processors: many a test waits for a clock or for a program to end.
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, work));
  return conclude();
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    killAll();
    process.exit(conclude());
  });
process.exit(await main());
