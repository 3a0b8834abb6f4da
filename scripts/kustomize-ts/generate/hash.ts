import { createHash } from 'node:crypto';
import { BuildFailure } from '../failure.ts';
import { rememberId } from '../object/identity.ts';
import { isScalar, type Mapping } from '../object/node.ts';
import { annotation, kindOf, NOTES, nameOf, type Resource, setName } from '../object/resource.ts';
import type { Transformer } from '../object/resources.ts';
import { goJson, isJsonObject, type Json, toJson } from '../yaml/json.ts';

/** Which fields count, by kind; the optional ones only where they are no plain text. */
const HASHED: Readonly<Record<string, { readonly always: readonly string[]; readonly optional: string }>> = {
  ConfigMap: { always: ['data'], optional: 'binaryData' },
  Secret: { always: ['data', 'type'], optional: 'stringData' },
};

/**
 * The suffix that tells one content of a ConfigMap or Secret from another (api/hasher/hasher.go). Its name counts as
 * empty: the real tool looks for a field literally called `metadata/name`. Throws BuildFailure for other kinds, whose
 * hash in the real tool depends on lines and columns of the file they came from.
 */
export const hashOf = ({ root, ...subject }: Resource): string => {
  const kind = kindOf({ root, ...subject });
  const hashed = Object.hasOwn(HASHED, kind) ? HASHED[kind] : undefined;
  if (hashed === undefined)
    throw new BuildFailure(`only a ConfigMap or Secret can have a hash suffix, not a ${kind}`, {
      field: 'kind',
    });
  const content: Record<string, Json> = { kind, name: contentOf(root, 'metadata/name') };
  for (const field of hashed.always) content[field] = contentOf(root, field);
  const { optional } = hashed;
  if (root.entries.has(optional) && !isScalar(root.entries.get(optional)))
    content[optional] = contentOf(root, optional);
  return suffix(goJson(content));
};

/** The text of a scalar, '' where there is none; a mapping as JSON; null for a list. */
const contentOf = (root: Mapping, field: string): Json => {
  const found = root.entries.get(field);
  if (found === undefined) return '';
  if (isScalar(found)) return found.value;
  const json = toJson(found);
  return isJsonObject(json) ? rounded(json) : null;
};

/** Numbers as they are once they went through a float of 64 bits. */
const rounded = (value: Json): Json => {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (!isJsonObject(value)) return value;
  const result = Object.create(null) as Record<string, Json>;
  for (const key of Object.keys(value)) result[key] = rounded(value[key] as Json);
  return result;
};

/** Digits that could spell words, or be taken for one another, and what stands for them. */
const SUBSTITUTES: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

const suffix = (content: string): string =>
  createHash('sha256')
    .update(content)
    .digest('hex')
    .slice(0, 10)
    .replace(/[013ae]/g, (digit) => SUBSTITUTES[digit] as string);

/** Adds the hash of its content to the name of whatever a generator made (builtins/HashTransformer.go). */
export const hashTransformer =
  (): Transformer =>
  ({ list }) => {
    for (const one of list) {
      if (annotation(one, NOTES.needsHash) !== 'enabled') continue;
      const hash = hashOf(one);
      rememberId(one);
      setName(one, `${nameOf(one)}-${hash}`);
    }
  };
