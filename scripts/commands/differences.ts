import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Desired, Repository } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import { AT_HAND } from '../outside/tree-stock.ts';
import { shownDifference } from '../plan/shown-difference.ts';
import { manifestsOf } from '../render/plain.ts';
import type { Rendering } from '../render/render.ts';
import type { RenderedDifference } from '../show/story.ts';
import { unrenderedWords } from '../show/unrendered.ts';
import { openRenderings, type RenderQuestion } from './renderings.ts';
import type { Untouched } from './untouched.ts';
import { revisionFor, type Viewpoint } from './viewpoint.ts';

/** What somebody wants compared. */
export interface DiffOptions {
  readonly environment?: string;
  /** Absent: every service that runs there on either side. */
  readonly services: readonly string[];
  /** What is there now: a revision; main when absent. */
  readonly base?: string;
  /** What would be there: a revision; the files at hand when absent. */
  readonly head?: string;
  /** A pull request, or what a promotion would carry into `to`. */
  readonly promotion?: string | true;
  readonly to?: string;
}

/** One service in one environment, as it is and as it would be; absent: it does not run there. */
export interface Sides {
  readonly before?: Desired;
  readonly after?: Desired;
}

/** From where each side is seen: what follows main means another commit there. */
export interface Viewpoints {
  readonly base: Pick<Viewpoint, 'revision' | 'main' | 'branches'>;
  readonly head: Pick<Viewpoint, 'revision' | 'main' | 'branches' | 'entries'>;
  /** Absent: not known. */
  readonly untouched?: Untouched;
}

/** What is compared with what, in each environment. */
export interface Compared {
  readonly viewpoints: Viewpoints;
  readonly environments: readonly {
    readonly environment: EnvironmentName;
    readonly services: readonly (Sides & { readonly service: ServiceName })[];
  }[];
}

/** What both sides want of one service. */
export const sidesOf = (
  base: Repository,
  head: Repository,
  { environment, service }: { readonly environment: EnvironmentName; readonly service: ServiceName },
): Sides => {
  const [before, after] = [base, head].map((side) => side.desired.get(environment)?.get(service));
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
};

/**
 * What changes in the manifests of each pair, in their order. What must be the same (image and pinned commit, or every
 * file) is not even rendered; everything else is, in one go.
 */
export const gatherDifferences = async (
  git: Git,
  viewpoints: Viewpoints,
  pairs: readonly Sides[],
): Promise<RenderedDifference[]> => {
  const { base, head } = viewpoints;
  const both = pairs.map(({ before, after }): Both => [sideOf(base, before), sideOf(head, after)]);
  const differing = new Set(both.filter((sides) => !isSame(sides, viewpoints)));
  const asked = [...differing].flatMap((sides) => sides.filter(isKnown));
  const renderings = await openRenderings({
    git,
    ...(head.revision === AT_HAND ? { atHand: head.entries } : {}),
  }).render(asked);
  const known = new Map(asked.map((question, index) => [keyOf(question), renderings[index] as Rendering]));
  return both.map((sides) => (differing.has(sides) ? differenceOf(sides, known) : { changes: [] }));
};

interface Side {
  readonly desired: Desired;
  /** Undefined: it follows a branch that is not here. */
  readonly revision: ReturnType<typeof revisionFor>;
}

type Both = readonly [Side | undefined, Side | undefined];

const sideOf = (view: Viewpoints['base'], desired: Desired | undefined): Side | undefined =>
  desired && { desired, revision: revisionFor(view, desired) };

const isKnown = (side: Side | undefined): side is RenderQuestion & Side => side?.revision !== undefined;

const keyOf = ({ desired, revision }: Side): string =>
  [revision, desired.environment, desired.service, imageOf(desired)].join('\0');

const imageOf = ({ image, version, digest }: Desired): string => [image, version, digest].join('\0');

/** The same image, and the same commit; or both follow main, and no file of the service differs between there and here. */
const isSame = ([one, other]: Both, { base, head, untouched }: Viewpoints): boolean => {
  if (!isKnown(one) || !isKnown(other) || imageOf(one.desired) !== imageOf(other.desired)) return false;
  const follows = one.revision === base.revision && other.revision === head.revision;
  return one.revision === other.revision || (follows && untouched?.(one.desired.service) === true);
};

const differenceOf = (sides: Both, known: ReadonlyMap<string, Rendering>): RenderedDifference => {
  const manifests = sides.map((side) => {
    if (side === undefined) return [];
    const rendering = known.get(keyOf(side)) ?? unknownBranch(side);
    return 'why' in rendering
      ? { unknown: unrenderedWords(side.desired, rendering) }
      : manifestsOf(rendering);
  });
  const [before = [], after = []] = manifests;
  if ('unknown' in after) return after;
  if ('unknown' in before) return before;
  return { changes: shownDifference(before, after) };
};

const unknownBranch = ({ desired }: Side): Rendering => ({
  reason: 'no-commit',
  why: `it follows ${JSON.stringify(desired.config)}, and this repository has no such branch`,
});
