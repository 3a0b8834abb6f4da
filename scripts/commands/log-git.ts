import type { Merged } from '../history/deployments.ts';
import { type Landed, landedBy, mergedOf } from '../history/merged.ts';
import type { Holding } from '../history/walk.ts';
import type { BlobId, CommitId, EnvironmentName } from '../model/names.ts';
import type { Git } from '../outside/git.ts';

/** How far main is walked back. */
export interface Back {
  readonly environments: readonly EnvironmentName[];
  /** So many deployments. */
  readonly most: number;
  /** Milliseconds since 1970. */
  readonly since?: number;
}

/** The newest deployments that Git knows. */
export interface MergedBack {
  readonly merged: readonly Merged[];
  /** Is there none older that was asked for? */
  readonly isAll: boolean;
}

/** By how many milliseconds clocks of those who commit and verify may differ: so much further back is looked. */
export const SLACK = 86_400_000;

/** Walks main back from `head` as far as needed, and reads what each commit changed from what to what. */
export const mergedBack = async (git: Git, head: CommitId, back: Back): Promise<MergedBack> => {
  const { landed, isAll } = await walkBack(git, head, back);
  const held = await readHeld(git, landed);
  return { merged: landed.flatMap((one) => mergedOf(one, held) ?? []), isAll };
};

const walkBack = async (
  git: Git,
  head: CommitId,
  { environments, most, since = 0 }: Back,
): Promise<{ readonly landed: readonly Landed[]; readonly isAll: boolean }> => {
  const wanted = new Set(environments);
  const landed: Landed[] = [];
  const paths = environments.map((name) => `:(literal)environments/${name}`);
  for await (const commit of git.log(head, paths)) {
    if (commit.time * 1000 < since - SLACK) break;
    if (landed.length >= most) return { landed, isAll: false };
    landed.push(...landedBy(commit).filter(({ environment }) => wanted.has(environment)));
  }
  return { landed, isAll: true };
};

const readHeld = async (
  git: Git,
  landed: readonly Landed[],
): Promise<(path: string, blob: BlobId) => Holding | undefined> => {
  const files = landed.flatMap((one) => one.files);
  const ids = files.flatMap(({ before, after }) => [before, after].filter((id) => id !== undefined));
  const [{ readFile }, blobs] = await Promise.all([import('../check/read.ts'), git.blobs(ids)]);
  const known = new Map<string, Holding | undefined>();
  return (path, blob) => {
    const key = `${blob}:${path}`;
    if (known.has(key)) return known.get(key);
    const facts = readFile({ path, mode: '100644', bytes: blobs.get(blob) ?? Buffer.alloc(0) });
    const value = facts.kind === 'desired' ? facts.value : undefined;
    known.set(key, value);
    return value;
  };
};

/** When commits were made, in seconds since 1970; one that Git does not have is absent. */
export const timesOf = async (
  git: Git,
  commits: Iterable<CommitId>,
): Promise<ReadonlyMap<CommitId, number>> => {
  const ids = [...new Set(commits)];
  if (ids.length === 0) return new Map();
  const rows = await git.run(['log', '--no-walk', '--ignore-missing', '--stdin', '--format=%H %ct'], {
    input: `${ids.join('\n')}\n`,
  });
  return new Map(
    rows
      .split('\n')
      .filter(Boolean)
      .map((row) => row.split(' '))
      .map(([id, time]) => [id as CommitId, Number(time)]),
  );
};
