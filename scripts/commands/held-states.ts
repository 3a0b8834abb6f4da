import type { HeldState } from '../gates/facts.ts';
import type { CommitId, EnvironmentName } from '../model/names.ts';
import { isCommitId } from '../model/names.ts';
import type { Desired } from '../model/repository.ts';
import type { Evidence } from '../model/verdict.ts';
import type { Git } from '../outside/git.ts';
import { openSight, type Scene } from './promote-facts.ts';

/** What moves out of one environment, and where it was seen there last. */
export interface Moving {
  readonly source: EnvironmentName;
  /** A commit of the base branch at which the source held all of it. */
  readonly proof: CommitId;
  /** What the target would hold of each service; absent: the service leaves. */
  readonly members: readonly { readonly service: string; readonly to?: Desired }[];
}

/**
 * The states of the source that evidence may be about: those that held every member exactly as it moves. A file that is
 * the same in Git says the same; where it follows a branch, the service's configuration must have been the same, too.
 */
export const heldStates = async (
  git: Git,
  scene: Scene,
  { moving, evidence }: { readonly moving: Moving; readonly evidence: readonly Evidence[] },
): Promise<HeldState[]> => {
  const candidates = statesIn(evidence, moving.source);
  const { source, members, proof } = moving;
  const pathOf = (service: string): string => `environments/${source}/${service}.yaml`;
  const there = await objectsAt(git, [
    ...members.map(({ service }) => `${proof}:${pathOf(service)}`),
    ...candidates.flatMap(({ commit }) => [
      `${commit}:environments/${source}`,
      ...members.map(({ service }) => `${commit}:${pathOf(service)}`),
    ]),
  ]);
  const wanted = there.slice(0, members.length);
  const held = candidates.filter(({ tree }, index) => {
    const start = members.length + index * (members.length + 1);
    const [folder, ...files] = there.slice(start, start + members.length + 1);
    return folder === tree && files.every((file, member) => file === wanted[member]);
  });
  return sameConfiguration(git, scene, { moving, states: await onMain(git, scene, held) });
};

const statesIn = (evidence: readonly Evidence[], source: EnvironmentName): HeldState[] => {
  const states = new Map<string, HeldState>();
  for (const { environment, commit, tree } of evidence)
    if (environment === source) states.set(`${commit} ${tree}`, { commit, tree });
  return [...states.values()];
};

/** The id of each object; undefined where there is none. */
const objectsAt = async (git: Git, names: readonly string[]): Promise<(string | undefined)[]> => {
  if (names.length === 0) return [];
  const listed = await git.run(['cat-file', '--batch-check=%(objectname)'], {
    input: `${names.join('\n')}\n`,
  });
  return listed.split('\n').map((line) => (/^[0-9a-f]{40,64}$/.test(line) ? line : undefined));
};

/** Evidence about a commit that never was on the base branch proves nothing. */
const onMain = async (git: Git, { view }: Scene, states: readonly HeldState[]): Promise<HeldState[]> => {
  const kept: HeldState[] = [];
  for (const state of states) if (await git.isAncestor(state.commit, view.head)) kept.push(state);
  return kept;
};

const sameConfiguration = async (
  git: Git,
  scene: Scene,
  { moving, states }: { readonly moving: Moving; readonly states: readonly HeldState[] },
): Promise<HeldState[]> => {
  const floating = await floatingMembers(git, moving);
  if (floating.length === 0 || states.length === 0) return [...states];
  const { contents: all } = await openSight(git, scene);
  const contents = all.seenBy([moving.source]);
  await contents.learn(
    floating.flatMap(({ service, config }) =>
      [config, ...states.map(({ commit }) => commit)].map((revision) => ({ service, revision })),
    ),
  );
  return states.filter(({ commit }) =>
    floating.every(({ service, config }) => {
      const wanted = contents.content(service, config);
      return wanted !== undefined && wanted === contents.content(service, commit);
    }),
  );
};

/** Members whose file in the source names a branch, each with the commit that moves. */
const floatingMembers = async (git: Git, { source, proof, members }: Moving) => {
  const { loadCommit } = await import('../outside/repository.ts');
  const { repository } = await loadCommit(git, proof);
  const held = repository.desired.get(source);
  return members.flatMap(({ to }) => {
    if (to === undefined || !isCommitId(to.config)) return [];
    const config = held?.get(to.service)?.config;
    return config === undefined || isCommitId(config) ? [] : [{ service: to.service, config: to.config }];
  });
};
