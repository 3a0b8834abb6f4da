import type { CommitId } from '../model/names.ts';
import type { Bracket, Pending, Promotion } from '../model/promotion.ts';
import type { Environment, Release, Service } from '../model/repository.ts';
import type { ShownChange } from '../plan/shown-difference.ts';

/** Everything a reviewer is told about one promotion: facts only, already gathered. Nothing here is text for a page. */
export interface PromotionStory {
  readonly promotion: Promotion;
  /** The environment promoted to, with its gates. */
  readonly target: Environment;
  /** One per member of the unit, in the unit's order. */
  readonly members: readonly MemberStory[];
  /** Who made the commit that brought the source there (`unit.proof`), when, and in whose words. */
  readonly origin?: Pick<Bracket, 'author' | 'subject' | 'time'>;
  /** The branch that everything merges into. */
  readonly mainBranch: string;
  /** Web address of this repository on its forge, without a slash at the end; absent on the local forge. */
  readonly web?: string;
  /** Why somebody goes back to an older version. A person's words: hostile until escaped. */
  readonly reason?: string;
}

export interface MemberStory {
  readonly pending: Pending;
  readonly service?: Service;
  /** The record of the version the target holds now. */
  readonly before?: Release;
  /** The record of the version the target would hold. */
  readonly after?: Release;
  /** Records after the one and up to the other, newest first. For a downgrade: those that are taken back. */
  readonly releases: readonly Release[];
  /** Commits of this repository between the two pins that changed the service's configuration, newest first. */
  readonly configuration: readonly ConfigurationChange[];
  /** Absent when neither release has a contract. */
  readonly contract?: ContractDifference;
  /** What becomes of what Argo CD applies. */
  readonly rendered: RenderedDifference;
}

/** What becomes of the manifests of one service, as far as it is known. */
export type RenderedDifference =
  | { readonly changes: readonly ShownChange[] }
  /** What cannot be rendered, and what to do about it: hostile until escaped. */
  | { readonly unknown: { readonly what: string; readonly fix: string } };

/** One commit of this repository that changed what a service's kustomize tree reads. */
export interface ConfigurationChange {
  readonly commit: CommitId;
  /** Seconds since 1970. */
  readonly time: number;
  readonly author: string;
  readonly subject: string;
  /** The files of that configuration which the commit changed. */
  readonly files: readonly string[];
}

/** What callers may rely on, before and after. */
export interface ContractDifference {
  readonly kind: 'same' | 'added' | 'removed' | 'openapi' | 'text';
  /** File names beside the records. */
  readonly before?: string;
  readonly after?: string;
  /** Breaking ones first. Empty where only the text could be compared. */
  readonly changes: readonly ContractChange[];
  /** A unified difference, where the contract is no OpenAPI document that can be read. */
  readonly text?: string;
}

export interface ContractChange {
  readonly effect: 'breaking' | 'compatible' | 'words';
  /** The operation or component, such as `GET /orders`. */
  readonly where: string;
  readonly what: string;
}

/** The words of one promotion: of its pull request and of its commit. */
export interface PromotionWords {
  /** At most 120 characters. */
  readonly title: string;
  /** Markdown, at most 60,000 characters. */
  readonly body: string;
  readonly labels: readonly string[];
  /** The whole commit message, trailers included. */
  readonly message: string;
}

/** How wide a terminal text may be, in columns, and whether it may use colour. */
export interface Style {
  readonly columns: number;
  readonly color: boolean;
}
