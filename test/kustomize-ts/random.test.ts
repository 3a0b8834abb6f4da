import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { difference, hasMeasure, sayLeftOut } from './harness.ts';
import { tree } from './random-trees.ts';

/**
 * Each tree costs a process of a tenth of a second, so by default they are few and always the same. With
 * KUSTOMIZE_RUNS they are others each time, and as many as it says.
 */
const wanted = process.env['KUSTOMIZE_RUNS'];
const EXTENT = wanted === undefined ? { numRuns: 60, seed: 20_261_127 } : { numRuns: Number(wanted) };

if (hasMeasure())
  test('any tree of kustomizations: the same bytes as kustomize, or both fail', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (one) => {
        const found = await difference(one);
        assert.is(found, undefined, `${JSON.stringify(one.files, null, 1)}\n${found}`);
      }),
      EXTENT,
    );
  });
else sayLeftOut();

test.run();
