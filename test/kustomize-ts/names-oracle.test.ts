import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { trees as generatorTrees } from './generators-trees.ts';
import { difference, hasMeasure, sayLeftOut } from './harness.ts';
import { trees as nameTrees } from './names-trees.ts';
import { trees as varTrees } from './vars-trees.ts';

/** How many trees of each sort are built with both: each costs a process of a tenth of a second. */
const wanted = process.env['KUSTOMIZE_RUNS'];
/** The same trees each time; with KUSTOMIZE_RUNS others, and as many as it says. */
const EXTENT = wanted === undefined ? { numRuns: 25, seed: 20_261_127 } : { numRuns: Number(wanted) };

const SORTS = {
  'objects that refer to each other': nameTrees,
  'generators that add to those of a base': generatorTrees,
  'vars and texts that refer to them': varTrees,
};

if (hasMeasure())
  for (const [sort, trees] of Object.entries(SORTS))
    test(`${sort}: the same bytes as kustomize, or both fail`, async () => {
      await fc.assert(
        fc.asyncProperty(trees, async (one) => {
          const found = await difference(one);
          assert.is(found, undefined, `${JSON.stringify(one.files, null, 1)}\n${found}`);
        }),
        EXTENT,
      );
    });
else sayLeftOut();

test.run();
