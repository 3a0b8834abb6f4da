import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Digest, ServiceName, Version } from '../../../scripts/model/names.ts';
import type { CheckWorld } from '../../../scripts/outside/checks/world.ts';
import { checksOf, makeWorld, ran, summary } from './world.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'run-')));
test.after(() => rmSync(folder, { recursive: true, force: true }));

const PATH = process.env['PATH'];

const worldWith = (programs: Partial<CheckWorld['programs']> = {}): CheckWorld => {
  const world = makeWorld();
  return { ...world, programs: { ...world.programs, folder, variables: { PATH }, ...programs } };
};

const run = async (words: readonly string[], world = worldWith(), timeout = '20s') =>
  (await ran(checksOf({ timeout, run: words }), world)).results[0];

const shell = (script: string, world?: CheckWorld, timeout?: string) =>
  run(['sh', '-c', script], world, timeout);

test('the exit code is the answer', async () => {
  for (const [code, outcome] of [
    [0, 'pass'],
    [1, 'fail'],
    [75, 'unavailable'],
    [200, 'fail'],
  ] as const)
    assert.is((await shell(`exit ${code}`))?.outcome, outcome, String(code));
  assert.match((await shell('kill -KILL $$'))?.why ?? '', /SIGKILL/);
});

test('what is no program is a mistake of the file', async () => {
  writeFileSync(join(folder, 'plain.txt'), 'no program');
  for (const words of [
    ['no-such-program'],
    ['./plain.txt'],
    ['exit', '0'],
    ['-c', 'true'],
    [''],
    ['true', 'a\0b'],
  ]) {
    const found = await run(words);
    assert.is(found?.outcome, 'fail', words.join(' '));
    assert.match(found?.why ?? '', /correct `run`/, words.join(' '));
  }
});

test('words reach the program as they are, whatever is in them', async () => {
  const seen = async (words: readonly string[]): Promise<unknown> => {
    const script = 'require("fs").writeFileSync("words.json", JSON.stringify(process.argv.slice(1)))';
    const found = await run([process.execPath, '-e', script, '--', ...words]);
    assert.is(found?.outcome, 'pass', found?.output);
    return JSON.parse(readFileSync(join(folder, 'words.json'), 'utf8'));
  };
  const hostile = [
    '$(touch pwned)',
    '`id`',
    "it's",
    '"',
    '\\',
    '',
    ' a  b ',
    '*',
    '~',
    '; exit 1',
    '$HOME',
    '\n',
    '-x',
  ];
  assert.equal(await seen(hostile), hostile);
  const word = fc
    .string({ unit: 'binary', maxLength: 20 })
    .map((text) => text.replaceAll('\0', '').toWellFormed());
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (words) =>
      assert.equal(await seen(words), words),
    ),
    { numRuns: 15 },
  );
});

test('it stands at the root of the repository and knows the facts of the environment, but no token', async () => {
  const services = [
    {
      service: 'front-end' as ServiceName,
      image: 'ghcr.io/acme/front-end',
      version: '1.10' as Version,
      config: 'main',
    },
    {
      service: 'api' as ServiceName,
      image: 'ghcr.io/acme/api',
      version: '2.0.0' as Version,
      digest: `sha256:${'a'.repeat(64)}` as Digest,
      config: 'c0ffee',
    },
  ];
  const world = worldWith({
    variables: {
      PATH,
      SHOP: 'yes',
      GITHUB_TOKEN: 'gg-gg-gg',
      ARGOCD_TOKEN_DEV: 'a1-a1-a1',
      ARGOCD_AUTH_TOKEN: 'b2-b2-b2',
    },
    secrets: ['ARGOCD_TOKEN_DEV'],
    facts: { environment: 'dev', commit: 'c1', tree: 't1', services },
  });
  const { output = '' } = (await shell('pwd; env | sort', world)) ?? {};
  const lines = output.split('\n');
  for (const line of [
    folder,
    'SHOP=yes',
    'BRACKET_ENVIRONMENT=dev',
    'BRACKET_COMMIT=c1',
    'BRACKET_TREE=t1',
    'BRACKET_SERVICES=front-end=1.10 api=2.0.0',
    'BRACKET_VERSION_FRONT_END=1.10',
    'BRACKET_IMAGE_API=ghcr.io/acme/api',
    `BRACKET_DIGEST_API=sha256:${'a'.repeat(64)}`,
    'BRACKET_DIGEST_FRONT_END=',
    'BRACKET_CONFIG_API=c0ffee',
  ])
    assert.ok(lines.includes(line), `${line} is missing in ${output}`);
  assert.not.match(output, /TOKEN|gg-gg|a1-a1|b2-b2/);
});

test('what it prints is kept without control characters and without secrets', async () => {
  const world = worldWith({ variables: { PATH, SHOP_PASSWORD: 'correct horse', GITHUB_TOKEN: 'gggggggg' } });
  const found = await shell(
    [
      "printf '\\033[31mred\\033[0m \\007bell \\342\\200\\256turned\\n'",
      "printf '10%%\\r50%%\\r100%%\\n'",
      'echo out; echo err >&2',
      'echo "the word is $SHOP_PASSWORD"; echo gggggggg',
      `echo "key: ghp_${'a1B2'.repeat(9)}"`,
      "echo 'password=hunter2 and more'",
    ].join('; '),
    world,
  );
  assert.is(found?.outcome, 'pass');
  const output = found?.output ?? '';
  assert.match(output, /^red bell turned\n100%\n/);
  for (const part of ['out', 'err', 'the word is (not shown)']) assert.ok(output.includes(part), part);
  assert.not.match(output, /horse|gggggggg|a1B2|hunter2|[^\P{Cc}\n]|\u202e/u);
});

test('of much output the end is kept, and not all of it is ever held', async () => {
  const before = process.memoryUsage().rss;
  const found = await shell('yes "a line of output" | head -c 200000000; echo; echo the end');
  assert.is(found?.outcome, 'pass');
  const output = found?.output ?? '';
  assert.ok(Buffer.byteLength(output) <= 4096, `${Buffer.byteLength(output)} bytes`);
  assert.match(output, /^…\na line of output\n/);
  assert.match(output, /\nthe end$/);
  assert.ok(process.memoryUsage().rss - before < 150e6);
  const wide = (await shell("head -c 9000 /dev/zero | tr '\\0' 'x'; printf 'ä%.0s' 1 2 3"))?.output ?? '';
  assert.ok(Buffer.byteLength(wide) <= 4096);
  assert.match(wide, /^…\nx+äää$/);
});

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const pidIn = (name: string): number => Number(readFileSync(join(folder, name), 'utf8'));

/** The system takes a moment to end a process. */
const isOver = async (pid: number): Promise<boolean> => {
  for (let look = 0; look < 100 && isRunning(pid); look++) await pause(20);
  return !isRunning(pid);
};

test('when its time is over it ends with all that it started, also where it refuses', async () => {
  const found = await shell(
    'trap "" TERM; sh -c \'trap "" TERM; echo $$ >inner; while :; do sleep 1; done\' & echo started; echo $$ >outer; while :; do sleep 1; done',
    worldWith(),
    '500ms',
  );
  assert.is(found?.outcome, 'unavailable');
  assert.match(found?.why ?? '', /still running after 500 ms/);
  assert.is(found?.output, 'started');
  assert.ok(await isOver(pidIn('outer')));
  assert.ok(await isOver(pidIn('inner')));
});

test('what it leaves running keeps nobody waiting', async () => {
  const left = await shell(
    'sh -c "echo \\$\\$ >left; exec sleep 300" & while [ ! -s left ]; do sleep 0.05; done; echo done',
  );
  assert.equal([left?.outcome, left?.output], ['pass', 'done']);
  assert.ok(await isOver(pidIn('left')));
  const away = await shell(
    'setsid sh -c "echo \\$\\$ >away; exec sleep 300" & while [ ! -s away ]; do sleep 0.05; done; echo done',
  );
  assert.equal([away?.outcome, away?.output], ['pass', 'done']);
  process.kill(pidIn('away'), 'SIGKILL');
});

test('stopping ends the program, and the reason is thrown', async () => {
  const stop = new AbortController();
  const checks = checksOf({ run: ['sh', '-c', 'echo $$ >stopped; exec sleep 300'] });
  const going = ran(checks, worldWith(), { signal: stop.signal }).catch((error: Error) => error.message);
  rmSync(join(folder, 'stopped'), { force: true });
  await pause(300);
  stop.abort(new Error('enough'));
  assert.is(await going, 'enough');
  assert.ok(await isOver(pidIn('stopped')));
});

test('attempts: a program is run again', async () => {
  const script = 'echo x >>tries; [ "$(wc -l <tries)" -ge 3 ]';
  const checks = checksOf({ attempts: 5, interval: '1ms', run: ['sh', '-c', script] });
  assert.match(summary(await ran(checks, worldWith())), /^pass 3/);
});

test.run();
