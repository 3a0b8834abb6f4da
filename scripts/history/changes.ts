import { isConfigPath, isKustomization, serviceOfPath } from '../model/configuration.ts';
import type { EnvironmentName, ServiceName } from '../model/names.ts';
import type { Commit, FileChange } from '../model/repository.ts';
import type { Open } from './walk.ts';

/** What one commit may have changed for the services walked for. */
export interface Seen {
  /** Desired files of a service in its own source. */
  readonly desired: Map<ServiceName, FileChange>;
  /** Services whose configuration may have changed; true: a kustomization file did. */
  readonly config: Map<ServiceName, boolean>;
  /** Every desired file of each source, pending or not. */
  readonly files: Map<EnvironmentName, ServiceName[]>;
}

const DESIRED = /^environments\/([^/]+)\/([^/]+)\.yaml$/;

/** Sorts the files of one commit by service, and takes each source back to the size it had before the commit. */
export const sortChanges = (on: Open, commit: Commit): Seen => {
  const seen: Seen = { desired: new Map(), config: new Map(), files: new Map() };
  for (const file of commit.files) {
    const [, environment, service] = (DESIRED.exec(file.path) ?? []) as [
      string?,
      EnvironmentName?,
      ServiceName?,
    ];
    if (environment === undefined || service === undefined) sortConfig(on, seen.config, file.path);
    else sortDesired(on, seen, { file, environment, service });
  }
  return seen;
};

const sortDesired = (
  on: Open,
  seen: Seen,
  { file, environment, service }: { file: FileChange; environment: EnvironmentName; service: ServiceName },
): void => {
  const size = on.sizes.get(environment);
  if (size === undefined) return;
  seen.files.set(environment, [...(seen.files.get(environment) ?? []), service]);
  if (file.before === undefined) on.sizes.set(environment, size - 1);
  if (file.after === undefined) on.sizes.set(environment, size + 1);
  if (on.tracks.get(service)?.question.source === environment) seen.desired.set(service, file);
};

const sortConfig = (on: Open, config: Map<ServiceName, boolean>, path: string): void => {
  const note = (service: ServiceName): void => {
    if (on.open.has(service)) config.set(service, config.get(service) === true || isKustomization(path));
  };
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const root = path.slice(0, end);
    if (root === path || isConfigPath(path)) for (const service of on.outside.get(root) ?? []) note(service);
  }
  const own = serviceOfPath(path);
  if (own !== undefined && isConfigPath(path)) note(own);
};
