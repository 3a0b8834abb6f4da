import { not, POSIX, readClassEscape, readEscape } from './escapes.ts';
import { type CharacterTest, next, peek, type Reading, skip, syntaxFailure } from './expression.ts';

/** Reads `[…]`. Throws BuildFailure, worded like Go's, where it is not one. */
export const readCharacterClass = (reading: Reading): CharacterTest => {
  const start = reading.at;
  reading.at += 1;
  const negated = skip(reading, '^');
  const tests: CharacterTest[] = [];
  for (let first = true; first || !skip(reading, ']'); first = false) {
    if (peek(reading) === undefined) throw missingBracket(reading, start);
    tests.push(readPosixClass(reading) ?? readClassEscape(reading) ?? readRange(reading, start));
  }
  const any: CharacterTest = (point) => tests.some((test) => test(point));
  const folded = reading.flags.ignoreCase ? ignoringCase(any) : any;
  return negated ? not(folded) : folded;
};

const missingBracket = ({ source }: Reading, start: number) =>
  syntaxFailure('missing closing ]', source.slice(start));

const readPosixClass = (reading: Reading): CharacterTest | undefined => {
  const { source, at } = reading;
  if (!source.startsWith('[:', at)) return undefined;
  const end = source.indexOf(':]', at + 2);
  if (end < 0) return undefined;
  const negated = source[at + 2] === '^';
  const test = POSIX.get(source.slice(at + (negated ? 3 : 2), end));
  if (test === undefined) throw syntaxFailure('invalid character class range', source.slice(at, end + 2));
  reading.at = end + 2;
  return negated ? not(test) : test;
};

const readRange = (reading: Reading, start: number): CharacterTest => {
  const from = reading.at;
  const low = readClassCharacter(reading, start);
  const { source, at } = reading;
  if (source[at] !== '-' || at + 1 >= source.length || source[at + 1] === ']')
    return (point) => point === low;
  reading.at += 1;
  const high = readClassCharacter(reading, start);
  if (high < low) throw syntaxFailure('invalid character class range', source.slice(from, reading.at));
  return (point) => point >= low && point <= high;
};

const readClassCharacter = (reading: Reading, start: number): number => {
  if (peek(reading) === undefined) throw missingBracket(reading, start);
  return reading.source[reading.at] === '\\' ? readEscape(reading) : next(reading);
};

/** The same characters in either case. */
export const ignoringCase =
  (test: CharacterTest): CharacterTest =>
  (point) => {
    const character = String.fromCodePoint(point);
    const [low, high] = [character.toLowerCase(), character.toUpperCase()];
    return [character, low, high, high.toLowerCase(), low.toUpperCase()].some((one) =>
      test(one.codePointAt(0) ?? point),
    );
  };
