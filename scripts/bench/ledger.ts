import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventOf, type Happening, type Subject } from '../model/event.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import { type Command, median } from './measure.ts';
import { ms, ratio, row, say } from './print.ts';

/** So many bracket commits, each verified: a year of eleven a day. */
const DEPLOYMENTS = 4000;
const SERVICES = 20;
const START = Date.UTC(2026, 0, 1);
const APART = 8_000_000;

const HARDENING = 'hardening' as EnvironmentName;

/** What reading the ledger costs: the newest rows and every row, beside what Git alone needs. */
export const ledgerRows = (root: string, times: number): void => {
  const folder = mkdtempSync(join(tmpdir(), 'bracket-bench-'));
  try {
    say(`\nledger: ${DEPLOYMENTS} deployments, ${fill(folder)} events`);
    const log = (...args: readonly string[]): Command => ({
      program: process.execPath,
      args: [`${root}dist/bracket.js`, 'log', 'hardening', '--forge', 'local', ...args],
      cwd: folder,
    });
    const newest = median(log(), times);
    const every = median(log('--limit', String(DEPLOYMENTS)), times);
    const floor = median(
      { program: 'git', args: ['log', '--first-parent', '--raw', '-50'], cwd: folder },
      times,
    );
    const whole = median({ program: 'git', args: ['log', '--first-parent', '--raw'], cwd: folder }, times);
    row('log, the newest 50', ms(newest), `${ratio(newest, every)} all`);
    row('log, all of them', ms(every));
    row('floor: git log --raw -50', ms(floor));
    row('floor: git log --raw', ms(whole), `all is ${ratio(every, whole)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Answers how many events there are. */
const fill = (folder: string): number => {
  const git = (args: readonly string[], input = ''): string =>
    execFileSync('git', ['-C', folder, ...args], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  git(['init', '--quiet', '--initial-branch=main']);
  git(['fast-import', '--quiet', '--done'], mainStream());
  const commits = git(['rev-list', '--reverse', 'main']).trim().split('\n');
  const trees = git(['rev-parse', ...commits.map((id) => `${id}:environments/hardening`)])
    .trim()
    .split('\n');
  const months = new Map<string, string[]>();
  for (const [index, commit] of commits.entries())
    for (const happening of story(index)) {
      const event = eventOf(subject(commit, trees[index] as string), happening);
      const month = event.time.slice(0, 'yyyy-mm'.length);
      const lines = months.get(month) ?? [];
      lines.push(JSON.stringify(event));
      months.set(month, lines);
    }
  git(['fast-import', '--quiet', '--done'], ledgerStream(months));
  git(['reset', '--quiet', '--hard', 'main']);
  return [...months.values()].reduce((sum, lines) => sum + lines.length, 0);
};

const subject = (commit: string, tree: string): Subject => ({
  environment: HARDENING,
  commit: commit as CommitId,
  tree,
  attempt: 1,
});

const timeOf = (index: number): number => START + index * APART;

const story = (index: number): Happening[] => {
  const at = timeOf(index);
  const ended = { outcome: 'pass', why: 'All checks passed (1).' } as const;
  const service = `service-${index % SERVICES}` as ServiceName;
  const test = { check: 'smoke', kind: 'http' } as const;
  return [
    {
      name: 'configuration-change.triggered',
      at,
      data: { author: 'Tim', title: `Wants ${index}`, services: [{ service, to: ran(index) }] },
    },
    { name: 'deployment.triggered', at, data: { project: 'hardening' } },
    { name: 'deployment.started', at, data: {} },
    { name: 'deployment.finished', at: at + 60_000, data: { ...ended, services: [{ service, ...ended }] } },
    { name: 'test.triggered', at: at + 60_000, data: test },
    { name: 'test.started', at: at + 60_000, data: test },
    {
      name: 'test.finished',
      at: at + 90_000,
      data: { ...test, ...ended, attempts: 1, weight: 1, key: false, duration: 30_000 },
    },
    { name: 'evaluation.triggered', at: at + 90_000, data: { pass: 100, warning: 100 } },
    { name: 'evaluation.started', at: at + 90_000, data: {} },
    { name: 'evaluation.finished', at: at + 90_000, data: { ...ended, score: 100 } },
    { name: 'configuration-change.finished', at: at + 90_000, data: ended },
  ];
};

const ran = (index: number) => ({ version: `1.${index}.0`, config: 'main' });

/** For `git fast-import`: each commit wants another version of one service. */
const mainStream = (): string => {
  const policy = 'promotion: { open: direct }\n';
  const file = (path: string, text: string): string => `M 644 inline ${path}\n${data(text)}`;
  return `${Array.from({ length: DEPLOYMENTS }, (_, index) => {
    const service = `service-${index % SERVICES}`;
    const wanted = `image: ghcr.io/acme/${service}\nversion: "1.${index}.0"\nconfig: "main"\n`;
    const first = index === 0 ? file('environments/hardening.yaml', policy) : '';
    return `${head('main', timeOf(index), `Wants ${index}`)}${first}${file(`environments/hardening/${service}.yaml`, wanted)}`;
  }).join('')}done\n`;
};

const ledgerStream = (months: ReadonlyMap<string, readonly string[]>): string =>
  `${head('ledger', timeOf(DEPLOYMENTS), 'All of it')}${[...months]
    .map(([month, lines]) => `M 644 inline hardening/${month}.jsonl\n${data(`${lines.join('\n')}\n`)}`)
    .join('')}done\n`;

const head = (branch: string, time: number, message: string): string =>
  `commit refs/heads/${branch}\ncommitter Tim <tim@example.com> ${Math.floor(time / 1000)} +0000\n${data(message)}`;

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
