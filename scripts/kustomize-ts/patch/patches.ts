import type { Types } from '../facts/types.ts';
import { BuildFailure, within } from '../failure.ts';
import type { Loader } from '../files/loader.ts';
import type { Patch, Selector } from '../kustomization/kustomization.ts';
import { idText } from '../object/id.ts';
import { originalId } from '../object/identity.ts';
import { objectsIn } from '../object/load.ts';
import type { Resource } from '../object/resource.ts';
import type { Resources, Transformer } from '../object/resources.ts';
import { decodeYaml } from '../yaml/decode.ts';
import { goJson } from '../yaml/json.ts';
import {
  allowChanges,
  applyJsonPatch,
  applyJsonPatchRemembering,
  mergeIntoAll,
  patchedObject,
} from './apply.ts';
import { attempt, configText, configured, fileOf, located, targetAndOptions, textOf } from './configured.ts';
import { type JsonPatch, readJsonPatch } from './json-patch.ts';
import { select, selectorText } from './selector.ts';
import { strategicMerge } from './strategic-merge.ts';

export interface PatchContext {
  readonly loader: Loader;
  readonly types: Types;
  /** Does the transformer stand in a file of its own? */
  readonly isPlugIn?: boolean;
}

/**
 * One entry of `patches`: a strategic merge patch or a JSON patch, in a file or inline (api/internal/builtins,
 * PatchTransformer.go). A patch without content changes nothing, as since kustomize 5.8. Throws BuildFailure for an
 * entry that cannot be read; the transformer throws it for a patch that does not apply.
 */
export const patchTransformer = (patch: Patch, context: PatchContext): Transformer => {
  const config = configText({ path: patch.path, patch: patch.patch, ...targetAndOptions(patch) });
  const place = { field: 'patches', ...fileOf(patch.path, context.loader) };
  return configured('PatchTransformer', { config, place, isPlugIn: context.isPlugIn }, () => {
    const inline = patch.patch.trim();
    if (inline === '' && patch.path === '')
      throw new BuildFailure(`must specify one of patch and path in\n${config}`);
    if (inline !== '' && patch.path !== '')
      throw new BuildFailure(`patch and path can't be set at the same time\n${config}`);
    const text = inline === '' ? patchFile(patch.path, context) : inline;
    const source = inline === '' ? `[path: ${quoted(patch.path)}]` : `[patch: ${quoted(inline)}]`;
    const step = stepOf(read(text, source, context), { patch, source });
    return (all) => located(place, () => step(all));
  });
};

const patchFile = (path: string, { loader }: PatchContext): string =>
  within(`failed to get the patch file from path(${path})`, () => textOf(loader.load(path)));

const quoted = (text: string): string => JSON.stringify(text);

interface Contents {
  readonly merges: readonly Resource[];
  /** Undefined where there is nothing to do. */
  readonly operations: JsonPatch | undefined;
}

/** What a patch is shows when it is read: objects are a strategic merge patch, operations a JSON patch. */
const read = (text: string, source: string, { types }: PatchContext): Contents => {
  const merges = attempt(() => objectsIn(text, types, 'marked'));
  // A file of no bytes still sends its targets through JSON.
  if (merges !== undefined) return { merges, operations: text === '' ? [] : undefined };
  const operations = attempt(() => readJsonPatch(text));
  if (operations === undefined) throw new BuildFailure(`unable to parse SM or JSON patch from ${source}`);
  return { merges: [], operations };
};

const stepOf = (
  { merges, operations }: Contents,
  { patch: { target, options }, source }: { readonly patch: Patch; readonly source: string },
): Transformer => {
  for (const merge of merges) allowChanges(merge, options);
  if (merges.length === 0)
    return operations === undefined || (operations.length === 0 && target === undefined)
      ? () => undefined
      : operationsStep(operations, target, source);
  return (all) => {
    if (target === undefined) for (const merge of merges) mergeIntoNamed(all, merge);
    else mergeIntoSelected(all, { merges, target, source });
  };
};

const mergeIntoNamed = (all: Resources, merge: Resource): void => {
  const target = within(
    `no resource matches strategic merge patch ${quoted(idText(originalId(merge)))}`,
    () => patchedObject(all, merge),
  );
  strategicMerge(target, merge.root);
};

const mergeIntoSelected = (
  all: Resources,
  asked: { readonly merges: readonly Resource[]; readonly target: Selector; readonly source: string },
): void => {
  const { merges, target, source } = asked;
  const [merge] = merges;
  if (merge === undefined || merges.length > 1)
    throw new BuildFailure(
      `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`,
    );
  const unfound = `unable to find patch target ${quoted(selectorText(target))} in \`resources\``;
  mergeIntoAll(
    all,
    within(unfound, () => select(all, target)),
    merge,
  );
};

const operationsStep =
  (operations: JsonPatch, target: Selector | undefined, source: string): Transformer =>
  (all) => {
    if (target === undefined) throw new BuildFailure(`must specify a target for JSON patch ${source}`);
    for (const one of select(all, target)) applyJsonPatchRemembering(one, operations);
  };

/**
 * The entries of `patchesStrategicMerge`, each the path of a file or a patch itself (PatchStrategicMergeTransformer.go).
 * Throws like `patchTransformer`.
 */
export const patchesStrategicMergeTransformer = (
  paths: readonly string[],
  context: PatchContext,
): Transformer => {
  const place = { field: 'patchesStrategicMerge' };
  const config = configText({ paths: [...paths] });
  return configured('PatchStrategicMergeTransformer', { config, place, isPlugIn: context.isPlugIn }, () => {
    const merges = paths.flatMap(
      (path) => attempt(() => objectsIn(path, context.types, 'marked')) ?? inFile(path, context),
    );
    if (merges.length === 0)
      throw new BuildFailure(`patch appears to be empty; files=[${paths.join(' ')}], Patch=`);
    return (all) =>
      located(place, () => {
        for (const merge of merges) mergeIntoAll(all, [patchedObject(all, merge)], merge);
      });
  });
};

const inFile = (path: string, context: PatchContext): Resource[] => {
  const bytes = context.loader.load(path);
  try {
    return objectsIn(bytes, context.types, 'marked');
  } catch (error) {
    if (!(error instanceof BuildFailure)) throw error;
    const message = error.message.startsWith('yaml: ')
      ? `MalformedYAMLError: ${error.message} in File: ${path}`
      : error.message;
    throw error.reworded(message, fileOf(path, context.loader));
  }
};

/** One entry of `patchesJson6902` (PatchJson6902Transformer.go). Throws like `patchTransformer`. */
export const patchJson6902Transformer = (patch: Patch, context: PatchContext): Transformer => {
  const config = configText({ path: patch.path, jsonOp: patch.patch, ...targetAndOptions(patch) });
  const place = { field: 'patchesJson6902', ...fileOf(patch.path, context.loader) };
  return configured('PatchJson6902Transformer', { config, place, isPlugIn: context.isPlugIn }, () => {
    const { target } = patch;
    if (target === undefined) throw new BuildFailure(`must specify a target for patch ${patch.patch}`);
    if (target.name === '') throw new BuildFailure('must specify the target name');
    const operations = readOperations(patch, context);
    return (all) =>
      located(place, () => {
        for (const one of select(all, target)) applyJsonPatch(one, operations);
      });
  });
};

const readOperations = ({ path, patch }: Patch, { loader }: PatchContext): JsonPatch => {
  if (path === '' && patch === '') throw new BuildFailure('empty file path and empty jsonOp');
  if (path !== '' && patch !== '') throw new BuildFailure('must specify a file path or jsonOp, not both');
  const text = path === '' ? patch : textOf(loader.load(path));
  if (text === '') throw new BuildFailure(`patch file '${path}' empty seems to be empty`);
  const json = text.startsWith('[') ? text : goJson(decodeYaml(text));
  const operations = within(`decoding ${json}`, () => readJsonPatch(text));
  if (operations.length === 0)
    throw new BuildFailure(`patch appears to be empty; file=${path}, JsonOp=${json}`);
  return operations;
};
