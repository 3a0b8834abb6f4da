import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommitId } from '../../scripts/model/names.ts';
import { ForgeError } from '../../scripts/outside/failure.ts';
import {
  checkBranch,
  cleanMessage,
  cleanTitle,
  cutTo,
  isLeftover,
} from '../../scripts/outside/forge/request.ts';
import { latestReviews } from '../../scripts/outside/forge/reviews.ts';

const id = (digit: string): CommitId => digit.repeat(40) as CommitId;

const accepts = (branch: string): boolean => {
  try {
    checkBranch(branch);
    return true;
  } catch (error) {
    assert.instance(error, ForgeError);
    return false;
  }
};

const awkward = fc.string({ unit: fc.constantFrom(...'ab/.-@{~^:?*[\\ \t\n\u007fé🚀'), maxLength: 12 });
const names = fc.oneof(
  awkward,
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom('x.lock', 'a.lock/b', 'HEAD/x', '@', '-x'),
);

test('every branch name that is accepted is one that Git accepts', () => {
  fc.assert(
    fc.property(names, (branch) => {
      if (!accepts(branch)) return;
      const git = spawnSync('git', ['check-ref-format', `refs/heads/${branch}`]);
      assert.is(git.status, 0, JSON.stringify(branch));
    }),
    { numRuns: 300 },
  );
});

test('the branch names of this product are accepted', () => {
  for (const branch of [
    'main',
    'promote/production/service-a-0a1b2c3d',
    'release/dev/service-b-0.5.1',
    'a/b_c.d',
  ])
    assert.ok(accepts(branch), branch);
});

test('texts are cut without cutting a character, and titles are one line that is never empty', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 600 }),
      fc.integer({ min: 2, max: 300 }),
      (text, limit) => {
        const cut = cutTo(text.toWellFormed(), limit);
        assert.ok(cut.length <= limit);
        assert.ok(cut.isWellFormed());
        const title = cleanTitle(text);
        assert.ok(title.length > 0 && title.length <= 256 && title.isWellFormed());
        assert.not.match(title, /[\n\r\0]/);
        assert.ok(cleanMessage(text).isWellFormed() && !cleanMessage(text).includes('\0'));
      },
    ),
  );
});

test('a leftover has one parent and the trailer of a promotion or a release', () => {
  const commit = { tree: id('a'), parents: [id('b')], message: 'x\n\nPromotion-To: production' };
  assert.ok(isLeftover(commit));
  assert.ok(isLeftover({ ...commit, message: 'x\n\nRelease-To: dev' }));
  assert.not(isLeftover({ ...commit, parents: [id('b'), id('c')] }));
  assert.not(isLeftover({ ...commit, parents: [] }));
  assert.not(isLeftover({ ...commit, message: 'Talks of Promotion-To: production' }));
});

test('one person is one voice, however the name is spelled', () => {
  const review = (by: string, verdict: 'approved' | 'changes-requested') => ({ by, verdict, head: id('a') });
  assert.equal(
    latestReviews([review('Rob', 'approved'), review('ann', 'approved'), review('rob', 'changes-requested')]),
    [review('rob', 'changes-requested'), review('ann', 'approved')],
  );
});

test.run();
