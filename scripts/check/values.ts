import type { Digest, EnvironmentName, ServiceName, Version } from '../model/names.ts';
import type {
  ArgocdTarget,
  Desired,
  Environment,
  Gates,
  Lock,
  Release,
  Service,
} from '../model/repository.ts';
import type { ReadKind, ValueOf } from './file-facts.ts';
import type { Home } from './places.ts';
import { verifyOf } from './verify-values.ts';
import type {
  WrittenDesired,
  WrittenEnvironment,
  WrittenLock,
  WrittenRelease,
  WrittenService,
} from './written.ts';

/** What a file that fits its schema means, with every default filled in. Names come from the path. */
export const modelOf = (
  kind: ReadKind,
  home: Home,
  written: { readonly file: string; readonly value: unknown },
) => MODELS[kind](home, written.value as never, written.file);

type ModelOf<K extends ReadKind> = (home: Home, written: never, file: string) => ValueOf[K];

const desired = (home: Home, written: WrittenDesired, file: string): Desired => ({
  environment: home.environment as EnvironmentName,
  service: home.service as ServiceName,
  image: written.image,
  version: written.version as Version,
  ...(written.digest === undefined ? {} : { digest: written.digest as Digest }),
  config: written.config,
  file,
});

const service = (home: Home, written: WrittenService, file: string): Service => ({
  name: home.service as ServiceName,
  description: written.description,
  owners: written.owners,
  ...(written.source === undefined ? {} : { source: written.source }),
  image: written.image,
  file,
});

const release = (home: Home, written: WrittenRelease, file: string): Release => ({
  service: home.service as ServiceName,
  version: written.version as Version,
  ...(written.digest === undefined ? {} : { digest: written.digest as Digest }),
  ...(written.commit === undefined ? {} : { commit: written.commit }),
  requires: written.requires ?? {},
  ...(written.database === undefined
    ? {}
    : {
        database: {
          schema: written.database.schema,
          tolerates: written.database.tolerates ?? written.database.schema,
        },
      }),
  ...(written.contract === undefined ? {} : { contract: written.contract }),
  changes: written.changes ?? [],
  file,
});

const lock = (home: Home, written: WrittenLock, file: string): Lock => ({
  name: home.name,
  reason: written.reason,
  by: written.by,
  ...(written.until === undefined ? {} : { until: written.until }),
  ...(written.environment === undefined ? {} : { environment: written.environment as EnvironmentName }),
  ...(written.service === undefined ? {} : { service: written.service as ServiceName }),
  ...(written.version === undefined ? {} : { version: written.version as Version }),
  file,
});

const environment = (home: Home, written: WrittenEnvironment, file: string): Environment => ({
  name: home.environment as EnvironmentName,
  promotesFrom: [written.promotesFrom ?? []].flat() as EnvironmentName[],
  promotion: {
    open: 'automatic',
    merge: 'manual',
    unit: 'bracket',
    whenSuperseded: 'replace',
    ...written.promotion,
  },
  accepts: { prerelease: true, digest: 'optional', record: 'optional', ...written.accepts },
  gates: gatesOf(written.gates ?? {}),
  ...(written.verify === undefined ? {} : { verify: verifyOf(written.verify) }),
  ...(written.argocd === undefined ? {} : { argocd: argocdOf(written.argocd) }),
  file,
});

const argocdOf = (written: NonNullable<WrittenEnvironment['argocd']>): ArgocdTarget => ({
  project: written.project,
  cluster: written.cluster,
  namespace: written.namespace,
  ...(written.allow === undefined
    ? {}
    : {
        allow: {
          namespaces: written.allow.namespaces ?? [],
          clusterResources: (written.allow.clusterResources ?? []).map(({ group = '', kind }) => ({
            group,
            kind,
          })),
        },
      }),
  ...(written.repository === undefined ? {} : { repository: written.repository }),
  ...(written.server === undefined ? {} : { server: written.server }),
  ...(written.token === undefined ? {} : { token: written.token }),
  ...(written.deletion === undefined ? {} : { deletion: written.deletion }),
  ...(written.automated === undefined ? {} : { automated: written.automated }),
  ...(written.syncOptions === undefined ? {} : { syncOptions: written.syncOptions }),
  ...(written.order === undefined ? {} : { order: written.order }),
});

const gatesOf = (written: NonNullable<WrittenEnvironment['gates']>): Gates => {
  const { checks = [], windows = [], ...others } = written;
  return { ...others, checks, windows: windows.map((window) => ({ timeZone: 'UTC', ...window })) };
};

const MODELS: { readonly [K in ReadKind]: ModelOf<K> } = { environment, desired, service, release, lock };
