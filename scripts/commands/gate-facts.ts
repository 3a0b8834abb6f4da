import type { GateFacts, Moved } from '../gates/facts.ts';
import type { ForgeView, Pull } from '../model/forge.ts';
import type { CommitId, EnvironmentName, ServiceName } from '../model/names.ts';
import type { Desired, Environment, Repository } from '../model/repository.ts';
import type { Evidence } from '../model/verdict.ts';
import type { Git } from '../outside/git.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { parsePromotionTrailers } from '../plan/trailers.ts';
import { releasesBetween } from '../show/between.ts';
import { heldStates, type Moving } from './held-states.ts';
import { recordHistory } from './story-records.ts';

/** One pull request as it would change the environments, beside the branch that it would change. */
export interface Change {
  readonly git: Git;
  readonly view: ForgeView;
  readonly pull: Pull;
  /** At the head of the base branch. */
  readonly base: Snapshot;
  /** At the head of the pull request. */
  readonly head: Snapshot;
  readonly now: number;
  /** What the ledger holds about some environments, oldest first. */
  readonly evidenceAbout: (environments: readonly EnvironmentName[]) => Promise<readonly Evidence[]>;
}

/** What a pull request changes in one environment. */
export interface EnvironmentChange {
  readonly environment: EnvironmentName;
  readonly services: readonly ServiceName[];
}

/**
 * Which desired files a pull request changes, told from its commits and not from its words: everything between where
 * it left the base branch and its head.
 */
export const changedServices = async (
  git: Git,
  { view, pull }: Pick<Change, 'view' | 'pull'>,
): Promise<EnvironmentChange[]> => {
  const start = await git.run(['merge-base', view.head, pull.head], { accept: [0, 1] });
  const listed = await git.run([
    'diff-tree',
    '-r',
    '-z',
    '--name-only',
    '--no-commit-id',
    start === '' ? NOTHING : start,
    pull.head,
    '--',
    'environments',
  ]);
  const changes = new Map<string, string[]>();
  for (const path of listed.split('\0')) {
    const [, environment, service] = /^environments\/([^/]+)\/([^/]+)\.yaml$/.exec(path) ?? [];
    if (
      environment === undefined ||
      service === undefined ||
      environment === 'locks' ||
      environment === 'argocd'
    )
      continue;
    changes.set(environment, [...(changes.get(environment) ?? []), service]);
  }
  return [...changes].map(([environment, services]) => ({
    environment: environment as EnvironmentName,
    services: services as ServiceName[],
  }));
};

/** The tree without a file: what shares no commit with the base branch brings all that it holds. */
const NOTHING = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Everything the gates of one environment are judged from; undefined where the base branch has no such environment. */
export const gateFacts = async (
  change: Change,
  { environment: name, services }: EnvironmentChange,
): Promise<GateFacts | undefined> => {
  const { git, view, pull, base, head, now, evidenceAbout } = change;
  const environment = base.repository.environments.get(name);
  if (environment === undefined) return undefined;
  const steps = services.map((service) =>
    stepOf(service, name, { base: base.repository, head: head.repository }),
  );
  const source = await sourceOf(change, environment, steps);
  const evidence = await evidenceAbout(placesAsked(environment, source?.source));
  const states =
    source === undefined
      ? undefined
      : await heldStates(git, { view, snapshot: base }, { moving: source, evidence });
  return {
    now,
    environment,
    locks: base.repository.locks,
    moved: await withReleases(git, view.head, { steps, repository: head.repository }),
    author: pull.author,
    head: pull.head,
    reviews: pull.reviews ?? [],
    ...(source === undefined || states === undefined
      ? {}
      : { proof: { environment: source.source, states } }),
    isEmpty: ![...base.entries.keys()].some((path) => path.startsWith(`environments/${name}/`)),
    evidence,
  };
};

type Step = Omit<Moved, 'releases'>;

const stepOf = (
  service: ServiceName,
  environment: EnvironmentName,
  { base, head }: { readonly base: Repository; readonly head: Repository },
): Step => {
  const from = base.desired.get(environment)?.get(service);
  const to = head.desired.get(environment)?.get(service);
  return { service, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
};

const withReleases = async (
  git: Git,
  base: CommitId,
  { steps, repository }: { readonly steps: readonly Step[]; readonly repository: Repository },
): Promise<Moved[]> => {
  const pending = steps.map((step) => ({ step, pending: asPending(step) }));
  const history = await recordHistory(git, base, pending);
  return pending.map((one) => {
    const { service, to } = one.step;
    const records = repository.releases.get(service) ?? new Map();
    const known = to === undefined || records.has(to.version);
    return {
      ...one.step,
      releases: known ? releasesBetween(one.pending, records, history.landed(service)) : undefined,
    };
  });
};

/** What the releases between two versions are told from; kind and source of the step do not matter to that. */
const asPending = ({ service, from, to }: Step) => {
  const environment = (to ?? from)?.environment as EnvironmentName;
  return {
    service,
    source: environment,
    target: environment,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    differs: [],
    bump: 'unordered' as const,
  };
};

/** The environments whose evidence the gates ask for; without such a gate the ledger need not be there. */
const placesAsked = (
  { name, gates }: Environment,
  source: EnvironmentName | undefined,
): EnvironmentName[] => [
  ...(source !== undefined && (gates.checks.length > 0 || gates.soak !== undefined) ? [source] : []),
  ...(gates.breaker === undefined ? [] : [name]),
];

/**
 * Where the versions come from: the trailers name an environment that this one promotes from and a commit of the base
 * branch, and there it held the images of every member as the pull request has them. Anything else proves nothing.
 */
const sourceOf = async (
  { git, view, pull }: Change,
  target: Environment,
  steps: readonly Step[],
): Promise<Moving | undefined> => {
  const trailers = parsePromotionTrailers(pull.commit.message);
  if (trailers === undefined || trailers.to !== target.name) return undefined;
  const { from: source, source: proof } = trailers;
  if (!target.promotesFrom.includes(source) || !(await git.isAncestor(proof, view.head))) return undefined;
  const { loadCommit } = await import('../outside/repository.ts');
  const { repository } = await loadCommit(git, proof);
  const members = steps.map(({ service, to }) => {
    const held = repository.desired.get(source)?.get(service);
    return { service, ...(held === undefined ? {} : { held }), ...(to === undefined ? {} : { to }) };
  });
  if (!members.every(({ held, to }) => sameImage(held, to))) return undefined;
  return { source, target: target.name, proof, members };
};

const sameImage = (one: Desired | undefined, other: Desired | undefined): boolean =>
  one?.image === other?.image && one?.version === other?.version && one?.digest === other?.digest;
