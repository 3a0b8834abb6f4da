import type { Finding } from '../../model/problem.ts';
import { hasOverlay, overlayFiles } from '../facts.ts';
import type { Rule } from '../scope.ts';

/** A service that is wanted in an environment has a kustomize overlay for it. */
export const overlayMissing: Rule = (scope) => {
  const { entries } = scope.facts;
  if (entries === undefined) return [];
  return scope.cells
    .filter(({ service, desired }) => service !== undefined && !hasOverlay(entries, desired))
    .map(
      ({ desired }): Finding => ({
        code: 'overlay-missing',
        severity: 'error',
        file: desired.file,
        path: [],
        what: `${desired.environment} wants ${desired.service}, but there is no ${overlayFiles(desired)[0]}.`,
        why: 'Argo CD deploys the overlay of an environment; without one there is nothing to deploy.',
        fix: `Write the overlay, beginning with the one of an environment that has it: \`resources: [../../base]\`.`,
        environment: desired.environment,
        services: [desired.service],
      }),
    );
};
