import posix from 'node:path/posix';
import type { Types } from '../facts/types.ts';
import { BuildFailure, within } from '../failure.ts';
import type { Loader } from '../files/loader.ts';
import { replacement as replacementShape } from '../kustomization/fields.ts';
import type { Replacement, ReplacementField } from '../kustomization/kustomization.ts';
import { isEmpty, type Resource } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { configText, configured } from '../patch/configured.ts';
import { decodeYaml } from '../yaml/decode.ts';
import { isJsonObject, type Json } from '../yaml/json.ts';
import { type Allowance, allowance, copyInto } from './replacement-copy.ts';
import { type KnownIds, knownIds, selected } from './replacement-selection.ts';
import { sourceValue } from './replacement-source.ts';

/** What replacements are configured with: files are read from the folder of the kustomization. */
export interface ReplacementContext {
  readonly loader: Loader;
  /** Does the transformer stand in a file of its own? */
  readonly isPlugIn?: boolean;
  readonly types: Types;
}

/**
 * Copies values from one object into fields of others (api/filters/replacement/replacement.go). Throws BuildFailure
 * where the source is not exactly one value, or a field of a target is not there.
 */
export const replacementTransformer = (
  replacements: readonly (Replacement | ReplacementField)[],
  { loader, isPlugIn }: ReplacementContext,
): Transformer => {
  const config = configText({ Replacements: replacements.map((one) => withoutEmpty({ ...one })) });
  const all = configured(
    'ReplacementTransformer',
    { config, place: { field: 'replacements' }, isPlugIn },
    () => replacements.flatMap((one) => inlineOrRead(one, loader)),
  );
  return ({ list }) => {
    const pool = { present: list.filter((one) => !isEmpty(one)), ids: knownIds(), left: allowance() };
    for (const one of all) replace(pool, one);
  };
};

/** What is configured, as Go writes it: without what is empty. */
const withoutEmpty = (value: unknown): Json => {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value as Json;
  const filled = Object.entries(value).filter(([, one]) => !EMPTY.has(one) && !isEmptyList(one));
  return Object.fromEntries(filled.map(([key, one]) => [key, withoutEmpty(one)]));
};

const EMPTY = new Set<unknown>([undefined, '', false, 0]);
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const inlineOrRead = (one: Replacement | ReplacementField, loader: Loader): readonly Replacement[] => {
  const path = 'path' in one ? one.path : '';
  if (path === '') return [one];
  if (one.source !== undefined || one.targets.length > 0)
    throw new BuildFailure('cannot specify both path and inline replacement', { field: 'replacements' });
  return readReplacements(loader, path);
};

/** A file holds one replacement, or a list of them; unlike in a kustomization, fields that nobody knows are allowed. */
const readReplacements = (loader: Loader, path: string): readonly Replacement[] => {
  const data = decodeYaml(loader.load(path));
  const file = posix.resolve(loader.root, path);
  if (!Array.isArray(data) && !isJsonObject(data))
    throw new BuildFailure(
      `unsupported replacement type encountered within replacement path: ${goKind(data)}`,
      { file },
    );
  const place = { struct: 'Replacement', path: [], convertsToText: true, ignoresUnknown: true };
  return within(
    'error unmarshaling JSON: while decoding JSON',
    () => (Array.isArray(data) ? data : [data]).map((one) => replacementShape.read(one, place)),
    { file },
  );
};

const goKind = (data: Json): string => {
  if (data === null) return 'invalid';
  if (typeof data === 'string') return 'string';
  return typeof data === 'boolean' ? 'bool' : 'float64';
};

/** What the replacements of one kustomization work on. */
interface Pool {
  readonly present: readonly Resource[];
  readonly ids: KnownIds;
  readonly left: Allowance;
}

const replace = ({ present, ids, left }: Pool, replacement: Replacement): void => {
  const { source, sourceValue: given, targets } = replacement;
  if ((source === undefined && given === undefined) || targets.length === 0)
    throw new BuildFailure('replacements must specify a source and at least one target', {
      field: 'replacements',
    });
  const value = sourceValue(present, replacement, ids);
  for (const target of targets)
    for (const subject of selected(present, target, ids)) {
      copyInto(subject.root, { value, target, left });
      ids.forget(subject);
    }
};
