/** What is known of a field, or of a whole object: what is below it, and how its list merges. */
export interface Schema {
  /** What is known of a field inside; undefined for a field that nobody described. */
  field(name: string): Schema | undefined;
  /** What is known of each item of a list. */
  items(): Schema | undefined;
  /**
   * By which fields the items of a list are told apart; none for a set of plain values. Undefined for whatever is
   * replaced as a whole.
   */
  readonly mergeKeys: readonly string[] | undefined;
}

/** Described, but with nothing in it that merges. */
const opaque: Schema = { field: () => undefined, items: () => undefined, mergeKeys: undefined };

type Fields = ReadonlyMap<string, Schema>;

/** Reads a table such as `MERGE_FIELDS`; each type is read when it is first asked for. */
export const schemaTable = (
  table: Readonly<Record<string, string>>,
): ((type: string) => Schema | undefined) => {
  const read = new Map<string, Fields>();
  const fieldsOf = (type: string): Fields => {
    const known = read.get(type);
    if (known !== undefined) return known;
    const written = (table[type] ?? '').split(' ').filter((field) => field !== '');
    const fields = new Map(written.map((field) => fieldSchema(field, structure)));
    read.set(type, fields);
    return fields;
  };
  const structure = (type: string): Schema => ({
    field: (name) => fieldsOf(type).get(name) ?? opaque,
    items: () => undefined,
    mergeKeys: undefined,
  });
  return (type) => (Object.hasOwn(table, type) ? structure(type) : undefined);
};

/** `name*key+key:type` as a name and what it says. */
const fieldSchema = (written: string, structure: (type: string) => Schema): [string, Schema] => {
  const [field = '', type] = written.split(':');
  const [name = '', keys] = field.split('*');
  const inside = type === undefined ? opaque : structure(type);
  const mergeKeys = keys?.split('+').filter((key) => key !== '');
  return [name, { field: inside.field, items: () => inside, mergeKeys }];
};
