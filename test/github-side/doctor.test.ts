import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readRules } from '../../scripts/check/doctor/branch-rules.ts';
import { REQUIRED_CHECK } from '../../scripts/check/doctor/github-branch.ts';
import { examineApp, examineWorkflows } from '../../scripts/check/doctor/github-workflows.ts';
import { LEDGER } from '../../scripts/outside/ledger/tip.ts';
import { readWorkflow } from './workflow.ts';

const root = new URL('../../', import.meta.url).pathname;
const textOf = (path: string): string => readFileSync(`${root}.github/${path}`, 'utf8');

interface RulesetFile {
  readonly enforcement: string;
  readonly conditions: { readonly ref_name: { readonly include: readonly string[] } };
  readonly bypass_actors: readonly unknown[];
  readonly rules: readonly unknown[];
}

const rulesetOf = (name: string): RulesetFile => JSON.parse(textOf(`rulesets/${name}.json`)) as RulesetFile;

test('the check that doctor looks for is the job that runs, and the one that the ruleset asks for', () => {
  assert.equal(Object.keys(readWorkflow(textOf('workflows/validate.yml')).jobs), [REQUIRED_CHECK]);
  assert.equal(readRules(rulesetOf('main').rules)?.checks, [REQUIRED_CHECK]);
});

test('the ledger can be added to and nothing else, by nobody but who may write', () => {
  const { conditions, enforcement, bypass_actors, rules } = rulesetOf('ledger');
  assert.equal(conditions.ref_name.include, [`refs/heads/${LEDGER}`]);
  assert.equal([enforcement, bypass_actors], ['active', []]);
  assert.equal(readRules(rules), { ...readRules([]), noForcePush: true, noDeletion: true });
});

test('the workflows that doctor looks for are those that are here, and their secrets those that they read', () => {
  const files = readdirSync(`${root}.github/workflows`).map((file) => `.github/workflows/${file}`);
  const found = examineWorkflows({ value: files.map((path) => ({ path, state: 'active' })) });
  assert.ok(found.length >= 4 && found.every(({ state }) => state === 'ok'));
  const text = textOf('workflows/promote.yml');
  const secrets = [...new Set(text.match(/(?<=secrets\.)\w+/g))];
  const facts = { secrets: { value: secrets }, mayOpen: { value: false }, argocd: [] };
  const app = examineApp(facts, { kind: 'installation', login: { value: 'app[bot]' } });
  assert.equal(
    app.map(({ code, state }) => `${code} ${state}`),
    ['app-secrets ok'],
  );
});

test.run();
