import type { RanVersion, ServiceChange } from '../model/event.ts';
import {
  type BlobId,
  type CommitId,
  type EnvironmentName,
  isEnvironmentName,
  type ServiceName,
} from '../model/names.ts';
import type { Commit, FileChange } from '../model/repository.ts';
import type { Merged } from './deployments.ts';
import type { Holding } from './walk.ts';

/** The desired files that one commit of main changed in one environment. */
export interface Landed {
  readonly environment: EnvironmentName;
  readonly commit: Commit;
  readonly files: readonly (FileChange & { readonly service: ServiceName })[];
}

const DESIRED = /^environments\/([^/]+)\/([^/]+)\.yaml$/;

/** What a commit changed, by environment. */
export const landedBy = (commit: Commit): Landed[] => {
  const files = new Map<EnvironmentName, Landed['files'][number][]>();
  for (const file of commit.files) {
    const [, environment = '', service] = DESIRED.exec(file.path) ?? [];
    if (!isEnvironmentName(environment)) continue;
    files.set(environment, [...(files.get(environment) ?? []), { ...file, service: service as ServiceName }]);
  }
  return [...files].map(([environment, changed]) => ({ environment, commit, files: changed }));
};

/** What the environment wanted by a file of that content; undefined where the file has errors. */
export type Held = (path: string, blob: BlobId) => Holding | undefined;

/** The deployment that a commit was; undefined where it changed nothing that runs, such as a comment. */
export const mergedOf = ({ environment, commit, files }: Landed, held: Held): Merged | undefined => {
  const services = files.flatMap((file) => changeOf(file, held) ?? []);
  if (services.length === 0) return undefined;
  const { id, time, author, subject } = commit;
  return { environment, commit: id as CommitId, time, author, subject, services };
};

/** No version is written so. */
const UNREADABLE: Holding = { image: '', version: '?' as Holding['version'], config: '?' };

const changeOf = (
  { path, service, before, after }: Landed['files'][number],
  held: Held,
): ServiceChange | undefined => {
  const from = before && (held(path, before) ?? UNREADABLE);
  const to = after && (held(path, after) ?? UNREADABLE);
  if (from && to && isSame(from, to)) return undefined;
  return { service, ...(from ? { from: ranOf(from) } : {}), ...(to ? { to: ranOf(to) } : {}) };
};

const isSame = (one: Holding, other: Holding): boolean =>
  one.image === other.image &&
  one.version === other.version &&
  one.digest === other.digest &&
  one.config === other.config;

const ranOf = ({ version, digest, config }: Holding): RanVersion => ({
  version,
  ...(digest === undefined ? {} : { digest }),
  config,
});
