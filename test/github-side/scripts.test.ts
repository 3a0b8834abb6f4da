import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readWorkflow, type Step, stepsOf } from './workflow.ts';

const root = new URL('../..', import.meta.url).pathname;
const folder = `${root}.github/workflows`;
const stepsIn = (file: string): Step[] => stepsOf(readWorkflow(readFileSync(`${folder}/${file}`, 'utf8')));
const scriptOf = (file: string, part: string): string => {
  const found = stepsIn(file).find(({ run }) => run?.includes(part));
  assert.ok(found?.run, `${file} has no script with ${part}`);
  return found.run;
};

const scratch = mkdtempSync(join(tmpdir(), 'bracket-workflow-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
// Stands where npx would, and writes down one line for each argument it was really given.
writeFileSync(
  join(scratch, 'npx'),
  `#!${process.execPath}
require('node:fs').writeFileSync(process.env.HEARD, JSON.stringify(process.argv.slice(2)));
process.exit(Number(process.env.ANSWER ?? 0));
`,
);
chmodSync(join(scratch, 'npx'), 0o755);

/** Runs a step's script as a runner does (`bash -e`) and answers the arguments that `npx` got. */
const heard = (script: string, env: Readonly<Record<string, string>>): string[] => {
  const file = join(scratch, 'heard.json');
  execFileSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: scratch,
    env: { PATH: `${scratch}:${process.env['PATH']}`, RUNNER_TEMP: scratch, HEARD: file, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return JSON.parse(readFileSync(file, 'utf8')) as string[];
};

const HOSTILE = [
  '"; touch owned; echo "',
  '$(touch owned)',
  '`touch owned`',
  '--root=/',
  '-x',
  '',
  '*',
  'a b\nc',
];

test('a dispatched payload arrives as words, whatever it holds', () => {
  const script = scriptOf('release.yml', 'bracket release');
  for (const text of HOSTILE) {
    const args = heard(script, {
      SERVICE: text,
      VERSION: text,
      DIGEST: text,
      RECORD: text,
      CONTRACT: text,
      TO: text,
    });
    const [record, contract] = [join(scratch, 'record.yaml'), join(scratch, 'contract')];
    assert.equal(args, [
      'bracket',
      'release',
      `--to=${text}`,
      `--digest=${text}`,
      `--record=${text === '' ? '' : record}`,
      `--contract=${text === '' ? '' : contract}`,
      '--',
      text,
      text,
    ]);
    assert.is(readFileSync(record, 'utf8'), `${text}\n`);
    assert.is(readFileSync(contract, 'utf8'), text);
  }
  assert.not.ok(existsSync(join(scratch, 'owned')));
});

test('services to promote arrive as words; none means everything pending', () => {
  const script = scriptOf('promote.yml', 'bracket promote');
  const args = (services: string): string[] =>
    heard(script, { ENVIRONMENT: 'hardening', SERVICES: services });
  assert.equal(args(''), ['bracket', 'promote', '--to=hardening', '--']);
  assert.equal(args(' service-a  service-b '), [
    'bracket',
    'promote',
    '--to=hardening',
    '--',
    'service-a',
    'service-b',
  ]);
  assert.equal(args('$(touch owned) * --root=/').slice(4), ['$(touch', 'owned)', '*', '--root=/']);
  assert.not.ok(existsSync(join(scratch, 'owned')));
});

test('a run that nobody asked for says so, and is for every environment', () => {
  const script = scriptOf('promote.yml', 'bracket promote');
  const args = heard(script, { ENVIRONMENT: '', SERVICES: '', AUTOMATIC: 'true' });
  assert.equal(args, ['bracket', 'promote', '--to=', '--automatic', '--']);
});

test('a promotion that waits leaves the run green, one that needs a person does not', () => {
  const script = scriptOf('promote.yml', 'bracket promote');
  const run = (ANSWER: string) => () => heard(script, { ENVIRONMENT: 'hardening', SERVICES: '', ANSWER });
  assert.not.throws(run('4'));
  for (const answer of ['1', '2', '3', '5', '6']) assert.throws(run(answer), undefined, answer);
});

test('an environment to verify arrives as one word; none means every one that nobody has judged', () => {
  const script = scriptOf('verify.yml', 'bracket verify');
  assert.equal(heard(script, { ENVIRONMENT: '' }), ['bracket', 'verify', '--']);
  for (const text of HOSTILE.filter(Boolean))
    assert.equal(heard(script, { ENVIRONMENT: text }), ['bracket', 'verify', '--', text]);
  assert.not.ok(existsSync(join(scratch, 'owned')));
  const run = (ANSWER: string) => () => heard(script, { ENVIRONMENT: '', ANSWER });
  assert.not.throws(run('4'));
  for (const answer of ['1', '2', '3', '5', '6']) assert.throws(run(answer), undefined, answer);
});

test('the check compares with the commit that the change goes onto', () => {
  const args = heard(scriptOf('validate.yml', 'bracket validate'), { BASE: 'abc' });
  assert.equal(args, ['bracket', 'validate', '--changed', 'abc', '--format', 'github']);
});

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
};
const runs = readdirSync(folder).flatMap((file) => stepsIn(file).flatMap(({ run }) => run ?? []));

test('every npm script that a workflow runs exists', () => {
  const called = runs.flatMap((run) => [...run.matchAll(/npm run (?:--\S+ )*([\w:-]+)/g)]);
  assert.ok(called.length > 3);
  for (const [, name = ''] of called) assert.ok(name in scripts, `npm run ${name}`);
});

test('every verb and option that a workflow uses exists', () => {
  const called = runs.flatMap((run) => [...run.matchAll(/npx bracket ([\w-]+)((?:\\\n|[^\n|])*)/g)]);
  assert.ok(called.length >= 4);
  for (const [, verb = '', rest = ''] of called) {
    const help = execFileSync(process.execPath, [`${root}dist/bracket.js`, verb, '--help'], {
      encoding: 'utf8',
    });
    assert.match(help, new RegExp(`^Usage: bracket ${verb}\\b`, 'm'));
    for (const [, option = ''] of rest.matchAll(/(--[a-z-]+)/g))
      assert.match(help, option, `${verb} ${option}`);
  }
});

test.run();
