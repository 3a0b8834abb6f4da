import { BuildFailure } from '../failure.ts';
import { isScalar, type Mapping, type Node, type Scalar } from '../object/node.ts';
import { goJson, isJsonObject, type Json, sortedMembers, toJson } from '../yaml/json.ts';
import { readNode } from '../yaml/read.ts';
import { fieldsAt, type Search } from './replacement-fields.ts';
import { lookup } from './replacement-lookup.ts';

/**
 * Follows a path on into JSON that a text holds, and writes the value there (kustomize 5.8; before, such a path was an
 * error). Answers whether that could be done; where it could not, nothing has changed. YAML in a text stays an error,
 * because writing it anew would lose its comments.
 */
export const copyIntoText = (root: Mapping, search: Search, value: Node): boolean => {
  try {
    const holder = textOnTheWay(root, search.path);
    if (holder === undefined) return false;
    const data = { node: readNode(holder.text.value) };
    const put = (node: Node): void => {
      data.node = node;
    };
    const fields = fieldsAt({ node: data.node, put }, { ...search, path: holder.rest });
    for (const field of fields)
      if (isScalar(field.node)) field.node.value = isScalar(value) ? value.value : '';
      else field.put(value);
    if (fields.length === 0) return false;
    holder.text.value = json(toJson(data.node), isPretty(holder.text.value));
    return true;
  } catch (error) {
    if (error instanceof BuildFailure) return false;
    throw error;
  }
};

interface Holder {
  readonly text: Scalar;
  readonly rest: readonly string[];
}

const textOnTheWay = (root: Mapping, path: readonly string[]): Holder | undefined => {
  for (let length = 1; length < path.length; length++) {
    const found = lookup(root, path.slice(0, length));
    if (isScalar(found))
      return /^\s*[[{]/.test(found.value) ? { text: found, rest: path.slice(length) } : undefined;
  }
  return undefined;
};

const isPretty = (text: string): boolean => text.includes('\n') && text.includes('  ');

const json = (value: Json, pretty: boolean): string => (pretty ? indented(value, '') : goJson(value));

/** Two spaces a level, as Go's MarshalIndent does it. */
const indented = (value: Json, indent: string): string => {
  const deeper = `${indent}  `;
  const block = (open: string, lines: readonly string[], close: string): string =>
    lines.length === 0
      ? open + close
      : `${open}\n${lines.map((line) => deeper + line).join(',\n')}\n${indent}${close}`;
  if (Array.isArray(value))
    return block(
      '[',
      value.map((one) => indented(one, deeper)),
      ']',
    );
  if (!isJsonObject(value)) return goJson(value);
  const lines = sortedMembers(value).map(([key, member]) => `${goJson(key)}: ${indented(member, deeper)}`);
  return block('{', lines, '}');
};
