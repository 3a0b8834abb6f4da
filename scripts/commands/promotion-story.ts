import type { ForgeView } from '../model/forge.ts';
import type { ServiceName, Version } from '../model/names.ts';
import type { Pending, Promotion } from '../model/promotion.ts';
import type { Environment, Release } from '../model/repository.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import type { Git } from '../outside/git.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { seenBy } from '../plan/config.ts';
import { releasesBetween } from '../show/between.ts';
import type {
  ConfigurationChange,
  ContractDifference,
  MemberStory,
  PromotionStory,
  RenderedDifference,
} from '../show/story.ts';
import { gatherDifferences } from './differences.ts';
import { openSight } from './promote-facts.ts';
import { configurationChanges } from './story-configuration.ts';
import { contractPath, type RecordHistory, recordHistory } from './story-records.ts';

/** Where the facts of stories come from. */
export interface StorySources {
  readonly git: Git;
  readonly view: ForgeView;
  /** The files at the head of the view. */
  readonly snapshot: Snapshot;
  /** Web address of this repository on its forge, where it has one. */
  readonly web?: string;
  /** Why somebody goes back to an older version. */
  readonly reason?: string;
}

/**
 * Gathers what the reviewers of these promotions want to know, in their order: two walks through history whatever their
 * number. Reads Git; decides nothing and words nothing.
 */
export const gatherStories = async (
  promotions: readonly Promotion[],
  sources: StorySources,
): Promise<PromotionStory[]> => {
  const { git, view, snapshot } = sources;
  const members = promotions.flatMap(({ unit }) => unit.members);
  const recorded = members.map((pending) => ({ pending, ...records(pending, snapshot) }));
  const { contents } = await openSight(git, { view, snapshot });
  const [first] = members;
  const seen = first === undefined ? [] : seenBy(snapshot.repository.environments, first.target);
  const history: StoryHistory = {
    records: await recordHistory(git, view.head, recorded),
    configuration: await configurationChanges(git, members, contents.seenBy(seen)),
    origins: await originsOf(git, promotions),
    rendered: await renderedOf(members, sources),
  };
  const stories: PromotionStory[] = [];
  for (const promotion of promotions) stories.push(await tell(promotion, sources, history));
  return stories;
};

interface StoryHistory {
  readonly records: RecordHistory;
  readonly configuration: ReadonlyMap<ServiceName, readonly ConfigurationChange[]>;
  readonly origins: ReadonlyMap<string, NonNullable<PromotionStory['origin']>>;
  readonly rendered: ReadonlyMap<Pending, RenderedDifference>;
}

/** What changes in what Argo CD applies, for each member: both sides are rendered, and nothing else is. */
const renderedOf = async (
  members: readonly Pending[],
  { git, view, snapshot }: StorySources,
): Promise<StoryHistory['rendered']> => {
  const seen = { revision: view.head, main: view.branch, branches: new Map(), entries: snapshot.entries };
  const pairs = members.map(({ from, to }) => ({
    ...(from === undefined ? {} : { before: from }),
    ...(to === undefined ? {} : { after: to }),
  }));
  const found = await gatherDifferences(git, { base: seen, head: seen }, pairs);
  return new Map(members.map((member, index) => [member, found[index] as RenderedDifference]));
};

/** Who made the commits that the promotions name as their proof, by id. */
const originsOf = async (git: Git, promotions: readonly Promotion[]): Promise<StoryHistory['origins']> => {
  const ids = new Set(promotions.map(({ unit }) => unit.proof));
  if (ids.size === 0) return new Map();
  const rows = await git.run(['log', '--no-walk=unsorted', '--format=%H%x00%ct%x00%an%x00%s', ...ids]);
  return new Map(
    rows.split('\n').map((row) => {
      const [id = '', time = '', author = '', subject = ''] = row.split('\0');
      return [id, { time: Number(time), author, subject }];
    }),
  );
};

const tell = async (
  promotion: Promotion,
  sources: StorySources,
  history: StoryHistory,
): Promise<PromotionStory> => {
  const { snapshot, view, web, reason } = sources;
  const members: MemberStory[] = [];
  for (const pending of promotion.unit.members) members.push(await tellMember(pending, snapshot, history));
  const origin = history.origins.get(promotion.unit.proof);
  return {
    promotion,
    target: targetOf(promotion, snapshot),
    members,
    mainBranch: view.branch,
    ...(origin === undefined ? {} : { origin }),
    ...(web === undefined ? {} : { web }),
    ...(reason === undefined ? {} : { reason }),
  };
};

const tellMember = async (
  pending: Pending,
  snapshot: Snapshot,
  history: StoryHistory,
): Promise<MemberStory> => {
  const { services, releases } = snapshot.repository;
  const one = { pending, ...records(pending, snapshot) };
  const service = services.get(pending.service);
  const contract = await contractDifference(one, { snapshot, history: history.records });
  const known = releases.get(pending.service) ?? new Map<Version, Release>();
  return {
    ...one,
    releases: releasesBetween(pending, known, history.records.landed(pending.service)),
    configuration: history.configuration.get(pending.service) ?? [],
    rendered: history.rendered.get(pending) as RenderedDifference,
    ...(service === undefined ? {} : { service }),
    ...(contract === undefined ? {} : { contract }),
  };
};

const targetOf = ({ unit }: Promotion, { repository }: Snapshot): Environment => {
  const target = repository.environments.get(unit.target);
  if (target !== undefined) return target;
  throw new Failure({
    code: 'unknown-environment',
    exit: EXIT.unsound,
    what: `There is no environment ${unit.target} on the branch that promotions merge into.`,
    fix: `Merge environments/${unit.target}.yaml first.`,
  });
};

interface Recorded {
  readonly pending: Pending;
  readonly before?: Release;
  readonly after?: Release;
}

const records = ({ service, from, to }: Pending, { repository }: Snapshot): Omit<Recorded, 'pending'> => {
  const all = repository.releases.get(service);
  const [before, after] = [from && all?.get(from.version), to && all?.get(to.version)];
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
};

/** The comparison is loaded only where there is something to compare: most releases share their contract's text. */
const contractDifference = async (
  { before, after, pending }: Recorded,
  where: { readonly snapshot: Snapshot; readonly history: RecordHistory },
): Promise<ContractDifference | undefined> => {
  if (pending.to === undefined || (before?.contract ?? after?.contract) === undefined) return undefined;
  if (before?.version === after?.version) return undefined;
  const [old, now] = [await contractText(before, where), await contractText(after, where)];
  const { compareContracts } = await import('../show/contract.ts');
  return compareContracts(old, now);
};

const contractText = async (
  release: Release | undefined,
  { snapshot, history }: { readonly snapshot: Snapshot; readonly history: RecordHistory },
): Promise<{ file: string; text: string } | undefined> => {
  const path = release && contractPath(release);
  if (release?.contract === undefined || path === undefined) return undefined;
  const text = history.contract(release) ?? (await snapshot.text(path));
  return text === undefined ? undefined : { file: release.contract, text };
};
