import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { ownersOf, readOwners } from './owners.ts';

const root = new URL('../..', import.meta.url).pathname;
const lines = readOwners(readFileSync(`${root}.github/CODEOWNERS`, 'utf8'));
const names = (folder: string, ending: string): string[] =>
  readdirSync(`${root}${folder}`)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, name.length - ending.length));
const yaml = <Shape>(path: string): Shape => parse(readFileSync(`${root}${path}`, 'utf8')) as Shape;
const includesAll = (path: string, wanted: readonly string[]): void => {
  for (const owner of wanted) assert.ok(ownersOf(lines, path).includes(owner), `${path}: ${owner}`);
};

test('the last line that matches decides', () => {
  const two = readOwners('* @a\n/x/ @b # and why\n\n/x/*/y/ @c');
  assert.equal(ownersOf(two, 'z'), ['@a']);
  assert.equal(ownersOf(two, 'x/z'), ['@b']);
  assert.equal(ownersOf(two, 'x/z/y/q'), ['@c']);
  assert.equal(ownersOf(two, 'not/x/z'), ['@a']);
});

test('an environment has a line of its own, for what runs there', () => {
  for (const environment of names('environments', '.yaml'))
    assert.ok(
      lines.some(({ pattern }) => pattern === `/environments/${environment}/`),
      environment,
    );
});

test('whoever signs off an environment owns what runs there and its policy', () => {
  for (const environment of names('environments', '.yaml')) {
    const file = `environments/${environment}.yaml`;
    const from = yaml<{ gates?: { signOff?: { from: string[] } } }>(file).gates?.signOff?.from ?? [];
    includesAll(`environments/${environment}/front-end.yaml`, from);
    includesAll(file, from);
    for (const service of names('services', '')) {
      if (service !== 'components')
        includesAll(`services/${service}/overlays/${environment}/kustomization.yaml`, from);
    }
  }
});

test('a service belongs to the owners that its description names', () => {
  for (const service of names('services', '').filter((name) => name !== 'components')) {
    const { owners } = yaml<{ owners: string[] }>(`services/${service}/service.yaml`);
    includesAll(`services/${service}/service.yaml`, owners);
    includesAll(`services/${service}/base/deployment.yaml`, owners);
  }
});

test('everything else belongs to somebody', () => {
  for (const path of ['scripts/cli.ts', '.github/workflows/promote.yml', 'environments/locks/freeze.yaml'])
    assert.ok(ownersOf(lines, path).length > 0, path);
});

test.run();
