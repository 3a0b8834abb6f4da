import type { ServiceName } from '../model/names.ts';
import type { Move, Obstacle, Promotion, Unit } from '../model/promotion.ts';
import type { Desired } from '../model/repository.ts';
import { branchName } from './branch.ts';
import { editsOf } from './edits.ts';
import type { PromoteFacts } from './facts.ts';
import { obstaclesOf, type Scene } from './obstacles.ts';
import { type Believed, inFlight, isBelieved, openPulls, type PullFacts } from './pulls.ts';

/** What is decided about one unit. No move at all: nobody asked for it. */
export interface Decided {
  readonly moves: readonly Move[];
  readonly unasked?: 'manual' | 'retired';
}

/** What becomes of one unit, given the pull requests that are there. The first reason to leave it alone wins. */
export const decide = (scene: Scene, unit: Unit): Decided => {
  const { facts } = scene;
  const branch = branchName(unit.target, servicesOf(unit));
  const touching = pullsTouching(facts.pulls, unit, branch);
  const open = openPulls(touching);
  const same = open.find(({ pull }) => pull.branch === branch);
  const unasked = unaskedFor(facts, unit, same);
  if (unasked === 'retired') return { moves: [], unasked };
  const edited = touching.find((one) => one.pull.state === 'open' && !isBelieved(one));
  if (edited !== undefined) return { moves: [leaveAlone(unit, edited)] };
  if (unasked !== undefined) return { moves: [], unasked };
  const first = standsFirst(facts, open, { unit, branch });
  if (first !== undefined) return { moves: [{ kind: 'queue', unit, behind: first.pull.number }] };
  const promotion = { unit, branch, edits: editsOf(unit.members, facts.texts) };
  return { moves: movesFor(scene, promotion, { open, same }) };
};

const servicesOf = (unit: Unit): ServiceName[] => unit.members.map((member) => member.service);

/** Pull requests that carry a member, or that sit on the very branch the unit would take; the oldest first. */
const pullsTouching = (pulls: readonly PullFacts[], unit: Unit, branch: string): PullFacts[] => {
  const services = new Set(servicesOf(unit));
  return pulls
    .filter(
      ({ pull, trailers }) =>
        pull.branch === branch || trailers?.services.some((service) => services.has(service)) === true,
    )
    .sort((one, other) => one.pull.number - other.pull.number);
};

/**
 * The open pull request that has to land or be closed first; what a person names goes past it. One that carries this
 * very unit is no other, and one that was split off by hand is no longer alone when nothing is left to be with it.
 */
const standsFirst = (
  { pulls, policy, ask }: PromoteFacts,
  open: readonly Believed[],
  { unit, branch }: Pick<Promotion, 'unit' | 'branch'>,
): Believed | undefined => {
  if (ask.services.length > 0) return undefined;
  const queued = new Set(inFlight(pulls, policy, ask));
  return open.find((one) => {
    const own = one.pull.branch === branch;
    if (own && (carries(one, unit) || policy.whenSuperseded === 'replace')) return false;
    return one.trailers.alone || queued.has(one);
  });
};

/** A pull request that is there was asked for once; a service leaves only where exactly that was asked for. */
const unaskedFor = (
  { ask, policy }: PromoteFacts,
  unit: Unit,
  same: Believed | undefined,
): Decided['unasked'] | undefined => {
  if (ask.services.length > 0) return undefined;
  const leaves = unit.members.some((member) => member.to === undefined);
  if (leaves) return same !== undefined && carries(same, unit) ? undefined : 'retired';
  return ask.automatic && policy.open === 'manual' && same === undefined ? 'manual' : undefined;
};

const movesFor = (
  scene: Scene,
  promotion: Promotion,
  pulls: { readonly open: readonly Believed[]; readonly same: Believed | undefined },
): Move[] => {
  const { unit, branch } = promotion;
  const { open, same } = pulls;
  const others = open.filter((one) => one !== same).map((one) => supersede(one, branch));
  const stale = same === undefined ? undefined : whyStale(scene.facts, unit, same);
  const obstacles = obstaclesOf(scene, unit);
  // A downgrade that is open already was asked for when it was opened.
  if (same !== undefined && stale === undefined && obstacles.every(({ code }) => code === 'downgrade'))
    return [{ kind: 'keep', unit, pull: same.pull.number, why: 'It carries exactly this.' }, ...others];
  if (obstacles.length > 0) return [stopped(unit, obstacles)];
  const closed = closedByPerson(scene.facts, promotion);
  if (closed !== undefined) return [putAside(unit, closed)];
  if (same === undefined) return [{ kind: 'open', promotion }, ...others];
  return [{ kind: 'refresh', promotion, pull: same.pull.number, why: stale as string }, ...others];
};

/** A freeze that ends by itself asks nobody to act; one obstacle that stays does. */
const stopped = (unit: Unit, obstacles: readonly Obstacle[]): Move => {
  const ends = obstacles.flatMap(({ until }) => until ?? []).sort();
  const until = ends.at(-1);
  return until === undefined || ends.length < obstacles.length
    ? { kind: 'block', unit, obstacles }
    : { kind: 'wait', unit, obstacles, until };
};

/** In what an open pull request on the same branch differs from what would be written now; undefined: in nothing. */
const whyStale = (facts: PromoteFacts, unit: Unit, same: Believed): string | undefined => {
  if (unit.alone === true && !same.trailers.alone) return 'It was asked for without the rest of its bracket.';
  if (!carries(same, unit)) return `${unit.source} holds something newer.`;
  return changedUnder(facts, same) ? `${unit.target} changed under it.` : undefined;
};

/** Have the files that a pull request edits changed on main since it was made? */
export const changedUnder = (facts: PromoteFacts, { before }: Believed): boolean =>
  [...before].some(([path, text]) => facts.texts.get(path) !== text);

const KEYS = ['image', 'version', 'digest', 'config'] as const;

const carries = ({ to }: PullFacts, unit: Unit): boolean =>
  unit.members.every((member) => sameDesired(to.get(member.service), member.to));

const sameDesired = (one: Desired | undefined, other: Desired | undefined): boolean =>
  KEYS.every((key) => one?.[key] === other?.[key]);

/** A person closed it, left the branch, and what it carried is still what would be opened. */
const closedByPerson = (facts: PromoteFacts, { unit, branch }: Promotion): PullFacts | undefined => {
  if (facts.ask.services.length > 0) return undefined;
  return facts.pulls
    .filter(({ pull }) => pull.state === 'closed' && pull.branchExists && pull.branch === branch)
    .find((one) => !isBelieved(one) || carries(one, unit));
};

const leaveAlone = (unit: Unit, { pull }: PullFacts): Move => ({
  kind: 'hold',
  unit,
  pull: pull.number,
  why: `Pull request ${pull.number} is not what this product wrote: somebody changed its branch.`,
  fix: 'Merge it, or close it and delete its branch; then run again.',
});

const putAside = (unit: Unit, { pull }: PullFacts): Move => ({
  kind: 'hold',
  unit,
  pull: pull.number,
  why: `Somebody closed pull request ${pull.number}, which carried exactly this.`,
  fix: `To open it again: \`npx bracket promote --to ${unit.target} ${servicesOf(unit).join(' ')}\`.`,
});

const supersede = ({ pull }: Believed, instead: string): Move => ({
  kind: 'close',
  pull: pull.number,
  branch: pull.branch,
  why: 'What it carries moves in another pull request now.',
  instead,
});
