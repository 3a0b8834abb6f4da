import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Cluster } from './kubectl.ts';
import { SERVICES, type ShopService } from './pinned.ts';
import { notJudgedFor, podsRun } from './shop-steps.ts';

const full = (name: ShopService, which: 'old' | 'fresh'): string => {
  const { image, [which]: wanted } = SERVICES[name];
  return `${image}:${wanted.version}@${wanted.digest}`;
};

const pod = (image: string, ready = true): object => ({
  metadata: { name: `pod-of-${image.replace(/^.*\//, '')}` },
  spec: { containers: [{ image }] },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

/** A cluster in which `web` is as it has to be, and `api` has these pods. */
const clusterWith = (api: readonly object[]): Cluster => ({
  context: 'kind-model',
  kubectl: async (args) =>
    JSON.stringify({ items: args.join(' ').includes('name=web') ? [pod(full('web', 'fresh'))] : api }),
  attempt: async () => ({ code: 0, out: '', talk: '' }),
  apply: async () => undefined,
  secret: async () => undefined,
});

const judged = async (api: readonly object[]): Promise<string> => {
  try {
    await podsRun(clusterWith(api), { environment: 'production', versions: 'fresh' });
    return 'good';
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

test('every pod, ready, at the new version, is good', async () => {
  assert.is(await judged([pod(full('api', 'fresh')), pod(full('api', 'fresh'))]), 'good');
});

test('no pod, an old one beside the new one, one that is not ready, and a tag without its digest are not', async () => {
  assert.match(await judged([]), /there are no pods/);
  const leftover = await judged([pod(full('api', 'fresh')), pod(full('api', 'old'))]);
  assert.match(leftover, /agnhost:2\.41@sha256/);
  assert.not.match(leftover.split(' there are ')[1] ?? '', /2\.43/);
  assert.match(await judged([pod(full('api', 'fresh'), false)]), /not ready/);
  assert.match(await judged([pod(full('api', 'fresh').replace(/@.*/, ''))]), /and nothing else/);
});

test('a run that calls a state good, or failed, while nothing can have happened is caught', async () => {
  const ended = (code: number) => Promise.resolve({ code, out: '', talk: 'said' });
  for (const code of [0, 1, 2, 3, 5])
    try {
      await notJudgedFor(60, ended(code));
      assert.unreachable(String(code));
    } catch (thrown) {
      assert.match((thrown as Error).message, `ended with ${code} where nobody can know:\nsaid`);
    }
  for (const code of [4, 6]) await notJudgedFor(60, ended(code));
  await notJudgedFor(0, new Promise(() => undefined));
});

test.run();
