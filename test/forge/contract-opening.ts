import * as assert from 'uvu/assert';
import type { Clause } from './contract.ts';
import { BRANCH, everything, fails, mainOf, openOne, PREFIX, requestOn, STORY, textAt } from './ground.ts';

/** What every forge promises about opening, looking and closing. */
export const opening: readonly Clause[] = [
  [
    'an empty repository of promotions says where main is',
    async (ground) => {
      const view = await ground.forge.look({ prefix: PREFIX });
      assert.equal(view, { branch: 'main', head: mainOf(ground), pulls: [] });
    },
  ],
  [
    'an opened pull request is seen as it was opened',
    async (ground) => {
      const opened = await openOne(ground);
      const [pull, ...none] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.equal(none, []);
      assert.equal(pull, opened);
      assert.is(pull?.state, 'open');
      assert.is(pull?.branch, BRANCH);
      assert.is(pull?.title, STORY.title);
      assert.is(pull?.body, STORY.body);
      assert.equal([...(pull?.labels ?? [])].sort(), [...STORY.labels].sort());
      assert.is(pull?.head, ground.bare.ref(`refs/heads/${BRANCH}`));
      assert.is(pull?.branchExists, true);
      assert.is(pull?.author, ground.author.name);
      assert.is(pull?.reviews, undefined);
      assert.equal(pull?.commit.parents, [mainOf(ground)]);
      assert.is(pull?.commit.tree, ground.bare.commit(pull?.head ?? '')?.tree);
      assert.is(pull?.commit.message, requestOn(mainOf(ground)).message.trimEnd());
    },
  ],
  [
    'opening twice opens one and changes nothing',
    async (ground) => {
      const first = await openOne(ground);
      const before = await everything(ground);
      assert.equal(await ground.forge.open(STORY), first);
      assert.equal(await ground.forge.open({ ...STORY, number: first.number }), first);
      assert.is(await everything(ground), before);
    },
  ],
  [
    'two runs at the same moment open one pull request of one commit',
    async (ground) => {
      const request = requestOn(mainOf(ground));
      const [one, two] = await Promise.allSettled([
        ground.forge.commit(request),
        ground.forge.commit(request),
      ]);
      const tip = ground.bare.ref(`refs/heads/${BRANCH}`);
      for (const run of [one, two]) if (run.status === 'fulfilled') assert.is(run.value, tip);
      const opened = await Promise.all([ground.forge.open(STORY), ground.forge.open(STORY)]);
      assert.is(opened[0].number, opened[1].number);
      assert.is((await ground.forge.look({ prefix: PREFIX })).pulls.length, 1);
    },
  ],
  [
    'opening at the same moment on different branches gives each a number of its own',
    async (ground) => {
      const branches = [1, 2, 3, 4].map((n) => `${PREFIX}production/s-${n}`);
      for (const branch of branches) await ground.forge.commit(requestOn(mainOf(ground), { branch }));
      const opened = await Promise.all(branches.map((branch) => ground.forge.open({ ...STORY, branch })));
      assert.is(new Set(opened.map((pull) => pull.number)).size, 4);
      assert.equal(
        opened.map((pull) => pull.branch),
        branches,
      );
    },
  ],
  [
    'an update changes title, body and labels, and keeps what people added',
    async (ground) => {
      const first = await openOne(ground);
      const next = await ground.forge.open({
        ...STORY,
        title: 'Other',
        body: 'New',
        labels: ['major', 'promotion'],
      });
      assert.is(next.number, first.number);
      assert.is(next.title, 'Other');
      assert.is(next.body, 'New');
      assert.equal([...next.labels].sort(), ['major', 'production', 'promotion']);
    },
  ],
  [
    'hostile and endless texts are kept within bounds',
    async (ground) => {
      const main = mainOf(ground);
      await ground.forge.commit(requestOn(main));
      const title = `a\nb\r\n🚀${'x🚀'.repeat(300)}\0`;
      const pull = await ground.forge.open({
        ...STORY,
        title,
        body: `<script>@everyone</script> ${'🚀'.repeat(10)}\0`,
      });
      assert.ok(pull.title.length <= 256);
      assert.not.match(pull.title, /[\n\r\0]|[\uD800-\uDBFF]$/);
      assert.match(pull.title, /^a b 🚀/);
      assert.match(pull.body, /^<script>@everyone<\/script> 🚀/);
    },
  ],
  [
    'a branch that does not exist, or has nothing new, is not opened',
    async (ground) => {
      await fails('missing', () => ground.forge.open({ ...STORY, branch: 'promote/none' }));
      ground.bare.setRef('refs/heads/promote/same', mainOf(ground));
      await fails('conflict', () => ground.forge.open({ ...STORY, branch: 'promote/same' }));
      await fails('missing', () => ground.forge.open({ ...STORY, number: 99 }));
      await fails('missing', () => ground.forge.look({ prefix: PREFIX, number: 99 }));
    },
  ],
  [
    'only branches with the prefix are looked at',
    async (ground) => {
      await openOne(ground);
      await openOne(ground, { branch: 'release/dev/service-b' });
      const branches = async (prefix: string) =>
        (await ground.forge.look({ prefix })).pulls.map((pull) => pull.branch);
      assert.equal(await branches(PREFIX), [BRANCH]);
      assert.equal(await branches('release/'), ['release/dev/service-b']);
      assert.equal((await branches('')).length, 2);
    },
  ],
  [
    'closing deletes the branch, keeps the pull request, and closing again does nothing',
    async (ground) => {
      const pull = await openOne(ground);
      await ground.forge.close({ number: pull.number, comment: 'Replaced by a newer one.' });
      assert.is(ground.bare.ref(`refs/heads/${BRANCH}`), undefined);
      const [seen] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.is(seen?.state, 'closed');
      assert.is(seen?.branchExists, false);
      assert.is(seen?.head, pull.head);
      assert.equal(seen?.commit, pull.commit);
      const before = await everything(ground);
      await ground.forge.close({ number: pull.number, comment: 'Replaced by a newer one.' });
      assert.is(await everything(ground), before);
      await fails('conflict', () => ground.forge.open({ ...STORY, number: pull.number }));
      await fails('missing', () => ground.forge.close({ number: 99, comment: 'x' }));
    },
  ],
  [
    'closing with the branch kept is how a person says no',
    async (ground) => {
      const pull = await openOne(ground);
      await ground.forge.close({ number: pull.number, comment: 'Not now.', keepBranch: true });
      const [seen] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.equal([seen?.state, seen?.branchExists, seen?.head], ['closed', true, pull.head]);
      const before = await everything(ground);
      await ground.forge.close({ number: pull.number, comment: 'Not now.', keepBranch: true });
      assert.is(await everything(ground), before);
    },
  ],
  [
    'after a close the same branch opens again under a new number, and the view shows both',
    async (ground) => {
      const first = await openOne(ground);
      await ground.forge.close({ number: first.number, comment: 'no' });
      const second = await openOne(ground);
      assert.ok(second.number > first.number);
      const { pulls } = await ground.forge.look({ prefix: PREFIX });
      assert.equal(
        pulls.map((pull) => [pull.number, pull.state]),
        [
          [first.number, 'closed'],
          [second.number, 'open'],
        ],
      );
      await ground.forge.close({ number: first.number, comment: 'again' });
      assert.is(ground.bare.ref(`refs/heads/${BRANCH}`), second.head, 'the branch belongs to the second now');
    },
  ],
  [
    'what a person closed stays closed with its branch, and opening by name makes a new one',
    async (ground) => {
      const pull = await openOne(ground);
      await ground.dismiss(pull);
      const [held] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.is(held?.state, 'closed');
      assert.is(held?.branchExists, true);
      const main = ground.push('main', { 'README.md': 'Moved.\n' });
      await fails('conflict', () => ground.forge.commit(requestOn(main)));
      await ground.forge.commit(requestOn(main, { expected: pull.head }));
      const again = await ground.forge.open(STORY);
      assert.ok(again.number > pull.number);
    },
  ],
  [
    'a branch that a person deleted closes its pull request',
    async (ground) => {
      const pull = await openOne(ground);
      ground.bare.setRef(`refs/heads/${BRANCH}`, null);
      const [seen] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.is(seen?.state, 'closed');
      assert.is(seen?.branchExists, false);
      assert.is(seen?.head, pull.head);
      const again = await openOne(ground);
      assert.ok(again.number > pull.number);
      const { pulls } = await ground.forge.look({ prefix: PREFIX });
      assert.equal(
        pulls.map((one) => one.state),
        ['closed', 'open'],
      );
    },
  ],
  [
    'a person’s commit on the branch is seen as the head, with its parents',
    async (ground) => {
      const pull = await openOne(ground);
      const theirs = ground.push(
        BRANCH,
        { 'environments/production/service-b.yaml': 'version: "0.5.3"\n' },
        'By hand',
      );
      const [seen] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.is(seen?.head, theirs);
      assert.equal(seen?.commit.parents, [pull.head]);
      assert.is(seen?.commit.message, 'By hand');
      assert.is(textAt(ground, theirs, 'README.md'), 'A shop.\n');
    },
  ],
];
