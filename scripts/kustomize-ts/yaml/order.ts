const LETTER = /\p{L}/u;
const DIGIT = /\p{Nd}/u;

const isDigit = (code: number): boolean =>
  code < 128 ? code >= 48 && code <= 57 : DIGIT.test(String.fromCodePoint(code));

const isLetter = (code: number): boolean =>
  code < 128
    ? (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
    : LETTER.test(String.fromCodePoint(code));

/**
 * The order in which go-yaml v2 prints keys (sorter.go): letters come after everything else, and runs of digits
 * count as the numbers they are.
 */
export const compareKeys = (a: string, b: string): number => {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  if (isSecondHalf(a.charCodeAt(at)) && isSecondHalf(b.charCodeAt(at))) at--;
  const [left, right] = [a.codePointAt(at) ?? 0, b.codePointAt(at) ?? 0];
  const [leftLetter, rightLetter] = [isLetter(left), isLetter(right)];
  if (leftLetter !== rightLetter) return rightLetter ? -1 : 1;
  if (leftLetter || !(isDigit(left) || isDigit(right))) return left - right;
  return compareNumbers({ a, b, at });
};

/** Of two halves of a character beyond 16 bits, is this the second? */
const isSecondHalf = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

/** Two keys, and the place of their first difference. */
interface Difference {
  readonly a: string;
  readonly b: string;
  readonly at: number;
}

const compareNumbers = ({ a, b, at }: Difference): number => {
  const zero = a.charCodeAt(at) === 48 || b.charCodeAt(at) === 48;
  const start = zero && followsNumber(a, at) ? 1n : 0n;
  const left = numberAt(a, at, start);
  const right = numberAt(b, at, start);
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  if (left.digits !== right.digits) return left.digits - right.digits;
  return (a.codePointAt(at) ?? 0) - (b.codePointAt(at) ?? 0);
};

/** Does a digit other than 0 stand in the run of digits before a place? */
const followsNumber = (text: string, end: number): boolean => {
  for (let at = end - 1; at >= 0 && isDigit(text.charCodeAt(at)); at--) {
    if (text.charCodeAt(at) !== 48) return true;
  }
  return false;
};

/** The number that begins at a place, in 64 bits as Go counts, and how many digits it has. */
const numberAt = (text: string, at: number, start: bigint): { value: bigint; digits: number } => {
  let value = start;
  let digits = 0;
  for (const character of text.slice(at, endOfDigits(text, at))) {
    value = BigInt.asIntN(64, value * 10n + BigInt((character.codePointAt(0) ?? 0) - 48));
    digits++;
  }
  return { value, digits };
};

const endOfDigits = (text: string, start: number): number => {
  let at = start;
  for (let code = text.codePointAt(at); code !== undefined && isDigit(code); code = text.codePointAt(at))
    at += code > 0xffff ? 2 : 1;
  return at;
};

/** Keys in the order of the output; the given ones stay as they are. */
export const sortedKeys = (keys: Iterable<string>): string[] => {
  const sorted = [...keys];
  for (let at = 1; at < sorted.length; at++) {
    if (compareKeys(sorted[at - 1] ?? '', sorted[at] ?? '') > 0) return sorted.sort(compareKeys);
  }
  return sorted;
};
