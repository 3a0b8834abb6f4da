import type { Finding } from '../../model/problem.ts';
import type { Environment, Repository } from '../../model/repository.ts';
import type { Cell, Rule } from '../scope.ts';

/** Two environments deploy the same service into one namespace of one cluster. A warning: kustomize may prefix names. */
export const destinationTwice: Rule = (scope) => {
  const neighbours = neighboursOf(scope.repository);
  if (neighbours.size === 0) return [];
  return scope.cells.flatMap((cell) =>
    (neighbours.get(cell.desired.environment) ?? [])
      .filter((other) => scope.repository.desired.get(other.name)?.has(cell.desired.service))
      .map((other) => twice(cell, other)),
  );
};

const neighboursOf = (repository: Repository): Map<string, Environment[]> => {
  const all = [...repository.environments.values()].filter((one) => one.argocd !== undefined);
  const place = (one: Environment): string => `${one.argocd?.cluster} ${one.argocd?.namespace}`;
  const found = all.map((one): [string, Environment[]] => [
    one.name,
    all.filter((other) => other !== one && place(other) === place(one)),
  ]);
  return new Map(found.filter(([, others]) => others.length > 0));
};

const twice = ({ desired, environment }: Cell, other: Environment): Finding => ({
  code: 'destination-twice',
  severity: 'warning',
  file: desired.file,
  path: [],
  what: `${desired.service} runs twice in one place: ${desired.environment} and ${other.name} both deploy it to namespace ${environment?.argocd?.namespace} of cluster ${environment?.argocd?.cluster}.`,
  why: 'Unless kustomize gives their objects different names, the two Applications overwrite each other for ever.',
  fix: `Give one of the environments its own namespace, or set a \`namePrefix\` in its overlay of ${desired.service}.`,
  environment: desired.environment,
  services: [desired.service],
});
