import * as assert from 'uvu/assert';
import type { Clause } from './contract.ts';
import { BRANCH, everything, fails, mainOf, openOne, PREFIX, requestOn, STORY, textAt } from './ground.ts';

const FILE = 'environments/production/service-b.yaml';
const MESSAGE =
  'Promote service-b 0.5.1 to production\n\nWhy: it was tested.\n\nPromotion-To: production\nPromotes: service-b';

/** What every forge promises about merging. */
export const merging: readonly Clause[] = [
  [
    'a merge is one commit on main with the given message, and the branch goes',
    async (ground) => {
      const main = mainOf(ground);
      const pull = await openOne(ground);
      const merged = await ground.forge.merge({ number: pull.number, head: pull.head, message: MESSAGE });
      assert.is(mainOf(ground), merged);
      const commit = ground.bare.commit(merged);
      assert.equal(commit?.parents, [main]);
      assert.is(commit?.message.trimEnd(), MESSAGE);
      assert.is(textAt(ground, merged, FILE), 'version: "0.5.1"\n# kept\n');
      assert.is(ground.bare.ref(`refs/heads/${BRANCH}`), undefined);
      const [seen] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.is(seen?.state, 'merged');
      assert.is(seen?.head, pull.head);
    },
  ],
  [
    'merging again answers the same commit and changes nothing',
    async (ground) => {
      const pull = await openOne(ground);
      const request = { number: pull.number, head: pull.head, message: MESSAGE };
      const merged = await ground.forge.merge(request);
      const before = await everything(ground);
      assert.is(await ground.forge.merge(request), merged);
      assert.is(await everything(ground), before);
      await fails('conflict', () => ground.forge.close({ number: pull.number, comment: 'late' }));
      await fails('conflict', () => ground.forge.open({ ...STORY, number: pull.number }));
    },
  ],
  [
    'a merge of another head than the one given is a conflict',
    async (ground) => {
      const pull = await openOne(ground);
      const main = mainOf(ground);
      const theirs = ground.push(BRANCH, { 'extra.txt': 'x\n' });
      await fails('conflict', () =>
        ground.forge.merge({ number: pull.number, head: pull.head, message: MESSAGE }),
      );
      assert.is(mainOf(ground), main);
      const merged = await ground.forge.merge({ number: pull.number, head: theirs, message: MESSAGE });
      assert.equal(ground.bare.commit(merged)?.parents, [main], 'two commits become one');
      assert.is(textAt(ground, merged, 'extra.txt'), 'x\n');
      await fails('conflict', () =>
        ground.forge.merge({ number: pull.number, head: pull.head, message: MESSAGE }),
      );
    },
  ],
  [
    'a base branch that moved elsewhere is merged with, and still one commit comes of it',
    async (ground) => {
      const pull = await openOne(ground);
      const moved = ground.push('main', { 'README.md': 'Moved.\n', 'new.txt': 'n\n' });
      const merged = await ground.forge.merge({ number: pull.number, head: pull.head, message: MESSAGE });
      assert.equal(ground.bare.commit(merged)?.parents, [moved]);
      assert.is(textAt(ground, merged, 'README.md'), 'Moved.\n');
      assert.is(textAt(ground, merged, FILE), 'version: "0.5.1"\n# kept\n');
    },
  ],
  [
    'a base branch that changed the same lines is a conflict, and nothing moves',
    async (ground) => {
      const pull = await openOne(ground);
      ground.push('main', { [FILE]: 'version: "0.6.0"\n# kept\n' });
      const before = await everything(ground);
      const error = await fails('conflict', () =>
        ground.forge.merge({ number: pull.number, head: pull.head, message: MESSAGE }),
      );
      assert.match(error.fix, /promote again/);
      assert.is(await everything(ground), before);
    },
  ],
  [
    'what is closed or not there is not merged',
    async (ground) => {
      const pull = await openOne(ground);
      await fails('missing', () => ground.forge.merge({ number: 99, head: pull.head, message: MESSAGE }));
      await ground.forge.close({ number: pull.number, comment: 'no' });
      const main = mainOf(ground);
      await fails('conflict', () =>
        ground.forge.merge({ number: pull.number, head: pull.head, message: MESSAGE }),
      );
      assert.is(mainOf(ground), main);
    },
  ],
  [
    'after a merge the same branch name serves the next promotion',
    async (ground) => {
      const first = await openOne(ground);
      await ground.forge.merge({ number: first.number, head: first.head, message: MESSAGE });
      const files = [{ path: FILE, text: 'version: "0.5.2"\n' }];
      await ground.forge.commit(requestOn(mainOf(ground), { files }));
      const second = await ground.forge.open(STORY);
      assert.ok(second.number > first.number);
      await ground.forge.merge({ number: second.number, head: second.head, message: 'Second' });
      assert.is(textAt(ground, 'main', FILE), 'version: "0.5.2"\n');
    },
  ],
  [
    'a branch that a merge left behind does not block the next promotion',
    async (ground) => {
      const first = await openOne(ground);
      await ground.forge.merge({ number: first.number, head: first.head, message: MESSAGE });
      ground.bare.setRef(`refs/heads/${BRANCH}`, first.head);
      const files = [{ path: FILE, text: 'version: "0.5.2"\n' }];
      const commit = await ground.forge.commit(requestOn(mainOf(ground), { files }));
      assert.is(ground.bare.ref(`refs/heads/${BRANCH}`), commit);
    },
  ],
  [
    'removals are merged too',
    async (ground) => {
      const pull = await openOne(ground, { files: [{ path: FILE }] });
      const merged = await ground.forge.merge({ number: pull.number, head: pull.head, message: MESSAGE });
      assert.is(textAt(ground, merged, FILE), undefined);
    },
  ],
];
