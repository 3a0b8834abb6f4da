import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommitId, EnvironmentName, ServiceName } from '../../scripts/model/names.ts';
import type { Outcome, ServiceRollout, Verification } from '../../scripts/model/verification.ts';
import { verificationText } from '../../scripts/show/verification.ts';

const rolloutOf = (
  outcome: Outcome,
  whys: readonly [string, string][],
): NonNullable<Verification['rollout']> => ({
  outcome,
  why: 'Not said twice.',
  services: whys.map(([service, why]): ServiceRollout => ({ service: service as ServiceName, outcome, why })),
});

const BASE: Verification = {
  environment: 'hardening' as EnvironmentName,
  commit: 'a'.repeat(40) as CommitId,
  tree: 'b'.repeat(40),
  sequence: 'hardening/a',
  attempt: 1,
  outcome: 'pass',
  why: 'All checks passed (1).',
  checks: [],
  startedAt: 0,
  endedAt: 1_800_000,
};

const textOf = (change: Partial<Verification>, columns = 80): string =>
  verificationText({ ...BASE, ...change }, { color: false, columns });

test('what is to be said of several services is said once, and what is of one each stays apart', () => {
  const rollout = rolloutOf('unavailable', [
    ['back', 'Nobody answers.'],
    ['front', 'It is absent.'],
    ['shop', 'Nobody answers.'],
  ]);
  assert.is(
    textOf({ outcome: 'unavailable', rollout }),
    `hardening at aaaaaaaaaa
  unavailable  back, shop: Nobody answers.
  unavailable  front: It is absent.
unavailable  0 of 3 services are there after 30m0s.
  → When that is mended, run \`npx bracket verify hardening\` again; nothing
    counts as passed or failed.`,
  );
});

test('services that are there are listed one by one', () => {
  const rollout = rolloutOf('pass', [
    ['back', '1.1.0 runs and nothing else of it.'],
    ['front', '1.1.0 runs and nothing else of it.'],
  ]);
  const lines = textOf({ rollout }).split('\n');
  assert.equal(lines.slice(1, 3), [
    '  pass         back: 1.1.0 runs and nothing else of it.',
    '  pass         front: 1.1.0 runs and nothing else of it.',
  ]);
});

test('an environment without Argo CD is told as that, on a narrow terminal as well', () => {
  const text = textOf({}, 40);
  assert.match(text.replace(/\s+/g, ' '), /No Argo CD is asked about hardening: its checks alone decide\./);
  for (const line of text.split('\n')) assert.ok(line.length <= 40, line);
});

test.run();
