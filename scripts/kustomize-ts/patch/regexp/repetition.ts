import { type Expression, type Reading, syntaxFailure } from './expression.ts';

/** Go refuses what is repeated more often, also by repeating what repeats (regexp/syntax, repeatIsValid). */
const MOST_REPEATS = 1000;

const OPERATOR = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;

/** Reads the operator that repeats what was read last, if there is one. Throws BuildFailure like Go's `regexp`. */
export const readRepetition = (reading: Reading, part: Expression): Expression => {
  const first = readOperator(reading);
  if (first === undefined) return part;
  const start = reading.at - first.written.length;
  const again = readOperator(reading);
  if (again !== undefined)
    throw syntaxFailure('invalid nested repetition operator', reading.source.slice(start, reading.at));
  const repeated: Expression = { kind: 'repeat', part, least: first.least, most: first.most };
  const counted = first.written.startsWith('{');
  if (counted && (first.least >= 2 || first.most >= 2) && !isValid(repeated, MOST_REPEATS))
    throw syntaxFailure('invalid repeat count', first.written);
  return repeated;
};

/** Throws BuildFailure where something is to be repeated but nothing stands before it. */
export const refuseOperator = (reading: Reading): void => {
  const operator = readOperator(reading);
  if (operator !== undefined)
    throw syntaxFailure('missing argument to repetition operator', operator.written);
};

interface Operator {
  readonly written: string;
  readonly least: number;
  readonly most: number;
}

const readOperator = (reading: Reading): Operator | undefined => {
  OPERATOR.lastIndex = reading.at;
  const found = OPERATOR.exec(reading.source);
  if (found === null) return undefined;
  const [written, sign, low, comma, high] = found;
  const least = sign === undefined ? Number(low) : sign === '+' ? 1 : 0;
  const most =
    sign === undefined ? upperBound(least, comma, high) : sign === '?' ? 1 : Number.POSITIVE_INFINITY;
  if (sign === undefined && !isCount(low, high, { least, most }))
    throw syntaxFailure('invalid repeat count', written.replace(/\?$/, ''));
  reading.at += written.length;
  return { written, least, most };
};

const upperBound = (least: number, comma: string | undefined, high: string | undefined): number => {
  if (comma === undefined) return least;
  return high === undefined || high === '' ? Number.POSITIVE_INFINITY : Number(high);
};

const isCount = (
  low: string | undefined,
  high: string | undefined,
  { least, most }: { least: number; most: number },
): boolean =>
  least <= MOST_REPEATS &&
  (high === undefined || high === '' || most <= MOST_REPEATS) &&
  most >= least &&
  low !== undefined;

const isValid = (expression: Expression, left: number): boolean => {
  if (expression.kind === 'repeat') {
    const { part, least, most } = expression;
    const times = most === Number.POSITIVE_INFINITY ? least : most;
    if (most === 0) return true;
    if (times > left) return false;
    return isValid(part, times > 0 ? Math.trunc(left / times) : left);
  }
  if (expression.kind !== 'sequence' && expression.kind !== 'choice') return true;
  return expression.parts.every((part) => isValid(part, left));
};
