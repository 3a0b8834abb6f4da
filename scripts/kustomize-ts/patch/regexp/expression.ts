import { BuildFailure } from '../../failure.ts';

/** What a regular expression says. */
export type Expression =
  | { readonly kind: 'character'; readonly matches: CharacterTest }
  | { readonly kind: 'position'; readonly at: Position }
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'choice'; readonly parts: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly part: Expression; readonly least: number; readonly most: number };

export type Position = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'boundary' | 'noBoundary';

/** Is a character, by its code point, one of those that are meant? */
export type CharacterTest = (codePoint: number) => boolean;

/** A pattern that cannot be read, worded like Go's `regexp` package. */
export const syntaxFailure = (what: string, where: string): BuildFailure =>
  new BuildFailure(`error parsing regexp: ${what}: \`${where}\``);

/** A pattern while it is being read, with the flags that hold at this place. */
export interface Reading {
  readonly source: string;
  at: number;
  depth: number;
  flags: Flags;
}

export interface Flags {
  readonly ignoreCase: boolean;
  readonly manyLines: boolean;
  readonly dotIsAll: boolean;
}

/** The code point at the place of reading; undefined at the end. */
export const peek = ({ source, at }: Reading): number | undefined => source.codePointAt(at);

/** Does the rest start with a text? */
export const follows = ({ source, at }: Reading, text: string): boolean => source.startsWith(text, at);

/** Reads on over a text, if it is what follows. */
export const skip = (reading: Reading, text: string): boolean => {
  if (!follows(reading, text)) return false;
  reading.at += text.length;
  return true;
};

/** Reads one character. */
export const next = (reading: Reading): number => {
  const found = peek(reading) ?? 0;
  reading.at += found > 0xffff ? 2 : 1;
  return found;
};
