import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { difference, hasMeasure, sayLeftOut } from './harness.ts';
import { tree } from './random-trees.ts';

/** How many trees are built with both: each costs a process of a tenth of a second. */
const RUNS = Number(process.env['KUSTOMIZE_RUNS'] ?? 60);

if (hasMeasure())
  test('any tree of kustomizations: the same bytes as kustomize, or both fail', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (one) => {
        const found = await difference(one);
        assert.is(found, undefined, `${JSON.stringify(one.files, null, 1)}\n${found}`);
      }),
      { numRuns: RUNS },
    );
  });
else sayLeftOut();

test.run();
