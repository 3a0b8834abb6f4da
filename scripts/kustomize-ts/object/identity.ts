import { BuildFailure } from '../failure.ts';
import { effectiveNamespace, groupVersion, type Id } from './id.ts';
import {
  annotation,
  apiVersionOf,
  appendToAnnotation,
  currentId,
  listAnnotation,
  NOTES,
  type Resource,
} from './resource.ts';

/**
 * Ids it had before, oldest first, without the present one (api/internal/utils/annotations.go, PrevIds). Throws
 * BuildFailure for what had no name at one time and was changed further.
 */
export const previousIds = (subject: Resource): Id[] => {
  if (annotation(subject, NOTES.previousNames) === undefined) return [];
  const names = listAnnotation(subject, NOTES.previousNames);
  const namespaces = listAnnotation(subject, NOTES.previousNamespaces);
  const kinds = listAnnotation(subject, NOTES.previousKinds);
  if (names.length !== namespaces.length || names.length !== kinds.length)
    throw new BuildFailure(
      'number of previous names, number of previous namespaces, number of previous kinds not equal',
    );
  const { group, version } = groupVersion(apiVersionOf(subject));
  return names.map((name, index) => {
    const gvk = { group, version, kind: kinds[index] ?? '' };
    const clusterScoped = subject.types.isClusterScoped(gvk);
    return { ...gvk, name, namespace: namespaces[index] ?? '', clusterScoped };
  });
};

/** The id it was loaded with. */
export const originalId = (subject: Resource): Id => previousIds(subject)[0] ?? currentId(subject);

/** Every id it ever had, the present one last. */
export const allIds = (subject: Resource): Id[] => [...previousIds(subject), currentId(subject)];

/** Writes down the present id before name, namespace or kind change. */
export const rememberId = (subject: Resource): void => {
  const id = currentId(subject);
  appendToAnnotation(subject, NOTES.previousNames, id.name);
  appendToAnnotation(subject, NOTES.previousNamespaces, effectiveNamespace(id));
  appendToAnnotation(subject, NOTES.previousKinds, id.kind);
};
