import type { BlobId, CommitId, Digest, EnvironmentName, ServiceName, Version } from './names.ts';
import type { Verify } from './verification.ts';

/** What one environment wants of one service: `environments/<environment>/<service>.yaml`. */
export interface Desired {
  readonly environment: EnvironmentName;
  readonly service: ServiceName;
  readonly image: string;
  readonly version: Version;
  readonly digest?: Digest;
  /** A commit id of this repository, or the branch that an entry environment follows. */
  readonly config: string;
  readonly file: string;
}

export interface Accepts {
  /** May a semver pre-release run here? Default true. */
  readonly prerelease: boolean;
  readonly digest: 'required' | 'optional';
  readonly record: 'required' | 'optional';
}

export interface Window {
  readonly kind: 'allow' | 'deny';
  /** Argo CD sync-window syntax: five cron fields. */
  readonly schedule: string;
  /** A Go duration such as `1h30m`. */
  readonly duration: string;
  /** IANA zone; UTC when absent. */
  readonly timeZone: string;
}

export interface Gates {
  /** Go duration a state must have been verified in the source. */
  readonly soak?: string;
  /** Names of checks that must have passed in the source. */
  readonly checks: readonly string[];
  readonly signOff?: { readonly count: number; readonly from: readonly string[] };
  /** A regular expression (whole match) that one identifier of every change must satisfy. */
  readonly requirements?: string;
  readonly windows: readonly Window[];
  readonly breaker?: { readonly failures: number; readonly coolDown: string };
}

export interface PromotionPolicy {
  /** automatic: whenever something is pending; manual: only when someone asks; direct: a commit, no pull request. */
  readonly open: 'automatic' | 'manual' | 'direct';
  readonly merge: 'automatic' | 'manual';
  readonly unit: 'bracket' | 'service' | 'all';
  /** queue: finish what is in flight; replace: carry the newest. */
  readonly whenSuperseded: 'queue' | 'replace';
}

/** A type of object outside namespaces; the core group is ''. */
export interface ClusterResource {
  readonly group: string;
  readonly kind: string;
}

/** What an ApplicationSet may do to its Applications, in Argo CD's own words. */
export type ApplicationsSync = 'create-only' | 'create-update' | 'create-delete' | 'sync';

/** Where Argo CD deploys an environment, and what its AppProject allows there. */
export interface ArgocdTarget {
  readonly project: string;
  readonly cluster: string;
  readonly namespace: string;
  /** Absent: objects in `namespace`, and nothing outside namespaces. */
  readonly allow?: {
    /** Beyond `namespace`. */
    readonly namespaces: readonly string[];
    readonly clusterResources: readonly ClusterResource[];
  };
  /** The address of this repository, as Argo CD reaches it. Absent: no environment file decides it. */
  readonly repository?: string;
  /** The address of the Argo CD API that is asked whether a rollout is really there; absent: it is not asked. */
  readonly server?: string;
  /** The name of the variable that holds the token for it. Absent: `ARGOCD_AUTH_TOKEN`. */
  readonly token?: string;
  /** Absent: everything in an entry environment, nothing in any other. */
  readonly deletion?: { readonly applications?: ApplicationsSync; readonly preserveResources?: boolean };
  /** Absent: all of it. */
  readonly automated?: {
    readonly enabled?: boolean;
    readonly prune?: boolean;
    readonly selfHeal?: boolean;
  };
  /** `Name=value`. Absent: what the schema names as the default. */
  readonly syncOptions?: readonly string[];
  /** `progressive`: what others require first. Absent: all at once. */
  readonly order?: 'none' | 'progressive';
}

/** What an environment is and demands: `environments/<environment>.yaml`. Absent keys hold their defaults here. */
export interface Environment {
  readonly name: EnvironmentName;
  /** Empty for an entry environment. */
  readonly promotesFrom: readonly EnvironmentName[];
  readonly promotion: PromotionPolicy;
  readonly accepts: Accepts;
  readonly gates: Gates;
  readonly verify?: Verify;
  readonly argocd?: ArgocdTarget;
  readonly file: string;
}

/** What a service is and who owns it: `services/<service>/service.yaml`. */
export interface Service {
  readonly name: ServiceName;
  readonly description: string;
  /** `@user` or `@organisation/team`. */
  readonly owners: readonly string[];
  /** The web address of the service's own source repository. */
  readonly source?: string;
  readonly image: string;
  readonly file: string;
}

export interface Change {
  /** In the service's own repository. */
  readonly commit?: string;
  readonly requirement?: string;
  readonly title: string;
}

/** One version of a service that exists: `services/<service>/releases/<version>.yaml`, never changed once on main. */
export interface Release {
  readonly service: ServiceName;
  readonly version: Version;
  readonly digest?: Digest;
  /** In the service's own repository. */
  readonly commit?: string;
  /** Semver ranges on other services in the same environment. */
  readonly requires: Readonly<Record<string, string>>;
  /** Migrates to `schema`; still runs on `tolerates` … `schema`. */
  readonly database?: { readonly schema: number; readonly tolerates: number };
  /** File name beside the record: what callers may rely on. */
  readonly contract?: string;
  readonly changes: readonly Change[];
  readonly file: string;
}

/** A file that forbids changes: `environments/locks/<name>.yaml`. What it does not name, it covers entirely. */
export interface Lock {
  readonly name: string;
  readonly reason: string;
  readonly by: string;
  /** An instant in ISO 8601 with a zone; absent: until somebody removes the file. */
  readonly until?: string;
  readonly environment?: EnvironmentName;
  readonly service?: ServiceName;
  readonly version?: Version;
  readonly file: string;
}

/** Everything the files say, at one commit or in one working tree. */
export interface Repository {
  readonly environments: ReadonlyMap<EnvironmentName, Environment>;
  readonly services: ReadonlyMap<ServiceName, Service>;
  readonly releases: ReadonlyMap<ServiceName, ReadonlyMap<Version, Release>>;
  readonly desired: ReadonlyMap<EnvironmentName, ReadonlyMap<ServiceName, Desired>>;
  readonly locks: readonly Lock[];
}

/** One file of a tree as Git lists it. */
export interface TreeEntry {
  readonly path: string;
  /** Six octal digits as Git prints them: 100644, 100755, 120000 (symbolic link), 160000 (submodule). */
  readonly mode: string;
  readonly blob: BlobId;
}

/** One name in one folder, as Git stores it. */
export interface TreeItem {
  /** As Git writes it inside a tree: `40000` for a folder. */
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

/** One first-parent commit of main and the files it changed against its first parent. */
export interface Commit {
  readonly id: CommitId;
  readonly parents: readonly CommitId[];
  /** Seconds since 1970 (committer time). */
  readonly time: number;
  readonly author: string;
  readonly subject: string;
  readonly files: readonly FileChange[];
}

export interface FileChange {
  readonly path: string;
  /** Absent: the commit created the file. */
  readonly before?: BlobId;
  /** Absent: the commit deleted the file. */
  readonly after?: BlobId;
}
