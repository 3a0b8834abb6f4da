import { effectiveNamespace } from '../object/id.ts';
import { currentId, type Resource } from '../object/resource.ts';
import { emit } from '../yaml/emit.ts';

/**
 * One file an object, named by type and name, and by namespace where there are several (kustomize build -o DIR).
 * Characters that could lead out of the folder are replaced.
 */
export const individualFiles = (resources: readonly Resource[]): Map<string, string> => {
  const namespaces = new Set(
    resources.map(currentId).flatMap((id) => (id.clusterScoped ? [] : [effectiveNamespace(id)])),
  );
  return new Map(resources.map((one) => [fileName(one, namespaces.size > 1), emit(one.root)]));
};

const fileName = (subject: Resource, withNamespace: boolean): string => {
  const id = currentId(subject);
  const type = [id.group, id.version, id.kind].filter((part) => part !== '').join('_');
  const namespace = withNamespace && !id.clusterScoped ? `${effectiveNamespace(id)}_` : '';
  return `${namespace}${type}_${id.name}.yaml`.toLowerCase().replaceAll(/[/\\\0]/g, '_');
};
