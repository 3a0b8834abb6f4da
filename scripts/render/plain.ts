import type { Rendered, Resource } from './render.ts';

/** Plain data, as JSON has it; whole numbers that a double cannot hold are bigint. */
export type Plain = null | boolean | number | bigint | string | readonly Plain[] | PlainObject;
export interface PlainObject {
  readonly [key: string]: Plain;
}

export const isPlainObject = (value: Plain | undefined): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isPlainList = (value: Plain | undefined): value is readonly Plain[] => Array.isArray(value);

/** One Kubernetes object as plain data, and what it is called. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty where none is written. */
  readonly namespace: string;
  readonly name: string;
  readonly value: PlainObject;
}

/** The objects of a rendering as plain data, in the order in which they are printed. */
export const manifestsOf = ({ resources }: Pick<Rendered, 'resources'>): Manifest[] =>
  resources.map((resource) => {
    const value = plainOf(resource.root) as PlainObject;
    const metadata = isPlainObject(value['metadata']) ? value['metadata'] : {};
    return {
      apiVersion: textOf(value['apiVersion']),
      kind: textOf(value['kind']),
      namespace: textOf(metadata['namespace']),
      name: textOf(metadata['name']),
      value,
    };
  });

const textOf = (value: Plain | undefined): string => (typeof value === 'string' ? value : '');

type Node = Resource['root'] extends { readonly entries: Map<string, infer Inner> } ? Inner : never;
type Scalar = Extract<Node, { kind: 'scalar' }>;

/** What a node means once it is printed and read again. Keys of objects are never taken for anything but keys. */
const plainOf = (node: Node): Plain => {
  if (node.kind === 'scalar') return scalarOf(node);
  if (node.kind === 'sequence') return node.items.map(plainOf);
  const value: Record<string, Plain> = Object.create(null);
  for (const [key, inner] of node.entries) value[key] = plainOf(inner);
  return value;
};

const WORDS: ReadonlyMap<string, Plain> = new Map<string, Plain>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Plain] => [word, null]),
  ...['true', 'True', 'TRUE'].map((word): [string, Plain] => [word, true]),
  ...['false', 'False', 'FALSE'].map((word): [string, Plain] => [word, false]),
]);

/** The value of a scalar in the YAML of Kubernetes (go-yaml v3); what is not plainly another thing is a text. */
const scalarOf = ({ tag, value, quoted }: Scalar): Plain => {
  if (tag === '!!str' || tag === '!!timestamp' || (tag === '' && quoted)) return value;
  if (tag === '!!binary') return Buffer.from(value, 'base64').toString('utf8');
  const word = WORDS.get(value);
  return word === undefined ? numberOf(value) : word;
};

const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

const numberOf = (text: string): Plain => {
  const digits = text.replaceAll('_', '');
  const [, sign, hex, binary, octal, decimal] = INTEGER.exec(digits) ?? [];
  const magnitude = decimal ?? (hex && `0x${hex}`) ?? (binary && `0b${binary}`) ?? (octal && `0o${octal}`);
  if (magnitude !== undefined) return wholeOf(BigInt(magnitude) * (sign === '-' ? -1n : 1n));
  return FLOAT.test(digits) ? Number(digits) : text;
};

const wholeOf = (value: bigint): number | bigint =>
  Number.isSafeInteger(Number(value)) ? Number(value) : value;
