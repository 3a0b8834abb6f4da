import { columnOf, type Scanner, scanFailure, tokenOf } from './scanner.ts';
import { type SimpleKey, TOKEN, type TokenKind } from './tokens.ts';

/**
 * A key needs no `?` where it stands on one line and within 1024 characters of its `:` (YAML 1.1, 7.3.3). So whatever
 * could be one is written down, and becomes one when the `:` is met.
 */
export const openKey = (scanner: Scanner): SimpleKey | undefined => {
  if (!scanner.keyAllowed) return undefined;
  const column = columnOf(scanner);
  const key: SimpleKey = {
    possible: true,
    required: scanner.flowLevel === 0 && scanner.indent === column,
    number: scanner.taken + scanner.tokens.length - scanner.head,
    line: scanner.line,
    column,
    at: scanner.at,
  };
  failIfRequired(scanner);
  scanner.keys[scanner.flowLevel] = key;
  return key;
};

const NO_COLON = "could not find expected ':'";

/** Gives up the key of this level of brackets; throws where it had to become one. */
export const failIfRequired = (scanner: Scanner): void => {
  const key = scanner.keys[scanner.flowLevel];
  if (key?.possible !== true) return;
  if (key.required) throw scanFailure(scanner, key, NO_COLON);
  key.possible = false;
};

/** Is a `:` that comes now near enough to make this a key? */
export const isStillPossible = (scanner: Scanner, key: SimpleKey): boolean => {
  if (!key.possible) return false;
  if (key.line === scanner.line && !isTooLong(scanner, key)) return true;
  if (key.required) throw scanFailure(scanner, key, NO_COLON);
  key.possible = false;
  return false;
};

const LONGEST_KEY = 1024;

const isTooLong = ({ text, at }: Scanner, key: SimpleKey): boolean => {
  if (at - key.at <= LONGEST_KEY) return false;
  let characters = 0;
  for (const _ of text.slice(key.at, at)) characters++;
  return characters > LONGEST_KEY;
};

/** Turns what was written down into a key; false where there is nothing. */
export const takeKey = (scanner: Scanner): boolean => {
  const key = scanner.keys[scanner.flowLevel];
  if (key === undefined || !isStillPossible(scanner, key)) return false;
  const place = key.number - scanner.taken + scanner.head;
  scanner.tokens.splice(place, 0, tokenOf(TOKEN.key, key.line));
  if (scanner.flowLevel === 0 && scanner.indent < key.column) {
    enter(scanner, key.column);
    scanner.tokens.splice(place, 0, tokenOf(TOKEN.mappingStart, key.line));
  }
  key.possible = false;
  return true;
};

/** Begins a block collection where the present column is further in than the innermost one. */
export const rollIndent = (scanner: Scanner, kind: TokenKind): void => {
  const column = columnOf(scanner);
  if (scanner.indent >= column) return;
  enter(scanner, column);
  scanner.tokens.push(tokenOf(kind, scanner.line));
};

/** As deep as brackets and blocks may nest: enough for any file, and no risk for the stack. */
export const DEEPEST = 1000;

const enter = (scanner: Scanner, column: number): void => {
  scanner.indents.push(scanner.indent);
  scanner.indent = column;
  if (scanner.indents.length > DEEPEST)
    throw scanFailure(scanner, scanner, `exceeded max depth of ${DEEPEST}`);
};

/** Ends the block collections that are further in than a column. */
export const unrollIndent = (scanner: Scanner, column: number): void => {
  if (scanner.flowLevel > 0) return;
  while (scanner.indent > column) {
    scanner.tokens.push(tokenOf(TOKEN.blockEnd, scanner.line));
    scanner.indent = scanner.indents.pop() ?? -1;
  }
};
