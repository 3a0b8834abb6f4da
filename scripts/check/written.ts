/**
 * The written form of the five files, as their schemas promise it. What the program works with is in
 * `model/repository.ts`; `values.ts` turns one into the other.
 */
import type { Accepts, ArgocdTarget, Change, Gates, PromotionPolicy, Window } from '../model/repository.ts';
import type { WrittenVerify } from './written-verify.ts';

export interface WrittenDesired {
  readonly image: string;
  readonly version: string;
  readonly digest?: string;
  readonly config: string;
}

export interface WrittenService {
  readonly description: string;
  readonly owners: readonly string[];
  readonly source?: string;
  readonly image: string;
}

export interface WrittenRelease {
  readonly version: string;
  readonly digest?: string;
  readonly commit?: string;
  readonly requires?: Readonly<Record<string, string>>;
  readonly database?: { readonly schema: number; readonly tolerates?: number };
  readonly contract?: string;
  readonly changes?: readonly Change[];
}

export interface WrittenLock {
  readonly reason: string;
  readonly by: string;
  readonly until?: string;
  readonly environment?: string;
  readonly service?: string;
  readonly version?: string;
}

export interface WrittenEnvironment {
  readonly promotesFrom?: string | readonly string[];
  readonly promotion?: Partial<PromotionPolicy>;
  readonly accepts?: Partial<Accepts>;
  readonly gates?: Partial<Omit<Gates, 'windows'>> & {
    readonly windows?: readonly (Omit<Window, 'timeZone'> & { readonly timeZone?: string })[];
  };
  readonly verify?: WrittenVerify;
  readonly argocd?: Omit<ArgocdTarget, 'allow'> & {
    readonly allow?: {
      readonly namespaces?: readonly string[];
      readonly clusterResources?: readonly { readonly group?: string; readonly kind: string }[];
    };
  };
}
