import { BuildFailure } from '../failure.ts';
import type { Json, JsonObject } from './json.ts';
import { DEEPEST } from './keys.ts';
import { exactInteger, shortFloat32 } from './numbers.ts';
import type { Parsed, ParsedAlias, ParsedMapping, ParsedScalar } from './parsed.ts';
import { parseDocument } from './parser.ts';
import { type Resolved, resolve } from './resolve.ts';
import { readText } from './source.ts';
import { STYLE } from './tokens.ts';
import { binaryText, fitted, goName } from './values.ts';

/**
 * The value of a kustomization file, a JSON patch or a configuration (sigs.k8s.io/yaml, YAMLToJSON): YAML 1.1 in the
 * dialect of go-yaml v2, where `yes` is true, keys become texts, and the last of several equal keys wins. Objects
 * have no prototype. Null where the text is empty.
 */
export const decodeYaml = (source: Uint8Array | string): Json => decodeText(source).value;

/** The same, but several equal keys are a failure (YAMLToJSONStrict). */
export const decodeStrictYaml = (source: Uint8Array | string): Json => {
  const { value, repeated } = decodeText(source);
  if (repeated.length === 0) return value;
  throw new BuildFailure(`yaml: unmarshal errors:\n${repeated.map((one) => `  ${one}`).join('\n')}`);
};

const decodeText = (source: Uint8Array | string): { value: Json; repeated: readonly string[] } => {
  const parsed = parseDocument(readText(source), 'v2');
  const decoder = { open: new Set<Parsed>(), decoded: 0, aliased: 0, depth: 0, repeated: [] };
  return { value: parsed === undefined ? null : decode(decoder, parsed), repeated: decoder.repeated };
};

interface Decoder {
  /** The aliases that are being expanded. */
  readonly open: Set<Parsed>;
  decoded: number;
  aliased: number;
  depth: number;
  /** Keys that a mapping holds more than once. */
  readonly repeated: string[];
}

const decode = (decoder: Decoder, parsed: Parsed): Json => {
  count(decoder);
  if (parsed.kind === 'scalar') return jsonOf(scalarOf(parsed));
  decoder.depth++;
  if (decoder.depth > DEEPEST) throw new BuildFailure(`yaml: exceeded max depth of ${DEEPEST}`);
  const value = decodeCollection(decoder, parsed);
  decoder.depth--;
  return value;
};

const decodeCollection = (decoder: Decoder, parsed: Exclude<Parsed, ParsedScalar>): Json => {
  if (parsed.kind === 'sequence') return parsed.items.map((item) => decode(decoder, item));
  if (parsed.kind === 'alias') return expand(decoder, parsed);
  const object = Object.create(null) as JsonObject;
  fill(decoder, object, parsed);
  return object;
};

const expand = (decoder: Decoder, alias: ParsedAlias): Json =>
  inside(decoder, alias, () => decode(decoder, alias.target));

const inside = <T>(decoder: Decoder, { name, target }: ParsedAlias, step: () => T): T => {
  if (decoder.open.has(target)) throw new BuildFailure(`yaml: anchor '${name}' value contains itself`);
  decoder.open.add(target);
  count(decoder);
  const result = step();
  decoder.open.delete(target);
  return result;
};

/** Aliases may make a document larger, but the larger it is the less (go-yaml, decode.go, allowedAliasRatio). */
const count = (decoder: Decoder): void => {
  decoder.decoded++;
  if (decoder.open.size === 0) return;
  decoder.aliased++;
  if (decoder.aliased <= 100 || decoder.decoded <= 1000) return;
  const size = Math.min(Math.max(decoder.decoded - 400_000, 0) / 3_600_000, 1);
  if (decoder.aliased / decoder.decoded > 0.99 - 0.89 * size)
    throw new BuildFailure('yaml: document contains excessive aliasing');
};

const fill = (decoder: Decoder, object: JsonObject, { keys, values }: ParsedMapping): void => {
  keys.forEach((key, at) => {
    const value = values[at] as Parsed;
    if (isMergeKey(key)) merge(decoder, object, value);
    else {
      const name = keyOf(decoder, key);
      if (Object.hasOwn(object, name))
        decoder.repeated.push(`line ${key.line + 1}: key ${JSON.stringify(name)} already set in map`);
      object[name] = decode(decoder, value);
    }
  });
};

const isMergeKey = (key: Parsed): boolean =>
  key.kind === 'scalar' &&
  key.value === '<<' &&
  ((key.style === STYLE.plain && key.tag === '') || key.tag === '!' || key.tag === 'tag:yaml.org,2002:merge');

/** What a `<<` names overwrites the keys before it, and the keys behind it overwrite that. */
const merge = (decoder: Decoder, object: JsonObject, source: Parsed): void => {
  if (source.kind === 'mapping') fill(decoder, object, source);
  else if (source.kind === 'alias' && source.target.kind === 'mapping')
    inside(decoder, source, () => fill(decoder, object, source.target as ParsedMapping));
  else if (source.kind === 'sequence' && !source.items.some(isNoMapping))
    for (const item of source.items.toReversed()) merge(decoder, object, item);
  else throw new BuildFailure('yaml: map merge requires map or sequence of maps as the value');
};

const isNoMapping = (item: Parsed): boolean =>
  (item.kind === 'alias' ? item.target : item).kind !== 'mapping';

const keyOf = (decoder: Decoder, key: Parsed): string => {
  count(decoder);
  const target = key.kind === 'alias' ? key.target : key;
  if (target.kind !== 'scalar') throw new BuildFailure('yaml: invalid map key');
  const { tag, value } = scalarOf(target);
  if (value === null) throw new BuildFailure('unsupported map key of type: %!s(<nil>), key: <nil>');
  if (typeof value === 'bigint' && value >= 2n ** 63n)
    throw new BuildFailure(`unsupported map key of type: uint64, key: 0x${value.toString(16)}`);
  return tag === '!!float' ? floatKey(value) : String(value);
};

const floatKey = (value: number): string => {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return shortFloat32(value);
};

const PREFIX = 'tag:yaml.org,2002:';
const KNOWN = new Set(['str', 'int', 'float', 'bool', 'null', 'timestamp']);

const scalarOf = ({ tag, value, style }: ParsedScalar): Resolved => {
  if (tag === '') return style === STYLE.plain ? resolve(value, 'v2') : { tag: '!!str', value };
  const name = tag.startsWith(PREFIX) ? tag.slice(PREFIX.length) : '';
  if (name === 'binary') return { tag: '!!str', value: binaryText(value) };
  if (!KNOWN.has(name) || name === 'str') return { tag: '!!str', value };
  return fitted(`!!${name}`, resolve(value, 'v2'));
};

const jsonOf = ({ value }: Resolved): Json => {
  if (typeof value === 'bigint') return exactInteger(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new BuildFailure(`json: unsupported value: ${goName(value)}`);
  return value;
};
