import { verifyOf } from '../../scripts/check/verify-values.ts';
import type { WrittenVerify } from '../../scripts/check/written-verify.ts';
import type { BlobId, Digest, EnvironmentName, ServiceName, Version } from '../../scripts/model/names.ts';
import type {
  Accepts,
  Desired,
  Environment,
  Gates,
  Lock,
  PromotionPolicy,
  Release,
  Repository,
  Service,
  TreeEntry,
} from '../../scripts/model/repository.ts';

/** A commit id for tests that never ask Git. */
export const PIN = '3f2c9a1b5d7e8f60718293a4b5c6d7e8f9012345';
export const digestOf = (digit: string): Digest => `sha256:${digit.repeat(64)}` as Digest;

interface EnvironmentWish {
  readonly promotesFrom?: string | readonly string[];
  readonly promotion?: Partial<PromotionPolicy>;
  readonly accepts?: Partial<Accepts>;
  readonly gates?: Partial<Gates>;
  readonly verify?: WrittenVerify;
  readonly argocd?: NonNullable<Environment['argocd']>;
  /** Service → version, or more. `null`: an environment that nobody describes holds only these. */
  readonly runs?: Readonly<Record<string, string | DesiredWish>>;
  /** A folder without a policy file. */
  readonly undescribed?: boolean;
}

interface DesiredWish {
  readonly version: string;
  readonly image?: string;
  readonly digest?: Digest;
  readonly config?: string;
}

interface ServiceWish {
  readonly image?: string;
  readonly owners?: readonly string[];
  /** Version → what its record says. */
  readonly releases?: Readonly<Record<string, Partial<Release>>>;
  /** Records without a service file. */
  readonly undescribed?: boolean;
}

export interface Wish {
  readonly environments?: Readonly<Record<string, EnvironmentWish>>;
  readonly services?: Readonly<Record<string, ServiceWish>>;
  readonly locks?: Readonly<Record<string, Partial<Lock>>>;
}

/** A repository from the little that a test cares about; everything else holds its default. */
export const buildRepository = (wish: Wish): Repository => {
  const environments = Object.entries(wish.environments ?? {});
  const services = Object.entries(wish.services ?? {});
  return {
    environments: new Map(
      environments
        .filter(([, one]) => one.undescribed !== true)
        .map(([name, one]) => [name as EnvironmentName, environment(name, one)]),
    ),
    services: new Map(
      services
        .filter(([, one]) => one.undescribed !== true)
        .map(([name, one]) => [name as ServiceName, service(name, one)]),
    ),
    releases: new Map(
      services
        .filter(([, one]) => one.releases !== undefined)
        .map(([name, one]) => [name as ServiceName, releases(name, one.releases ?? {})]),
    ),
    desired: new Map(
      environments
        .filter(([, one]) => one.runs !== undefined)
        .map(([name, one]) => [name as EnvironmentName, runs(name, one)]),
    ),
    locks: Object.entries(wish.locks ?? {}).map(([name, one]) => ({
      name,
      reason: 'Inventory week',
      by: '@tim',
      file: `environments/locks/${name}.yaml`,
      ...one,
    })),
  };
};

const environment = (name: string, wish: EnvironmentWish): Environment => ({
  name: name as EnvironmentName,
  promotesFrom: [wish.promotesFrom ?? []].flat() as EnvironmentName[],
  promotion: {
    open: 'automatic',
    merge: 'manual',
    unit: 'bracket',
    whenSuperseded: 'replace',
    ...wish.promotion,
  },
  accepts: { prerelease: true, digest: 'optional', record: 'optional', ...wish.accepts },
  gates: { checks: [], windows: [], ...wish.gates },
  ...(wish.verify === undefined ? {} : { verify: verifyOf(wish.verify) }),
  ...(wish.argocd === undefined ? {} : { argocd: wish.argocd }),
  file: `environments/${name}.yaml`,
});

const service = (name: string, wish: ServiceWish): Service => ({
  name: name as ServiceName,
  description: `The ${name}`,
  owners: wish.owners ?? ['@acme/owners'],
  image: wish.image ?? `ghcr.io/acme/${name}`,
  file: `services/${name}/service.yaml`,
});

const releases = (
  name: string,
  wish: Readonly<Record<string, Partial<Release>>>,
): ReadonlyMap<Version, Release> =>
  new Map(
    Object.entries(wish).map(([version, one]) => [
      version as Version,
      {
        service: name as ServiceName,
        version: version as Version,
        requires: {},
        changes: [],
        file: `services/${name}/releases/${version}.yaml`,
        ...one,
      },
    ]),
  );

const runs = (name: string, wish: EnvironmentWish): ReadonlyMap<ServiceName, Desired> =>
  new Map(
    Object.entries(wish.runs ?? {}).map(([of, one]) => {
      const more = typeof one === 'string' ? { version: one } : one;
      const desired: Desired = {
        environment: name as EnvironmentName,
        service: of as ServiceName,
        image: `ghcr.io/acme/${of}`,
        config: wish.promotesFrom === undefined ? 'main' : PIN,
        file: `environments/${name}/${of}.yaml`,
        ...more,
        version: more.version as Version,
      };
      return [of as ServiceName, desired];
    }),
  );

/** A tree that holds just these paths, each with a content of its own. */
export const entriesOf = (paths: readonly string[]): ReadonlyMap<string, TreeEntry> =>
  new Map(paths.map((path, index) => [path, { path, mode: '100644', blob: blobOf(index) }]));

export const blobOf = (number: number): BlobId => number.toString(16).padStart(40, '0') as BlobId;
