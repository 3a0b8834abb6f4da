import { BuildFailure } from '../failure.ts';
import { effectiveNamespace, type Id, idText, sameId } from './id.ts';
import { allIds } from './identity.ts';
import { currentId, isEmpty, type Resource } from './resource.ts';

/** Resources in the order they arrived. No two have the same present id when they are added one by one. */
export interface Resources {
  list: Resource[];
}

/** A step that changes resources in place: it may change, remove and add. */
export type Transformer = (resources: Resources) => void;

export const resources = (list: Resource[] = []): Resources => ({ list });

/** Adds one; fails where one of the same id is there already. */
export const append = (target: Resources, added: Resource): void => {
  const id = currentId(added);
  if (target.list.some((other) => sameId(currentId(other), id)))
    throw new BuildFailure(`may not add resource with an already registered id: ${idText(id)}`);
  target.list.push(added);
};

/** Adds all, keeping their order; fails where an id is there already. Costs one look per resource. */
export const appendAll = (target: Resources, added: readonly Resource[]): void => {
  const seen = new Set(target.list.map((one) => keyOf(currentId(one))));
  for (const one of added) {
    const id = currentId(one);
    const key = keyOf(id);
    if (seen.has(key))
      throw new BuildFailure(`may not add resource with an already registered id: ${idText(id)}`);
    seen.add(key);
    target.list.push(one);
  }
};

/** Equal exactly for ids that are the same object. */
export const keyOf = (id: Id): string =>
  [id.group, id.version, id.kind, id.name, effectiveNamespace(id)].join('\0');

/** Those whose present id fulfils a condition. */
export const byCurrentId = (all: Resources, matches: (id: Id) => boolean): Resource[] =>
  all.list.filter((one) => matches(currentId(one)));

/** Those of which any id they ever had fulfils a condition; deleted ones do not count. */
export const byAnyId = (all: Resources, matches: (id: Id) => boolean): Resource[] =>
  all.list.filter((one) => !isEmpty(one) && allIds(one).some(matches));

export const dropEmpties = (all: Resources): void => {
  all.list = all.list.filter((one) => !isEmpty(one));
};
