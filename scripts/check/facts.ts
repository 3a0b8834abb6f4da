import type { BlobId, EnvironmentName, Version } from '../model/names.ts';
import type { Finding } from '../model/problem.ts';
import type { Desired, Repository, TreeEntry } from '../model/repository.ts';
import type { Reach } from './reach.ts';
import type { CellRenders } from './rendered/render-facts.ts';

/** What rules know beyond what the files say. A rule whose fact is absent judges nothing; `validate` gives them all. */
export interface Facts {
  /** The instant of judging. */
  readonly now?: Date;
  /** Every file of the tree that is judged, by path, broken ones included. */
  readonly entries?: ReadonlyMap<string, TreeEntry>;
  /** By desired file: the versions it held on main, oldest first, no two equal ones in a row. */
  readonly held?: ReadonlyMap<string, readonly Version[]>;
  readonly git?: GitFacts;
  /** How far configurations reach; without it nothing is rendered anew because a file changed. */
  readonly reach?: Reach;
  /** By desired file: what the configurations of that service come to in that environment. */
  readonly renders?: ReadonlyMap<string, CellRenders>;
  readonly argocd?: ArgocdFacts;
  /** By regular expression of a check that cannot be read: why. */
  readonly patterns?: ReadonlyMap<string, string>;
}

/** What `bracket argocd` would write now. */
export interface ArgocdFacts {
  /** By path: the content that the file must have. */
  readonly wanted: ReadonlyMap<string, BlobId>;
  /** Files that it wrote once and would remove now. */
  readonly needless: readonly string[];
  /** YAML files beside them that nothing applies. */
  readonly foreign: readonly string[];
  /** Why it could write nothing. */
  readonly refused: readonly Finding[];
}

/** What Git says of revisions and of the past. */
interface GitFacts {
  /** The branch everything merges into, for sentences. */
  readonly main: string;
  /** By desired file: what is wrong with its `config`. A file that is not here was asked about and is sound. */
  readonly configs: ReadonlyMap<string, ConfigTrouble>;
  /** By path of a release record: its content when it first landed on main. */
  readonly landed: ReadonlyMap<string, BlobId>;
}

/** `unknown`: no such revision; `off-main`: not an ancestor of main; `without-overlay`: lacks this service here. */
export type ConfigTrouble = 'unknown' | 'off-main' | 'other-branch' | 'without-overlay';

/** What one environment holds now, as `Facts.held` for judging in memory what a change would make of it. */
export const heldBy = (
  repository: Repository,
  environment: EnvironmentName,
): Map<string, readonly Version[]> =>
  new Map([...(repository.desired.get(environment)?.values() ?? [])].map((one) => [one.file, [one.version]]));

/** Names of kustomize's file, in its own order of preference. */
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Where kustomize looks for the overlay of a service in an environment, in its own order of preference. */
export const overlayFiles = (one: Pick<Desired, 'service' | 'environment'>): string[] =>
  KUSTOMIZATIONS.map((name) => `services/${one.service}/overlays/${one.environment}/${name}`);

/** Thousands are asked, and nearly every one has its overlay under the first name. */
export const hasOverlay = (entries: Required<Facts>['entries'], one: Desired): boolean =>
  entries.has(`services/${one.service}/overlays/${one.environment}/${KUSTOMIZATIONS[0]}`) ||
  overlayFiles(one).some((file) => entries.has(file));
