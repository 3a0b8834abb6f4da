import type { BuildFailure } from '../failure.ts';
import { parseFailure, type Scanner } from './scanner.ts';
import { STYLE, type Style, type Token } from './tokens.ts';

/**
 * A value as it stands in a text, before anything is made of its tags, anchors and keys. Lines count from 0; `flow`
 * collections stand in brackets.
 */
export type Parsed = ParsedScalar | ParsedMapping | ParsedSequence | ParsedAlias;

export interface ParsedScalar {
  readonly kind: 'scalar';
  readonly line: number;
  readonly tag: string;
  readonly value: string;
  readonly style: Style;
}
export interface ParsedMapping {
  readonly kind: 'mapping';
  readonly line: number;
  readonly tag: string;
  readonly flow: boolean;
  readonly keys: Parsed[];
  readonly values: Parsed[];
}
export interface ParsedSequence {
  readonly kind: 'sequence';
  readonly line: number;
  readonly tag: string;
  readonly flow: boolean;
  readonly items: Parsed[];
}
export interface ParsedAlias {
  readonly kind: 'alias';
  readonly line: number;
  readonly name: string;
  readonly target: Exclude<Parsed, ParsedAlias>;
}

/** A document that is being parsed. */
export interface Parser {
  readonly scanner: Scanner;
  readonly anchors: Map<string, Exclude<Parsed, ParsedAlias>>;
  readonly handles: Map<string, string>;
  depth: number;
  /** Parses the value that begins at the next token. */
  readonly node: (parser: Parser, place: Place) => Parsed;
}

/** Where a value stands: inside brackets, in a block, or behind a key, where `-` needs no indentation. */
export type Place = 'brackets' | 'block' | 'behind key';

/** What stands where a value could, and none does. */
export const emptyAt = (line: number): ParsedScalar => ({
  kind: 'scalar',
  line,
  tag: '',
  value: '',
  style: STYLE.plain,
});

/** What is wrong, and the line on which the value began that it is part of. */
export interface Problem {
  readonly problem: string;
  readonly line?: number;
}

/** A token that does not belong where it stands. */
export const misplaced = ({ scanner }: Parser, token: Token, { problem, line }: Problem): BuildFailure =>
  parseFailure(scanner.dialect, [line ?? 0, token.line], problem);
