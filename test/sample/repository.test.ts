import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { apiCompare } from 'api-smart-diff';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { sampleNames } from './manifests.ts';

const root = new URL('../..', import.meta.url).pathname;
const { services, environments } = sampleNames(root);
const textOf = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const below = (folder: string, ending: string): string[] =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => join(folder, path))
    .sort();
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** The schema that a file of ours must name; undefined for what others define (Kubernetes, Kustomize, GitHub). */
const kindOf = (path: string): string | undefined => {
  if (path.startsWith('environments/argocd/')) return undefined;
  if (/^environments\/locks\/[^/]+\.yaml$/.test(path)) return 'lock';
  if (/^environments\/[^/]+\.yaml$/.test(path)) return 'environment';
  if (/^environments\/[^/]+\/[^/]+\.yaml$/.test(path)) return 'desired';
  if (/^services\/[^/]+\/service\.yaml$/.test(path)) return 'service';
  if (/^services\/[^/]+\/releases\/[^/]+\.yaml$/.test(path)) return 'release';
  return undefined;
};

/** Kustomize publishes no schema of what `configurations` names. */
const NO_SCHEMA = 'services/components/progressive/names.yaml';

const files = ['environments', 'services', '.github'].flatMap((folder) => [
  ...below(folder, '.yaml'),
  ...below(folder, '.yml'),
]);

test('every YAML file begins by naming its schema, and the schema is there', () => {
  assert.ok(files.length > 40);
  for (const path of files) {
    if (path === NO_SCHEMA) continue;
    const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(textOf(path))?.[1] ?? '';
    const kind = kindOf(path);
    if (kind === undefined) assert.match(named, /^https:\/\/\S+\.json$/, path);
    else assert.is(join(dirname(path), named), `schemas/${kind}.schema.json`, path);
    assert.ok(kind === undefined || existsSync(`${root}schemas/${kind}.schema.json`), path);
  }
});

interface Desired {
  readonly image: string;
  readonly version: string;
  readonly digest: string;
  readonly config: string;
}
interface Release {
  readonly version: string;
  readonly digest: string;
  readonly commit: string;
  readonly contract?: string;
  readonly changes: readonly { readonly requirement: string; readonly title: string }[];
}

const desired = environments.flatMap((environment) =>
  below(`environments/${environment}`, '.yaml').map((path) => ({
    path,
    environment,
    service: path.split('/')[2]?.replace(/\.yaml$/, '') ?? '',
    value: parse(textOf(path)) as Desired,
  })),
);
const releases = services.flatMap((service) =>
  below(`services/${service}/releases`, '.yaml').map((path) => ({
    path,
    service,
    value: parse(textOf(path)) as Release,
  })),
);

test('every version that an environment wants has a record with the same digest', () => {
  assert.ok(desired.length >= environments.length);
  for (const { path, service, value } of desired) {
    const record = parse(textOf(`services/${service}/releases/${value.version}.yaml`)) as Release;
    assert.is(record.digest, value.digest, path);
    assert.is(record.version, value.version, path);
  }
});

test('no two releases are the same image', () => {
  assert.is(new Set(releases.map(({ value }) => value.digest)).size, releases.length);
});

test('every change names a requirement that production takes', () => {
  const { gates } = parse(textOf('environments/production.yaml')) as { gates: { requirements: string } };
  const wanted = new RegExp(`^(?:${gates.requirements})$`);
  for (const { path, value } of releases) {
    assert.ok(value.changes.length > 0, path);
    for (const { requirement } of value.changes) assert.match(requirement, wanted, path);
  }
});

interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: object;
}
const contractOf = (service: string, version: string): OpenApi =>
  JSON.parse(textOf(`services/${service}/releases/${version}.openapi.json`)) as OpenApi;

test('a contract is OpenAPI 3.1, of the very version whose record names it', () => {
  const named = releases.filter(({ value }) => value.contract !== undefined);
  assert.equal([...new Set(named.map(({ service }) => service))], ['service-a', 'service-b']);
  for (const { path, value } of named) {
    const contract = JSON.parse(textOf(join(dirname(path), value.contract ?? ''))) as OpenApi;
    assert.match(contract.openapi, /^3\.1\./, path);
    assert.is(contract.info.version, value.version, path);
    assert.ok(Object.keys(contract.paths).length > 0, path);
  }
});

const differences = (before: OpenApi, after: OpenApi): string[] =>
  apiCompare(before, after).diffs.map(({ type }) => String(type));

test('service-b 0.5.1 breaks nothing that 0.5.0 promised, and says more', () => {
  const types = differences(contractOf('service-b', '0.5.0'), contractOf('service-b', '0.5.1'));
  assert.not.ok(types.includes('breaking'), types.join());
  assert.ok(types.includes('non-breaking'), types.join());
});

test('a promise taken back would have been seen', () => {
  const before = contractOf('service-b', '0.5.0');
  const { '/payments/{id}/refund': _, ...paths } = before.paths as Record<string, unknown>;
  assert.ok(differences(before, { ...before, paths }).includes('breaking'));
});

test('what an environment pins is on main and holds the overlay that it deploys', () => {
  const pinned = desired.filter(({ value }) => /^[0-9a-f]{40}$/.test(value.config));
  assert.ok(pinned.length > 0);
  for (const { path, service, environment, value } of pinned) {
    const overlay = `services/${service}/overlays/${environment}/kustomization.yaml`;
    const advice = `${path} pins ${value.config}, which this history lacks: run \`npx bracket init\``;
    assert.not.throws(() => git('merge-base', '--is-ancestor', value.config, 'HEAD'), undefined, advice);
    assert.is(git('cat-file', '-t', `${value.config}:${overlay}`), 'blob', path);
  }
});

test('only an environment where versions arrive first follows a branch', () => {
  for (const { path, environment, value } of desired) {
    const entry = !('promotesFrom' in parse(textOf(`environments/${environment}.yaml`)));
    assert.is(value.config === 'main', entry, path);
  }
});

test.run();
