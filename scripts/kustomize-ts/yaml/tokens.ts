/** The kinds of tokens of YAML 1.1, as libyaml tells them apart. */
export const TOKEN = {
  streamEnd: 0,
  version: 1,
  tagDirective: 2,
  documentStart: 3,
  documentEnd: 4,
  sequenceStart: 5,
  mappingStart: 6,
  blockEnd: 7,
  flowSequenceStart: 8,
  flowSequenceEnd: 9,
  flowMappingStart: 10,
  flowMappingEnd: 11,
  entry: 12,
  flowEntry: 13,
  key: 14,
  value: 15,
  alias: 16,
  anchor: 17,
  tag: 18,
  scalar: 19,
} as const;
export type TokenKind = (typeof TOKEN)[keyof typeof TOKEN];

/** How a scalar is written. */
export const STYLE = { plain: 0, single: 1, double: 2, literal: 3, folded: 4 } as const;
export type Style = (typeof STYLE)[keyof typeof STYLE];

/** A place in a text; lines count from 0. */
export interface Mark {
  readonly line: number;
}

/** Something that turns out to be a key when a `:` follows on its line. */
export interface SimpleKey {
  possible: boolean;
  /** Must a `:` follow, or else the text is broken? */
  readonly required: boolean;
  /** The number of its token, counted from the beginning. */
  readonly number: number;
  readonly line: number;
  readonly column: number;
  readonly at: number;
}

export interface Token extends Mark {
  readonly kind: TokenKind;
  readonly line: number;
  /** The text of a scalar, the name of an anchor or alias, the handle of a tag or of a directive. */
  readonly value: string;
  /** The rest of a tag, or the prefix a directive gives to a handle. */
  readonly suffix: string;
  readonly style: Style;
  /** May this token be the beginning of a key? */
  simpleKey: SimpleKey | undefined;
}
