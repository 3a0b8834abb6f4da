/**
 * A YAML value while it is being customized. Objects are changed in place: what may be seen twice is copied first.
 * Mappings keep the order in which keys arrived; printing sorts them.
 */
export type Node = Scalar | Mapping | Sequence;

/** The tags a scalar resolves to; '' where it is to be resolved from its text when it is printed. */
export type Tag = '!!str' | '!!int' | '!!float' | '!!bool' | '!!null' | '!!timestamp' | '!!binary' | '';

export interface Scalar {
  readonly kind: 'scalar';
  tag: Tag;
  /** The text as it stood in the file, without quotes: `0644` stays `0644` and prints as the number it means. */
  value: string;
  /** Was it quoted, or a block? Decides nothing but whether the text may be resolved again. */
  quoted: boolean;
  /** Was it a block, and of which kind? Some blocks are not the same once they have been written and read again. */
  block?: 'literal' | 'folded';
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly entries: Map<string, Node>;
  /** What go-yaml says of keys that stand twice in it, where only the first counts until it is printed. */
  twins?: string;
  /** Keys that are no texts: numbers, `true`, null. Where one is left when the mapping is printed, it cannot be. */
  odd?: Set<string>;
}

export interface Sequence {
  readonly kind: 'sequence';
  items: Node[];
}

/** A text, whatever it looks like. */
export const text = (value: string): Scalar => ({ kind: 'scalar', tag: '!!str', value, quoted: false });

/** A scalar whose type its text decides when it is printed. */
export const unresolved = (value: string): Scalar => ({ kind: 'scalar', tag: '', value, quoted: false });

/** An explicit null, as `null` is written. */
export const nothing = (): Scalar => ({ kind: 'scalar', tag: '!!null', value: 'null', quoted: false });

export const mapping = (entries: Iterable<readonly [string, Node]> = []): Mapping => ({
  kind: 'mapping',
  entries: new Map(entries),
});

export const sequence = (items: Node[] = []): Sequence => ({ kind: 'sequence', items });

export const isMapping = (node: Node | undefined): node is Mapping => node?.kind === 'mapping';
export const isSequence = (node: Node | undefined): node is Sequence => node?.kind === 'sequence';
export const isScalar = (node: Node | undefined): node is Scalar => node?.kind === 'scalar';

/** Null in any spelling, or not there at all. */
export const isNull = (node: Node | undefined): boolean =>
  node === undefined || (node.kind === 'scalar' && node.tag === '!!null');

/** Do quotes make a text of it, and of whatever takes its place? A tag beside them says otherwise. */
export const isQuotedText = ({ quoted, tag }: Scalar): boolean => quoted && (tag === '!!str' || tag === '');

/** A copy that shares nothing with the original. */
export const copy = <N extends Node>(node: N): N => copyOf(node) as N;

const copyOf = (node: Node): Node => {
  if (node.kind === 'scalar') {
    const { tag, value, quoted, block } = node;
    return block === undefined
      ? { kind: 'scalar', tag, value, quoted }
      : { kind: 'scalar', tag, value, quoted, block };
  }
  if (node.kind === 'sequence') return { kind: 'sequence', items: node.items.map(copyOf) };
  const entries = new Map<string, Node>();
  for (const [key, value] of node.entries) entries.set(key, copyOf(value));
  const copied: Mapping = { kind: 'mapping', entries };
  if (node.twins !== undefined) copied.twins = node.twins;
  if (node.odd !== undefined) copied.odd = new Set(node.odd);
  return copied;
};

/** The value at a path of keys; undefined where something on the way is missing or no mapping. */
export const at = (node: Node | undefined, ...path: readonly string[]): Node | undefined => {
  let here = node;
  for (const key of path) {
    if (!isMapping(here)) return undefined;
    here = here.entries.get(key);
  }
  return here;
};

/** The text of the scalar at a path of keys; '' where there is none, or null. */
export const textAt = (node: Node | undefined, ...path: readonly string[]): string => {
  const found = at(node, ...path);
  return isScalar(found) && found.tag !== '!!null' ? found.value : '';
};
