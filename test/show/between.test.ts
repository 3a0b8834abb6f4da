import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Version } from '../../scripts/model/names.ts';
import { releasesBetween } from '../../scripts/show/between.ts';
import { pending, release } from './stories.ts';

const told = (
  step: readonly [string | undefined, string | undefined],
  known: readonly string[],
  landed: readonly string[] = [],
): string[] =>
  releasesBetween(
    pending('service-b', step, 'patch'),
    new Map(known.map((version) => [version as Version, release('service-b', version)])),
    landed as Version[],
  ).map(({ version }) => version);

test('semver versions lie between by their precedence, newest first', () => {
  const known = ['0.9.0', '0.10.0', '0.10.1', '1.0.0-rc.1', '1.0.0', '1.1.0'];
  assert.equal(told(['0.9.0', '1.0.0'], known), ['1.0.0', '1.0.0-rc.1', '0.10.1', '0.10.0']);
});

test('a downgrade takes back what lies between', () => {
  assert.equal(told(['0.5.2', '0.5.0'], ['0.5.0', '0.5.1', '0.5.2']), ['0.5.2', '0.5.1']);
});

test('other versions lie between by the order in which they came to main', () => {
  const landed = ['v12', 'a1b2', 'v10', 'v9'];
  assert.equal(told(['v10', 'v12'], ['v9', 'v10', 'a1b2', 'v12'], landed), ['v12', 'a1b2']);
  assert.equal(told(['v12', 'v10'], ['v9', 'v10', 'a1b2', 'v12'], landed), ['v12', 'a1b2']);
  assert.equal(told(['v8', 'v12'], ['v9', 'v12'], landed), ['v12']);
});

test('`v1.2.3` is no semver version, though a library takes it for one', () => {
  assert.equal(told(['v1.0.0', 'v1.2.0'], ['v1.0.0', 'v1.1.0', 'v1.2.0']), ['v1.2.0']);
});

test('of a new service only its version is told, of one that leaves or stays nothing', () => {
  assert.equal(told([undefined, '0.2.0'], ['0.1.0', '0.2.0']), ['0.2.0']);
  assert.equal(told(['0.2.0', undefined], ['0.1.0', '0.2.0']), []);
  assert.equal(told(['0.2.0', '0.2.0'], ['0.1.0', '0.2.0']), []);
  assert.equal(told(['0.1.0', '0.2.0'], []), []);
});

test.run();
