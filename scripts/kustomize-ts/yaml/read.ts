import { BuildFailure } from '../failure.ts';
import {
  type Mapping,
  mapping,
  type Node,
  nothing,
  type Scalar,
  sequence,
  type Tag,
} from '../object/node.ts';
import { splitDocuments } from './documents.ts';
import { DEEPEST } from './keys.ts';
import { mergedInto } from './merges.ts';
import {
  type Parsed,
  type ParsedAlias,
  type ParsedMapping,
  type ParsedScalar,
  parseDocument,
} from './parser.ts';
import { reprinted } from './reprint.ts';
import { resolve } from './resolve.ts';
import { readText } from './source.ts';
import { STYLE } from './tokens.ts';

/**
 * The objects of a file as kustomize reads it (kyaml/kio/byteio_reader.go): its documents without the empty ones,
 * anchors and merge keys expanded. Throws in the words of go-yaml for what cannot be read.
 */
export const readObjects = (source: Uint8Array | string): Mapping[] => {
  const objects: Mapping[] = [];
  for (const document of splitDocuments(readText(source))) {
    const parsed = parseDocument(document, 'v3');
    if (parsed === undefined) continue;
    const node = composed(parsed);
    if (isNothing(node)) continue;
    if (node.kind !== 'mapping') throw new BuildFailure('missing Resource metadata');
    objects.push(node);
  }
  return objects;
};

/** One value of any kind: the first document of a text, null where there is none (kyaml/yaml/rnode.go, Parse). */
export const readNode = (source: Uint8Array | string): Node => {
  const parsed = parseDocument(readText(source), 'v3');
  return parsed === undefined ? nothing() : composed(parsed);
};

const isNothing = (node: Node): boolean => {
  if (node.kind === 'scalar') return node.tag === '!!null';
  return node.kind === 'mapping' ? node.entries.size === 0 : node.items.length === 0;
};

/** What is known while a tree is made of a document. */
interface Composer {
  /** Every key that was met twice, as go-yaml tells of it. */
  readonly duplicates: string[];
  /** The aliases that are being expanded. */
  readonly open: Set<Parsed>;
  /** How many values came out of aliases. */
  expanded: number;
  depth: number;
  /** How many brackets are open. */
  brackets: number;
}

const composed = (parsed: Parsed): Node => {
  const composer: Composer = { duplicates: [], open: new Set(), expanded: 0, depth: 0, brackets: 0 };
  const node = compose(composer, parsed);
  if (composer.duplicates.length > 0)
    throw new BuildFailure(`yaml: unmarshal errors:\n  ${composer.duplicates.join('\n  ')}`);
  return node;
};

/** Aliases may make a file larger, but not without end. */
const MOST_EXPANDED = 1_000_000;

const compose = (composer: Composer, parsed: Parsed): Node => {
  if (composer.open.size > 0) composer.expanded++;
  if (composer.expanded > MOST_EXPANDED) throw new BuildFailure('yaml: document contains excessive aliasing');
  if (parsed.kind === 'scalar') return scalarOf(parsed, composer.brackets > 0);
  composer.depth++;
  if (composer.depth > DEEPEST) throw new BuildFailure(`yaml: exceeded max depth of ${DEEPEST}`);
  const node = collectionOf(composer, parsed);
  composer.depth--;
  return node;
};

const collectionOf = (composer: Composer, parsed: Exclude<Parsed, ParsedScalar>): Node => {
  if (parsed.kind === 'alias') return expand(composer, parsed);
  if (parsed.flow) composer.brackets++;
  const node =
    parsed.kind === 'mapping'
      ? mappingOf(composer, parsed)
      : sequence(parsed.items.map((item) => compose(composer, item)));
  if (parsed.flow) composer.brackets--;
  return node;
};

const expand = (composer: Composer, { name, target }: ParsedAlias): Node => {
  if (composer.open.has(target)) throw new BuildFailure(`yaml: anchor '${name}' value contains itself`);
  composer.open.add(target);
  const node = compose(composer, target);
  composer.open.delete(target);
  return node;
};

const mappingOf = (composer: Composer, parsed: ParsedMapping): Mapping => {
  const isRoot = composer.depth === 1;
  const own = mapping();
  const lines = new Map<string, number>();
  let merge: Parsed | undefined;
  parsed.keys.forEach((key, at) => {
    const value = parsed.values[at] as Parsed;
    if (isMergeKey(key)) {
      if (merge !== undefined) throw new BuildFailure('duplicate merge key');
      merge = value;
      return;
    }
    const name = keyOf(key, isRoot);
    if (name === '<<') return;
    const before = lines.get(name);
    if (before !== undefined) composer.duplicates.push(duplicateText(name, before, key.line));
    lines.set(name, before ?? key.line);
    own.entries.set(name, compose(composer, value));
  });
  return merge === undefined ? own : mergedInto(own, merge, (source) => compose(composer, source));
};

const duplicateText = (name: string, before: number, line: number): string =>
  `line ${line + 1}: mapping key ${JSON.stringify(name)} already defined at line ${before + 1}`;

const isMergeKey = (key: Parsed): boolean =>
  key.kind === 'scalar' &&
  (key.tag === MERGE ||
    (key.value === '<<' && key.style === STYLE.plain && (key.tag === '' || key.tag === '!')));

const MERGE = 'tag:yaml.org,2002:merge';

/** The name of a key. Below the root only texts may be keys: JSON has no others. */
const keyOf = (key: Parsed, isRoot: boolean): string => {
  const target = key.kind === 'alias' ? key.target : key;
  if (target.kind !== 'scalar') throw new BuildFailure('yaml: invalid map key');
  if (
    target.value !== '' &&
    !isRoot &&
    tagOf(target.tag, target.value, target.style !== STYLE.plain) !== '!!str'
  )
    throw new BuildFailure('json: unsupported type: map[interface {}]interface {}');
  return target.value;
};

const TAGS: ReadonlyMap<string, Tag> = new Map(
  (['str', 'int', 'float', 'bool', 'null', 'timestamp', 'binary'] as const).map((name) => [
    `tag:yaml.org,2002:${name}`,
    `!!${name}`,
  ]),
);

const scalarOf = ({ tag, value, style }: ParsedScalar, inBrackets: boolean): Scalar => {
  if (style !== STYLE.plain)
    return { kind: 'scalar', tag: tagOf(tag, value, true), value: reprinted(value, style), quoted: true };
  const quoted = inBrackets && value === '' && tag === '';
  return { kind: 'scalar', tag: tagOf(tag, value, false), value, quoted };
};

/** The type of a scalar: what its tag says, or else its text. A tag that means nothing to anyone makes a text of it. */
const tagOf = (tag: string, value: string, quoted: boolean): Tag => {
  if (tag !== '' && tag !== '!') return TAGS.get(tag) ?? '!!str';
  if (quoted) return '!!str';
  const resolved = resolve(value, 'v3').tag;
  return resolved === '!!merge' ? '!!str' : resolved;
};
