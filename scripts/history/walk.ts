import type { BlobId, CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Bracket } from '../model/promotion.ts';
import type { Desired } from '../model/repository.ts';

/** What an environment wants of a service, as far as two environments are compared. */
export type Holding = Pick<Desired, 'image' | 'version' | 'digest' | 'config'>;

/** One pending service whose stretch is looked for. */
export interface Question {
  readonly service: ServiceName;
  readonly source: EnvironmentName;
  /** What the source holds at the newest commit; absent: it is gone. */
  readonly held?: Holding;
  /** What the target holds; absent: nothing. The stretch ends where the source last held this. */
  readonly target?: Holding;
  /** Paths outside the service's folder that its configuration refers to. */
  readonly outside: readonly string[];
  /** Is the commit that last changed the configuration wanted, because the source follows a branch? */
  readonly pin: boolean;
  /** Is the stretch wanted? Without it only the pin is. */
  readonly stretch: boolean;
}

/** What the walk asks of its caller. An answer that is not known yet may be `undefined`: ask again when it is. */
export interface Lookup {
  /** The desired file of that content; undefined where it has errors. */
  readonly held: (path: string, blob: BlobId) => Holding | undefined;
  /** A name for the content of the service's configuration at a commit. */
  readonly content: (service: ServiceName, revision: CommitId) => string | undefined;
  /** Paths outside the service's folder that its configuration refers to at a commit. */
  readonly outside: (service: ServiceName, revision: CommitId) => readonly string[];
}

/** The services that one commit tied together, because it changed them inside the stretch of each. */
export interface Tie {
  readonly bracket: Bracket;
  /** At least two, sorted, all pending. */
  readonly services: readonly ServiceName[];
}

/** A commit and how far back it lies: 0 is the newest. */
export interface Mark {
  readonly commit: CommitId;
  readonly place: number;
}

/** What a walk back through the source's history found. */
export interface Walked {
  /** Newest first. */
  readonly ties: readonly Tie[];
  /** Per service the newest commit that changed what the source holds of it. */
  readonly latest: ReadonlyMap<ServiceName, Mark>;
  /** Per service the newest commit that changed its configuration. */
  readonly pins: ReadonlyMap<ServiceName, CommitId>;
  /** Services whose stretch ended where the source held what the target holds. */
  readonly settled: ReadonlySet<ServiceName>;
}

/** Where one service stands in a walk. */
export interface Track {
  readonly question: Question;
  /** What the source held before every commit walked so far. */
  readonly now: Holding | undefined;
  readonly outside: readonly string[];
  readonly settled: boolean;
  readonly pinned: boolean;
}

/** A walk under way. A value: going on from it twice gives the same twice. */
export interface Walk {
  readonly tracks: ReadonlyMap<ServiceName, Track>;
  /** How many desired files each source had before every commit walked so far. */
  readonly sizes: ReadonlyMap<EnvironmentName, number>;
  readonly place: number;
  readonly found: Walked;
}

/** Begins a walk at the newest commit. `sizes` says how many desired files each source has there. */
export const startWalk = (
  questions: readonly Question[],
  sizes: ReadonlyMap<EnvironmentName, number>,
): Walk => ({
  tracks: new Map(
    questions.map((question) => [
      question.service,
      {
        question,
        now: question.held,
        outside: question.outside,
        settled: !question.stretch,
        pinned: !question.pin,
      },
    ]),
  ),
  sizes,
  place: 0,
  found: { ties: [], latest: new Map(), pins: new Map(), settled: new Set() },
});

/** Is every question answered, so that older commits can change nothing? */
export const isOver = (walk: Walk): boolean =>
  [...walk.tracks.values()].every((track) => track.settled && track.pinned);

/** The private copy that one call of `walkOn` writes to. */
export interface Open {
  readonly lookup: Lookup;
  readonly tracks: Map<ServiceName, Track>;
  /** Services with a question still unanswered. */
  readonly open: Set<ServiceName>;
  /** Services by the paths outside their folder that they refer to. */
  readonly outside: Map<string, Set<ServiceName>>;
  readonly sizes: Map<EnvironmentName, number>;
  place: number;
  readonly ties: Tie[];
  readonly latest: Map<ServiceName, Mark>;
  readonly pins: Map<ServiceName, CommitId>;
  readonly settled: Set<ServiceName>;
}

/** Notes that a service's configuration refers to a path outside its folder. */
export const watch = (on: Open, path: string, service: ServiceName): void => {
  const watchers = on.outside.get(path);
  if (watchers === undefined) on.outside.set(path, new Set([service]));
  else watchers.add(service);
};
