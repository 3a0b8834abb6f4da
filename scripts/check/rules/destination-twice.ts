import type { Finding } from '../../model/problem.ts';
import type { Cell, Rule } from '../scope.ts';
import { findTwins } from '../twins.ts';

/**
 * Two environments deploy one service into one namespace of one cluster. A warning: kustomize may prefix names. Each of
 * them is told once, however many there are.
 */
export const destinationTwice: Rule = (scope) => {
  const twins = findTwins(scope.repository);
  return scope.cells.filter(({ desired }) => twins.samePlace(desired).length > 1).map(finding);
};

const finding = ({ desired, environment }: Cell): Finding => ({
  code: 'destination-twice',
  severity: 'warning',
  file: desired.file,
  path: [],
  what: `${desired.environment} deploys ${desired.service} to namespace ${environment?.argocd?.namespace} of cluster ${environment?.argocd?.cluster}, where another environment deploys it, too.`,
  why: 'Unless kustomize gives their objects different names, the Applications overwrite each other for ever.',
  fix: `Give each environment its own namespace, or set a \`namePrefix\` in its overlay of ${desired.service}.`,
  environment: desired.environment,
  services: [desired.service],
});
