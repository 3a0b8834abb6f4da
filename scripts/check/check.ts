import type { EnvironmentName } from '../model/names.ts';
import type { Finding } from '../model/problem.ts';
import type { Repository } from '../model/repository.ts';
import type { Facts } from './facts.ts';
import { RULES } from './rules/table.ts';
import { environmentScope, type Scope, wholeScope } from './scope.ts';

/** Every rule asked of a scope; all findings, in the order of the rules. */
export const checkScope = (scope: Scope): Finding[] => Object.values(RULES).flatMap((rule) => rule(scope));

/** Is the whole repository sound? */
export const checkRepository = (repository: Repository, facts: Facts): Finding[] =>
  checkScope(wholeScope(repository, facts));

/**
 * Does everything that runs in one environment go together? For judging in memory what a change would make of it. With
 * `facts.held` (see `heldBy`) database migrations are judged, with `facts.entries` overlays.
 */
export const checkEnvironment = (
  repository: Repository,
  environment: EnvironmentName,
  facts: Facts = {},
): Finding[] => checkScope(environmentScope(repository, environment, facts));
