import type { BlobId, CommitId, ServiceName, Version } from '../model/names.ts';
import type { Pending } from '../model/promotion.ts';
import type { Release } from '../model/repository.ts';
import type { Git } from '../outside/git.ts';
import { isComparable } from '../show/between.ts';

/** What history knows of the release records of a promotion's members. */
export interface RecordHistory {
  /** Versions in the order in which their records came to main, newest first; empty where nobody needs the order. */
  readonly landed: (service: ServiceName) => readonly Version[];
  /** The text of a release's contract as it was when its record came to main; undefined when that is not known. */
  readonly contract: (release: Release) => string | undefined;
}

/** One file and the places in the log, 0 the newest, at which it got which content. */
type Trail = readonly { readonly place: number; readonly before?: BlobId; readonly after?: BlobId }[];

/**
 * Reads what only history knows about records: their order where versions do not say it, and the text of a contract
 * whose file several releases share. One walk for all members; none when nobody needs it.
 */
export const recordHistory = async (
  git: Git,
  base: CommitId,
  members: readonly { readonly pending: Pending; readonly before?: Release; readonly after?: Release }[],
): Promise<RecordHistory> => {
  const ordered = members
    .filter(
      ({ pending, before, after }) => before !== undefined && after !== undefined && !isComparable(pending),
    )
    .map(({ pending }) => pending.service);
  const sharing = members.flatMap(({ before, after }) =>
    before?.contract === undefined || before.contract !== after?.contract ? [] : [before, after],
  );
  const paths = [
    ...ordered.map(folder),
    ...sharing.flatMap((release) => [release.file, contractPath(release) as string]),
  ];
  const trails = paths.length === 0 ? new Map<string, Trail>() : await walk(git, base, paths);
  const blobs = new Map(sharing.map((release) => [release, contractBlob(trails, release)]));
  const texts = await git.blobs([...blobs.values()].filter((blob) => blob !== undefined));
  return {
    landed: (service) => landings(trails, service),
    contract: (release) => {
      const blob = blobs.get(release);
      return blob === undefined ? undefined : texts.get(blob)?.toString('utf8');
    },
  };
};

const folder = (service: ServiceName): string => `services/${service}/releases/`;

/** Where a release's contract stands; undefined when it has none. */
export const contractPath = ({ service, contract }: Release): string | undefined =>
  contract === undefined ? undefined : `${folder(service)}${contract}`;

const walk = async (git: Git, base: CommitId, paths: readonly string[]): Promise<Map<string, Trail>> => {
  const trails = new Map<string, Trail[number][]>();
  let place = 0;
  for await (const commit of git.log(base, paths)) {
    for (const { path, ...change } of commit.files) {
      const trail = trails.get(path) ?? [];
      trail.push({ place, ...change });
      trails.set(path, trail);
    }
    place += 1;
  }
  return trails;
};

const landing = (trail: Trail | undefined): number | undefined =>
  trail?.findLast(({ before }) => before === undefined)?.place;

const landings = (trails: ReadonlyMap<string, Trail>, service: ServiceName): Version[] =>
  [...trails]
    .filter(([path]) => path.startsWith(folder(service)) && path.endsWith('.yaml'))
    .flatMap(([path, trail]) => {
      const place = landing(trail);
      return place === undefined
        ? []
        : [{ version: path.slice(folder(service).length, -'.yaml'.length) as Version, place }];
    })
    .sort((a, b) => a.place - b.place || (a.version < b.version ? 1 : -1))
    .map(({ version }) => version);

/** The newest content that is not newer than the record; where the contract came later, its first. */
const contractBlob = (trails: ReadonlyMap<string, Trail>, release: Release): BlobId | undefined => {
  const place = landing(trails.get(release.file));
  const trail = trails.get(contractPath(release) as string) ?? [];
  if (place === undefined) return undefined;
  const then = trail.find((change) => change.place >= place) ?? trail.at(-1);
  return then?.after;
};
