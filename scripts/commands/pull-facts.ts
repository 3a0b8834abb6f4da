import type { Pull } from '../model/forge.ts';
import type { BlobId, CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Desired, TreeItem } from '../model/repository.ts';
import { branchPrefix } from '../plan/branch.ts';
import { seenBy } from '../plan/config.ts';
import { type Difference, differenceOf, needsPin, revisionOf } from '../plan/pending.ts';
import { foreignPull, isOnItsBranch, type Origin, type PullFacts, rebuildPull } from '../plan/pulls.ts';
import { type PromotionTrailers, parsePromotionTrailers } from '../plan/trailers.ts';
import type { Levels } from '../plan/tree.ts';
import { gatherHistory } from './history-facts.ts';
import type { Sight } from './promote-facts.ts';

/**
 * This product's pull requests into a target, each compared with what would be written from its own trailers. Nothing
 * is asked of the head itself, which need not be in this clone: its tree's id tells.
 */
export const gatherPulls = async (sight: Sight, target: EnvironmentName): Promise<PullFacts[]> => {
  const pulls = sight.view.pulls.filter(
    ({ branch, state, branchExists }) =>
      branch.startsWith(branchPrefix(target)) && (state === 'open' || (state === 'closed' && branchExists)),
  );
  if (pulls.length === 0) return [];
  const answer = await sight.git.run(['rev-list', '--first-parent', sight.view.head]);
  const main = new Set(answer.split('\n'));
  const sources = sight.snapshot.repository.environments.get(target)?.promotesFrom ?? [];
  const facts: PullFacts[] = [];
  for (const pull of pulls) {
    const trailers = parsePromotionTrailers(pull.commit.message);
    const parent = parentOf(pull, main);
    const believable =
      trailers !== undefined &&
      trailers.to === target &&
      sources.includes(trailers.from) &&
      main.has(trailers.source) &&
      isOnItsBranch(pull, trailers);
    facts.push(
      believable && parent !== undefined
        ? await rebuild(sight, pull, { trailers, parent })
        : foreignPull(pull, trailers ?? (await trailersBelow(sight, pull))),
    );
  }
  return facts;
};

/** Commits that a person may have put on top of a promotion; with more the branch is a work of their own. */
const ON_TOP = 100;

/** What a pull request was before somebody put commits on top of it, as far as those are in this clone. */
const trailersBelow = async (
  { git, view }: Sight,
  { head, branch }: Pull,
): Promise<PromotionTrailers | undefined> => {
  const args = ['log', '--format=%B%x00', `--max-count=${ON_TOP}`, head, '--not', view.head];
  const messages = (await git.run(args, { accept: [0, 128] })).split('\0');
  return messages
    .flatMap((message) => parsePromotionTrailers(message) ?? [])
    .find((trailers) => isOnItsBranch({ branch }, trailers));
};

/** The commit of main that a pull request of one commit stands on. */
const parentOf = ({ commit }: Pull, main: ReadonlySet<string>): CommitId | undefined => {
  const [parent, ...more] = commit.parents;
  return parent !== undefined && more.length === 0 && main.has(parent) ? parent : undefined;
};

interface Claim {
  readonly trailers: PromotionTrailers;
  readonly parent: CommitId;
}

const rebuild = async (seen: Sight, pull: Pull, { trailers, parent }: Claim): Promise<PullFacts> => {
  const { to, from, source, services } = trailers;
  const levels = await levelsOf(seen, parent, ['environments', to]);
  const sight = { ...seen, contents: await contentsAt(seen, to, levels[1]?.items ?? []) };
  const below = levels.at(-1)?.items ?? [];
  const held = (await levelsOf(sight, source, ['environments', from])).at(-1)?.items ?? [];
  const target = await readDesired(sight, to, pick(below, services));
  const there = await readDesired(sight, from, pick(held, services));
  const means = { base: source, branch: sight.view.branch };
  await learnBoth(sight, [target.desired, there.desired], means);
  const comparison = { ...means, content: sight.contents.content };
  const differences = services.map((service) =>
    differenceOf(comparison, {
      service,
      source: from,
      from: target.desired.get(service),
      held: there.desired.get(service),
    }),
  );
  return rebuildPull(pull, {
    trailers,
    target: target.desired,
    texts: target.texts,
    levels,
    source: there.desired,
    pins: await pinsAt(sight, trailers, differences),
    comparison,
  });
};

/** Configurations as far as the target and what was downstream of it read them when the pull request was made. */
const contentsAt = async (
  { git, snapshot, contents }: Sight,
  target: EnvironmentName,
  policies: readonly TreeItem[],
): Promise<Sight['contents']> => {
  const files = policies.filter(({ name }) => name.endsWith('.yaml'));
  const known = snapshot.repository.environments;
  const isAsNow = ({ name, id }: TreeItem): boolean =>
    snapshot.entries.get(`environments/${name}`)?.blob === id;
  if (files.length === known.size && files.every(isAsNow)) return contents;
  const { readFile } = await import('../check/read.ts');
  const blobs = await git.blobs(files.map(({ id }) => id as BlobId));
  const environments = files.flatMap(({ name, id }) => {
    const bytes = blobs.get(id as BlobId) ?? Buffer.alloc(0);
    const facts = readFile({ path: `environments/${name}`, mode: '100644', bytes });
    return facts.kind === 'environment' && facts.value !== undefined ? [facts.value] : [];
  });
  return contents.seenBy(seenBy(new Map(environments.map((one) => [one.name, one])), target));
};

/** The folders of a commit from its root down, each with its items. */
const levelsOf = async (
  { trees }: Sight,
  revision: CommitId,
  folders: readonly string[],
): Promise<Levels> => {
  const paths = ['', ...folders.map((_, index) => folders.slice(0, index + 1).join('/'))];
  const ids = await trees.find(paths.map((path) => ({ revision, path })));
  const items = await trees.items(ids.filter((id): id is string => id !== undefined));
  return paths.map((path, index) => ({
    name: path.slice(path.lastIndexOf('/') + 1),
    items: items.get(ids[index] ?? '') ?? [],
  }));
};

const pick = (items: readonly TreeItem[], services: readonly ServiceName[]): TreeItem[] => {
  const names = new Set(services.map((service) => `${service}.yaml`));
  return items.filter((item) => names.has(item.name));
};

interface Held {
  readonly desired: Map<ServiceName, Desired>;
  /** By path, whether or not they can be believed. */
  readonly texts: Map<string, string>;
}

const readDesired = async (
  { git }: Sight,
  environment: EnvironmentName,
  items: readonly TreeItem[],
): Promise<Held> => {
  const { readFile } = await import('../check/read.ts');
  const blobs = await git.blobs(items.map((item) => item.id as BlobId));
  const held: Held = { desired: new Map(), texts: new Map() };
  for (const item of items) {
    const path = `environments/${environment}/${item.name}`;
    const bytes = blobs.get(item.id as BlobId) ?? Buffer.alloc(0);
    held.texts.set(path, bytes.toString('utf8'));
    const facts = readFile({ path, mode: item.mode.padStart(6, '0'), bytes });
    if (facts.kind === 'desired' && facts.value !== undefined)
      held.desired.set(facts.value.service, facts.value);
  }
  return held;
};

const learnBoth = async (
  { contents }: Sight,
  sides: readonly ReadonlyMap<ServiceName, Desired>[],
  means: Pick<Origin['comparison'], 'base' | 'branch'>,
): Promise<void> => {
  await contents.learn(
    sides.flatMap((side) =>
      [...side.values()].flatMap((desired) => {
        const revision = revisionOf(desired, means);
        return revision === undefined ? [] : { service: desired.service, revision };
      }),
    ),
  );
};

/** The commits that last changed the configurations, as they were found when the pull request was made. */
const pinsAt = async (
  sight: Sight,
  { source }: PromotionTrailers,
  differences: readonly Difference[],
): Promise<ReadonlyMap<ServiceName, CommitId>> => {
  const pasts = differences.filter(needsPin).map(({ service, source: environment, held }) => ({
    question: {
      service,
      source: environment,
      outside: sight.contents.outside(service, source) ?? [],
      pin: true,
      stretch: false,
      ...(held === undefined ? {} : { held }),
    },
  }));
  return (await gatherHistory(sight, pasts, source)).walked.pins;
};
