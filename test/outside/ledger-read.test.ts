import { cpSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EnvironmentName } from '../../scripts/model/names.ts';
import { EXIT, Failure } from '../../scripts/outside/failure.ts';
import { appendEvents } from '../../scripts/outside/ledger/append.ts';
import { readLedger, readTrustedLedger } from '../../scripts/outside/ledger/read.ts';
import { numbered, textOf } from '../history/random-events.ts';
import { HERE, idsOf, type LocalGround, localGround, THERE, tamper, writtenIn } from './ledger-ground.ts';

const FILE = 'production/2026-11.jsonl';

let first: LocalGround | undefined;

/** A ledger with three events, each in a commit of its own. Made once and copied. */
const filled = async (): Promise<LocalGround> => {
  if (first === undefined) {
    first = localGround();
    for (const number of [1, 2, 3]) await appendEvents(first, [numbered(number)]);
  }
  const ground = localGround();
  cpSync(`${first.box.root}/.git`, `${ground.box.root}/.git`, { recursive: true });
  return ground;
};

const remembered = ({ git }: LocalGround): Promise<string | undefined> => git.resolve('refs/bracket/ledger');

/** What is told of a ledger that was rewritten; what decides must refuse to go on. */
const toldOf = async ({ git }: LocalGround, question = HERE) => {
  const { rewritten } = await readLedger(git, question);
  assert.ok(rewritten, 'nothing was told');
  assert.is(rewritten.code, 'ledger-rewritten');
  const failure = await readTrustedLedger(git, question).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(failure, Failure);
  assert.is((failure as Failure).exit, EXIT.blocked);
  assert.is((failure as Failure).fix, rewritten.fix);
  return rewritten;
};

/** Runs what the instruction names: the command between the last two backticks that begins so. */
const follow = ({ box }: LocalGround, fix: string, command: string): void => {
  const found = [...fix.matchAll(/`git ([^`]+)`/g)].map(([, words = '']) => words);
  const words = found.find((one) => one.startsWith(command));
  assert.ok(words, fix);
  box.git(...words.split(' '));
};

test('without a ledger nothing is known, and that is no failure', async () => {
  const ground = localGround();
  assert.equal(await readLedger(ground.git, HERE), { files: [] });
  assert.equal(await readTrustedLedger(ground.git, HERE), { files: [] });
});

test('only the environments and months that are asked for are read', async () => {
  const ground = await filled();
  await appendEvents(ground, [numbered(4, Date.UTC(2026, 8, 1)), numbered(5, Date.UTC(2026, 9, 31))]);
  const paths = async (question: typeof HERE): Promise<string[]> =>
    (await readLedger(ground.git, question)).files.map(({ path }) => path);
  const all = ['production/2026-09.jsonl', 'production/2026-10.jsonl', FILE];
  assert.equal(await paths(HERE), all);
  assert.equal(await paths({ ...HERE, since: Date.UTC(2026, 9, 31, 23) }), all.slice(1));
  assert.equal(await paths({ ...HERE, environments: ['dev' as EnvironmentName] }), []);
  assert.equal(await paths({ ...HERE, environments: ['prod' as EnvironmentName] }), []);
  assert.equal(await paths({ ...HERE, environments: [] }), []);
});

test('how far it was seen is remembered, and appending goes on from there', async () => {
  const ground = await filled();
  assert.is((await writtenIn(ground.git)).length, 3);
  assert.is(await remembered(ground), ground.box.git('rev-parse', 'ledger'));
  await appendEvents(ground, [numbered(4)]);
  assert.is((await writtenIn(ground.git)).length, 4);
  assert.is(await remembered(ground), ground.box.git('rev-parse', 'ledger'));
});

test('what origin holds is fetched; where it has no ledger, it is empty; where it cannot be asked, that is a failure', async () => {
  const origin = await filled();
  const clone = localGround();
  const unknown = await readLedger(clone.git, THERE).catch((error: unknown) => error);
  assert.instance(unknown, Failure, 'there is no origin');
  clone.box.git('remote', 'add', 'origin', origin.box.root);
  assert.equal(idsOf(await writtenIn(clone.git, THERE)), idsOf([numbered(1), numbered(2), numbered(3)]));
  assert.is(
    clone.box.git('for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes'),
    'refs/heads/main',
  );
  const empty = localGround();
  const fresh = localGround();
  fresh.box.git('remote', 'add', 'origin', empty.box.root);
  assert.equal(await readLedger(fresh.git, THERE), { files: [] });
  rmSync(origin.box.root, { recursive: true });
  const failure = await readLedger(clone.git, THERE).catch((error: unknown) => error);
  assert.instance(failure, Failure);
  assert.is((failure as Failure).exit, EXIT.outside);
  assert.is((failure as Failure).code, 'ledger-unreachable');
  assert.match((failure as Failure).fix, /^Check .*run this again\.$/);
});

test('a branch that was put in the place of the one seen is told, with both commits, until somebody accepts it', async () => {
  const ground = await filled();
  await writtenIn(ground.git);
  const old = ground.box.git('rev-parse', 'ledger');
  const now = tamper(ground.box, { [FILE]: textOf([numbered(1), numbered(3)]) }, 'nothing');
  const { what, fix } = await toldOf(ground);
  assert.match(what, new RegExp(`at ${old} and is at ${now}`));
  assert.is(await remembered(ground), old, 'it is not taken for true by being looked at twice');
  follow(ground, fix, 'diff');
  follow(ground, fix, 'update-ref');
  assert.equal(idsOf(await writtenIn(ground.git)), idsOf([numbered(1), numbered(3)]));
});

test('a branch that was taken back to an older commit is told', async () => {
  const ground = await filled();
  await writtenIn(ground.git);
  ground.box.git('update-ref', 'refs/heads/ledger', 'ledger^');
  assert.match((await toldOf(ground)).what, /does not contain it/);
});

test('a branch that is gone is told, and can be put back', async () => {
  const ground = await filled();
  await writtenIn(ground.git);
  ground.box.git('update-ref', '-d', 'refs/heads/ledger');
  const { fix, what } = await toldOf(ground);
  assert.match(what, /is gone/);
  follow(ground, fix, 'branch');
  assert.is((await writtenIn(ground.git)).length, 3);
  ground.box.git('update-ref', '-d', 'refs/heads/ledger');
  follow(ground, (await toldOf(ground)).fix, 'update-ref');
  assert.equal(await readLedger(ground.git, HERE), { files: [] });
});

/** What a commit on top can do to what was written before. */
const changes: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  'changes a line': { [FILE]: textOf([numbered(1), numbered(2), numbered(3)]).replace('/2/', '/7/') },
  'takes the last line away': { [FILE]: textOf([numbered(1), numbered(2)]) },
  'writes a line before the others': { [FILE]: textOf([numbered(9), numbered(1), numbered(2), numbered(3)]) },
  'takes the file away': { [FILE]: null },
  'takes the file away and brings it back elsewhere': {
    [FILE]: null,
    'production/2026-10.jsonl': textOf([numbered(1)]),
  },
};

for (const [name, files] of Object.entries(changes))
  for (const isKnown of [true, false])
    test(`a commit that ${name} is told by name to ${isKnown ? 'who has seen' : 'who has not seen'} the ledger before, whatever follows it`, async () => {
      const ground = await filled();
      if (isKnown) await writtenIn(ground.git);
      const bad = tamper(ground.box, files);
      await appendEvents(ground, [numbered(20)]);
      await appendEvents(ground, [numbered(21, Date.UTC(2026, 11, 5))]);
      const { what, fix, place } = await toldOf(ground);
      assert.match(what, new RegExp(`^Commit ${bad} changed what was written before in ${FILE}\\.$`));
      assert.is(place.file, FILE);
      follow(ground, fix, 'diff');
      follow(ground, fix, 'update-ref');
      assert.is((await readLedger(ground.git, HERE)).rewritten, undefined);
      await appendEvents(ground, [numbered(22)]);
      assert.is((await readLedger(ground.git, HERE)).rewritten, undefined);
    });

test('a change that a later commit takes back is told all the same', async () => {
  const ground = await filled();
  await writtenIn(ground.git);
  const bad = tamper(ground.box, { [FILE]: textOf([numbered(1)]) });
  tamper(ground.box, { [FILE]: textOf([numbered(1), numbered(2), numbered(3), numbered(4)]) });
  assert.match((await toldOf(ground)).what, new RegExp(`^Commit ${bad} `));
});

test('a merge cannot bring another history in the place of the one seen', async () => {
  const ground = await filled();
  await writtenIn(ground.git);
  const old = ground.box.git('rev-parse', 'ledger');
  const other = tamper(ground.box, { 'dev/2026-11.jsonl': '' }, 'nothing');
  const tree = ground.box.git('rev-parse', `${other}^{tree}`);
  const merge = ground.box.git('commit-tree', tree, '-p', other, '-p', old, '-m', 'Merge');
  ground.box.git('update-ref', 'refs/heads/ledger', merge);
  assert.match((await toldOf(ground)).what, new RegExp(`^Commit ${merge} changed .* in ${FILE}`));
});

test('what else stands on the branch may change: it is nobody’s evidence', async () => {
  const ground = await filled();
  for (const text of ['Hands off.\n', 'Really.\n']) {
    tamper(ground.box, { 'README.md': text });
    assert.is((await readLedger(ground.git, HERE)).rewritten, undefined);
  }
});

test('a clone whose copy of origin’s branch is behind takes nothing for rewritten', async () => {
  const origin = await filled();
  const clone = localGround();
  clone.box.git('remote', 'add', 'origin', origin.box.root);
  clone.box.git('fetch', '--quiet', 'origin', 'ledger:refs/remotes/origin/ledger');
  await appendEvents(origin, [numbered(4)]);
  assert.is((await writtenIn(clone.git, THERE)).length, 4);
  assert.is((await writtenIn(clone.git, HERE)).length, 3);
  assert.is((await writtenIn(clone.git, THERE)).length, 4);
  await appendEvents(clone, [numbered(5)]);
  assert.is((await writtenIn(clone.git, HERE)).length, 4, 'its own branch has a memory of its own');
  assert.is((await writtenIn(clone.git, THERE)).length, 4);
});

test('who asks after another process has seen more takes nothing for rewritten', async () => {
  const ground = await filled();
  const older = ground.box.git('rev-parse', 'ledger^');
  await writtenIn(ground.git);
  let looks = 0;
  const git: typeof ground.git = {
    ...ground.git,
    resolve: async (revision) => {
      if (revision !== 'refs/heads/ledger') return ground.git.resolve(revision);
      looks += 1;
      return looks === 1
        ? (older as Awaited<ReturnType<typeof ground.git.resolve>>)
        : ground.git.resolve(revision);
    },
  };
  assert.is((await readLedger(git, HERE)).rewritten, undefined);
  assert.is(looks, 2);
});

test('however often something is appended, by whomever, it is never taken for rewritten', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(20), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 6 }),
      async (steps) => {
        const ground = localGround();
        for (const [number, october, looks] of steps) {
          await appendEvents(ground, [numbered(number + 1, Date.UTC(2026, october ? 9 : 10, 21))]);
          if (looks) assert.is((await readLedger(ground.git, HERE)).rewritten, undefined);
        }
        assert.is((await readLedger(ground.git, HERE)).rewritten, undefined);
      },
    ),
    { numRuns: 3 },
  );
});

test.run();
