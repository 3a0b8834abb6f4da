import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { blocksOf, bracketWords, callsOf, linksOf } from './readme.ts';

const root = new URL('../..', import.meta.url).pathname;
const textOf = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const readme = textOf('README.md');

/** A machine that has Git and Node and nothing else: no name, no settings, no token. */
const bare = (home: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
});

interface Clone {
  readonly run: (program: string, args: readonly string[]) => { code: number | null; out: string };
  readonly read: (path: string) => string;
}

const homes: string[] = [];
process.on('exit', () => {
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

/** This repository as somebody who has just cloned and built it has it. */
const freshClone = (): Clone => {
  const home = mkdtempSync(join(tmpdir(), 'bracket-readme-'));
  homes.push(home);
  const folder = join(home, 'clone');
  execFileSync('git', ['clone', '--quiet', root, folder], {
    env: bare(home),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  execFileSync('git', ['-C', folder, 'checkout', '--quiet', '-B', 'main'], { env: bare(home) });
  for (const built of ['dist', 'node_modules']) symlinkSync(`${root}${built}`, join(folder, built));
  return {
    run: (program, args) => {
      const done = spawnSync(program, args, { cwd: folder, env: bare(home), encoding: 'utf8' });
      return { code: done.status, out: `${done.stdout}${done.stderr}` };
    },
    read: (path) => execFileSync('git', ['-C', folder, 'show', `main:${path}`], { encoding: 'utf8' }),
  };
};

const bracket = (clone: Clone, words: readonly string[]) =>
  clone.run(process.execPath, [`${root}dist/bracket.js`, ...words]);

const runnable = blocksOf(readme).filter((block) => block.runnable);
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.trim() !== '');

test('the page has something to run, and a first promotion of ten lines', () => {
  assert.ok(runnable.length >= 4);
  assert.is(linesOf(runnable[0]?.text ?? '').length, 10);
});

/** Runs a block line by line; each line must be a call of `bracket` and end well. Answers what each printed. */
const play = (clone: Clone, text: string): string[] =>
  linesOf(text).map((line) => {
    const words = bracketWords(line);
    assert.ok(words, `not a call of bracket: ${line}`);
    const { code, out } = bracket(clone, words);
    assert.is(code, 0, `${line}\n${out}`);
    return out;
  });

test('the first promotion ends with the version in hardening and a promotion to production', () => {
  const clone = freshClone();
  const outputs = play(clone, runnable[0]?.text ?? '');
  const version = (environment: string): string =>
    (parse(clone.read(`environments/${environment}/service-b.yaml`)) as { version: string }).version;
  assert.is(version('hardening'), version('dev'));
  assert.is.not(version('production'), version('dev'));
  assert.match(outputs.at(-1) ?? '', /production/);
});

for (const { text } of runnable.slice(1))
  test(`in a fresh clone: ${text.trim()}`, () => {
    play(freshClone(), text);
  });

test('the first of the two commands opens a promotion', () => {
  const [line = ''] = linesOf(blocksOf(readme)[1]?.text ?? '');
  assert.match(line, /^npm ci && npm run promote -- --to hardening$/);
  const clone = freshClone();
  const { code, out } = clone.run('npm', ['run', 'promote', '--', '--to', 'hardening']);
  assert.is(code, 0, out);
  assert.match(out, /service-b/);
  const { out: open } = bracket(clone, ['pulls']);
  assert.match(open, /service-b/);
});

/** What `bracket <verb> --help` says; each verb is asked once. */
const helps = new Map<string, string>();
const helpOf = (verb: string): string => {
  const command = [`${root}dist/bracket.js`, verb, '--help'];
  const help = helps.get(verb) ?? execFileSync(process.execPath, command, { encoding: 'utf8' });
  helps.set(verb, help);
  return help;
};

test('every verb and option on the page exists', () => {
  const calls = callsOf(readme);
  assert.ok(calls.length > 15);
  for (const [verb = '', ...words] of calls) {
    assert.match(helpOf(verb), new RegExp(`^Usage: bracket ${verb}\\b`, 'm'), verb);
    for (const option of words.filter((word) => word.startsWith('--')))
      assert.match(helpOf(verb), new RegExp(`${option}\\b`), `bracket ${verb} ${option}`);
  }
});

test('every npm script on the pages exists', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const called = [readme, textOf('CONTRIBUTING.md')].flatMap((page) => [
    ...page.matchAll(/npm run ([\w:-]+)/g),
  ]);
  assert.ok(called.length >= 5);
  for (const [, name = ''] of called) assert.ok(name in scripts, name);
});

test('every link leads to a file', () => {
  for (const page of ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'])
    for (const path of linksOf(textOf(page))) assert.ok(existsSync(`${root}${path}`), `${page}: ${path}`);
});

/** An object of Kubernetes, and no file of this repository. */
const isObject = (text: string): boolean => /^apiVersion: /.test(text);

test('an example of a file is one: its schema accepts it', () => {
  const examples = blocksOf(readme).filter(({ language, text }) => language === 'yaml' && !isObject(text));
  assert.ok(examples.length > 0);
  for (const { text } of examples) {
    const schema = /schemas\/\w+\.schema\.json/.exec(text)?.[0] ?? '';
    const ajv = new Ajv2020({ allErrors: true });
    formats.default(ajv);
    const valid = ajv.validate(JSON.parse(textOf(schema)), parse(text));
    assert.ok(valid, ajv.errorsText());
  }
});

test('what Argo CD is to send starts the workflow that verifies', () => {
  const { data } = parse(blocksOf(readme).find(({ text }) => isObject(text))?.text ?? '') as {
    data: Record<string, string>;
  };
  const part = <T>(name: string): T => parse(data[name] ?? '') as T;
  const [subscription] =
    part<{ recipients: string[]; triggers: string[]; selector: string }[]>('subscriptions');
  const [recipient = '', trigger = ''] = [subscription?.recipients[0], subscription?.triggers[0]];
  const [{ send, oncePer }] = part<[{ send: string[]; oncePer: string }]>(`trigger.${trigger}`);
  const { webhook } = part<{ webhook: Record<string, { method: string; path: string; body: string }> }>(
    `template.${send[0]}`,
  );
  const { url } = part<{ url: string }>(`service.webhook.${recipient}`);
  assert.is(webhook[recipient]?.method, 'POST');
  assert.match(
    `${url}${webhook[recipient]?.path}`,
    /^https:\/\/api\.github\.com\/repos\/acme\/[\w-]+\/dispatches$/,
  );
  const { event_type: sent } = JSON.parse(webhook[recipient]?.body ?? '') as { event_type: string };
  const workflow = parse(textOf('.github/workflows/verify.yml')) as {
    on: { repository_dispatch: { types: string[] } };
  };
  assert.equal(workflow.on.repository_dispatch.types, [sent]);
  const told = textOf('environments/argocd/applicationsets/production.yaml');
  for (const [, annotation = ''] of oncePer.matchAll(/annotations\["([^"]+)"\]/g))
    assert.match(told, new RegExp(`${annotation}: `), 'an annotation that Applications carry');
  assert.is(oncePer.match(/annotations/g)?.length, 2);
  assert.match(told, new RegExp(`labels:\\n +${subscription?.selector}: `), 'a label that they carry');
});

test('the page sends what the dispatched workflow reads', () => {
  const read = [...textOf('.github/workflows/release.yml').matchAll(/client_payload\.(\w+)/g)].map(
    ([, key]) => key,
  );
  assert.equal([...new Set(read)].sort(), ['contract', 'digest', 'record', 'service', 'to', 'version']);
  const sent = blocksOf(readme).find(({ text }) => text.includes('client_payload'))?.text ?? '';
  for (const key of ['contract', 'digest', 'record', 'service', 'version'])
    assert.match(sent, new RegExp(`\\b${key}\\b`));
  assert.match(readme, /`client_payload\.to`/);
});

test.run();
