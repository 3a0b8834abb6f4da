import { compareOpenApi } from 'api-smart-diff';
import { staysBelow } from './contract-size.ts';
import type { ContractChange } from './story.ts';

type Difference = ReturnType<typeof compareOpenApi>['diffs'][number];
type Path = readonly (string | number)[];

/** With every reference written out, a document of more values than this is not understood in the time there is. */
const LARGEST = 100_000;

const ORDER = { breaking: 0, compatible: 1, words: 2 } as const;

/**
 * The differences of two OpenAPI 3 documents, breaking ones first, then by place. Undefined when they are too large or
 * too strange to be compared. The comparison is api-smart-diff's; `corrected` holds what it is known to judge wrongly.
 */
export const openApiChanges = (before: Document, after: Document): ContractChange[] | undefined => {
  if (!staysBelow(before, LARGEST) || !staysBelow(after, LARGEST)) return undefined;
  try {
    const { diffs } = compareOpenApi(before, after);
    return diffs
      .filter(({ path }) => isSeen(path))
      .map((difference) => change(difference, { before, after }))
      .filter(unlike)
      .sort(
        (a, b) => ORDER[a.effect] - ORDER[b.effect] || compare(a.where, b.where) || compare(a.what, b.what),
      );
  } catch {
    return undefined;
  }
};

type Document = Record<string, unknown>;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const unlike = (one: ContractChange, index: number, all: readonly ContractChange[]): boolean =>
  all.findIndex(({ where, what }) => where === one.where && what === one.what) === index;

/** Components are told where an operation uses them; an unused one is nobody's contract. */
const isSeen = (path: Path): boolean => path[0] !== 'components' || path[1] === 'securitySchemes';

const change = (
  difference: Difference,
  documents: { before: Document; after: Document },
): ContractChange => ({
  effect: corrected(difference) ?? effectOf(difference),
  where: where(difference.path),
  what: what(difference, documents),
});

const effectOf = ({ type }: Difference): ContractChange['effect'] => {
  if (type === 'breaking') return 'breaking';
  return type === 'annotation' ? 'words' : 'compatible';
};

const isAnswer = (path: Path): boolean => path.includes('responses');
const endsIn = (path: Path, ...tail: readonly string[]): boolean =>
  tail.every((word, index) => word === '*' || path[path.length - tail.length + index] === word);

/** A correction: to which differences it applies, and what they really do to a caller. */
const corrections: readonly (readonly [(difference: Difference) => boolean, ContractChange['effect']])[] = [
  [({ path, action }) => action === 'remove' && endsIn(path, 'properties', '*'), 'breaking'],
  [({ path, action }) => action !== 'remove' && endsIn(path, 'nullable') && isAnswer(path), 'breaking'],
  [({ path, after }) => endsIn(path, 'type') && isAnswer(path) && after !== undefined, 'breaking'],
  [({ path, action }) => action === 'add' && endsIn(path, 'enum', '*') && isAnswer(path), 'breaking'],
  [({ path, after }) => endsIn(path, 'parameters') && demands(after), 'breaking'],
  [({ path, action }) => path.includes('security') && action !== 'remove', 'breaking'],
  [({ path, action }) => path.includes('security') && action === 'remove', 'compatible'],
  [
    ({ path, action }) => path[0] === 'servers' && action !== 'add' && !endsIn(path, 'description'),
    'breaking',
  ],
];

const demands = (parameters: unknown): boolean =>
  Array.isArray(parameters) &&
  parameters.some((one: { readonly required?: unknown } | null) => one?.required === true);

const corrected = (difference: Difference): ContractChange['effect'] | undefined =>
  corrections.find(([applies]) => applies(difference))?.[1];

const where = ([root = '', path, method]: Path): string => {
  if (root !== 'paths' || path === undefined) return root === 'paths' ? 'paths' : String(root);
  return method === undefined || !/^[a-z]+$/.test(String(method)) || method === 'parameters'
    ? String(path)
    : `${String(method).toUpperCase()} ${path}`;
};

const VERBS: Readonly<Record<string, string>> = {
  add: 'is new',
  remove: 'is gone',
  replace: 'changed',
  rename: 'has another name',
};

const what = (difference: Difference, documents: { before: Document; after: Document }): string => {
  const { path, action, before, after } = difference;
  const rest = trail(path, action === 'add' ? documents.after : documents.before);
  const named = endsIn(path, 'required', '*') || endsIn(path, 'enum', '*');
  const value = named ? ` ${scalar(after) ?? scalar(before) ?? ''}` : '';
  const [from, to] = [scalar(before), scalar(after)];
  const step = action === 'replace' && from !== undefined && to !== undefined ? ` from ${from} to ${to}` : '';
  return `${rest}${value}${rest === '' ? '' : ' '}${VERBS[action] ?? 'changed'}${step}`;
};

/** More of a value than this is not told: the contract itself has it. */
const LONG = 60;

const scalar = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value).slice(0, LONG) : undefined;

/** Words that say nothing beside the one that follows them. */
const SILENT = new Set(['content', 'schema', 'paths']);

/** The way from the operation to the value, as a person would say it: `response 200 application/json .total`. */
const trail = (path: Path, document: Document): string => {
  const words: string[] = [];
  const start = path[0] === 'paths' ? (where(path) === String(path[1]) ? 2 : 3) : 1;
  for (let index = start; index < path.length; index += 1) {
    const [word, next] = [String(path[index]), path[index + 1]];
    if (SILENT.has(word)) continue;
    if (next !== undefined && word in PAIRS) {
      words.push((PAIRS[word] as Pair)(next, valueAt(document, path.slice(0, index + 2))));
      index += 1;
    } else words.push(word === 'requestBody' ? 'request body' : word);
  }
  return words.join(' ');
};

type Pair = (key: string | number, value: unknown) => string;

/** Containers whose key is the name, and lists whose place says nothing. */
const PAIRS: Readonly<Record<string, Pair>> = {
  responses: (key) => `response ${key}`,
  properties: (key) => `.${key}`,
  parameters: (_, value) => parameter(value),
  required: () => 'required',
  enum: () => 'value',
};

const parameter = (value: unknown): string => {
  const { name, in: place } = (value ?? {}) as { readonly name?: unknown; readonly in?: unknown };
  return typeof name === 'string'
    ? `${typeof place === 'string' ? `${place} ` : ''}parameter ${name}`
    : 'parameter';
};

const valueAt = (document: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    document,
  );
