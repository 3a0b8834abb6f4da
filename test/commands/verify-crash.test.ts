import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Invocation } from '../../scripts/commands/invocation.ts';
import type { Stage } from '../../scripts/commands/stage.ts';
import { verifyOn } from '../../scripts/commands/verify.ts';
import { chooseForge } from '../../scripts/outside/forge/choose.ts';
import type { Forge } from '../../scripts/outside/forge.ts';
import { openGit } from '../../scripts/outside/git.ts';
import { ledgerOf, told } from '../e2e/verified-shop.ts';
import { startGitHub } from '../support/github/server.ts';
import { smallShop } from './small-shop.ts';

process.setMaxListeners(0);

class Crash extends Error {}

/** A forge whose process dies after its n-th change, which is before the next. */
const crashing = (forge: Forge, at: number): Forge & { count(): number } => {
  let calls = 0;
  const guard = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    calls += 1;
    const answer = await work();
    if (calls === at) throw new Crash();
    return answer;
  };
  return {
    ...forge,
    commit: (request) => guard(() => forge.commit(request)),
    check: (commit, report) => guard(() => forge.check(commit, report)),
    count: () => calls,
  };
};

interface World {
  readonly root: string;
  readonly stage: Stage;
  readonly env: Readonly<Record<string, string>>;
  /** The repository that holds the ledger. */
  readonly there: { git(...args: readonly string[]): string };
  /** What is said at the commit at last, by the name of the check. */
  said(): string;
  close(): Promise<void>;
}

const CHECKED = 'promotion: { open: direct }\nverify: { checks: [{ name: smoke, run: ["true"] }] }\n';

const localWorld = async (): Promise<World> => {
  const box = smallShop(['a']);
  box.commit('dev is checked', { 'environments/dev.yaml': CHECKED });
  const git = openGit(box.root);
  const forge = await chooseForge({ git, env: {}, now: new Date() });
  const said = (): string => {
    const [ref] = box.git('for-each-ref', '--format=%(refname)', 'refs/bracket/checks').split('\n');
    return box.git('cat-file', 'blob', ref as string);
  };
  return { root: box.root, stage: { git, forge }, env: {}, there: box, said, close: async () => undefined };
};

const githubWorld = async (): Promise<World> => {
  const box = smallShop(['a']);
  box.commit('dev is checked', { 'environments/dev.yaml': CHECKED });
  const github = await startGitHub({ from: box.root });
  box.git('remote', 'add', 'origin', github.root);
  const git = openGit(box.root);
  const forge = await chooseForge({ git, env: github.env, now: new Date() });
  const said = (): string => {
    assert.is(github.hub.deployments.length, 1);
    assert.is(github.hub.deployments[0]?.statuses.at(-1)?.state, 'success');
    return `${github.hub.statuses.at(-1)?.context} ${github.hub.statuses.at(-1)?.state}`;
  };
  return {
    root: box.root,
    stage: { git, forge },
    env: github.env,
    there: { git: (...args) => github.git(...args) },
    said,
    close: () => github.close(),
  };
};

const callIn = ({ root, env }: World): Invocation => ({
  root,
  env,
  json: false,
  dryRun: false,
  forge: undefined,
  now: new Date(),
  columns: 80,
  color: false,
  print: () => undefined,
  say: () => undefined,
});

/** Runs until it dies, then again as a schedule does; answers how many changes the first run got to. */
const live = async (world: World, at: number): Promise<number> => {
  const forge = crashing(world.stage.forge, at);
  try {
    await verifyOn(callIn(world), { ...world.stage, forge }, {});
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    assert.is(await verifyOn(callIn(world), world.stage, {}), 0);
  }
  return forge.count();
};

const SEQUENCE = 17;
/** No change has this number. */
const NEVER = -1;

for (const [name, open] of [
  ['this clone', localWorld],
  ['GitHub', githubWorld],
] as const)
  test(`died at any change, on ${name}, and run again: one sequence, said everywhere, nothing twice`, async () => {
    const calm = await open();
    const changes = await live(calm, NEVER);
    await calm.close();
    assert.is(changes, 4, 'two of the ledger, two at the commit');
    for (let at = 1; at <= changes; at += 1) {
      const world = await open();
      try {
        await live(world, at);
        const events = ledgerOf(world.there);
        assert.is(events.length, SEQUENCE, `died after change ${at}: ${told(events).join('\n')}`);
        assert.is(new Set(events.map(({ id }) => id)).size, SEQUENCE);
        assert.match(world.said(), /bracket\/verify\/dev.*success/, `died after change ${at}`);
      } finally {
        await world.close();
      }
    }
  });

test.run();
