/**
 * Runs the suites of one test file and says on file descriptor 3 what became of them: standard output belongs to the
 * code under test, which may print whatever it likes. Leaving early in any way leaves the report unwritten.
 */
import { closeSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What uvu answers for a suite: texts of failures or true, passed, skipped, total. */
type Suite = () => Promise<readonly [string | true, number, number, number]>;

/** What the runner is told of one test file. */
export interface Report {
  readonly total: number;
  readonly passed: number;
  readonly skipped: number;
  /** Suites with a failure. */
  readonly failures: number;
}

const suites: Suite[] = [];
// With these set uvu collects its suites and leaves it to us to run them, as `uvu/run` does.
Object.assign(globalThis, { UVU_DEFER: 1, UVU_INDEX: 0, UVU_QUEUE: [suites] });

await import(pathToFileURL(process.argv[2] ?? '').href);
let report: Report = { total: 0, passed: 0, skipped: 0, failures: 0 };
for (const suite of suites) {
  const [errors, passed, skipped, total] = await suite();
  if (errors !== true) process.stdout.write(`\n${errors}\n`);
  report = {
    total: report.total + total,
    passed: report.passed + passed,
    skipped: report.skipped + skipped,
    failures: report.failures + (errors === true ? 0 : 1),
  };
}
writeSync(3, `${JSON.stringify(report)}\n`);
closeSync(3);
