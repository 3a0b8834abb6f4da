#!/usr/bin/env tsx
/**
 * What the command line costs: medians of several runs on a synthetic repository, beside what others need for the same
 * files and beside the floor. It prints and judges nothing: machines differ, so read the ratios of one run.
 *
 *   npm run bench -- [--services 1000] [--commits 10000] [--times 5]
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from '../house/build.ts';
import { ENVIRONMENTS } from './files.ts';
import { kustomizeRows } from './kustomize.ts';
import { ledgerRows } from './ledger.ts';
import { type Command, gitPath, median, peakMemory } from './measure.ts';
import { ms, ratio, row, say } from './print.ts';
import { renderRows } from './render.ts';
import { makeRepository } from './synthetic.ts';

const root = new URL('../..', import.meta.url).pathname;
const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '1000' },
    commits: { type: 'string', default: '10000' },
    times: { type: 'string', default: '5' },
  },
});
const services = Number(values.services);
const commits = Number(values.commits);
const times = Number(values.times);

const bracket = (cwd: string, ...args: readonly string[]): Command => ({
  program: process.execPath,
  args: [`${root}dist/bracket.js`, ...args],
  cwd,
});
const node = (cwd: string, script: string): Command => ({
  program: process.execPath,
  args: ['-e', script],
  cwd,
});
const git = (cwd: string, ...args: readonly string[]): Command => ({ program: 'git', args, cwd });

/** Makes a repository, hands it over, and removes it. */
const withRepository = (size: { services: number; commits: number }, use: (folder: string) => void): void => {
  const folder = mkdtempSync(join(tmpdir(), 'bracket-bench-'));
  try {
    makeRepository(folder, size);
    say(`\n${size.services} services × ${ENVIRONMENTS.length} environments, ${size.commits} commits`);
    use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Everything that earlier runs remembered: what files say, what Git said of the past, and the last clean verdict. */
const MEMORIES = ['bracket-cache', 'bracket-past.json', 'bracket-clean.json'];

const forget = (folder: string) => (): void => {
  for (const name of MEMORIES) rmSync(gitPath(folder, name), { recursive: true, force: true });
};

/** Appends a comment to one desired file: a person's smallest edit. */
const edit = (folder: string) => (): void =>
  appendFileSync(join(folder, 'environments/production/service-0007.yaml'), '# seen\n');

/** The parts of `validate`: from nothing, with nothing changed, and after one edit. */
const validation = (folder: string): { cold: number; warm: number } => {
  const validate = bracket(folder, 'validate');
  const cold = median(validate, times, forget(folder));
  const warm = median(validate, times, edit(folder));
  row('validate, cold', ms(cold));
  row('validate, warm after one edit', ms(warm), `${ratio(warm, cold)} cold`);
  const status = median(git(folder, 'status', '--porcelain', '--no-renames'), times);
  row('floor: git status, which finds that edit', ms(status), `warm is ${ratio(warm, status)}`);
  return { cold, warm };
};

const start = (): void => {
  say('\nstart');
  const bare = median(node(root, '0'), times * 3);
  const help = median(bracket(root, '--help'), times * 3);
  row('node -e 0', ms(bare));
  row('bracket --help', ms(help), `${ms(help - bare)} above`);
};

/** The least that anything reading the same files could cost. */
const floors = (folder: string, validate: { cold: number; warm: number }): void => {
  const read = median(node(folder, READ_ALL), times);
  const list = median(git(folder, 'ls-files', '-s'), times);
  row('floor: read those bytes', ms(read), `cold is ${ratio(validate.cold, read)}`);
  row('floor: git ls-files -s', ms(list), `warm is ${ratio(validate.warm, list)}`);
};

const READ_ALL = `const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const files = execFileSync('git', ['ls-files', '-z', 'environments', 'services'], { encoding: 'utf8', maxBuffer: 1 << 28 });
for (const file of files.split('\\0')) if (file.endsWith('.yaml')) readFileSync(file);`;

/** ajv-cli on the same files and schemas: schemas only, no positions, no rules. */
const peer = (folder: string, cold: number): void => {
  const kinds = {
    environment: 'environments/*.yaml',
    desired: 'environments/*/*.yaml',
    service: 'services/*/service.yaml',
    release: 'services/*/releases/*.yaml',
  };
  const each = Object.entries(kinds).map(([kind, files]) =>
    median(ajvCli(folder, kind, files), Math.min(times, 3)),
  );
  const sum = each.reduce((total, one) => total + one, 0);
  row('peer: ajv-cli, four schemas', ms(sum), `cold is ${ratio(cold, sum)}`);
};

const ajvCli = (folder: string, kind: string, files: string): Command => ({
  program: process.execPath,
  args: [
    `${root}node_modules/ajv-cli/dist/index.js`,
    ...['validate', '--spec=draft2020', '-c', 'ajv-formats', '--strict=false'],
    ...['-s', `${root}schemas/${kind}.schema.json`, '-d', files],
  ],
  cwd: folder,
});

const promotion = (folder: string): void => {
  for (const target of ENVIRONMENTS.slice(1)) {
    const promote = bracket(folder, 'promote', '--to', target, '--dry-run', '--forge', 'local');
    row(`promote --to ${target} --dry-run`, ms(median(promote, times)));
  }
  row('status', ms(median(bracket(folder, 'status'), times)));
};

const memory = (folder: string): void => {
  forget(folder)();
  row('peak memory: validate, cold', `${peakMemory(bracket(folder, 'validate')).toFixed(0)} MB`);
  const promote = bracket(folder, 'promote', '--to', 'production', '--dry-run', '--forge', 'local');
  row('peak memory: promote --to production --dry-run', `${peakMemory(promote).toFixed(0)} MB`);
};

await build();
start();
kustomizeRows({ services, times });
renderRows(root, times);
ledgerRows(root, times);
withRepository({ services, commits }, (folder) => {
  const figures = validation(folder);
  floors(folder, figures);
  peer(folder, figures.cold);
  promotion(folder);
  memory(folder);
});
let flat = Number.NaN;
withRepository({ services: services / 4, commits: commits / 10 }, (folder) => {
  flat = validation(folder).warm;
});
withRepository({ services: services * 2.5, commits: commits / 10 }, (folder) => {
  const { warm } = validation(folder);
  row('warm, ten times the desired files', ratio(warm, flat));
});
