import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { renameSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommitId } from '../../scripts/model/names.ts';
import { type SmallShop, smallShop } from '../commands/small-shop.ts';
import { eventsOf, type Verified } from '../history/log-events.ts';
import { readPage } from '../show/deploy-log-page.ts';
import { type GitHub, startGitHub } from '../support/github/server.ts';
import { addToLedger, writeDown } from '../support/ledger-lines.ts';
import { bracket, program } from './command-line.ts';

const DAY = Date.UTC(2026, 0, 5, 12);
const verified = (commit: string, more: Partial<Verified> = {}): ReturnType<typeof eventsOf> =>
  eventsOf({ environment: 'production', commit: commit as CommitId, at: DAY, ...more });

/** A program under way: what it printed so far, and a way to wait for it. */
interface Running {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly talk: () => string;
  /** Waits until this was printed or said. */
  shows(wanted: RegExp): Promise<void>;
  readonly ended: Promise<number | null>;
}

const start = (
  shop: SmallShop,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running => {
  const child = spawn(
    process.execPath,
    [program, 'log', '--follow', '--every', '100ms', '--time-zone', 'UTC', ...args],
    {
      cwd: shop.root,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: '/nonexistent',
        NO_COLOR: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  children.add(child);
  const texts = { out: '', talk: '' };
  const listeners = new Set<() => void>();
  const hear = (stream: 'out' | 'talk') => (chunk: string) => {
    texts[stream] += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.setEncoding('utf8').on('data', hear('out'));
  child.stderr.setEncoding('utf8').on('data', hear('talk'));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    child,
    out: () => texts.out,
    talk: () => texts.talk,
    ended,
    shows: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!wanted.test(texts.out + texts.talk)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        void ended.then((code) => reject(new Error(`it ended with ${code}: ${texts.out}${texts.talk}`)));
        look();
      }),
  };
};

const children = new Set<ChildProcess>();
test.after(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Lines without the head, and of each the outcome and what moved. */
const moves = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.split(/\s+/))
    .map((words) => `${words[3]} ${words[6]}`);

test('who follows sees a deployment arrive, run and pass, each as a line, and ends it with Ctrl-C', async () => {
  const shop = smallShop(['service-b']);
  const running = start(shop, ['production']);
  await running.shows(/unverified .*service-b:->1\.0\.0\n/);
  const commit = shop.want('production', { 'service-b': '1.0.1' });
  await running.shows(/unverified .*1\.0\.0->1\.0\.1\n/);
  const now = Date.now();
  writeDown(shop, verified(commit, { at: now }));
  await running.shows(/running .*1\.0\.0->1\.0\.1\n/);
  writeDown(shop, verified(commit, { at: now, outcome: 'pass' }).slice(-2));
  await running.shows(/pass .*1\.0\.0->1\.0\.1\n/);
  running.child.kill('SIGINT');
  assert.is(await running.ended, 0);
  assert.equal(moves(running.out()), [
    'unverified service-b:->1.0.0',
    'unverified service-b:1.0.0->1.0.1',
    'running service-b:1.0.0->1.0.1',
    'pass service-b:1.0.0->1.0.1',
  ]);
  assert.is(running.out().match(/^#/gm)?.length, 1, 'the head stands once');
  assert.is(running.talk(), '');
});

test('what is wrong with the ledger is said once, and following goes on until the service manager ends it', async () => {
  const shop = smallShop(['service-b']);
  const running = start(shop, ['--json']);
  await running.shows(/"environment":"production"/);
  addToLedger(shop, { 'production/2026-01.jsonl': '{"hello": 1}\n' });
  await running.shows(/production\/2026-01\.jsonl:1:1 error/);
  shop.want('dev', { 'service-b': '1.0.1' });
  await running.shows(/1\.0\.1/);
  running.child.kill('SIGTERM');
  assert.is(await running.ended, 0);
  assert.is(running.talk().match(/jsonl:1:1/g)?.length, 1);
  for (const line of running.out().trimEnd().split('\n')) assert.ok('outcome' in JSON.parse(line));
});

test('when nobody reads any more it ends by itself, and that is no failure', async () => {
  const shop = smallShop(['service-b']);
  const running = start(shop, []);
  await running.shows(/production/);
  running.child.stdout?.destroy();
  shop.want('production', { 'service-b': '1.0.1' });
  assert.is(await running.ended, 0);
});

test('on GitHub what others merged and wrote down is fetched; an origin that is away is said once, or fails', async () => {
  const shop = smallShop(['service-b']);
  const github = await startGitHub({ from: shop.root });
  try {
    await followGitHub(shop, github);
  } finally {
    await github.close();
  }
});

const followGitHub = async (shop: SmallShop, github: GitHub): Promise<void> => {
  const { root, env } = github;
  shop.git('remote', 'add', 'origin', root);
  const elsewhere = smallShop(['service-b']);
  const running = start(shop, ['production'], env);
  await running.shows(/unverified .*service-b:->1\.0\.0\n/);
  renameSync(root, `${root}-away`);
  await running.shows(/cannot be read from `origin`.*It is looked again\.\n/);
  const once = await bracket(shop.root, ['log'], { env });
  assert.equal([once.code, once.out], [6, '']);
  assert.match(once.talk, /`--forge local` asks this clone alone/);
  assert.is((await bracket(shop.root, ['log', '--forge', 'local'], { env })).code, 0);
  renameSync(`${root}-away`, root);
  await running.shows(/It answers again\.\n/);
  elsewhere.git('remote', 'add', 'origin', root);
  const commit = elsewhere.want('production', { 'service-b': '1.0.1' });
  writeDown(elsewhere, verified(commit, { outcome: 'fail' }));
  elsewhere.git('push', '--quiet', '--force', 'origin', 'main', 'ledger');
  await running.shows(/fail .*1\.0\.0->1\.0\.1\n/);
  running.child.kill('SIGTERM');
  assert.is(await running.ended, 0);
  assert.is(running.talk().match(/cannot be read/g)?.length, 1);
};

test('awk and the page read the same rows, and colour is for terminals that want it', async () => {
  const shop = smallShop(['service-b']);
  const commit = shop.want('production', { 'service-b': '1.0.1' });
  writeDown(shop, verified(commit, { outcome: 'pass' }));
  const run = (args: string[], env: Record<string, string> = {}) =>
    bracket(shop.root, ['log', ...args], { env });
  const plain = await run([]);
  const awk = execFileSync('awk', ['!/^#/ { print NF, $1, $2, $3, $4, $5, $6 }'], {
    input: plain.out,
    encoding: 'utf8',
  });
  const { rows } = readPage((await run(['--format', 'html'])).out);
  assert.is(
    awk,
    rows
      .map((cells) =>
        cells.slice(0, 6).map((cell) =>
          cell
            .replace(/^[^\w-] /, '')
            .replace(/ (?=\d\d:)/, 'T')
            .replace(/^–$/, '-'),
        ),
      )
      .map((cells) => `7 ${cells.join(' ')}\n`)
      .join(''),
  );
  const colored = await run([], { NO_COLOR: '', FORCE_COLOR: '1' });
  assert.match(colored.out, /\u001b\[32mpass +\u001b\[39m/);
  assert.is(colored.out.replace(/\u001b\[\d+m/g, ''), plain.out);
  assert.is((await run([], { FORCE_COLOR: '1' })).out, plain.out, 'NO_COLOR wins');
});

test('without --time-zone the clocks are those of the machine', async () => {
  const shop = smallShop(['service-b']);
  const { out } = await bracket(shop.root, ['log', 'production'], { env: { TZ: 'Asia/Kathmandu' } });
  assert.match(out, /^2026-01-05T09:02:00Z {2}2026-01-05T14:47:00\+05:45 /m);
});

test.run();
