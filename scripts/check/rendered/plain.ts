import type { Build } from 'kustomize-ts';
import type { Plain, PlainObject } from './traced.ts';

type Mapping = Build['resources'][number]['root'];
type Node = Mapping['entries'] extends ReadonlyMap<string, infer N> ? N : never;
type Scalar = Extract<Node, { readonly kind: 'scalar' }>;

/** An object of the engine as plain data, with the types that the API server will see. */
export const plainOf = (root: Mapping): PlainObject => mappingOf(root);

const mappingOf = ({ entries }: Mapping): PlainObject => {
  const object: Record<string, Plain> = Object.create(null);
  for (const [key, node] of entries) object[key] = plainNode(node);
  return object;
};

const plainNode = (node: Node): Plain => {
  if (node.kind === 'scalar') return scalarOf(node);
  return node.kind === 'sequence' ? node.items.map(plainNode) : mappingOf(node);
};

/** Numbers beyond 2^53 lose their last digits, which no field of Kubernetes misses. */
const scalarOf = ({ tag, value }: Scalar): Plain => {
  const type = tag === '' ? typeOf(value) : tag;
  if (type === '!!null') return null;
  if (type === '!!bool') return /^[yto]/i.test(value) && !/^of/i.test(value);
  if (type === '!!int') return numberOf(value);
  return type === '!!float' ? Number.parseFloat(value.replaceAll('_', '')) : value;
};

/** What the text of a scalar without a tag is printed as; only transformers leave such behind. */
const typeOf = (value: string): Scalar['tag'] => {
  if (/^(?:~|null|)$/i.test(value)) return '!!null';
  if (/^(?:true|false)$/i.test(value)) return '!!bool';
  if (/^[-+]?\d+$/.test(value)) return '!!int';
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(value) ? '!!float' : '!!str';
};

/** YAML 1.1 writes `0644`, YAML 1.2 `0o644`; both mean 420. */
const numberOf = (value: string): number => {
  const digits = value.replaceAll('_', '');
  const sign = digits.startsWith('-') ? -1 : 1;
  const bare = digits.replace(/^[-+]/, '');
  return sign * Number(/^0[0-7]+$/.test(bare) ? `0o${bare}` : bare);
};
