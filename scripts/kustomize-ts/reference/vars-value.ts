import { isScalar, type Node, type Scalar } from '../object/node.ts';
import { shortFloat } from '../yaml/numbers.ts';

/** What a var stands for. Numbers keep their kind: they print differently. */
export type Value =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  /** A mapping or list: it is known, and replaces nothing. */
  | { readonly kind: 'structure' };

/** The value of a node (kyaml/yaml/rnode.go, GetFieldValue); undefined where Go cannot read the number. */
export const valueOfNode = (node: Node): Value | undefined => {
  if (!isScalar(node)) return { kind: 'structure' };
  if (node.tag === '!!int') return wholeNumber(node.value);
  if (node.tag === '!!float') return fraction(node.value);
  if (node.tag === '!!bool') return truth(node.value);
  return { kind: 'text', value: node.value };
};

/** strconv.Atoi: decimal, whatever zeros it starts with, in 64 bits. */
const wholeNumber = (written: string): Value | undefined => {
  if (!/^[+-]?\d+$/.test(written)) return undefined;
  const value = BigInt(written.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? { kind: 'int', value } : undefined;
};

/** Digits, with a `_` between any two. */
const D = '\\d+(?:_\\d+)*';
const FLOAT = new RegExp(`^[+-]?(?:${D}(?:\\.(?:${D})?)?|\\.${D})(?:[eE][+-]?${D})?$`);

/** strconv.ParseFloat, of what YAML calls a float. */
const fraction = (written: string): Value | undefined => {
  if (!FLOAT.test(written)) return undefined;
  const value = Number(written.replaceAll('_', ''));
  return Number.isFinite(value) ? { kind: 'float', value } : undefined;
};

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

const truth = (written: string): Value | undefined => {
  if (TRUE.has(written)) return { kind: 'bool', value: true };
  return FALSE.has(written) ? { kind: 'bool', value: false } : undefined;
};

/** A value within a text, as Go's `%v` prints it. */
export const valueText = (value: Exclude<Value, { kind: 'structure' }>): string =>
  value.kind === 'float' ? shortFloat(value.value) : String(value.value);

/** The shortest form without an exponent, as Go's FormatFloat writes it for `f`. */
const positional = (value: number): string => {
  const [, sign = '', digits = '', exponent = '0'] =
    /^(-?)([\d.]+)(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  if (exponent === '0') return Object.is(value, -0) ? '-0' : String(value);
  const [whole = '', part = ''] = digits.split('.');
  const point = whole.length + Number(exponent);
  const all = whole + part;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  return sign + all.padEnd(point, '0');
};

/** Puts a value in the place of the text that named it: it keeps its type. */
export const becomeValue = (node: Scalar, value: Exclude<Value, { kind: 'structure' }>): void => {
  node.value = value.kind === 'float' ? positional(value.value) : String(value.value);
  node.tag = TAGS[value.kind];
  node.quoted = false;
};

const TAGS = { text: '!!str', bool: '!!bool', int: '!!int', float: '!!float' } as const;
