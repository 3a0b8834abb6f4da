import { BuildFailure } from '../failure.ts';
import { goJson, toJson } from '../yaml/json.ts';
import { type Id, idText } from './id.ts';
import { allIds } from './identity.ts';
import { isScalar, type Mapping, mapping, type Node, text } from './node.ts';
import {
  annotation,
  annotationsOf,
  currentId,
  isEmpty,
  labelsOf,
  NOTES,
  nameOf,
  namespaceOf,
  ORIGIN,
  type Resource,
  setAnnotation,
  setAnnotations,
  setLabels,
  setName,
  setNamespace,
  TRACES,
} from './resource.ts';
import { keyOf, type Resources } from './resources.ts';
import { textKey } from './text-key.ts';

/** Takes in what generators made. */
export type Absorb = (generated: readonly Resource[]) => void;

/**
 * Takes in what generators make, one after another: new objects are appended; one that says `merge` or `replace` takes
 * the place of the object that has, or ever had, its id (api/resmap/reswrangler.go, AbsorbAll). Ids are looked up once:
 * nothing else may change the resources meanwhile. Throws BuildFailure where the behaviour does not fit what is there.
 */
export const absorber = (target: Resources): Absorb => {
  let places: Places | undefined;
  return (generated) => {
    places ??= indexed(target.list);
    for (const one of generated) absorb(target, places, one);
  };
};

/** The places of objects in the list, by every id they ever had. */
type Places = Map<string, Set<number>>;

const indexed = (list: readonly Resource[]): Places => {
  const places: Places = new Map();
  for (const [place, one] of list.entries()) enter(places, one, place);
  return places;
};

const enter = (places: Places, subject: Resource, place: number): void => {
  if (isEmpty(subject)) return;
  for (const key of new Set(allIds(subject).map(keyOf))) {
    const known = places.get(key);
    if (known === undefined) places.set(key, new Set([place]));
    else known.add(place);
  }
};

const leave = (places: Places, subject: Resource, place: number): void => {
  for (const id of allIds(subject)) places.get(keyOf(id))?.delete(place);
};

const absorb = (target: Resources, places: Places, added: Resource): void => {
  const id = currentId(added);
  const [place, ...others] = [...(places.get(keyOf(id)) ?? [])].sort((a, b) => a - b);
  if (place === undefined) {
    append(target, places, added);
    return;
  }
  if (others.length > 0) throw ambiguous(target, [place, ...others], id);
  const old = target.list[place] as Resource;
  join(old, added, id);
  leave(places, old, place);
  target.list[place] = added;
  enter(places, added, place);
};

const append = (target: Resources, places: Places, added: Resource): void => {
  const behavior = annotation(added, NOTES.behavior);
  if (behavior === 'merge' || behavior === 'replace')
    throw new BuildFailure(`id ${goId(currentId(added))} does not exist; cannot merge or replace`);
  enter(places, added, target.list.push(added) - 1);
};

/** Makes the new object what shall stand in the old one's place. */
const join = (old: Resource, added: Resource, id: Id): void => {
  const behavior = annotation(added, NOTES.behavior);
  if (behavior !== 'merge' && behavior !== 'replace')
    throw new BuildFailure(`id ${goId(id)} exists; behavior must be merge or replace`);
  joinMetadata(old, added);
  if (behavior === 'replace') return;
  for (const field of ['data', 'binaryData'] as const) mergeTexts(old, added, field);
  const origin = annotation(old, ORIGIN);
  if (origin !== undefined) setAnnotation(added, ORIGIN, origin);
};

/** Labels and annotations of both, the new ones winning; names and notes of the old (CopyMergeMetaDataFieldsFrom). */
const joinMetadata = (old: Resource, added: Resource): void => {
  setLabels(added, new Map([...labelsOf(old), ...labelsOf(added)]));
  const under = annotationsOf(old);
  const over = annotationsOf(added);
  const annotations = new Map([...under, ...over]);
  for (const trace of TRACES) {
    const known = under.get(trace);
    if (known === undefined) annotations.delete(trace);
    else annotations.set(trace, known);
  }
  if (!over.has(NOTES.needsHash)) annotations.delete(NOTES.needsHash);
  setAnnotations(added, annotations);
  setName(added, nameOf(old));
  setNamespace(added, namespaceOf(old));
  added.varNames = [...old.varNames];
};

/** The entries of both as texts; what is no scalar becomes an empty one, as in the real tool. */
const mergeTexts = (old: Resource, added: Resource, field: 'data' | 'binaryData'): void => {
  const merged = new Map<string, Node>();
  for (const { root } of [old, added])
    for (const [key, value] of entriesOf(root, field)) merged.set(textKey(key), text(textOf(value)));
  if (merged.size === 0) added.root.entries.delete(field);
  else added.root.entries.set(field, mapping(merged));
};

const entriesOf = (root: Mapping, field: string): Iterable<[string, Node]> => {
  const found = root.entries.get(field);
  return found?.kind === 'mapping' ? found.entries : [];
};

const textOf = (value: Node): string => (isScalar(value) && value.tag !== '!!null' ? value.value : '');

/** An id as Go prints it with all its fields. */
const goId = ({ group, version, kind, name, namespace, clusterScoped }: Id): string => {
  const [g, v, k, n, ns] = [group, version, kind, name, namespace].map((value) => JSON.stringify(value));
  const gvk = `resid.Gvk{Group:${g}, Version:${v}, Kind:${k}, isClusterScoped:${clusterScoped}}`;
  return `resid.ResId{Gvk:${gvk}, Name:${n}, Namespace:${ns}}`;
};

const ambiguous = ({ list }: Resources, places: readonly number[], id: Id): BuildFailure => {
  const objects = places.map((place) => goJson(toJson((list[place] as Resource).root)));
  return new BuildFailure(
    `found multiple objects [${objects.join(' ')}] that could accept merge of ${idText(id)}`,
  );
};
