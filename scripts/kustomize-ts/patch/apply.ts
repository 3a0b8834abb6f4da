import { BuildFailure } from '../failure.ts';
import { idText, sameId } from '../object/id.ts';
import { originalId, rememberId } from '../object/identity.ts';
import {
  annotation,
  annotationsOf,
  apiVersionOf,
  copyResource,
  isEmpty,
  labelsOf,
  NOTES,
  nameOf,
  type Resource,
  setAnnotation,
  setAnnotations,
  setApiVersion,
  setLabels,
  TRACES,
} from '../object/resource.ts';
import { appendAll, byAnyId, type Resources } from '../object/resources.ts';
import { type JsonPatch, jsonPatch } from './json-patch.ts';
import { ALLOWED, strategicMerge } from './strategic-merge.ts';

/** The one object that a patch names, by any id it ever had (reswrangler.go, GetById). Throws BuildFailure else. */
export const patchedObject = (all: Resources, patch: Resource): Resource => {
  const id = originalId(patch);
  // Most objects never had another name: their own tells at a glance that they are not meant.
  const named = all.list.filter((one) => nameOf(one) === id.name || isRenamed(one));
  const found = byAnyId({ list: named }, (other) => sameId(other, id));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only;
  const matches = found.length === 0 ? 'no matches' : 'multiple matches';
  const written = idText(id);
  throw new BuildFailure(`${matches} for Id ${written}; failed to find unique target for patch ${written}`);
};

const isRenamed = (subject: Resource): boolean => annotation(subject, NOTES.previousNames) !== undefined;

/**
 * Merges a patch into some of the objects. Beforehand it takes their type, and its labels and annotations become texts:
 * a null among them is the text `null` (reswrangler.go, ApplySmPatch). Throws BuildFailure when two objects end up
 * with the same id.
 */
export const mergeIntoAll = (all: Resources, selected: readonly Resource[], patch: Resource): void => {
  for (const one of selected) {
    const fitted = copyResource(patch);
    setLabels(fitted, labelsOf(fitted));
    setAnnotations(fitted, annotationsOf(fitted));
    setApiVersion(fitted, apiVersionOf(one));
    strategicMerge(one, fitted.root);
  }
  const remaining = all.list.filter((one) => !isEmpty(one));
  all.list = [];
  appendAll(all, remaining);
};

/** Applies a JSON patch to an object and keeps the notes of the build, whatever it does to annotations. */
export const applyJsonPatch = (target: Resource, operations: JsonPatch): void => {
  const notes = [...annotationsOf(target)].filter(([key]) => TRACES.includes(key));
  jsonPatch(target, operations);
  setAnnotations(target, new Map([...annotationsOf(target), ...notes]));
};

/** Like `applyJsonPatch`, and what it was called before stays known. */
export const applyJsonPatchRemembering = (target: Resource, operations: JsonPatch): void => {
  rememberId(target);
  applyJsonPatch(target, operations);
};

/** Notes on a patch that it may change names or kinds. */
export const allowChanges = (patch: Resource, options: Readonly<Record<string, boolean>>): void => {
  if (options['allowNameChange'] === true) setAnnotation(patch, NOTES.allowNameChange, ALLOWED);
  if (options['allowKindChange'] === true) setAnnotation(patch, NOTES.allowKindChange, ALLOWED);
};
