import { assemble } from '../../scripts/check/assemble.ts';
import { isRead } from '../../scripts/check/places.ts';
import { readFile } from '../../scripts/check/read.ts';
import type { CommitId } from '../../scripts/model/names.ts';
import type { Git } from '../../scripts/outside/git.ts';
import type { Snapshot } from '../../scripts/outside/snapshot.ts';

/** Reads a commit plainly, without a cache: what plans are made from in these tests. */
export const snapshotOf = async (git: Git, commit: CommitId): Promise<Snapshot> => {
  const entries = await git.tree(commit);
  const wanted = entries.filter(({ path, mode }) => isRead(path, mode) && !path.includes('/base/'));
  const blobs = await git.blobs(wanted.map(({ blob }) => blob));
  const facts = wanted.map(({ path, mode, blob }) =>
    readFile({ path, mode, bytes: blobs.get(blob) ?? Buffer.alloc(0) }),
  );
  return {
    repository: assemble(facts),
    problems: facts.flatMap(({ problems }) => problems),
    entries: new Map(entries.map((entry) => [entry.path, entry])),
    text: async (path) => {
      const entry = entries.find((one) => one.path === path);
      return entry && (await git.blobs([entry.blob])).get(entry.blob)?.toString('utf8');
    },
  };
};
