import { type EnvironmentName, isCommitId, type ServiceName } from '../../model/names.ts';
import type { Desired } from '../../model/repository.ts';
import type { ApplicationState } from './application.ts';

/** What Argo CD must have made true of one service. */
export interface Wanted {
  readonly environment: EnvironmentName;
  readonly service: ServiceName;
  /** The name of its Application. */
  readonly application: string;
  readonly image: string;
  readonly version: string;
  readonly digest?: string;
  /** A commit id, or the branch that an entry environment follows. */
  readonly config: string;
  /** The folder that is built. */
  readonly path: string;
  /** The address of this repository, where it is known. */
  readonly repository?: string;
  /** A progressive sync starts it when its turn comes, and its own auto-sync is off. */
  readonly inTurn?: boolean;
  /** When the commit was made that wants it so, in milliseconds since 1970. */
  readonly since: number;
}

/** What the file of a service demands, in the words of the Application that the ApplicationSet makes of it. */
export const wantedOf = (
  { environment, service, image, version, digest, config }: Desired,
  beside: Pick<Wanted, 'since' | 'repository' | 'inTurn'>,
): Wanted => ({
  environment,
  service,
  application: `${environment}-${service}`,
  image,
  version,
  ...(digest === undefined ? {} : { digest }),
  config,
  path: `services/${service}/overlays/${environment}`,
  ...beside,
});

/** Is it known that a service's configuration at a revision is the wanted one? By `<service>@<revision>`. */
export type KnownConfiguration = ReadonlyMap<string, boolean>;

export const configurationKey = (service: ServiceName, revision: string): string => `${service}@${revision}`;

/** Is a revision what the file of the service names? Undefined: nobody knows, as long as a branch is named. A full
 * commit id is taken by Argo CD as it is; anything else is a name that it looks up. */
export const isWantedRevision = (
  wanted: Wanted,
  revision: string,
  known: KnownConfiguration,
): boolean | undefined =>
  isCommitId(wanted.config)
    ? revision === wanted.config
    : known.get(configurationKey(wanted.service, revision));

/** The revision of a branch that Argo CD compared with: somebody must look what the configuration is there. */
export const revisionToLearn = (
  wanted: Wanted,
  application: ApplicationState | undefined,
  known: KnownConfiguration,
): string | undefined => {
  const revision = application?.sync.revision;
  if (isCommitId(wanted.config) || revision === undefined || !isCommitId(revision)) return undefined;
  return known.has(configurationKey(wanted.service, revision)) ? undefined : revision;
};
