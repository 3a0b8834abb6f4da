import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { approving } from './contract-approving.ts';
import { committing } from './contract-committing.ts';
import { merging } from './contract-merging.ts';
import { opening } from './contract-opening.ts';
import type { Ground } from './ground.ts';

/** Starts a forge over a fresh repository. */
export type Start = () => Promise<Ground>;
/** One thing that holds for every forge. */
export type Clause = readonly [sentence: string, check: (ground: Ground) => Promise<void>];

const everyClause: readonly Clause[] = [...committing, ...opening, ...approving, ...merging];

/** What every forge promises, as tests: the same sentences for each, on a repository of its own. */
export const contract = (name: string, start: Start, all = everyClause): void => {
  assert.ok(new Set(all.map(([sentence]) => sentence)).size === all.length, 'each sentence once');
  for (const [sentence, check] of all)
    test(`${name}: ${sentence}`, async () => {
      const ground = await start();
      try {
        await check(ground);
      } finally {
        await ground.close();
      }
    });
};
