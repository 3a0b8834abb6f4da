import * as assert from 'uvu/assert';
import type { Clause } from './contract.ts';
import { everything, fails, mainOf, openOne, PREFIX, requestOn } from './ground.ts';

/** What every forge promises about reviews and checks. */
export const approving: readonly Clause[] = [
  [
    'an approval is bound to the head it was given for',
    async (ground) => {
      const pull = await openOne(ground);
      const { reviewer } = ground;
      await reviewer.forge.approve(pull.number, reviewer.name);
      const look = async () => (await ground.forge.look({ prefix: PREFIX, number: pull.number })).pulls[0];
      assert.equal((await look())?.reviews, [{ by: reviewer.name, verdict: 'approved', head: pull.head }]);
      const files = [{ path: 'environments/production/service-b.yaml', text: 'version: "0.5.2"\n' }];
      const head = await ground.forge.commit(requestOn(mainOf(ground), { files, expected: pull.head }));
      const stale = await look();
      assert.is(stale?.head, head);
      assert.is(stale?.reviews?.[0]?.head, pull.head);
      await reviewer.forge.approve(pull.number, reviewer.name);
      assert.equal((await look())?.reviews, [{ by: reviewer.name, verdict: 'approved', head }]);
    },
  ],
  [
    'approving twice is one approval',
    async (ground) => {
      const pull = await openOne(ground);
      await ground.reviewer.forge.approve(pull.number, ground.reviewer.name);
      const before = await everything(ground);
      await ground.reviewer.forge.approve(pull.number, ground.reviewer.name);
      assert.is(await everything(ground), before);
      const [seen] = (await ground.forge.look({ prefix: PREFIX, number: pull.number })).pulls;
      assert.is(seen?.reviews?.length, 1);
    },
  ],
  [
    'nobody approves what they made, or what is closed or not there',
    async (ground) => {
      const pull = await openOne(ground);
      await fails('refused', () => ground.author.forge.approve(pull.number, ground.author.name));
      const [seen] = (await ground.forge.look({ prefix: PREFIX, number: pull.number })).pulls;
      assert.equal(seen?.reviews, []);
      await fails('missing', () => ground.reviewer.forge.approve(99, ground.reviewer.name));
      await ground.forge.close({ number: pull.number, comment: 'no' });
      await fails('conflict', () => ground.reviewer.forge.approve(pull.number, ground.reviewer.name));
    },
  ],
  [
    'reviews are only told of the one pull request that is asked for',
    async (ground) => {
      const pull = await openOne(ground);
      await ground.reviewer.forge.approve(pull.number, ground.reviewer.name);
      const [seen] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.is(seen?.reviews, undefined);
    },
  ],
  [
    'a check can be set again and again, and only on a commit that exists',
    async (ground) => {
      const pull = await openOne(ground);
      const report = { name: 'bracket/gate', summary: 'Waiting\nfor the window' };
      await ground.forge.check(pull.head, { ...report, state: 'pending' });
      await ground.forge.check(pull.head, { ...report, state: 'success' });
      await ground.forge.check(pull.head, { ...report, state: 'success' });
      const absent = mainOf(ground).replace(/^.{8}/, '00000000') as typeof pull.head;
      let failed = false;
      await ground.forge.check(absent, { ...report, state: 'success' }).catch(() => {
        failed = true;
      });
      assert.ok(failed);
    },
  ],
];
