import { builtinTypes } from '../../scripts/kustomize-ts/facts/types.ts';
import { openFolder } from '../../scripts/kustomize-ts/files/loader.ts';
import { memoryFiles } from '../../scripts/kustomize-ts/files/memory.ts';
import { objectsIn } from '../../scripts/kustomize-ts/object/load.ts';
import { removeNotes } from '../../scripts/kustomize-ts/object/resource.ts';
import { type Resources, resources, type Transformer } from '../../scripts/kustomize-ts/object/resources.ts';
import { emit } from '../../scripts/kustomize-ts/yaml/emit.ts';

/** The objects of a YAML text, as a build holds them. */
export const loaded = (yaml: string): Resources => resources(objectsIn(yaml, builtinTypes));

/** What is printed of a YAML text once transformers have gone over it. */
export const transformed = (yaml: string, ...transformers: readonly Transformer[]): string => {
  const all = loaded(yaml);
  for (const transform of transformers) transform(all);
  return printed(all);
};

/** Without the build's own notes. */
const printed = ({ list }: Resources): string =>
  list
    .map((one) => {
      removeNotes(one, []);
      return emit(one.root);
    })
    .join('---\n');

/** Reads files in memory, from the folder `/app`. */
export const loaderOf = (files: Readonly<Record<string, string>>) =>
  openFolder(
    { files: memoryFiles({ '/app/here': '', ...files }), restrictor: 'rootOnly', read: new Set() },
    '/app',
  );

/** The message an action fails with; throws when it does not fail. */
export const failureOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('it did not fail');
};
