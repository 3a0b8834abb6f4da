import { BuildFailure } from '../failure.ts';
import { asWritten, torn } from './vars-torn.ts';
import { type Value, valueText } from './vars-value.ts';

type Plain = Exclude<Value, { kind: 'structure' }>;

/** What a name stands for; undefined where it stands for nothing, or for nothing that can be written in a text. */
export type Lookup = (name: string) => Plain | undefined;

/** No field of a Kubernetes object is longer; references that would make one are a mistake, or an attack. */
const LONGEST = 16 << 20;

/**
 * Replaces `$(NAME)` in a text; `$$` is a dollar sign, and what names nothing stays as it is
 * (filters/refvar/expand.go). A text that is nothing but one reference becomes the value itself, type and all.
 */
export const expanded = (input: string, lookup: Lookup): Plain => {
  const lastEnd = input.lastIndexOf(')');
  let result = '';
  let from = 0;
  for (let dollar = input.indexOf('$'); dollar >= 0 && dollar + 1 < input.length; ) {
    const { text, value, length } =
      dollar < lastEnd ? reference(input, dollar, lookup) : noReference(input, dollar);
    if (value !== undefined && length === input.length) return value;
    result += input.slice(from, dollar) + text;
    if (result.length > LONGEST)
      throw new BuildFailure(`replacing vars makes a text of more than ${LONGEST} characters`);
    from = dollar + length;
    dollar = input.indexOf('$', from);
  }
  return { kind: 'text', value: asWritten(result + input.slice(from)) };
};

/** What stands at a dollar sign, and what stands there afterwards. */
interface Piece {
  readonly length: number;
  readonly text: string;
  /** Where it is a reference to something. */
  readonly value?: Plain | undefined;
}

const reference = (input: string, dollar: number, lookup: Lookup): Piece => {
  const end = input[dollar + 1] === '(' ? input.indexOf(')', dollar + 2) : -1;
  if (end < 0) return noReference(input, dollar);
  const name = input.slice(dollar + 2, end);
  const value = lookup(name);
  return { length: name.length + 3, text: value === undefined ? `$(${name})` : valueText(value), value };
};

const noReference = (input: string, dollar: number): Piece => {
  const next = String.fromCodePoint(input.codePointAt(dollar + 1) ?? 0);
  return { length: 1 + next.length, text: next === '$' ? '$' : `$${torn(next)}` };
};
