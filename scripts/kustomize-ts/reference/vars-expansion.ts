import { BuildFailure } from '../failure.ts';
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
    result += input.slice(from, dollar);
    const name = dollar < lastEnd ? nameAfter(input, dollar) : undefined;
    const value = name === undefined ? undefined : lookup(name);
    from = name === undefined ? dollar + 2 : dollar + name.length + 3;
    if (value !== undefined && dollar === 0 && from === input.length) return value;
    result += value === undefined ? untouched(input, dollar, name) : valueText(value);
    if (result.length > LONGEST)
      throw new BuildFailure(`replacing vars makes a text of more than ${LONGEST} characters`);
    dollar = input.indexOf('$', from);
  }
  return { kind: 'text', value: result + input.slice(from) };
};

/** The name of the reference that starts at a dollar sign; undefined where none does. */
const nameAfter = (input: string, dollar: number): string | undefined => {
  if (input[dollar + 1] !== '(') return undefined;
  const end = input.indexOf(')', dollar + 2);
  return end < 0 ? undefined : input.slice(dollar + 2, end);
};

const untouched = (input: string, dollar: number, name: string | undefined): string => {
  if (name !== undefined) return `$(${name})`;
  return input[dollar + 1] === '$' ? '$' : input.slice(dollar, dollar + 2);
};
