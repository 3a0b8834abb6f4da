import type { Pull } from '../model/forge.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Pending, Unit } from '../model/promotion.ts';
import type { Desired, Repository } from '../model/repository.ts';
import { branchName } from './branch.ts';
import { bumpOf } from './bump.ts';
import { editDesired } from './edits.ts';
import type { Ask } from './facts.ts';
import { type Comparison, differenceOf, wantedOf } from './pending.ts';
import type { PromotionTrailers } from './trailers.ts';
import { type Levels, rootAfter } from './tree.ts';

type Texts = ReadonlyMap<string, string | undefined>;

/** One pull request of this product as far as it can be believed: its branch and its commit, never its words. */
export interface PullFacts {
  readonly pull: Pull;
  /** Absent: the head is no promotion that this product wrote. */
  readonly trailers?: PromotionTrailers;
  /** The head is, byte for byte, what this product writes for those trailers: nobody edited it. */
  readonly intact: boolean;
  /** When intact: what the target holds after the merge; a member that leaves is absent. */
  readonly to: ReadonlyMap<ServiceName, Desired>;
  /** When intact: texts of the desired files it changes, by path, at its parent and at its head. */
  readonly before: Texts;
  readonly after: Texts;
}

/** What a pull request was made from: its parent, and the commit at which the source held what it carries. */
export interface Origin {
  readonly trailers: PromotionTrailers;
  /** What the target held at the parent, and the texts that said so. */
  readonly target: ReadonlyMap<ServiceName, Desired>;
  readonly texts: ReadonlyMap<string, string>;
  readonly levels: Levels;
  /** What the source held at `trailers.source`. */
  readonly source: ReadonlyMap<ServiceName, Desired>;
  readonly pins: ReadonlyMap<ServiceName, CommitId>;
  /** `base` is `trailers.source` here. */
  readonly comparison: Pick<Comparison, 'base' | 'branch' | 'content'>;
}

/** A pull request that is left alone: it has no trailers, more than one commit, or lies beside main. */
export const foreignPull = (pull: Pull, trailers?: PromotionTrailers): PullFacts => ({
  pull,
  ...(trailers === undefined ? {} : { trailers }),
  intact: false,
  to: new Map(),
  before: new Map(),
  after: new Map(),
});

/** Writes the promotion of the trailers again and compares: equal trees mean that nobody edited the pull request. */
export const rebuildPull = (pull: Pull, origin: Origin): PullFacts => {
  const { trailers, target, source, texts } = origin;
  if (trailers.services.some((service) => isUnreadable(origin, service))) return foreignPull(pull, trailers);
  const to = new Map<ServiceName, Desired>();
  const before = new Map<string, string | undefined>();
  const after = new Map<string, string | undefined>();
  for (const service of trailers.services) {
    const path = `environments/${trailers.to}/${service}.yaml`;
    const difference = differenceOf(origin.comparison, {
      service,
      source: trailers.from,
      from: target.get(service),
      held: source.get(service),
    });
    const wanted = wantedOf(trailers.to, difference, { pins: origin.pins, base: trailers.source });
    if (wanted !== undefined) to.set(service, wanted);
    before.set(path, texts.get(path));
    after.set(path, wanted === undefined ? undefined : editDesired(texts.get(path), wanted));
  }
  const names = new Map([...after].map(([path, text]) => [path.slice(path.lastIndexOf('/') + 1), text]));
  const intact = rootAfter(origin.levels, names) === pull.commit.tree;
  return intact ? { pull, trailers, intact, to, before, after } : foreignPull(pull, trailers);
};

/** A text that says nothing the model knows: nothing was ever promoted over it. */
const isUnreadable = ({ trailers, target, texts }: Origin, service: ServiceName): boolean =>
  texts.has(`environments/${trailers.to}/${service}.yaml`) && !target.has(service);

/** Is it on the branch that its own services give it? Otherwise somebody put the commit elsewhere. */
export const isOnItsBranch = (
  { branch }: Pick<Pull, 'branch'>,
  { to, services }: PromotionTrailers,
): boolean => branch === branchName(to, services);

/** A pull request of this product that can be believed. */
export type Believed = PullFacts & { readonly trailers: PromotionTrailers };

export const isBelieved = (one: PullFacts): one is Believed => one.intact && one.trailers !== undefined;

/** Open pull requests that nobody edited. */
export const openPulls = (pulls: readonly PullFacts[]): Believed[] =>
  pulls.filter(isBelieved).filter(({ pull }) => pull.state === 'open');

/**
 * The open pull requests whose exact versions are finished first (`whenSuperseded: queue`): what is pending is then
 * counted from what they leave behind. Not for what a person asks for by name, which carries the newest.
 */
export const inFlight = (
  pulls: readonly PullFacts[],
  { whenSuperseded }: { readonly whenSuperseded: 'queue' | 'replace' },
  ask: Pick<Ask, 'services'>,
): Believed[] =>
  whenSuperseded === 'queue' && ask.services.length === 0
    ? openPulls(pulls).filter(({ trailers }) => !trailers.alone)
    : [];

/** What the target will hold once these have landed. */
export const holdsAfter = (
  repository: Repository,
  target: EnvironmentName,
  pulls: readonly Believed[],
): ReadonlyMap<ServiceName, Desired> => {
  const holds = new Map(repository.desired.get(target));
  for (const { trailers, to } of pulls) {
    for (const service of trailers.services) {
      const desired = to.get(service);
      if (desired === undefined) holds.delete(service);
      else holds.set(service, desired);
    }
  }
  return holds;
};

/** The unit that an open pull request carries, seen from what the target holds now. */
export const unitOfPull = (repository: Repository, { trailers, to }: Believed): Unit => ({
  source: trailers.from,
  target: trailers.to,
  members: trailers.services.map((service) =>
    memberOf(
      { service, source: trailers.from, target: trailers.to },
      {
        from: repository.desired.get(trailers.to)?.get(service),
        to: to.get(service),
      },
    ),
  ),
  brackets: [],
  proof: trailers.source,
  ...(trailers.alone ? { alone: true } : {}),
});

const memberOf = (
  names: Pick<Pending, 'service' | 'source' | 'target'>,
  { from, to }: { readonly from: Desired | undefined; readonly to: Desired | undefined },
): Pending => ({
  ...names,
  differs: (['image', 'version', 'digest', 'config'] as const).filter((key) => from?.[key] !== to?.[key]),
  bump: bumpOf(from, to, 'unknown'),
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});
