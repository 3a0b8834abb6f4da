import type { Scalar, Tag } from '../object/node.ts';
import type { ParsedScalar } from './parsed.ts';
import { resolve } from './resolve.ts';
import { STYLE, type Style } from './tokens.ts';

const TAGS: ReadonlyMap<string, Tag> = new Map(
  (['str', 'int', 'float', 'bool', 'null', 'timestamp', 'binary'] as const).map((name) => [
    `tag:yaml.org,2002:${name}`,
    `!!${name}`,
  ]),
);

/** A scalar with its type, as go-yaml v3 reads it. */
export const scalarOf = ({ tag, value, style }: ParsedScalar, inBrackets: boolean): Scalar => {
  if (style !== STYLE.plain) return quotedScalar(tagOf(tag, value, true), value, style);
  const quoted = inBrackets && value === '' && tag === '';
  return { kind: 'scalar', tag: tagOf(tag, value, false), value, quoted };
};

const quotedScalar = (tag: Tag, value: string, style: Style): Scalar => {
  if (style === STYLE.literal) return { kind: 'scalar', tag, value, quoted: true, block: 'literal' };
  if (style === STYLE.folded) return { kind: 'scalar', tag, value, quoted: true, block: 'folded' };
  return { kind: 'scalar', tag, value, quoted: tag !== '!!null' };
};

/** The type of a scalar: what its tag says, or else its text. A tag that means nothing to anyone makes a text of it. */
const tagOf = (tag: string, value: string, quoted: boolean): Tag => {
  if (tag !== '' && tag !== '!') return TAGS.get(tag) ?? '!!str';
  return quoted ? '!!str' : resolve(value, 'v3').tag;
};

/** Is it a text, for go-yaml? A tag of one's own makes it something else. */
export const isText = ({ tag, value, style }: ParsedScalar): boolean =>
  tag === '' || tag === '!' || TAGS.has(tag) ? tagOf(tag, value, style !== STYLE.plain) === '!!str' : false;

export const isNullScalar = ({ tag, value, style }: ParsedScalar): boolean =>
  tagOf(tag, value, style !== STYLE.plain) === '!!null';
