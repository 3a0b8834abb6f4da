import { type CommitId, isCommitId, type ServiceName } from '../model/names.ts';
import type { Commit, FileChange } from '../model/repository.ts';
import type { Seen } from './changes.ts';
import { type Holding, type Open, type Question, type Track, watch } from './walk.ts';

interface Touch {
  readonly commit: Commit;
  readonly change: FileChange | undefined;
  readonly seen: Seen;
}

/** Undoes one commit for one service. Answers whether the commit changed what the source held of it. */
export const takeTouch = (on: Open, track: Track, touch: Touch): boolean => {
  const { commit, change } = touch;
  const { service } = track.question;
  const parent = commit.parents[0];
  const before = change === undefined ? track.now : heldBefore(on, change);
  const moved = touch.seen.config.has(service) && hasMoved(on, track, commit);
  const changed = !isSame(on, service, { now: track.now, before, commit, moved });
  if (changed && !track.settled && !on.latest.has(service))
    on.latest.set(service, { commit: commit.id, place: on.place });
  // Asked only where the source follows main now; that it once held nothing, or a pin, is no reason to look past this.
  const pinned = track.pinned || moved;
  if (pinned && !track.pinned) on.pins.set(service, commit.id);
  const settled = track.settled || (changed && settles(on, track.question, { before, parent }));
  if (settled) on.settled.add(service);
  if (settled && pinned) on.open.delete(service);
  on.tracks.set(service, { ...track, now: before, settled, pinned, outside: refresh(on, track, touch) });
  return changed && !track.settled;
};

/**
 * Did a commit that touched files of a service's configuration change what is read of it? Asked only where that matters:
 * a source that holds a pin moves with its desired file alone. What is not known yet counts as moved, so that the walk
 * does not go on from a guess.
 */
const hasMoved = (on: Open, { question: { service }, now, pinned }: Track, commit: Commit): boolean => {
  const follows = now !== undefined && !isCommitId(now.config);
  const [parent] = commit.parents;
  if (parent === undefined || (pinned && !follows)) return true;
  const after = on.lookup.content(service, commit.id);
  const before = on.lookup.content(service, parent);
  return after === undefined || after !== before;
};

/** Equal to nothing: a file with errors is neither a state nor an absence. */
const UNREADABLE = { image: '', version: '', config: '' } as Holding;

const heldBefore = (on: Open, change: FileChange): Holding | undefined =>
  change.before === undefined ? undefined : (on.lookup.held(change.path, change.before) ?? UNREADABLE);

/** A kustomization file that changed may have referred to other paths before. */
const refresh = (on: Open, track: Track, { commit, seen }: Touch): readonly string[] => {
  const { service } = track.question;
  const parent = commit.parents[0];
  if (seen.config.get(service) !== true || parent === undefined) return track.outside;
  const older = on.lookup.outside(service, parent).filter((path) => !track.outside.includes(path));
  for (const path of older) watch(on, path, service);
  return older.length === 0 ? track.outside : [...track.outside, ...older];
};

/** A service's configuration as one holding means it, seen at one commit. */
const contentOf = (
  on: Open,
  service: ServiceName,
  at: { holding: Holding; revision: CommitId | undefined },
): string | undefined => {
  const revision = isCommitId(at.holding.config) ? at.holding.config : at.revision;
  return revision === undefined ? undefined : on.lookup.content(service, revision);
};

const sameImage = (one: Holding, other: Holding): boolean =>
  one.image === other.image && one.version === other.version && one.digest === other.digest;

const isSame = (
  on: Open,
  service: ServiceName,
  step: { now: Holding | undefined; before: Holding | undefined; commit: Commit; moved: boolean },
): boolean => {
  const { now, before, commit } = step;
  if (now === undefined || before === undefined) return now === before;
  if (!sameImage(now, before)) return false;
  if (now.config === before.config) return isCommitId(now.config) || !step.moved;
  const after = contentOf(on, service, { holding: now, revision: commit.id });
  return (
    after !== undefined && after === contentOf(on, service, { holding: before, revision: commit.parents[0] })
  );
};

/** Did the source, before this commit, hold what the target holds? */
const settles = (
  on: Open,
  question: Question,
  { before, parent }: { before: Holding | undefined; parent: CommitId | undefined },
): boolean => {
  const { target, service } = question;
  if (target === undefined || before === undefined) return target === before;
  if (!sameImage(target, before)) return false;
  if (target.config === before.config && isCommitId(target.config)) return true;
  const wanted = contentOf(on, service, { holding: target, revision: undefined });
  return wanted !== undefined && wanted === contentOf(on, service, { holding: before, revision: parent });
};
