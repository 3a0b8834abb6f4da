import type { BuildFailure } from '../../failure.ts';
import { ignoringCase, readCharacterClass } from './character-class.ts';
import { readClassEscape, readEscape } from './escapes.ts';
import {
  type Expression,
  type Flags,
  follows,
  next,
  type Position,
  type Reading,
  skip,
  syntaxFailure,
} from './expression.ts';
import { readRepetition, refuseOperator } from './repetition.ts';

/** Go refuses what nests deeper (regexp/syntax, maxHeight). */
const DEEPEST = 1000;

/** Reads a pattern in the syntax of RE2. Throws BuildFailure in the words of Go's `regexp` package. */
export const readExpression = (source: string): Expression => {
  const flags = { ignoreCase: false, manyLines: false, dotIsAll: false };
  const reading: Reading = { source, at: 0, depth: 0, flags };
  const expression = readChoice(reading);
  if (reading.at < source.length) throw syntaxFailure('unexpected )', source);
  return expression;
};

const readChoice = (reading: Reading): Expression => {
  const parts: Expression[] = [];
  do parts.push(readSequence(reading));
  while (skip(reading, '|'));
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'choice', parts };
};

const readSequence = (reading: Reading): Expression => {
  const parts: Expression[] = [];
  while (reading.at < reading.source.length && !follows(reading, '|') && !follows(reading, ')')) {
    if (skip(reading, '\\Q')) readQuoted(reading, parts);
    else if (!readFlagsAlone(reading)) parts.push(readPart(reading));
    readRepetitionOfLast(reading, parts);
  }
  return { kind: 'sequence', parts };
};

const readRepetitionOfLast = (reading: Reading, parts: Expression[]): void => {
  const last = parts.at(-1);
  if (last !== undefined) parts[parts.length - 1] = readRepetition(reading, last);
};

/** `\Q…\E`: nothing inside means anything. */
const readQuoted = (reading: Reading, parts: Expression[]): void => {
  const end = reading.source.indexOf('\\E', reading.at);
  const quoted = reading.source.slice(reading.at, end < 0 ? undefined : end);
  reading.at = end < 0 ? reading.source.length : end + 2;
  for (const character of quoted) parts.push(literal(character.codePointAt(0) ?? 0, reading.flags));
};

const readPart = (reading: Reading): Expression => {
  refuseOperator(reading);
  const position = readPosition(reading);
  if (position !== undefined) return { kind: 'position', at: position };
  switch (reading.source[reading.at]) {
    case '(':
      return readGroup(reading);
    case '[':
      return { kind: 'character', matches: readCharacterClass(reading) };
    case '.':
      return readDot(reading);
    case '\\':
      return readEscaped(reading);
    default:
      return literal(next(reading), reading.flags);
  }
};

const POSITIONS: ReadonlyMap<string, Position> = new Map([
  ['\\A', 'start'],
  ['\\z', 'end'],
  ['\\b', 'boundary'],
  ['\\B', 'noBoundary'],
]);

const readPosition = (reading: Reading): Position | undefined => {
  if (skip(reading, '^')) return reading.flags.manyLines ? 'lineStart' : 'start';
  if (skip(reading, '$')) return reading.flags.manyLines ? 'lineEnd' : 'end';
  const found = POSITIONS.get(reading.source.slice(reading.at, reading.at + 2));
  if (found !== undefined) reading.at += 2;
  return found;
};

const readDot = (reading: Reading): Expression => {
  reading.at += 1;
  const { dotIsAll } = reading.flags;
  return { kind: 'character', matches: dotIsAll ? () => true : (point) => point !== 10 };
};

const readEscaped = (reading: Reading): Expression => {
  const matches = readClassEscape(reading);
  return matches === undefined ? literal(readEscape(reading), reading.flags) : { kind: 'character', matches };
};

const literal = (meant: number, { ignoreCase }: Flags): Expression => {
  const same = (point: number): boolean => point === meant;
  return { kind: 'character', matches: ignoreCase ? ignoringCase(same) : same };
};

const readGroup = (reading: Reading): Expression => {
  const { source, flags } = reading;
  reading.at += 1;
  if (follows(reading, '?')) readGroupStart(reading);
  reading.depth += 1;
  if (reading.depth > DEEPEST) throw syntaxFailure('expression nests too deeply', source);
  const inside = readChoice(reading);
  reading.depth -= 1;
  if (!skip(reading, ')')) throw syntaxFailure('missing closing )', source);
  reading.flags = flags;
  return inside;
};

const NAMED = /\?P?<([^>]*)>/y;

/** Reads `?:`, `?P<name>` or `?flags:`. */
const readGroupStart = (reading: Reading): void => {
  const { source, at } = reading;
  if (/^\?P?<(?![=!])/.test(source.slice(at, at + 4))) {
    NAMED.lastIndex = at;
    const named = NAMED.exec(source);
    if (named === null) throw syntaxFailure('invalid named capture', source.slice(at - 1));
    if (!/^\w+$/.test(named[1] ?? '')) throw syntaxFailure('invalid named capture', `(${named[0]}`);
    reading.at += named[0].length;
    return;
  }
  readFlags(reading);
};

/** `(?flags)` is no group: it changes what follows. */
const readFlagsAlone = (reading: Reading): boolean => {
  if (!/^\(\?[imsU-]*\)/.test(reading.source.slice(reading.at, reading.at + 16))) return false;
  reading.at += 1;
  readFlags(reading);
  return true;
};

/** Reads the flags that hold from here on: `?is-m:` and the like. */
const readFlags = (reading: Reading): void => {
  const { source, at } = reading;
  const [written, on = '', off = ''] = /^\?([imsU]*)(?:-([imsU]+))?[:)]/.exec(source.slice(at)) ?? [];
  if (written === undefined) throw refusedFlags(source, at);
  reading.at += written.length;
  reading.flags = changed(changed(reading.flags, on, true), off, false);
};

/** The failure shows the flags up to the first sign that does not belong there. */
const refusedFlags = (source: string, at: number): BuildFailure => {
  const shown = /^\?[imsU]*(?:-[imsU]*)?[\s\S]/u.exec(source.slice(at))?.[0];
  if (shown === undefined) return syntaxFailure('missing closing )', source);
  return syntaxFailure('invalid or unsupported Perl syntax', `(${shown}`);
};

const changed = (flags: Flags, signs: string, on: boolean): Flags => ({
  ignoreCase: signs.includes('i') ? on : flags.ignoreCase,
  manyLines: signs.includes('m') ? on : flags.manyLines,
  dotIsAll: signs.includes('s') ? on : flags.dotIsAll,
});
