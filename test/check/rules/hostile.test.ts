import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRepository } from '../../../scripts/check/check.ts';
import { buildRepository, type Wish } from '../build-repository.ts';

const MANY = 10_000;

/** Ten thousand environments, each promoting from the one before; `first` says what the first promotes from. */
const chain = (first: readonly string[]): ReturnType<typeof buildRepository> => {
  const environments: Record<string, NonNullable<Wish['environments']>[string]> = {};
  for (let index = 0; index < MANY; index++)
    environments[`e${index}`] = {
      promotesFrom: index === 0 ? first : [`e${index - 1}`],
      argocd: { project: 'a', cluster: 'c', namespace: 'n' },
      runs: { api: '1' },
    };
  return buildRepository({ environments });
};

const seconds = (work: () => void): number => {
  const { user } = process.cpuUsage();
  work();
  return (process.cpuUsage().user - user) / 1e6;
};

/** Far above what is needed (a fraction of a second), far below what anything quadratic takes. */
const LIMIT = 10;

for (const [what, first] of [
  ['a ladder of ten thousand rungs', []],
  ['the same behind a circle', ['e1']],
  ['the same in one circle', [`e${MANY - 1}`]],
  ['the same above nothing', ['nowhere']],
] as const)
  test(`${what} is judged in no time`, () => {
    const repository = chain(first);
    assert.ok(seconds(() => checkRepository(repository, { now: new Date(0) })) < LIMIT);
  });

test('a circle of ten thousand is one finding of bounded length', () => {
  const circles = checkRepository(chain([`e${MANY - 1}`]), {}).filter((one) => one.code === 'ladder-cycle');
  assert.is(circles.length, 1);
  assert.ok((circles[0]?.what.length ?? 0) < 200);
});

test.run();
