import type { CommitId } from '../model/names.ts';
import type { Pending, Promotion } from '../model/promotion.ts';
import type { Environment, Release } from '../model/repository.ts';
import { EXIT, Failure } from '../outside/failure.ts';
import type { Git } from '../outside/git.ts';
import type { Snapshot } from '../outside/snapshot.ts';
import { releasesBetween } from '../show/between.ts';
import type { ContractDifference, MemberStory, PromotionStory } from '../show/story.ts';
import { configurationChanges, type Outside } from './story-configuration.ts';
import { contractPath, type RecordHistory, recordHistory } from './story-records.ts';

/** Where the facts of a story come from. */
export interface StorySources {
  readonly git: Git;
  /** The files at `base`. */
  readonly snapshot: Snapshot;
  /** Head of the branch that everything merges into. */
  readonly base: CommitId;
  readonly mainBranch: string;
  readonly outside: Outside;
  /** Web address of this repository on its forge. */
  readonly web?: string;
  /** Why somebody goes back to an older version. */
  readonly reason?: string;
}

/** Gathers what a reviewer of one promotion wants to know. Reads Git; decides nothing and words nothing. */
export const gatherStory = async (promotion: Promotion, sources: StorySources): Promise<PromotionStory> => {
  const { git, snapshot, base, mainBranch, web, reason } = sources;
  const { members } = promotion.unit;
  const recorded = members.map((pending) => ({ pending, ...records(pending, snapshot) }));
  const history = await recordHistory(git, base, recorded);
  const configuration = await configurationChanges(git, members, sources.outside);
  const stories: MemberStory[] = [];
  for (const one of recorded) {
    const service = snapshot.repository.services.get(one.pending.service);
    const contract = await contractDifference(one, { snapshot, history });
    stories.push({
      ...one,
      releases: releasesBetween(
        one.pending,
        snapshot.repository.releases.get(one.pending.service) ?? new Map(),
        history.landed(one.pending.service),
      ),
      configuration: configuration.get(one.pending.service) ?? [],
      ...(service === undefined ? {} : { service }),
      ...(contract === undefined ? {} : { contract }),
    });
  }
  return {
    promotion,
    target: targetOf(promotion, snapshot),
    members: stories,
    mainBranch,
    ...(web === undefined ? {} : { web }),
    ...(reason === undefined ? {} : { reason }),
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
