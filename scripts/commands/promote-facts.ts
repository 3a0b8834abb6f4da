import type { ForgeView } from '../model/forge.ts';
import { type CommitId, type EnvironmentName, isCommitId, type ServiceName } from '../model/names.ts';
import type { Environment } from '../model/repository.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import type { Git } from '../outside/git.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { openTrees, type Trees } from '../outside/trees.ts';
import { branchName } from '../plan/branch.ts';
import { needsHistory } from '../plan/bump.ts';
import { seenBy } from '../plan/config.ts';
import type { Ask, PromoteFacts } from '../plan/facts.ts';
import {
  type Comparison,
  contentsWanted,
  type Difference,
  type Differences,
  differencesInto,
  needsPin,
  pendingInto,
  revisionOf,
} from '../plan/pending.ts';
import { holdsAfter, inFlight, isBelieved, type PullFacts } from '../plan/pulls.ts';
import { environmentNamed, misuse, serviceNamed } from './ask.ts';
import { type Contents, openContents } from './configuration-facts.ts';
import { gatherHistory, type Past } from './history-facts.ts';
import { gatherPulls } from './pull-facts.ts';

/** Where facts are gathered from: what the forge holds, and the files at its head, which are loaded when absent. */
export interface Scene {
  readonly view: ForgeView;
  readonly snapshot?: Snapshot;
}

/** Everything that gathering reads from, opened once. */
export interface Sight {
  readonly git: Git;
  readonly view: ForgeView;
  readonly snapshot: Snapshot;
  readonly trees: Trees;
  readonly contents: Contents;
}

/** Opens the facts of one head. Throws a `Failure` when that commit is not in this clone. */
export const openSight = async (git: Git, { view, snapshot }: Scene): Promise<Sight> => {
  if (snapshot === undefined && (await git.resolve(view.head)) === undefined)
    throw new Failure({
      code: 'head-not-here',
      exit: EXIT.outside,
      what: `The head of ${view.branch}, ${view.head}, is not in this clone.`,
      fix: 'Run `git fetch` and then this again.',
    });
  const loaded = snapshot ?? (await loadSnapshot(git, view.head));
  const trees = openTrees(git);
  const contents = openContents({ git, trees, base: view.head, entries: loaded.entries });
  return { git, view, snapshot: loaded, trees, contents };
};

const loadSnapshot = async (git: Git, head: CommitId): Promise<Snapshot> =>
  (await import('../outside/repository.ts')).loadCommit(git, head);

/**
 * Gathers what `planPromotion` decides from, out of Git alone; what it costs follows what changed. Throws a `Failure`
 * for an environment or a service that does not exist, an entry environment, and a history without any pinned commit.
 */
export const gatherPromotion = async (
  git: Git,
  scene: Scene,
  question: { readonly target: EnvironmentName; readonly ask: Ask },
): Promise<PromoteFacts> => {
  const opened = await openSight(git, scene);
  const { repository, entries } = opened.snapshot;
  const environment = targetNamed(opened.snapshot, question.target);
  const { name: target, promotion: policy } = environment;
  const contents = opened.contents.seenBy(seenBy(repository.environments, target));
  const sight: Sight = { ...opened, contents };
  const { ask } = question;
  for (const service of ask.services) serviceNamed(repository, service);
  const pulls = await gatherPulls(sight, target);
  const holds = holdsAfter(repository, target, inFlight(pulls, policy, ask));
  const comparison = await compare(sight, target, holds);
  const differences = differencesInto(comparison);
  failWithoutPins(sight, differences);
  await learnFollowed(sight, differences);
  const past = await gatherHistory(sight, pastWanted(sight, differences, { target, ask, pulls }));
  const into = pendingInto(target, differences, { ...past.walked, base: sight.view.head, order: past.order });
  return {
    repository,
    target,
    base: sight.view.head,
    ask,
    policy,
    entries,
    into,
    walked: past.walked,
    texts: await textsOf(sight, target, [
      ...into.pending.map((one) => one.service),
      ...pulls.flatMap((one) => one.trailers?.services ?? []),
    ]),
    pulls,
  };
};

/** An environment that something can be promoted into. */
const targetNamed = (snapshot: Snapshot, name: EnvironmentName): Environment => {
  const environment = environmentNamed(snapshot, name);
  if (environment.promotesFrom.length > 0) return environment;
  throw misuse(
    'entry-environment',
    `Nothing is promoted into ${name}: it is where new versions enter.`,
    `Bring a version in with \`npx bracket release SERVICE VERSION --to ${name}\`, or write \`promotesFrom\` in ${environment.file}.`,
  );
};

/** Compares a target with its sources as far as contents can tell. */
const compare = async (
  sight: Sight,
  target: EnvironmentName,
  holds: Comparison['holds'],
): Promise<Comparison> => {
  const { snapshot, view, contents } = sight;
  const sides = {
    repository: snapshot.repository,
    target,
    holds,
    base: view.head,
    branch: view.branch,
    unreadable: unreadableFiles(snapshot),
  };
  await contents.learn(contentsWanted(sides));
  return { ...sides, content: contents.content };
};

const DESIRED = /^environments\/([^/]+)\/([^/]+)\.yaml$/;

/** Desired files that are there and say nothing that can be believed. */
const unreadableFiles = ({ entries, repository }: Snapshot): Set<string> => {
  const unreadable = new Set<string>();
  for (const path of entries.keys()) {
    const [, environment, service] = DESIRED.exec(path) ?? [];
    const held = repository.desired.get(environment as EnvironmentName);
    if (service !== undefined && held?.has(service as ServiceName) !== true) unreadable.add(path);
  }
  return unreadable;
};

/** In a repository made from a template the history is new: not one pin means anything, and nothing can be compared. */
const failWithoutPins = (sight: Sight, { differing, notReady }: Differences): void => {
  const unknown = notReady.find((one) => one.kind === 'unknown-revision');
  if (unknown?.kind !== 'unknown-revision' || differing.length > 0 || sight.contents.knowsPins()) return;
  throw new Failure({
    code: 'no-pins',
    exit: EXIT.unsound,
    what: `${unknown.desired.file} deploys the configuration of ${unknown.desired.config}, and this repository has no such commit; neither has it any other that is pinned.`,
    fix: 'In a repository made from a template run `npx bracket init`: it pins everything to the commit at hand. In a clone run `git fetch --unshallow`.',
  });
};

/** What a service's configuration refers to decides which commits changed it, also where nothing had to be compared. */
const learnFollowed = ({ contents, view }: Sight, { differing }: Differences): Promise<void> =>
  contents.learn(
    differing.flatMap(({ service, held }) =>
      held === undefined || isCommitId(held.config) ? [] : { service, revision: view.head },
    ),
  );

/** Which pasts have to be known: those of what may move. A service that leaves moves only when somebody asks. */
const pastWanted = (
  sight: Sight,
  { differing }: Differences,
  { target, ask, pulls }: { target: EnvironmentName; ask: Ask; pulls: readonly PullFacts[] },
): Past[] => {
  const carried = new Set(pulls.filter(isBelieved).map(({ pull }) => pull.branch));
  return differing
    .filter(
      ({ held, service }) =>
        held !== undefined || ask.services.includes(service) || carried.has(branchName(target, [service])),
    )
    .map((difference) => pastOf(sight, target, difference));
};

const pastOf = (sight: Sight, target: EnvironmentName, difference: Difference): Past => {
  const { service, source, from, held } = difference;
  const revisions = [held, from].flatMap((one) => (one && revisionOf(one, asBase(sight))) ?? []);
  const outside = revisions.flatMap((revision) => sight.contents.outside(service, revision) ?? []);
  return {
    question: {
      service,
      source,
      outside: [...new Set(outside)],
      pin: needsPin(difference),
      stretch: true,
      ...(held === undefined ? {} : { held }),
      ...(from === undefined
        ? {}
        : { target: { ...from, config: revisionOf(from, asBase(sight)) ?? from.config } }),
    },
    ...(from !== undefined && held !== undefined && needsHistory(from, held)
      ? { order: { service, source, target, from: from.version, to: held.version } }
      : {}),
  };
};

const asBase = ({ view }: Sight): Pick<Comparison, 'base' | 'branch'> => ({
  base: view.head,
  branch: view.branch,
});

/** The texts of a target's desired files; a file that is not there has none. */
const textsOf = async (
  { git, snapshot }: Sight,
  target: EnvironmentName,
  services: readonly ServiceName[],
): Promise<Map<string, string>> => {
  const files = [...new Set(services)].flatMap((service) => {
    const entry = snapshot.entries.get(`environments/${target}/${service}.yaml`);
    return entry === undefined ? [] : entry;
  });
  const blobs = await git.blobs(files.map((file) => file.blob));
  return new Map(files.map((file) => [file.path, blobs.get(file.blob)?.toString('utf8') ?? '']));
};
