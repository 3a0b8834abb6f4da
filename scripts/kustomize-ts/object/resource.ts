import type { Types } from '../facts/types.ts';
import { BuildFailure } from '../failure.ts';
import { type Gvk, groupVersion, type Id } from './id.ts';
import {
  at,
  copy,
  isMapping,
  isScalar,
  type Mapping,
  mapping,
  type Node,
  text,
  textAt,
  unresolved,
} from './node.ts';
import { textKey } from './text-key.ts';

/**
 * One Kubernetes object while it is being customized. What the build has to remember of it (former names, prefixes,
 * the behaviour of its generator) stands in annotations of `internal.config.kubernetes.io`, as in the real tool:
 * a patch that replaces all annotations forgets them there, too, and names are then resolved differently.
 */
export interface Resource {
  root: Mapping;
  /** Names of the vars whose value is read from this object. */
  varNames: string[];
  readonly types: Types;
}

export const resource = (root: Mapping, types: Types): Resource => ({ root, varNames: [], types });

export const copyResource = (original: Resource): Resource => ({
  root: copy(original.root),
  varNames: [...original.varNames],
  types: original.types,
});

/** Was everything of it deleted? Such an object is dropped. */
export const isEmpty = ({ root }: Resource): boolean => root.entries.size === 0;

export const kindOf = ({ root }: Resource): string => textAt(root, 'kind');
export const apiVersionOf = ({ root }: Resource): string => textAt(root, 'apiVersion');
export const nameOf = ({ root }: Resource): string => textAt(root, 'metadata', 'name');
export const namespaceOf = ({ root }: Resource): string => textAt(root, 'metadata', 'namespace');

export const gvkOf = (subject: Resource): Gvk => ({
  ...groupVersion(apiVersionOf(subject)),
  kind: kindOf(subject),
});

/** The id it has now. */
export const currentId = (subject: Resource): Id => {
  const gvk = gvkOf(subject);
  return {
    ...gvk,
    name: nameOf(subject),
    namespace: namespaceOf(subject),
    clusterScoped: subject.types.isClusterScoped(gvk),
  };
};

const INTERNAL = 'internal.config.kubernetes.io';

/** The annotations in which the build keeps its own notes; they are removed before anything is printed. */
export const NOTES = {
  previousKinds: `${INTERNAL}/previousKinds`,
  previousNames: `${INTERNAL}/previousNames`,
  previousNamespaces: `${INTERNAL}/previousNamespaces`,
  prefixes: `${INTERNAL}/prefixes`,
  suffixes: `${INTERNAL}/suffixes`,
  refBy: `${INTERNAL}/refBy`,
  behavior: `${INTERNAL}/generatorBehavior`,
  needsHash: `${INTERNAL}/needsHashSuffix`,
  fileMergeMode: `${INTERNAL}/fileMergeMode`,
  allowNameChange: `${INTERNAL}/allowNameChange`,
  allowKindChange: `${INTERNAL}/allowKindChange`,
} as const;

/** Further annotations that never reach the output (api/resource/resource.go, BuildAnnotations). */
export const TRACES: readonly string[] = [
  ...Object.values(NOTES),
  `${INTERNAL}/path`,
  `${INTERNAL}/index`,
  `${INTERNAL}/seqindent`,
  `${INTERNAL}/id`,
  `${INTERNAL}/annotations-migration-resource-id`,
  `${INTERNAL}/helm-generated`,
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
];

export const ORIGIN = 'config.kubernetes.io/origin';
export const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations';

/** The text of an annotation; undefined where it is not there. */
export const annotation = ({ root }: Resource, key: string): string | undefined => {
  const found = at(root, 'metadata', 'annotations', key);
  return isScalar(found) ? found.value : undefined;
};

/** The entries of a comma-separated annotation. */
export const listAnnotation = (subject: Resource, key: string): string[] =>
  annotation(subject, key)?.split(',') ?? [];

/** All annotations as texts. */
export const annotationsOf = ({ root }: Resource): Map<string, string> => textsAt(root, 'annotations');
export const labelsOf = ({ root }: Resource): Map<string, string> => textsAt(root, 'labels');

/** The values of labels or annotations as texts, as the real tool takes them: '' for what is no scalar. */
const textsAt = (root: Mapping, field: string): Map<string, string> => {
  const found = new Map<string, string>();
  const node = at(root, 'metadata', field);
  refuseList(node, field);
  if (!isMapping(node)) return found;
  for (const [key, value] of node.entries) found.set(key, isScalar(value) ? value.value : '');
  return found;
};

const refuseList = (node: Node | undefined, field: string): void => {
  if (node?.kind === 'sequence' && node.items.length > 0)
    throw new BuildFailure(`metadata.${field} must be a mapping of texts, not a list`, {
      field: `metadata.${field}`,
    });
};

/** Replaces all annotations; without any, the field goes. Every value becomes a text. */
export const setAnnotations = (subject: Resource, values: ReadonlyMap<string, string>): void =>
  setTexts(subject, 'annotations', values);
export const setLabels = (subject: Resource, values: ReadonlyMap<string, string>): void =>
  setTexts(subject, 'labels', values);

const setTexts = ({ root }: Resource, field: string, values: ReadonlyMap<string, string>): void => {
  const metadata = metadataOf(root);
  if (values.size === 0) {
    metadata.entries.delete(field);
    return;
  }
  metadata.entries.set(
    field,
    mapping([...values].map(([key, value]): [string, Node] => [textKey(key), text(value)])),
  );
};

/** Sets one annotation; whatever stands where a mapping should be gives way, but a list is refused. */
export const setAnnotation = ({ root }: Resource, key: string, value: string): void => {
  const metadata = metadataOf(root);
  const annotations = metadata.entries.get('annotations');
  refuseList(annotations, 'annotations');
  if (isMapping(annotations)) annotations.entries.set(key, text(value));
  else metadata.entries.set('annotations', mapping([[key, text(value)]]));
};

const metadataOf = (root: Mapping): Mapping => {
  const found = root.entries.get('metadata');
  if (isMapping(found)) return found;
  const created = mapping();
  root.entries.set('metadata', created);
  return created;
};

/** Adds to a comma-separated annotation; an empty value adds nothing. */
export const appendToAnnotation = (subject: Resource, key: string, value: string): void => {
  if (value !== '') setAnnotation(subject, key, [...listAnnotation(subject, key), value].join(','));
};

export const setName = ({ root }: Resource, name: string): void => {
  metadataOf(root).entries.set('name', text(name));
};

/** Sets the namespace; an empty one removes the field. */
export const setNamespace = ({ root }: Resource, namespace: string): void => {
  const { entries } = metadataOf(root);
  if (namespace === '') entries.delete('namespace');
  else entries.set('namespace', text(namespace));
};

export const setKind = ({ root }: Resource, kind: string): void => {
  root.entries.set('kind', text(kind));
};

/** Sets the API version; an empty one prints as null. */
export const setApiVersion = ({ root }: Resource, apiVersion: string): void => {
  root.entries.set('apiVersion', apiVersion === '' ? unresolved('') : text(apiVersion));
};

/** Takes every note of the build off again, and others if asked; the annotations that stay become texts. */
export const removeNotes = (subject: Resource, others: readonly string[]): void => {
  const annotations = annotationsOf(subject);
  for (const trace of [...TRACES, ...others]) annotations.delete(trace);
  setAnnotations(subject, annotations);
};
