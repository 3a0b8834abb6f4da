import type { ForgeView } from '../model/forge.ts';
import type { Forge } from '../outside/forge.ts';
import { type Git, openGit } from '../outside/git.ts';
import { requireHistory } from '../outside/ground.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import type { Invocation } from './invocation.ts';

/** The repository and its forge, ready to be asked. */
export interface Stage {
  readonly git: Git;
  readonly forge: Forge;
}

/** Opens both. Throws a `Failure` where history cannot be read. */
export const openStage = async (call: Invocation): Promise<Stage> => {
  const { root, env, now } = call;
  const git = openGit(root);
  await requireHistory(git);
  const { chooseForge } = await import('../outside/forge/choose.ts');
  return {
    git,
    forge: await chooseForge({ git, env, flag: call.forge, now, say: (text) => call.say(`${text}\n`) }),
  };
};

/** What the forge holds, and the files at the head of its base branch; commits that are not here yet are fetched. */
export interface Scene {
  readonly view: ForgeView;
  readonly snapshot: Snapshot;
}

export const lookAround = async (
  { git, forge }: Stage,
  question: Parameters<Forge['look']>[0],
  env: Invocation['env'],
): Promise<Scene> => {
  const view = await forge.look(question);
  const { bringCommits } = await import('../outside/bring.ts');
  const asked = view.pulls.filter(({ state, branchExists }) => state === 'open' || branchExists);
  await bringCommits(git, [view.head, ...asked.map((pull) => pull.head)], env);
  const { loadCommit } = await import('../outside/repository.ts');
  return { view, snapshot: await loadCommit(git, view.head) };
};
