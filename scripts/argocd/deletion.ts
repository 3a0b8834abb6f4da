import type { ApplicationsSync, ArgocdTarget, Environment } from '../model/repository.ts';

interface Deletion {
  readonly applications: ApplicationsSync;
  readonly preserveResources: boolean;
}

/**
 * What Argo CD may delete. A file that is gone, or a generator that by mistake finds none, would otherwise take down what
 * runs; where versions only arrive by promotion nobody means that.
 */
export const deletionOf = ({ promotesFrom }: Environment, { deletion }: ArgocdTarget): Deletion => {
  const isEntry = promotesFrom.length === 0;
  return {
    applications: deletion?.applications ?? (isEntry ? 'sync' : 'create-update'),
    preserveResources: deletion?.preserveResources ?? !isEntry,
  };
};

/** Keeps the root Application from removing what must not go, also when its file is gone. */
export const keptByRoot = (deletion: Deletion): Readonly<Record<string, string>> =>
  /^create-(?:only|update)$/.test(deletion.applications)
    ? { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' }
    : {};
