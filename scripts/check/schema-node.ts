import desired from '../../schemas/desired.schema.json' with { type: 'json' };
import environment from '../../schemas/environment.schema.json' with { type: 'json' };
import lock from '../../schemas/lock.schema.json' with { type: 'json' };
import release from '../../schemas/release.schema.json' with { type: 'json' };
import service from '../../schemas/service.schema.json' with { type: 'json' };
import type { ReadKind } from './file-facts.ts';

/** The part of JSON Schema 2020-12 that our schemas use and sentences are made from. */
export interface SchemaNode {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly propertyNames?: SchemaNode;
  readonly required?: readonly string[];
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

const SCHEMAS: Record<ReadKind, unknown> = { environment, desired, service, release, lock };

/** What the schema says about the value at a path; what stands beside a `$ref` wins over what it refers to. */
export const schemaAt = (kind: ReadKind, path: readonly (string | number)[]): SchemaNode => {
  const root = SCHEMAS[kind] as SchemaNode;
  return path.reduce<SchemaNode>((node, step) => resolve(root, below(node, step)), root);
};

const below = (node: SchemaNode, step: string | number): SchemaNode => {
  if (typeof step === 'number') return node.items ?? {};
  const { properties = {}, additionalProperties: others } = node;
  if (Object.hasOwn(properties, step)) return properties[step] as SchemaNode;
  return typeof others === 'object' ? others : {};
};

const resolve = (root: SchemaNode, node: SchemaNode): SchemaNode => {
  const name = node.$ref?.replace('#/$defs/', '');
  const target = name === undefined ? undefined : root.$defs?.[name];
  return target === undefined ? node : { ...target, ...node };
};

/** The sentence of a description that says what form a value must have: the second one, or all there is. */
export const formOf = (node: SchemaNode): string => {
  const [first = '', ...rest] = (node.description ?? '').split(/(?<=[.:])\s+(?=[A-Z0-9`'])/);
  return rest.length === 0 ? first : rest.join(' ');
};

/** The first sentence of a description: what the value is for. */
export const purposeOf = (node: SchemaNode): string => (node.description ?? '').split(/(?<=\.)\s+/)[0] ?? '';
