import type { ReadKind } from './file-facts.ts';
import { nearest } from './nearest.ts';
import { quoted, type Trouble } from './position.ts';
import { formOf, purposeOf, type SchemaNode, schemaAt } from './schema-node.ts';
import type { Spot } from './tree.ts';

/** One error of the validator, with everything that a sentence about it needs. */
export interface Wrong {
  readonly kind: ReadKind;
  readonly path: readonly (string | number)[];
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly value: unknown;
  readonly spot: Spot;
}

type Sentence = Pick<Trouble, 'code' | 'what' | 'why' | 'fix'>;

const KINDS: Record<ReadKind, string> = {
  environment: 'an environment file',
  desired: 'a desired file',
  service: 'a service file',
  release: 'a release record',
  lock: 'a lock',
};

/** Puts an error of the validator into words: what is wrong, why it matters, what to write instead. */
export const sentenceOf = (wrong: Wrong): Sentence => (SENTENCES[wrong.keyword] ?? wrongForm)(wrong);

/** The key that somebody most likely meant by one that is not there. */
export const meantBy = (wrong: Wrong): string | undefined =>
  nearest(String(wrong.params['additionalProperty']), knownKeys(wrong));

const knownKeys = (wrong: Wrong): string[] => Object.keys(schemaAt(wrong.kind, wrong.path).properties ?? {});

const nameOf = (wrong: Wrong): string => {
  const path = wrong.path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
  return path === '' ? KINDS[wrong.kind] : quoted(path);
};

const unknownKey = (wrong: Wrong): Sentence => {
  const key = String(wrong.params['additionalProperty']);
  const known = knownKeys(wrong);
  const meant = meantBy(wrong);
  const taken = wrong.kind === 'desired' && (key === 'path' || key === 'values');
  return {
    code: 'unknown-key',
    what: `${quoted(key)} is no key of ${nameOf(wrong)}.`,
    why: taken
      ? `Argo CD puts values of its own under \`${key}\` and this one would be lost.`
      : 'A key that nothing reads looks as if it had an effect and has none.',
    fix:
      meant === undefined
        ? `Remove it; the keys here are ${list(known)}.`
        : `Write ${quoted(meant)} instead of ${quoted(key)}.`,
  };
};

const missingKey = (wrong: Wrong): Sentence => {
  const key = String(wrong.params['missingProperty']);
  const node = schemaAt(wrong.kind, [...wrong.path, key]);
  return {
    code: 'missing-key',
    what: `${quoted(key)} is missing in ${nameOf(wrong)}.`,
    why: `${purposeOf(node)}`,
    fix: `Add it, such as ${example(key, node)}.`,
  };
};

const wrongType = (wrong: Wrong): Sentence => {
  const wanted = [wrong.params['type']].flat().map(String);
  if (wrong.path.length === 0) return wrongRoot(wrong);
  const isText =
    wanted.includes('string') && wrong.spot.plain !== undefined && typeof wrong.value !== 'object';
  if (isText) return unquoted(wrong, wrong.spot.plain as string);
  const node = schemaAt(wrong.kind, wrong.path);
  return {
    code: 'wrong-type',
    what: `${nameOf(wrong)} is ${typeName(wrong.value)}, but must be ${wanted.map(typeWord).join(' or ')}.`,
    why: node.description ?? 'Nothing else can be read here.',
    fix: `Write it like ${example(String(wrong.path.at(-1)), node)}.`,
  };
};

const unquoted = (wrong: Wrong, source: string): Sentence => ({
  code: 'unquoted',
  what: `${nameOf(wrong)} is not quoted, so ${quoted(source)} is ${asRead(wrong.value)} and no text.`,
  why: 'Digits, zeros and words get lost when YAML takes text for something else.',
  fix: `Put it into double quotes: ${quoted(`"${source}"`)}.`,
});

/** What YAML made of it: the number it became is often not the one that is written. */
const asRead = (value: unknown): string =>
  typeof value === 'number' ? `the number ${String(value)}` : typeName(value);

const wrongRoot = (wrong: Wrong): Sentence => ({
  code: 'wrong-type',
  what: `The file holds ${typeName(wrong.value)}, but ${KINDS[wrong.kind]} holds keys and values.`,
  why:
    wrong.kind === 'desired'
      ? 'Argo CD makes one Application of each item of a list, and none of a bare text.'
      : 'Nothing else can be read here.',
  fix: `Write keys: ${list(Object.keys(schemaAt(wrong.kind, []).properties ?? {}))}.`,
});

const wrongChoice = (wrong: Wrong): Sentence => {
  const node = schemaAt(wrong.kind, wrong.path);
  const known = node.enum ?? [];
  const meant = nearest(String(wrong.value), known);
  return {
    code: 'wrong-value',
    what: `${nameOf(wrong)} is ${shown(wrong.value)}, but must be ${list(known, 'or')}.`,
    why: node.description ?? '',
    fix: meant === undefined ? `Write one of ${list(known, 'or')}.` : `Write ${quoted(meant)}.`,
  };
};

const wrongForm = (wrong: Wrong): Sentence => {
  const node = schemaAt(wrong.kind, wrong.path);
  return {
    code: 'wrong-form',
    what: `${nameOf(wrong)} cannot be ${shown(wrong.value)}.`,
    why: formOf(node),
    fix: `Write it like ${examples(node)}.`,
  };
};

const wrongName = (wrong: Wrong): Sentence => {
  const node = schemaAt(wrong.kind, wrong.path).propertyNames ?? {};
  return {
    code: 'wrong-form',
    what: `${quoted(String(wrong.params['propertyName']))} cannot be a key of ${nameOf(wrong)}.`,
    why: formOf(node),
    fix: `Write it like ${examples(node)}.`,
  };
};

const outOfBounds = (wrong: Wrong): Sentence => {
  const limit = Number(wrong.params['limit']);
  const node = schemaAt(wrong.kind, wrong.path);
  return {
    code: 'wrong-value',
    what: `${nameOf(wrong)} ${(BOUNDS[wrong.keyword] as Bound)(limit, wrong.value)}.`,
    why: node.description ?? '',
    fix: `Write it like ${examples(node)}.`,
  };
};

type Bound = (limit: number, value: unknown) => string;
const size = (value: unknown): number => (value as { length: number }).length;
const BOUNDS: Record<string, Bound> = {
  minLength: () => 'is empty',
  maxLength: (limit, value) => `has ${size(value)} characters, ${limit} at most`,
  minItems: () => 'is an empty list',
  maxItems: (limit, value) => `has ${size(value)} items, ${limit} at most`,
  minimum: (limit, value) => `is ${String(value)}, but at least ${limit} is needed`,
  maximum: (limit, value) => `is ${String(value)}, but at most ${limit} is possible`,
};

const twice = (wrong: Wrong): Sentence => ({
  code: 'wrong-value',
  what: `${nameOf(wrong)} holds ${shown((wrong.value as unknown[])[Number(wrong.params['i'])])} twice.`,
  why: 'The second one has no effect, so something else was probably meant.',
  fix: 'Remove one of them.',
});

const choice =
  (word: 'exactly one' | 'at least one') =>
  (wrong: Wrong): Sentence => {
    const node = schemaAt(wrong.kind, wrong.path);
    const keys = [...(node.oneOf ?? []), ...(node.anyOf ?? [])].flatMap((branch) => branch.required ?? []);
    return {
      code: 'missing-key',
      what: `${nameOf(wrong)} needs ${word} of ${list(keys)}.`,
      why: node.description ?? '',
      fix: `Write it like ${examples(node)}.`,
    };
  };

const SENTENCES: Readonly<Record<string, (wrong: Wrong) => Sentence>> = {
  additionalProperties: unknownKey,
  required: missingKey,
  type: wrongType,
  enum: wrongChoice,
  propertyNames: wrongName,
  uniqueItems: twice,
  oneOf: choice('exactly one'),
  anyOf: choice('at least one'),
  ...Object.fromEntries(Object.keys(BOUNDS).map((keyword) => [keyword, outOfBounds])),
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a mapping',
};

const typeWord = (type: string): string => TYPES[type] ?? type;
const typeName = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'boolean') return `\`${value}\``;
  return typeWord(Array.isArray(value) ? 'array' : typeof value);
};

const shown = (value: unknown): string =>
  quoted(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
const list = (words: readonly string[], last = 'and'): string => {
  const all = words.map(quoted);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} ${last} ${all.at(-1)}`;
};

const examples = (node: SchemaNode): string =>
  (node.examples ?? [])
    .slice(0, 2)
    .map((one) => `\`${written(one)}\``)
    .join(' or ');
const example = (key: string, node: SchemaNode): string =>
  /^\d+$/.test(key) ? examples(node) : `\`${key}: ${written(node.examples?.[0])}\``;

/** An example as one line of YAML; JSON is YAML, and quotes every text. */
const written = (value: unknown): string => JSON.stringify(value) ?? '';
