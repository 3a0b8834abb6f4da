import { BuildFailure } from '../failure.ts';
import { type Mapping, mapping, type Node, sequence } from '../object/node.ts';
import { ODD_KEY } from './json.ts';
import { DEEPEST } from './keys.ts';
import { mergedInto } from './merges.ts';
import type { Parsed, ParsedAlias, ParsedMapping, ParsedScalar } from './parsed.ts';
import { STYLE } from './tokens.ts';
import { isNullScalar, isText, scalarOf } from './typed-scalar.ts';

/**
 * What happens to keys that stand twice or are no texts: an object that is read is refused; in a patch the first of
 * twins counts, and only a mapping that is printed with them is refused.
 */
export type Twins = 'refused' | 'marked';

/** What is known while a tree is made of a document. */
interface Composer {
  /** Every key that was met twice, as go-yaml tells of it. */
  readonly duplicates: string[];
  readonly twins: Twins;
  /** The aliases that are being expanded. */
  readonly open: Set<Parsed>;
  /** How many values came out of aliases. */
  expanded: number;
  depth: number;
  /** How many brackets are open. */
  brackets: number;
}

/**
 * The value that a parsed document stands for in kustomize: aliases and merge keys expanded, scalars with their types.
 * Throws for keys that stand twice or are no texts, and for aliases without end.
 */
export const composed = (parsed: Parsed, twins: Twins = 'refused'): Node => {
  const composer: Composer = { duplicates: [], twins, open: new Set(), expanded: 0, depth: 0, brackets: 0 };
  const node = compose(composer, parsed);
  if (composer.duplicates.length > 0) throw new BuildFailure(told(composer.duplicates));
  return node;
};

/** Aliases may make a file larger, but not without end. */
const MOST_EXPANDED = 500_000;

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
  const names = parsed.keys.map((key) => (isMergeKey(key) ? undefined : keyOf(key, isRoot, composer.twins)));
  const own = mapping();
  const twins = twinsIn(parsed, names);
  if (twins.length > 0 && (composer.twins === 'refused' || parsed.keys.some(isNullKey))) {
    composer.duplicates.push(...twins);
    return own;
  }
  let merge: Parsed | undefined;
  names.forEach((name, at) => {
    const value = parsed.values[at] as Parsed;
    if (name === undefined) {
      if (merge !== undefined) throw new BuildFailure('duplicate merge key');
      merge = value;
    } else if (name !== '<<' && !own.entries.has(name)) own.entries.set(name, compose(composer, value));
  });
  const all = merge === undefined ? own : mergedInto(own, merge, (source) => compose(composer, source));
  if (twins.length > 0) all.twins = told(twins);
  if (!isRoot) markOdd(all, parsed.keys);
  return all;
};

/** Which keys stand twice, as go-yaml tells of them; a null is no name, and kustomize itself doubles it. */
const twinsIn = ({ keys }: ParsedMapping, names: readonly (string | undefined)[]): string[] => {
  const lines = new Map<string, number>();
  const twins: string[] = [];
  keys.forEach((key, at) => {
    const name = names[at];
    if (name === undefined) return;
    const before = lines.get(name) ?? (isNullKey(key) ? key.line : undefined);
    if (before === undefined) lines.set(name, key.line);
    else
      twins.push(
        `line ${key.line + 1}: mapping key ${JSON.stringify(name)} already defined at line ${before + 1}`,
      );
  });
  return twins;
};

const told = (twins: readonly string[]): string => `yaml: unmarshal errors:\n  ${twins.join('\n  ')}`;

const isMergeKey = (key: Parsed): boolean =>
  key.kind === 'scalar' &&
  (key.tag === MERGE ||
    (key.value === '<<' && key.style === STYLE.plain && (key.tag === '' || key.tag === '!')));

const MERGE = 'tag:yaml.org,2002:merge';

const isNullKey = (key: Parsed): boolean => key.kind === 'scalar' && key.value !== '' && isNullScalar(key);

/** The name of a key. Below the root only texts may be keys of what is printed: JSON has no others. */
const keyOf = (key: Parsed, isRoot: boolean, twins: Twins): string => {
  const target = key.kind === 'alias' ? key.target : key;
  if (target.kind !== 'scalar') throw collectionKey(target, isRoot);
  if (isRoot || twins === 'marked' || isName(target)) return target.value;
  throw new BuildFailure(ODD_KEY);
};

const isName = (key: ParsedScalar): boolean => key.value === '' || isNullScalar(key) || isText(key);

const markOdd = (node: Mapping, keys: readonly Parsed[]): void => {
  const odd = keys
    .map((key) => (key.kind === 'alias' ? key.target : key))
    .flatMap((key) => (key.kind === 'scalar' && !isMergeKey(key) && !isName(key) ? [key.value] : []));
  if (odd.length > 0) node.odd = new Set(odd);
};

const collectionKey = ({ kind, line }: Parsed, isRoot: boolean): BuildFailure => {
  if (!isRoot) return new BuildFailure('yaml: invalid map key');
  const tag = kind === 'mapping' ? '!!map' : '!!seq';
  return new BuildFailure(`yaml: unmarshal errors:\n  line ${line + 1}: cannot unmarshal ${tag} into string`);
};
