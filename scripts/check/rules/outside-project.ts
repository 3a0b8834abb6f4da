import type { ArgocdTarget } from '../../model/repository.ts';
import type { Fault } from '../rendered/fault.ts';
import { faultFindings, type JudgedRender } from '../rendered/judged.ts';
import type { RenderedObject } from '../rendered/render-facts.ts';
import type { Rule } from '../scope.ts';

/**
 * Everything stays inside what the AppProject of its environment allows: objects in the environment's namespace, and
 * nothing outside namespaces, unless `argocd.allow` says more.
 */
export const outsideProject: Rule = (scope) =>
  faultFindings(scope, (render) => {
    const argocd = render.cell.environment?.argocd;
    return argocd === undefined ? [] : faultsOf(render, argocd);
  });

const faultsOf = ({ facts }: JudgedRender, argocd: ArgocdTarget): Fault[] => {
  return facts.objects.flatMap((object): Fault[] => {
    if (object.clusterScoped) return isAllowed(object, argocd) ? [] : [clusterScoped(object, argocd)];
    const { namespace } = object;
    const isInside =
      namespace === '' || namespace === argocd.namespace || argocd.allow?.namespaces.includes(namespace);
    return isInside ? [] : [elsewhere(object, argocd)];
  });
};

const groupOf = ({ apiVersion }: RenderedObject): string =>
  apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';

const isAllowed = (object: RenderedObject, { allow }: ArgocdTarget): boolean =>
  allow?.clusterResources.some(({ group, kind }) => kind === object.kind && group === groupOf(object)) ===
  true;

const clusterScoped = (object: RenderedObject, { project }: ArgocdTarget): Fault => {
  const group = groupOf(object);
  return {
    code: 'cluster-resource-outside',
    severity: 'error',
    object,
    path: ['kind'],
    what: `lives outside namespaces, and the AppProject ${project} allows nothing there`,
    why: 'Argo CD refuses the whole sync of an Application that holds what its project does not allow.',
    fix: `Move it to where the cluster is set up, or allow it in the environment: \`argocd.allow.clusterResources: [{ ${group === '' ? '' : `group: ${group}, `}kind: ${object.kind} }]\`.`,
  };
};

const elsewhere = (object: RenderedObject, { project, namespace }: ArgocdTarget): Fault => ({
  code: 'namespace-outside',
  severity: 'error',
  object,
  path: ['metadata', 'namespace'],
  what: `is in the namespace ${object.namespace}, and the AppProject ${project} allows ${namespace}`,
  why: 'Argo CD refuses the whole sync of an Application that holds what its project does not allow.',
  fix: `Leave the namespace out, so that the environment decides it, or allow it there: \`argocd.allow.namespaces: [${object.namespace}]\`.`,
});
