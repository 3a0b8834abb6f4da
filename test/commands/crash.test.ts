import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Invocation } from '../../scripts/commands/invocation.ts';
import { type PromoteOptions, promoteOn } from '../../scripts/commands/promote-one.ts';
import type { Stage } from '../../scripts/commands/stage.ts';
import { chooseForge } from '../../scripts/outside/forge/choose.ts';
import type { Forge } from '../../scripts/outside/forge.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { startGitHub } from '../support/github/server.ts';
import { type SmallShop, smallShop } from './small-shop.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const SERVICES = ['a', 'b', 'c', 'd'];

/** What somebody did before `promote` ran: pull requests of every kind of move must come of it. */
type Past = (shop: SmallShop, promote: () => Promise<unknown>, forge: Forge) => Promise<void>;

const GROWS = 'a bracket grows over two open ones, which are closed in its favour';

const PASTS: Readonly<Record<string, Past>> = {
  'two units are new': async (shop) => {
    shop.want('dev', { a: '1.1.0', b: '1.1.0' });
    shop.want('dev', { c: '1.1.0' });
  },
  'an open one is refreshed and another is new': async (shop, promote) => {
    shop.want('dev', { a: '1.1.0' });
    await promote();
    shop.want('dev', { a: '1.2.0' });
    shop.want('dev', { c: '1.1.0' });
  },
  [GROWS]: async (shop, promote) => {
    shop.want('dev', { a: '1.1.0' });
    shop.want('dev', { b: '1.1.0' });
    await promote();
    shop.want('dev', { a: '1.2.0', b: '1.2.0', d: '1.1.0' });
  },
  'what was open has arrived by hand, and is closed': async (shop, promote) => {
    shop.want('dev', { a: '1.1.0' });
    shop.want('dev', { b: '1.1.0' });
    await promote();
    shop.want('hardening', { a: '1.1.0' });
    shop.want('dev', { c: '1.3.0' });
  },
};

/** One world: a repository and a forge over it. */
interface World {
  readonly shop: SmallShop;
  readonly stage: Stage;
  /** Puts what the shop committed where the forge looks. */
  publish(): void;
  close(): Promise<void>;
}

const localWorld = async (): Promise<World> => {
  const shop = smallShop(SERVICES);
  const git = openGit(shop.root);
  const forge = await chooseForge({ git, env: {}, now: NOW });
  return { shop, stage: { git, forge }, publish: () => undefined, close: async () => undefined };
};

const githubWorld = async (): Promise<World> => {
  const shop = smallShop(SERVICES);
  const github = await startGitHub({ from: shop.root });
  shop.git('remote', 'add', 'origin', github.root);
  const git = openGit(shop.root);
  const forge = await chooseForge({ git, env: github.env, now: NOW });
  return {
    shop,
    stage: { git, forge },
    publish: () => void shop.git('push', '--quiet', 'origin', 'main'),
    close: () => github.close(),
  };
};

const call = (root: string): Invocation => ({
  root,
  json: false,
  dryRun: false,
  forge: undefined,
  env: {},
  now: NOW,
  columns: 80,
  color: false,
  print: () => undefined,
  say: () => undefined,
});

const OPTIONS: PromoteOptions = {
  to: 'hardening',
  services: [],
  only: false,
  allowDowngrade: false,
  automatic: false,
};

class Crash extends Error {}

/** A forge whose process dies after its n-th change, before anybody hears of it: the next one was not begun. */
const crashing = (forge: Forge, at: number): Forge & { count(): number } => {
  let calls = 0;
  const guard =
    <Question, Answer>(work: (question: Question) => Promise<Answer>) =>
    async (question: Question): Promise<Answer> => {
      const answer = await work(question);
      calls += 1;
      if (calls === at) throw new Crash();
      return answer;
    };
  return {
    ...forge,
    commit: guard((request) => forge.commit(request)),
    open: guard((request) => forge.open(request)),
    close: guard((request) => forge.close(request)),
    count: () => calls,
  };
};

const promoteIn = (
  world: World,
  forge: Forge = world.stage.forge,
  services: readonly string[] = [],
): Promise<unknown> => {
  world.publish();
  return promoteOn({ ...world.stage, forge }, call(world.shop.root), { ...OPTIONS, services });
};

/** Everything that counts of a forge, without ids that depend on when something was written. */
const endOf = async ({ stage, shop }: World): Promise<unknown> => {
  const { pulls, head } = await stage.forge.look({ prefix: 'promote/' });
  const known = new Set(shop.git('rev-list', 'main').split('\n'));
  return {
    main: known.has(head),
    pulls: pulls
      .map(({ branch, state, title, body, labels, branchExists, commit, number }) => ({
        number,
        branch,
        state,
        title,
        body: state === 'open' ? body : '',
        labels,
        branchExists,
        tree: commit.tree,
        parents: commit.parents,
        message: commit.message.trim(),
      }))
      .sort((one, other) => one.number - other.number),
  };
};

interface Course {
  /** The change after which the process dies. */
  readonly at: number;
  /** What a person asks for by name. */
  readonly services?: readonly string[];
  /** What happens between the crash and the run after it. */
  readonly meanwhile?: (shop: SmallShop) => void;
}

const liveThrough = async (
  open: () => Promise<World>,
  past: Past,
  { at, services = [], meanwhile }: Course,
): Promise<{ end: unknown; calls: number; again: unknown }> => {
  const world = await open();
  try {
    await past(world.shop, () => promoteIn(world), world.stage.forge);
    const forge = crashing(world.stage.forge, at);
    try {
      await promoteIn(world, forge, services);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      meanwhile?.(world.shop);
      await promoteIn(world, world.stage.forge, services);
    }
    const end = await endOf(world);
    const counting = crashing(world.stage.forge, NEVER);
    await promoteIn(world, counting, services);
    return { end, calls: forge.count(), again: counting.count() };
  } finally {
    await world.close();
  }
};

/** No change has this number. */
const NEVER = -1;

const survives = async (
  open: () => Promise<World>,
  past: Past,
  services: readonly string[] = [],
): Promise<void> => {
  const calm = await liveThrough(open, past, { at: NEVER, services });
  assert.ok(calm.calls >= 2, `${calm.calls} changes`);
  assert.is(calm.again, 0, 'a run more changes nothing');
  for (let at = 1; at <= calm.calls; at++) {
    const { end, again } = await liveThrough(open, past, { at, services });
    assert.equal(end, calm.end, `died after change ${at}`);
    assert.is(again, 0);
  }
};

const FORGES = { local: localWorld, github: githubWorld } as const;

/** A person said no, and then somebody asks for it by name. */
const REOPENED: Past = async (shop, promote, forge) => {
  shop.want('dev', { a: '1.1.0' });
  await promote();
  await forge.close({ number: 1, comment: 'Not now', keepBranch: true });
};

/** What may land between a crash and the run after it. */
const MEANWHILE: Readonly<Record<string, (shop: SmallShop) => void>> = {
  'something unrelated': (shop) => void shop.commit('Unrelated', { 'notes.txt': 'x\n' }),
  'a newer version': (shop) => void shop.want('dev', { a: '1.2.0' }),
};

/** How a forge dies at any of its own calls is tested beside it; here every kind of move once is enough for the second. */
const ON_GITHUB = [GROWS];

for (const [name, open] of Object.entries(FORGES)) {
  for (const [story, past] of Object.entries(PASTS).filter(
    ([story]) => name === 'local' || ON_GITHUB.includes(story),
  ))
    test(`${name}: ${story}; a crash after any change and a second run end as without it`, () =>
      survives(open, past));
  if (name === 'local')
    test('what a person closed is opened again by name; a crash after any change ends as without it', () =>
      survives(open, REOPENED, ['a']));
  for (const [what, meanwhile] of Object.entries(name === 'local' ? MEANWHILE : {}))
    test(`${name}: a crash before the pull request is open, then ${what} lands; the next run carries on`, async () => {
      const past: Past = async (shop) => void shop.want('dev', { a: '1.1.0' });
      const { end, again } = await liveThrough(open, past, { at: 1, meanwhile });
      const { pulls } = end as { pulls: { state: string; parents: string[] }[] };
      assert.equal(
        pulls.map(({ state, parents }) => [state, parents.length]),
        [['open', 1]],
      );
      assert.is(again, 0);
    });
}

test('any history, any crash: nothing is lost and nothing doubled', async () => {
  const wants = fc.dictionary(fc.constantFrom(...SERVICES), fc.constantFrom('1.1.0', '1.2.0', '1.3.0'), {
    minKeys: 1,
    maxKeys: 3,
  });
  const history = fc.record({
    before: fc.array(wants, { minLength: 0, maxLength: 2 }),
    since: fc.array(wants, { minLength: 1, maxLength: 2 }),
    at: fc.integer({ min: 1, max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(history, async ({ before, since, at }) => {
      const past: Past = async (shop, promote) => {
        for (const one of before) shop.want('dev', one);
        await promote();
        for (const one of since) shop.want('dev', one);
      };
      const calm = await liveThrough(localWorld, past, { at: NEVER });
      const crashed = await liveThrough(localWorld, past, { at });
      assert.equal(crashed.end, calm.end);
      assert.is(crashed.again, 0);
    }),
    { numRuns: 2 },
  );
});

test.run();
