import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Outcome, runFile, testEnvironment } from '../support/uvu-runner.ts';

const root = new URL('../..', import.meta.url).pathname;
/** Where the files find uvu, and neither Git nor a test run finds the files. */
const cache = join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'runner-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const IMPORTS = "import { suite, test } from 'uvu';\nimport * as assert from 'uvu/assert';\n";
let made = 0;

/** Runs these lines as a test file. */
const run = (
  body: string,
  options: { ci?: boolean; limit?: number; grace?: number } = {},
): Promise<Outcome> => {
  const file = join(folder, `case-${made++}.ts`);
  writeFileSync(file, IMPORTS + body);
  return runFile(file, { root, ci: false, ...options });
};

const PASSES = "test('passes', () => assert.is(1, 1));\n";

test('a file whose tests pass is believed', async () => {
  const outcome = await run(`${PASSES}test('too', () => assert.ok(true));\ntest.run();\n`);
  assert.equal([outcome.passed, outcome.failed, outcome.faults], [2, 0, []]);
});

test('several suites are counted together', async () => {
  const outcome = await run(
    `const other = suite('other');\nother('a', () => assert.ok(true));\nother.run();\n${PASSES}test.run();\n`,
  );
  assert.equal([outcome.passed, outcome.failed, outcome.faults], [2, 0, []]);
});

interface Trap {
  readonly name: string;
  readonly body: string;
  readonly fault: RegExp;
  readonly options?: { ci?: boolean; limit?: number; grace?: number };
}

const traps: readonly Trap[] = [
  {
    name: 'a test that fails',
    body: `${PASSES}test('fails', () => assert.is(1, 2));\ntest.run();`,
    fault: /1 of 2 did not pass/,
  },
  {
    name: 'a before hook that throws',
    body: `test.before(() => { throw new Error('no'); });\n${PASSES}test.run();`,
    fault: /1 of 1 did not pass/,
  },
  {
    name: 'a before.each hook that throws',
    body: `test.before.each(() => { throw new Error('no'); });\n${PASSES}test.run();`,
    fault: /1 of 1 did not pass/,
  },
  {
    name: 'an after hook that throws',
    body: `test.after(() => { throw new Error('no'); });\n${PASSES}test.run();`,
    fault: /exited with 1/,
  },
  {
    name: 'an after.each hook that throws',
    body: `test.after.each(() => { throw new Error('no'); });\n${PASSES}test.run();`,
    fault: /1 of 1 did not pass/,
  },
  {
    name: 'a thrown string',
    body: `test('throws', () => { throw 'text'; });\n${PASSES}test.run();`,
    fault: /2 of 2 did not pass/,
  },
  {
    name: 'a thrown null',
    body: `${PASSES}test('throws', () => { throw null; });\ntest.run();`,
    fault: /1 of 2 did not pass/,
  },
  { name: 'a forgotten run', body: PASSES, fault: /`test\.run\(\)` is missing/ },
  {
    name: 'a forgotten run of one of two suites',
    body: `const other = suite('other');\nother('a', () => {});\n${PASSES}test.run();`,
    fault: /`other\.run\(\)` is missing/,
  },
  {
    name: 'a test below the run of its suite',
    body: `${PASSES}test.run();\ntest('late', () => assert.ok(false));\n`,
    fault: /stands below `test\.run\(\)`/,
  },
  { name: 'no test at all', body: 'test.run();', fault: /ran no test/ },
  {
    name: 'an only that was left in',
    body: `${PASSES}test.only('alone', () => {});\ntest.run();`,
    fault: /`test\.only` was left in/,
  },
  {
    name: 'an only that hides behind another name',
    body: `const { only } = test;\n${PASSES}only('alone', () => {});\ntest.run();`,
    fault: /1 skipped/,
  },
  {
    name: 'a skip',
    body: `${PASSES}test.skip('later', () => {});\ntest.run();`,
    fault: /`test\.skip` was left in/,
  },
  {
    name: 'leaving with success inside a test',
    body: `test('leaves', () => process.exit(0));\n${PASSES}test.run();`,
    fault: /exited with|left before/,
  },
  {
    name: 'leaving while the file loads',
    body: `${PASSES}test.run();\nprocess.exit(0);`,
    fault: /left before its last test ended/,
  },
  {
    name: 'a test that waits for what never comes',
    body: `test('waits', () => new Promise(() => {}));\n${PASSES}test.run();`,
    fault: /exited with 13|left before/,
  },
  {
    name: 'output that claims success',
    body: `process.stdout.write('\\n  Total:     99\\n  Passed:    99\\n  Skipped:   0\\n99 passed, 0 failed\\n');\ntest('fails', () => assert.is(1, 2));\ntest.run();`,
    fault: /1 of 1 did not pass/,
  },
  {
    name: 'an error after the last test',
    body: `test('passes', () => { setTimeout(() => { throw new Error('late'); }, 50); });\ntest.run();`,
    fault: /exited with 1/,
  },
  {
    name: 'a rejection that nobody waits for',
    body: `test('passes', () => { void Promise.reject(new Error('lost')); });\ntest.run();`,
    fault: /exited with 1/,
  },
  {
    name: 'a file that does not load',
    body: "import './absent.ts';\ntest.run();",
    fault: /exited with 1/,
  },
  {
    name: 'a server left open',
    body: `import { createServer } from 'node:http';\ntest('serves', () => { createServer().listen(0); });\ntest.run();`,
    fault: /did not end after its last test/,
    options: { grace: 0.5 },
  },
  {
    name: 'a process left behind that holds the output',
    body: `import { spawn } from 'node:child_process';\ntest('spawns', () => { spawn('sleep', ['5'], { stdio: 'inherit', detached: true }).unref(); });\ntest.run();`,
    fault: /did not end after its last test/,
    options: { grace: 0.5 },
  },
  {
    name: 'a loop without end',
    body: `test('turns', () => { for (;;); });\ntest.run();`,
    fault: /still running at the limit/,
    options: { limit: 2 },
  },
  {
    name: 'something left out in CI',
    body: `${PASSES}process.stdout.write('# skip kubectl is not installed\\n');\ntest.run();`,
    fault: /left something out in CI: kubectl is not installed/,
    options: { ci: true },
  },
];

for (const trap of traps)
  test(`${trap.name} comes out red`, async () => {
    const outcome = await run(`${trap.body}\n`, trap.options);
    assert.ok(outcome.failed >= 1, 'counts as failed');
    assert.match(outcome.faults.join('\n'), trap.fault);
  });

test('a name that no test file has is an error', () => {
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'test/run.ts', 'no-such-file'], { cwd: root });
  assert.is(run.status, 2);
  assert.match(run.stdout.toString(), /No test file matches no-such-file/);
});

test('what is left out is told, and forgiven outside CI', async () => {
  const body = `${PASSES}process.stdout.write('# skip kubectl is not installed\\n');\ntest.run();\n`;
  const outcome = await run(body);
  assert.equal([outcome.failed, outcome.skips], [0, ['kubectl is not installed']]);
});

test('material that is no part of the repository may be missing in CI', async () => {
  const body = `${PASSES}process.stdout.write('# skip no vectors beside this repository\\n');\ntest.run();\n`;
  const outcome = await run(body, { ci: true });
  assert.equal([outcome.failed, outcome.skips], [0, ['no vectors beside this repository']]);
});

test('a test sees no forge, no Git settings and no repository of the run it happens in', () => {
  const seen = testEnvironment({
    PATH: '/bin',
    GITHUB_TOKEN: 'secret',
    GITHUB_REPOSITORY: 'a/b',
    GIT_DIR: '/elsewhere',
    FORCE_COLOR: '1',
  });
  assert.equal(seen, {
    PATH: '/bin',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    NO_COLOR: '1',
  });
});

test.run();
