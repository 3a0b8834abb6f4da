import { Document, isCollection, isScalar, parseDocument, visit } from 'yaml';

/** What a release record says, as it is written. */
export interface RecordFields {
  readonly version: string;
  readonly digest?: string;
  readonly commit?: string;
  readonly requires?: Readonly<Record<string, string>>;
  readonly database?: Readonly<Record<string, number>>;
  readonly contract?: string;
  readonly changes?: readonly Readonly<Record<string, string>>[];
}

const KEYS = ['version', 'digest', 'commit', 'requires', 'database', 'contract', 'changes'] as const;
const MODELINE = ' yaml-language-server: $schema=../../../schemas/release.schema.json';
/** Far more than any record; a larger text is not one. */
const LARGEST = 1_000_000;

/** Reads the text of a record as it may come from outside. Answers one sentence where it is no plain mapping. */
export const readRecord = (text: string): { fields: Partial<RecordFields> } | { error: string } => {
  if (text.length > LARGEST) return { error: 'it is larger than a megabyte' };
  if (text.trim() === '') return { fields: {} };
  try {
    const document = parseDocument(text, { logLevel: 'error', uniqueKeys: true });
    const [error] = [...document.errors, ...document.warnings];
    if (error !== undefined)
      return { error: error.message.split('\n')[0]?.replace(/:$/, '') ?? 'it is no YAML' };
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { error: 'it is no mapping' };
    return { fields: value as Partial<RecordFields> };
  } catch (error) {
    return { error: error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'it cannot be read' };
  }
};

/** The text of a new record: keys in the schema's order, unknown ones last for the schema to refuse, text quoted. */
export const recordText = (fields: RecordFields): string => {
  const known = KEYS.filter((key) => fields[key] !== undefined);
  const rest = Object.keys(fields).filter((key) => !(KEYS as readonly string[]).includes(key));
  const ordered = [...known, ...rest].map((key) => [key, fields[key as keyof RecordFields]]);
  const document = new Document(Object.fromEntries(ordered), { aliasDuplicateObjects: false });
  document.commentBefore = MODELINE;
  visit(document, {
    Pair: (_, pair) => {
      const { value } = pair;
      if (isScalar(value) && typeof value.value === 'string') value.type = 'QUOTE_DOUBLE';
      if (isScalar(pair.key) && pair.key.value === 'database' && isCollection(value)) value.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 }).replace(/^(#[^\n]*)\n\n/, '$1\n');
};

/** Keys under which `asked` says something else than `there`; what it leaves out it agrees with. */
export const sameRecord = (there: RecordFields, asked: RecordFields): string[] =>
  KEYS.filter((key) => asked[key] !== undefined && canonical(there[key]) !== canonical(asked[key]));

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
