import type { HeldState } from '../gates/facts.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import { isCommitId } from '../model/names.ts';
import type { Desired } from '../model/repository.ts';
import type { Evidence } from '../model/verdict.ts';
import type { Git } from '../outside/git.ts';
import { seenBy } from '../plan/config.ts';
import { revisionOf } from '../plan/pending.ts';
import type { Contents } from './configuration-facts.ts';
import { openSight, type Scene, type Sight } from './promote-facts.ts';

/** What moves out of one environment into another, and where it was seen there last. */
export interface Moving {
  readonly source: EnvironmentName;
  readonly target: EnvironmentName;
  /** A commit of the base branch at which the source held all of it. */
  readonly proof: CommitId;
  readonly members: readonly Member[];
}

/** One service: what the source held of it at `proof`, and what the target would hold. Absent: nothing. */
export interface Member {
  readonly service: ServiceName;
  readonly held?: Desired;
  readonly to?: Desired;
}

/**
 * The states of the source that evidence may be about: those that held every member exactly as it moves. A file that is
 * the same in Git says the same; and the configuration that it meant then must be the one that moves, as far as the
 * target and all downstream of it read it.
 */
export const heldStates = async (
  git: Git,
  scene: Scene,
  { moving, evidence }: { readonly moving: Moving; readonly evidence: readonly Evidence[] },
): Promise<HeldState[]> => {
  const candidates = statesIn(evidence, moving.source);
  const states = await onMain(git, scene, await sameFiles(git, moving, candidates));
  return states.length === 0 ? [] : sameConfiguration(await openSight(git, scene), moving, states);
};

/** Those whose folder is what the evidence names, and whose files of all members are those of `proof`. */
const sameFiles = async (
  git: Git,
  { source, members, proof }: Moving,
  candidates: readonly HeldState[],
): Promise<HeldState[]> => {
  if (candidates.length === 0) return [];
  const pathOf = (service: string): string => `environments/${source}/${service}.yaml`;
  const there = await objectsAt(git, [
    ...members.map(({ service }) => `${proof}:${pathOf(service)}`),
    ...candidates.flatMap(({ commit }) => [
      `${commit}:environments/${source}`,
      ...members.map(({ service }) => `${commit}:${pathOf(service)}`),
    ]),
  ]);
  const wanted = there.slice(0, members.length);
  return candidates.filter(({ tree }, index) => {
    const start = members.length + index * (members.length + 1);
    const [folder, ...files] = there.slice(start, start + members.length + 1);
    return folder === tree && files.every((file, member) => file === wanted[member]);
  });
};

const statesIn = (evidence: readonly Evidence[], source: EnvironmentName): HeldState[] => {
  const states = new Map<string, HeldState>();
  for (const { environment, commit, tree } of evidence)
    if (environment === source) states.set(`${commit} ${tree}`, { commit, tree });
  return [...states.values()];
};

/** The id of each object; undefined where there is none. */
const objectsAt = async (git: Git, names: readonly string[]): Promise<(string | undefined)[]> => {
  const listed = await git.run(['cat-file', '--batch-check=%(objectname)'], {
    input: `${names.join('\n')}\n`,
  });
  return listed.split('\n').map((line) => (/^[0-9a-f]{40,64}$/.test(line) ? line : undefined));
};

/** Evidence about a commit that the base branch never was at proves nothing, also where it was merged later. */
const onMain = async (
  git: Git,
  { view }: Scene,
  states: readonly HeldState[],
): Promise<readonly HeldState[]> => {
  if (states.length === 0) return [];
  const main = new Set((await git.run(['rev-list', '--first-parent', view.head, '--'])).split('\n'));
  return states.filter(({ commit }) => main.has(commit));
};

/** A configuration that the source held at some state, and the one that moves. Absent: nobody knows which. */
interface Pair {
  readonly service: ServiceName;
  readonly held: CommitId | undefined;
  readonly moves: CommitId | undefined;
}

const sameConfiguration = async (
  { contents: all, snapshot, view }: Sight,
  { target, members }: Moving,
  states: readonly HeldState[],
): Promise<HeldState[]> => {
  const contents = all.seenBy(seenBy(snapshot.repository.environments, target));
  const rows = states.map((state) => ({ state, pairs: pairsAt(state.commit, members, view.branch) }));
  await contents.learn(
    rows.flatMap(({ pairs }) =>
      pairs
        .filter(({ held, moves }) => held !== moves)
        .flatMap(({ service, held, moves }) =>
          [held, moves].flatMap((revision) => (revision === undefined ? [] : { service, revision })),
        ),
    ),
  );
  return rows.filter(({ pairs }) => pairs.every((pair) => isSame(contents, pair))).map(({ state }) => state);
};

/** What leaves has no configuration; and a file that follows a branch says at the commit which one it meant. */
const pairsAt = (commit: CommitId, members: readonly Member[], branch: string): Pair[] =>
  members.flatMap(({ service, held, to }) =>
    held === undefined && to === undefined
      ? []
      : {
          service,
          held: held && revisionOf(held, { base: commit, branch }),
          moves: to !== undefined && isCommitId(to.config) ? to.config : undefined,
        },
  );

/** What is not known is not the same. */
const isSame = (contents: Contents, { service, held, moves }: Pair): boolean => {
  if (held === undefined || moves === undefined) return false;
  if (held === moves) return true;
  const content = contents.content(service, held);
  return content !== undefined && content === contents.content(service, moves);
};
