import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import type { Clause } from './contract.ts';
import {
  BRANCH,
  everything,
  fails,
  mainOf,
  openOne,
  PREFIX,
  requestOn,
  STORY,
  TRAILERS,
  textAt,
} from './ground.ts';

/** The beginning of a branch of its own. */
const LINES = [{ path: 'production/2026-11.jsonl', text: '1\n' }] as const;
const FILE = 'environments/production/service-b.yaml';

/** What every forge promises about commits. */
export const committing: readonly Clause[] = [
  [
    'a commit makes the branch, with one parent, the message and only the files named',
    async (ground) => {
      const main = mainOf(ground);
      const commit = await ground.forge.commit(requestOn(main));
      assert.is(ground.bare.ref(`refs/heads/${BRANCH}`), commit);
      const made = ground.bare.commit(commit);
      assert.equal(made?.parents, [main]);
      assert.is(made?.message.trimEnd(), requestOn(main).message.trimEnd());
      assert.is(ground.bare.run(['diff', '--name-only', main, commit]).trim(), FILE);
      assert.is(textAt(ground, commit, FILE), 'version: "0.5.1"\n# kept\n');
      assert.is(mainOf(ground), main, 'main stays');
    },
  ],
  [
    'the same commit asked for again is the same commit',
    async (ground) => {
      const request = requestOn(mainOf(ground));
      const first = await ground.forge.commit(request);
      assert.is(await ground.forge.commit(request), first);
      assert.is(await ground.forge.commit({ ...request, expected: mainOf(ground) }), first);
    },
  ],
  [
    'a branch that is not where it was expected is a conflict, and stays as it is',
    async (ground) => {
      const main = mainOf(ground);
      const theirs = ground.push(BRANCH, { 'other.txt': 'theirs\n' });
      await fails('conflict', () => ground.forge.commit(requestOn(main)));
      await fails('conflict', () => ground.forge.commit(requestOn(main, { expected: main })));
      assert.is(ground.bare.ref(`refs/heads/${BRANCH}`), theirs);
    },
  ],
  [
    'a branch that was expected and is gone is a conflict',
    async (ground) => {
      const main = mainOf(ground);
      await fails('conflict', () => ground.forge.commit(requestOn(main, { expected: main })));
      assert.is(ground.bare.ref(`refs/heads/${BRANCH}`), undefined);
    },
  ],
  [
    'a refresh replaces the commit of the branch, and the open pull request follows',
    async (ground) => {
      const pull = await openOne(ground);
      const main = ground.push('main', { 'README.md': 'A bigger shop.\n' });
      const files = [{ path: FILE, text: 'version: "0.5.2"\n' }];
      const commit = await ground.forge.commit(requestOn(main, { files, expected: pull.head }));
      const [seen] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.is(seen?.number, pull.number);
      assert.is(seen?.head, commit);
      assert.equal(seen?.commit.parents, [main]);
    },
  ],
  [
    'what a run left behind before its pull request was opened does not block the next run',
    async (ground) => {
      const main = mainOf(ground);
      await ground.forge.commit(requestOn(main));
      const moved = ground.push('main', { 'README.md': 'Moved.\n' });
      const commit = await ground.forge.commit(requestOn(moved));
      assert.equal(ground.bare.commit(commit)?.parents, [moved]);
      assert.is(ground.bare.ref(`refs/heads/${BRANCH}`), commit);
    },
  ],
  [
    'a branch with somebody else’s work and no pull request is never taken for a leftover',
    async (ground) => {
      const main = mainOf(ground);
      await ground.forge.commit(requestOn(main));
      const theirs = ground.push(BRANCH, { [FILE]: 'version: "9.9.9"\n' }, 'A person’s commit on top');
      const moved = ground.push('main', { 'README.md': 'Moved.\n' });
      await fails('conflict', () => ground.forge.commit(requestOn(moved)));
      assert.is(ground.bare.ref(`refs/heads/${BRANCH}`), theirs);
    },
  ],
  [
    'the base branch is never taken for a leftover, even when its tip is a promotion',
    async (ground) => {
      const tip = ground.push('main', { [FILE]: 'version: "0.5.1"\n' }, `Promoted\n\n${TRAILERS}`);
      const request = requestOn(tip, { branch: 'main', parent: tip });
      await fails('conflict', () => ground.forge.commit(request));
      assert.is(mainOf(ground), tip);
    },
  ],
  [
    'a commit straight to the base branch moves it forward',
    async (ground) => {
      const main = mainOf(ground);
      const commit = await ground.forge.commit(requestOn(main, { branch: 'main', expected: main }));
      assert.is(mainOf(ground), commit);
      assert.is((await ground.forge.look({ prefix: PREFIX })).head, commit);
      const late = requestOn(main, { branch: 'main', expected: main, message: 'Too late' });
      await fails('conflict', () => ground.forge.commit(late));
    },
  ],
  [
    'a commit without a parent begins a branch that shares nothing with main; whoever is second gets a conflict',
    async (ground) => {
      const { parent: _, ...first } = requestOn(mainOf(ground), { branch: 'ledger', files: LINES });
      const commit = await ground.forge.commit(first);
      assert.equal(ground.bare.commit(commit)?.parents, []);
      assert.is(ground.bare.run(['ls-tree', '-r', '--name-only', commit]).trim(), LINES[0].path);
      assert.is(await ground.forge.commit(first), commit, 'the same again is the same');
      const files = [{ path: LINES[0].path, text: 'other\n' }];
      await fails('conflict', () => ground.forge.commit({ ...first, files }));
      const leftover = { ...first, message: 'One more\n\nPromotion-To: production' };
      await fails('conflict', () => ground.forge.commit(leftover));
      assert.is(ground.bare.ref('refs/heads/ledger'), commit);
      assert.equal((await ground.forge.look({ prefix: PREFIX })).pulls, []);
    },
  ],
  [
    'a commit without a parent never takes the place of a branch, and holds a file',
    async (ground) => {
      const { parent: _, ...first } = requestOn(mainOf(ground), { branch: 'ledger', files: LINES });
      const commit = await ground.forge.commit(first);
      await fails('refused', () => ground.forge.commit({ ...first, expected: commit, message: 'Anew' }));
      await fails('refused', () => ground.forge.commit({ ...first, branch: 'other', files: [] }));
      await fails('refused', () =>
        ground.forge.commit({ ...first, branch: 'other', files: [{ path: 'x' }] }),
      );
      await fails('conflict', () => ground.forge.commit({ ...first, branch: 'main' }));
      assert.is(ground.bare.ref('refs/heads/ledger'), commit);
      assert.is(ground.bare.ref('refs/heads/other'), undefined);
    },
  ],
  [
    'of those who build on the same commit one gets through, and the others lose nothing that is there',
    async (ground) => {
      const { parent: _, ...first } = requestOn(mainOf(ground), { branch: 'ledger', files: LINES });
      const tip = await ground.forge.commit(first);
      const onto = (text: string) =>
        ground.forge.commit({
          ...first,
          parent: tip,
          expected: tip,
          files: [{ path: LINES[0].path, text }],
        });
      const ends = await Promise.allSettled(['1\n2\n', '1\n3\n', '1\n4\n'].map(onto));
      assert.is(ends.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const end of ends)
        if (end.status === 'rejected')
          await fails('conflict', async () => {
            throw end.reason;
          });
      assert.equal(ground.bare.commit(ground.bare.ref('refs/heads/ledger') as string)?.parents, [tip]);
    },
  ],
  [
    'bytes that are no text arrive as they are',
    async (ground) => {
      const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x41, 0xff, 0xfe, 0x00, 0x0d, 0x0a, 0xc3]);
      const files = [{ path: 'environments/production/bytes.bin', bytes }];
      const commit = await ground.forge.commit(requestOn(mainOf(ground), { files }));
      const sum = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
      assert.is(ground.bare.run(['rev-parse', `${commit}:environments/production/bytes.bin`]).trim(), sum);
    },
  ],
  [
    'files go, new folders come, and a file that is to go and is not there is no error',
    async (ground) => {
      const files = [
        { path: FILE },
        { path: 'environments/production/never-there.yaml' },
        { path: 'services/service-c/deep/er/x.yaml', text: 'x: 1\n' },
      ];
      const commit = await ground.forge.commit(requestOn(mainOf(ground), { files }));
      assert.is(textAt(ground, commit, FILE), undefined);
      assert.is(textAt(ground, commit, 'services/service-c/deep/er/x.yaml'), 'x: 1\n');
      assert.is(textAt(ground, commit, 'README.md'), 'A shop.\n');
    },
  ],
  [
    'a file keeps its mode',
    async (ground) => {
      ground.push('main', { 'run.sh': 'echo 1\n' });
      const bare = ground.bare;
      const blob = bare.run(['rev-parse', 'main:run.sh']).trim();
      const tree = bare.writeTree(mainOf(ground), [{ path: 'run.sh', mode: '100755', sha: blob }]);
      const tip = bare.commit(mainOf(ground));
      assert.ok(tip);
      const base = bare.writeCommit({ ...tip, tree, parents: [tip.sha] });
      bare.setRef('refs/heads/main', base);
      const files = [{ path: 'run.sh', text: 'echo 2\n' }];
      const commit = await ground.forge.commit(requestOn(mainOf(ground), { files }));
      assert.match(bare.run(['ls-tree', commit, 'run.sh']), /^100755 /);
    },
  ],
  [
    'a hundred files are one commit',
    async (ground) => {
      const files = Array.from({ length: 100 }, (_, n) => ({
        path: `environments/production/s-${n}.yaml`,
        text: `n: ${n}\n`,
      }));
      const commit = await ground.forge.commit(requestOn(mainOf(ground), { files }));
      const names = ground.bare
        .run(['diff', '--name-only', mainOf(ground), commit])
        .trim()
        .split('\n');
      assert.is(names.length, 100);
      assert.is(textAt(ground, commit, 'environments/production/s-99.yaml'), 'n: 99\n');
    },
  ],
  [
    'bytes and messages of every alphabet arrive as they are, hostile ones included',
    async (ground) => {
      const text = '\uFEFFkey: "ä 漢字 🚀 $(touch x) `id` $' + '{{ secrets.X }}"\r\nlast: no newline';
      const path = 'environments/production/-rf "quoted" $HOME\u00e9\n.yaml';
      const message = `-m 'x'; $(id) 🚀\n\n#no comment\n\u001b[31m<b>\n\n${TRAILERS}`;
      const commit = await ground.forge.commit(
        requestOn(mainOf(ground), { files: [{ path, text }], message }),
      );
      assert.is(ground.bare.run(['cat-file', 'blob', `${commit}:${path}`]), text);
      assert.is(ground.bare.commit(commit)?.message.trimEnd(), message);
      await ground.forge.open(STORY);
      const [pull] = (await ground.forge.look({ prefix: PREFIX })).pulls;
      assert.is(pull?.commit.message, message);
    },
  ],
  [
    'a message with a NUL is made harmless, not lost',
    async (ground) => {
      const commit = await ground.forge.commit(requestOn(mainOf(ground), { message: 'One\0two\n\nbody' }));
      assert.is(ground.bare.commit(commit)?.message.trimEnd(), 'One\uFFFDtwo\n\nbody');
    },
  ],
  [
    'no path leaves the repository, and no branch name is an option',
    async (ground) => {
      const before = await everything(ground);
      const main = mainOf(ground);
      for (const path of ['../x', '/etc/x', '.git/config', 'a/.GIT/hooks/x', 'a//b', 'a/./b', '', 'a\0b'])
        await fails('refused', () => ground.forge.commit(requestOn(main, { files: [{ path, text: 'x' }] })));
      for (const branch of [
        '',
        '-d',
        'a..b',
        'a b',
        'x.lock',
        '/x',
        'x/',
        'a~1',
        '@{1}',
        'é'.repeat(201),
        'a\nb',
      ])
        await fails('refused', () => ground.forge.commit(requestOn(main, { branch })));
      assert.is(await everything(ground), before);
    },
  ],
];
