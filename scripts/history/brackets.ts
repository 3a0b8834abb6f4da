import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Bracket } from '../model/promotion.ts';
import type { Commit } from '../model/repository.ts';
import { sortChanges } from './changes.ts';
import { takeTouch } from './touch.ts';
import { type Lookup, type Open, type Walk, watch } from './walk.ts';

/** Goes on through older first-parent commits, newest first. Walk what `git log` lists and in its order. */
export const walkOn = (walk: Walk, commits: readonly Commit[], lookup: Lookup): Walk => {
  const on = openWalk(walk, lookup);
  for (const commit of commits) {
    if (on.open.size === 0) break;
    takeCommit(on, commit);
    on.place += 1;
  }
  return {
    tracks: on.tracks,
    sizes: on.sizes,
    place: on.place,
    found: { ties: on.ties, latest: on.latest, pins: on.pins, settled: on.settled },
  };
};

const openWalk = (walk: Walk, lookup: Lookup): Open => {
  const on: Open = {
    lookup,
    tracks: new Map(walk.tracks),
    open: new Set(),
    outside: new Map(),
    sizes: new Map(walk.sizes),
    place: walk.place,
    ties: [...walk.found.ties],
    latest: new Map(walk.found.latest),
    pins: new Map(walk.found.pins),
    settled: new Set(walk.found.settled),
  };
  for (const [service, track] of walk.tracks) {
    if (track.settled && track.pinned) continue;
    on.open.add(service);
    for (const path of track.outside) watch(on, path, service);
  }
  return on;
};

const takeCommit = (on: Open, commit: Commit): void => {
  const seen = sortChanges(on, commit);
  const touched = new Set([...seen.desired.keys(), ...seen.config.keys()]);
  const changed = new Map<EnvironmentName, ServiceName[]>();
  for (const service of touched) {
    const track = on.tracks.get(service);
    if (track === undefined || !on.open.has(service)) continue;
    const changedHere = takeTouch(on, track, { commit, change: seen.desired.get(service), seen });
    if (!changedHere) continue;
    const { source } = track.question;
    changed.set(source, [...(changed.get(source) ?? []), service]);
  }
  for (const [environment, services] of changed) {
    if (services.length < 2 || isFounding(on, commit, environment)) continue;
    const all = new Set([...services, ...(seen.files.get(environment) ?? [])]);
    on.ties.push({
      bracket: bracketOf(commit, environment, [...all].sort()),
      services: services.sort(),
    });
  }
};

const bracketOf = (
  commit: Commit,
  environment: EnvironmentName,
  services: readonly ServiceName[],
): Bracket => ({
  commit: commit.id,
  environment,
  services,
  time: commit.time,
  author: commit.author,
  subject: commit.subject,
});

/** A root commit, or one before which the environment held nothing: it brings together what belongs to nothing. */
const isFounding = (on: Open, commit: Commit, environment: EnvironmentName): boolean =>
  commit.parents.length === 0 || (on.sizes.get(environment) ?? 0) <= 0;
