import type { CommitId } from '../model/names.ts';
import { isCommitId } from '../model/names.ts';
import type { Desired } from '../model/repository.ts';
import { EXIT } from '../outside/failure.ts';
import { editDesired } from '../plan/edits.ts';
import type { Invocation, Verb } from './invocation.ts';
import { lookAround, openStage, type Scene, type Stage } from './stage.ts';

/**
 * Pins to the commit at hand whatever is pinned to a commit that this repository does not have. A repository made from
 * a template starts a history of its own, in which no pinned revision exists.
 */
export const init: Verb<Record<never, never>> = async (call) => {
  const stage = await openStage(call);
  const scene = await lookAround(stage, { prefix: 'promote/' }, call.env);
  const lost = await withoutConfiguration(stage, scene);
  const files = await Promise.all(lost.map((desired) => pinned(scene, desired)));
  if (files.length > 0 && !call.dryRun)
    await stage.forge.commit({
      branch: scene.view.branch,
      parent: scene.view.head,
      expected: scene.view.head,
      message: `Pin what runs where to ${scene.view.head.slice(0, 10)}\n\nThe revisions that were pinned are not in this repository's history.\n`,
      files,
    });
  tell(
    call,
    scene,
    files.map(({ path }) => path),
  );
  return EXIT.done;
};

/** Desired files whose pinned commit is not in the history of the base branch, in the order of their paths. */
const withoutConfiguration = async ({ git }: Stage, { snapshot, view }: Scene): Promise<Desired[]> => {
  const pinnedFiles = [...snapshot.repository.desired.values()]
    .flatMap((held) => [...held.values()])
    .filter(({ config }) => isCommitId(config));
  const known = new Map<string, boolean>();
  for (const { config } of pinnedFiles)
    if (!known.has(config)) known.set(config, await git.isAncestor(config, view.head));
  return pinnedFiles
    .filter(({ config }) => known.get(config) === false)
    .sort((one, other) => (one.file < other.file ? -1 : 1));
};

const pinned = async (
  { snapshot, view }: Scene,
  desired: Desired,
): Promise<{ path: string; text: string }> => {
  const text = await snapshot.text(desired.file);
  const config: CommitId = view.head;
  return { path: desired.file, text: editDesired(text, { ...desired, config }) };
};

const tell = (call: Invocation, { view }: Scene, files: readonly string[]): void => {
  if (call.json) {
    call.print(`${JSON.stringify({ commit: view.head, dryRun: call.dryRun, files })}\n`);
    return;
  }
  for (const file of files) call.print(`${file}\n`);
  const short = view.head.slice(0, 10);
  if (files.length === 0) call.say('Nothing to do: every pinned configuration is in the history.\n');
  else if (call.dryRun)
    call.say(`These would be pinned to ${short} on ${view.branch}. Nothing is written.\n`);
  else
    call.say(
      `Pinned to ${short}, in one commit on ${view.branch}.\nNext: npx bracket validate; npx bracket status\n`,
    );
};
