import { BuildFailure, within } from '../failure.ts';
import { requireLabelKey, requireLabelValue } from './label-names.ts';

/** One condition of a label selector. */
export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

type Operator = 'exists' | 'missing' | 'in' | 'notin' | '>' | '<';

/**
 * Reads a label selector, such as `app in (a, b), !old` (apimachinery, pkg/labels/selector.go). Throws BuildFailure in
 * its words.
 */
export const readRequirements = (selector: string): readonly Requirement[] => {
  const tokens: Tokens = { all: tokensOf(selector), at: 0 };
  const found: Requirement[] = [];
  while (peek(tokens) !== END) {
    if (!startsRequirement(tokens))
      throw expected(peek(tokens), ", expected: !, identifier, or 'end of string'");
    found.push(within('unable to parse requirement', () => readRequirement(tokens)));
    const separator = take(tokens);
    if (separator === END) break;
    if (separator !== ',') throw expected(separator, ", expected: ',' or 'end of string'");
    if (!startsRequirement(tokens)) throw expected(peek(tokens), ", expected: identifier after ','");
  }
  return found;
};

const startsRequirement = (tokens: Tokens): boolean => isName(peek(tokens)) || peek(tokens) === '!';

interface Tokens {
  readonly all: readonly string[];
  at: number;
}

const END = '';
const TOKEN = /==|!=|[=!(),><]|[^=!(),>< \t\r\n]+/g;

/** A NUL ends a selector. */
const tokensOf = (selector: string): string[] => (selector.split('\0')[0] ?? '').match(TOKEN) ?? [];

const peek = ({ all, at }: Tokens): string => all[at] ?? END;

const take = (tokens: Tokens): string => {
  const found = peek(tokens);
  tokens.at += 1;
  return found;
};

/** `in` and `notin` are names too, except where an operator stands. */
const isName = (token: string): boolean => token !== END && !/^[=!(),><]/.test(token);

const expected = (found: string, what: string): BuildFailure => new BuildFailure(`found '${found}'${what}`);

const readRequirement = (tokens: Tokens): Requirement => {
  const isNegated = peek(tokens) === '!';
  if (isNegated) take(tokens);
  const key = take(tokens);
  if (!isName(key)) throw expected(key, ', expected: identifier');
  requireLabelKey(key);
  if (isNegated) return { key, operator: 'missing', values: [] };
  const following = peek(tokens);
  if (following === END || following === ',') return { key, operator: 'exists', values: [] };
  const written = take(tokens);
  const operator = OPERATORS.get(written);
  if (operator === undefined) throw expected(written, ", expected: '=', '!=', '==', 'in', notin'");
  const isSet = written === 'in' || written === 'notin';
  const values = isSet ? readValues(tokens) : [readValue(tokens)];
  if ((operator === '>' || operator === '<') && !/^[+-]?\d+$/.test(values[0] ?? ''))
    throw new BuildFailure("for 'Gt', 'Lt' operators, the value must be an integer");
  for (const value of [...values].sort()) requireLabelValue(key, value);
  return { key, operator, values };
};

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['in', 'in'],
  ['=', 'in'],
  ['==', 'in'],
  ['notin', 'notin'],
  ['!=', 'notin'],
  ['>', '>'],
  ['<', '<'],
]);

const readValue = (tokens: Tokens): string => {
  const found = peek(tokens);
  if (found === END || found === ',') return '';
  take(tokens);
  if (!isName(found)) throw expected(found, ', expected: identifier');
  return found;
};

/** `(a, b)`: between commas, and in `()`, nothing is the empty value. */
const readValues = (tokens: Tokens): string[] => {
  const open = take(tokens);
  if (open !== '(') throw expected(open, " expected: '('");
  const first = peek(tokens);
  if (first !== ')' && first !== ',' && !isName(first))
    throw expected(first, ", expected: ',', ')' or identifier");
  const values = new Set<string>();
  if (first !== ')') while (readListed(tokens, values));
  take(tokens);
  return values.size === 0 ? [''] : [...values];
};

/** Reads one value or comma; false when the list ends after it. */
const readListed = (tokens: Tokens, values: Set<string>): boolean => {
  const found = take(tokens);
  const following = peek(tokens);
  if (isName(found)) {
    values.add(found);
    if (following !== ',' && following !== ')') throw expected(following, ", expected: ',' or ')'");
    return following === ',';
  }
  if (found !== ',') throw expected(found, ", expected: ',', or identifier");
  if (values.size === 0 || following === ')' || following === ',') values.add('');
  if (following === ',') take(tokens);
  return following !== ')';
};
