import fc from 'fast-check';

/** Text that stands in YAML as it is: `0644`, `"yes"`, `~`, or a block whose lines get the indent of their place. */
export interface Raw {
  readonly raw: string;
}

export type Value =
  | string
  | number
  | boolean
  | null
  | Raw
  | readonly Value[]
  | { readonly [key: string]: Value };
export type Fields = Readonly<Record<string, Value>>;

export const raw = (text: string): Raw => ({ raw: text });

const isRaw = (value: Value): value is Raw =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  typeof (value as Raw).raw === 'string';

/** A value as YAML in blocks; texts are quoted unless they are words. */
export const yamlOf = (value: Value): string => `${lines(value).join('\n')}\n`;

const lines = (value: Value): string[] => {
  if (Array.isArray(value)) return value.length === 0 ? ['[]'] : value.flatMap((one) => item(lines(one)));
  if (typeof value !== 'object' || value === null || isRaw(value))
    return scalar(value as string | null | Raw);
  const entries = Object.entries(value as Fields);
  return entries.length === 0 ? ['{}'] : entries.flatMap(([key, one]) => member(keyText(key), one));
};

const item = ([first = '', ...rest]: readonly string[]): string[] => [
  `- ${first}`,
  ...rest.map((line) => `  ${line}`),
];

const member = (key: string, value: Value): string[] => {
  const all = lines(value);
  const isBlock = typeof value === 'object' && value !== null && !isRaw(value) && !/^[[{]/.test(all[0] ?? '');
  if (isBlock) return [`${key}:`, ...all.map((line) => `  ${line}`)];
  const [first = '', ...rest] = all;
  return [`${key}: ${first}`.trimEnd(), ...rest.map((line) => `  ${line}`)];
};

const scalar = (value: string | number | boolean | null | Raw): string[] => {
  if (typeof value === 'string') return [/^[a-z][a-z0-9-]{2,}$/.test(value) ? value : JSON.stringify(value)];
  return value !== null && typeof value === 'object' ? value.raw.split('\n') : [String(value)];
};

const keyText = (key: string): string => (/^[A-Za-z][\w./-]*$/.test(key) ? key : JSON.stringify(key));

const LONG =
  'a sentence that is so long that it has to be folded once it is written within eighty columns: yes';

/**
 * Scalars that YAML's dialects read differently, or that are written in a way of their own. Without `!!int` and
 * `!!float`: that a patched value keeps such a tag beside its quotes is not followed.
 */
const QUIRKS: readonly Raw[] = [
  ...[
    '0644',
    '0o17',
    '1e3',
    '1_000',
    '0x1F',
    '1.0',
    '1.50',
    '.5',
    '-0',
    '12345678901234567890',
    '1e400',
    '.inf',
  ],
  ...['yes', '"yes"', 'off', 'y', 'true', '"true"', 'True', 'null', '~', '""', "''", '"null"', '"~"', ''],
  ...['2020-01-01', '"2020-01-01"', '12:30', '"5"', '!!str 5', '<<', '=', '"- a"', "'a: b'"],
  ...[
    '"a\\tb"',
    '"trailing "',
    '" leading"',
    '"two\\nlines"',
    '"\\u00e9\\u00fc"',
    '"\\U0001F600"',
    '"#no"',
    'a#b',
  ],
  ...[
    'word # comment',
    "'it''s'",
    '"\\"quoted\\""',
    `"${LONG}"`,
    `${LONG.replace(':', '')}`,
    '"\\e[0m"',
    '"@at"',
  ],
  ...[
    '|\nfirst\nsecond',
    '|-\nfirst\n\n  indented',
    '>\nfolded\nline\n\nparagraph',
    '|+\nkept\n\n',
    '"a\\\\b"',
    '"{a}"',
  ],
  ...[
    '[]',
    '{}',
    '[1, "2", yes]',
    '{ a: 1, b: null }',
    '[{ a: }, ~]',
    '"$(NAME)"',
    '"http://x.y/z?a=b&c=<d>"',
  ],
].map(raw);

export const quirk: fc.Arbitrary<Raw> = fc.constantFrom(...QUIRKS);
/** Only what is a text wherever it is read. */
export const quirkyText: fc.Arbitrary<Raw> = fc.constantFrom(
  ...QUIRKS.filter(({ raw: text }) => /^["'|>]/.test(text)),
  raw('word'),
);

/** An object with some of these fields. */
export const some = (fields: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Fields> =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Fields>;
