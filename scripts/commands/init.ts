import { isCommitId } from '../model/names.ts';
import type { Edit } from '../model/promotion.ts';
import type { Desired } from '../model/repository.ts';
import { EXIT } from '../outside/failure.ts';
import { readMainline } from '../outside/main-branch.ts';
import { editDesired } from '../plan/edits.ts';
import { filesOf } from '../plan/effects.ts';
import { argocdEdits } from './argocd-files.ts';
import type { Invocation, Verb } from './invocation.ts';
import { lookAround, openStage, type Scene, type Stage } from './stage.ts';

/**
 * Pins to the commit at hand whatever names a configuration that it cannot have: a commit that is not in this history,
 * or a branch where only a commit may stand. An entry environment that follows a branch nobody has follows the base
 * branch instead, and so does Argo CD. A repository made from a template starts a history of its own, and its branch may
 * have another name.
 */
export const init: Verb<Record<never, never>> = async (call) => {
  const stage = await openStage(call);
  const scene = await lookAround(stage, { prefix: 'promote/' }, call.env);
  const lost = await withoutConfiguration(stage, scene);
  const { snapshot, view } = scene;
  const told = await argocdEdits(stage.git, { snapshot, branch: view.branch });
  const files = [...(await Promise.all(lost.map((one) => mended(scene, one)))), ...filesOf(told)];
  if (files.length > 0 && !call.dryRun)
    await stage.forge.commit({
      branch: scene.view.branch,
      parent: scene.view.head,
      expected: scene.view.head,
      message: messageOf(scene, lost),
      files,
    });
  tell(call, scene, { lost, told });
  return EXIT.done;
};

const messageOf = ({ view }: Scene, lost: readonly Lost[]): string =>
  lost.length === 0
    ? `Tell Argo CD what the environments say, on ${view.branch}\n`
    : `Pin what runs where to ${view.head.slice(0, 10)}\n\nThe configurations that were named are not in this repository's history.\n`;

interface Lost {
  readonly desired: Desired;
  /** What it is to name instead. */
  readonly config: Desired['config'];
}

/** Desired files that name a configuration they cannot have, in the order of their paths. */
const withoutConfiguration = async ({ git }: Stage, { snapshot, view }: Scene): Promise<Lost[]> => {
  const { environments, desired } = snapshot.repository;
  const { branches } = await readMainline(git);
  const known = new Map<string, boolean>();
  const lost: Lost[] = [];
  for (const one of [...desired.values()].flatMap((held) => [...held.values()])) {
    const follows = environments.get(one.environment)?.promotesFrom.length === 0 && !isCommitId(one.config);
    if (!known.has(one.config) && isCommitId(one.config))
      known.set(one.config, await git.isAncestor(one.config, view.head));
    const sound = follows
      ? one.config === view.branch || branches.has(one.config)
      : known.get(one.config) === true;
    if (!sound) lost.push({ desired: one, config: follows ? view.branch : view.head });
  }
  return lost.sort((one, other) => (one.desired.file < other.desired.file ? -1 : 1));
};

const mended = async ({ snapshot }: Scene, { desired, config }: Lost): Promise<FileText> => {
  const text = await snapshot.text(desired.file);
  return { path: desired.file, text: editDesired(text, { ...desired, config }) };
};

interface FileText {
  readonly path: string;
  readonly text: string;
}

interface Found {
  readonly lost: readonly Lost[];
  readonly told: readonly Edit[];
}

const tell = (call: Invocation, { view }: Scene, { lost, told }: Found): void => {
  const files = [...lost.map(({ desired }) => desired.file), ...told.map(({ path }) => path)];
  if (call.json) {
    call.print(`${JSON.stringify({ commit: view.head, dryRun: call.dryRun, files })}\n`);
    return;
  }
  for (const file of files) call.print(`${file}\n`);
  const short = view.head.slice(0, 10);
  const follow = [
    ...(lost.some(({ config }) => config === view.branch)
      ? [` What enters first follows ${view.branch}.`]
      : []),
    ...(told.length > 0 ? [` Argo CD is told of ${view.branch}.`] : []),
  ].join('');
  if (files.length === 0) call.say('Nothing to do: every configuration that is named is in the history.\n');
  else if (call.dryRun)
    call.say(`These would be pinned to ${short} on ${view.branch}.${follow} Nothing is written.\n`);
  else
    call.say(
      `Pinned to ${short}, in one commit on ${view.branch}.${follow}\nNext: npx bracket validate; npx bracket status\n`,
    );
};
