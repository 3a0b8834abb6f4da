import type { Finding, Severity } from '../../model/problem.ts';
import type { Environment } from '../../model/repository.ts';

/** Something of `verify` that cannot be meant. */
export interface Flaw {
  readonly code: string;
  /** Default: error. */
  readonly severity?: Severity;
  /** Below the environment's file. */
  readonly path: readonly (string | number)[];
  readonly what: string;
  readonly why: string;
  readonly fix: string;
}

export const findingOf = (environment: Environment, flaw: Flaw): Finding => ({
  severity: 'error',
  ...flaw,
  file: environment.file,
  environment: environment.name,
});
