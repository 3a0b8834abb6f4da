import type { Finding } from '../../model/problem.ts';
import type { Desired, Environment } from '../../model/repository.ts';
import type { Rule } from '../scope.ts';
import { findTwins } from '../twins.ts';

/** Two environments deploy one service into one namespace of one cluster. A warning: kustomize may prefix names. */
export const destinationTwice: Rule = (scope) => {
  const twins = findTwins(scope.repository);
  return scope.cells.flatMap(({ desired }) =>
    twins.samePlace(desired).map((twin) => finding(desired, twin.environment)),
  );
};

const finding = (desired: Desired, other: Environment): Finding => ({
  code: 'destination-twice',
  severity: 'warning',
  file: desired.file,
  path: [],
  what: `${desired.service} runs twice in one place: ${desired.environment} and ${other.name} both deploy it to namespace ${other.argocd?.namespace} of cluster ${other.argocd?.cluster}.`,
  why: 'Unless kustomize gives their objects different names, the two Applications overwrite each other for ever.',
  fix: `Give one of the environments its own namespace, or set a \`namePrefix\` in its overlay of ${desired.service}.`,
  environment: desired.environment,
  services: [desired.service],
});
