import fc from 'fast-check';

/** Files by path, and the folder to build. */
export interface Tree {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly folder: string;
}

/** Text that is hard on readers and printers. */
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.stringMatching(/^[ \t'"=#:\\-]{0,4}[a-z0-9 ]{0,90}[ \t'"=#]{0,2}$/),
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '0644',
    '1e3',
    '2020-01-01',
    '{a: b}',
    '- x',
    'a\nb',
    ' a\n b\n',
    "''",
    '"x"',
    '\u00a0',
    '\u0085x',
  ),
);

const nameOf = (source: string): string => source.split('=')[0] ?? '';

/** Keys that are texts to YAML: with `1` or `true` the real tool cannot print what it made. */
const key = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'on', 'y', 'KEY', '- a', '{', '0x'),
  fc.stringMatching(/^[A-Zp-s_][A-Za-z0-9_. -]{1,6}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }).filter((text) => !/^[-+.\d~<]/.test(text)),
);

const literal = fc.oneof(
  { weight: 400, arbitrary: fc.tuple(key, text).map(([name, value]) => `${name}=${value}`) },
  { weight: 1, arbitrary: text },
);

const ODD_LINES = [
  '',
  '# no',
  '  A1 = x',
  '\t#',
  'ALONE',
  '\ufeffB1=2',
  '\u0085C1=1',
  '\u2003D1=1',
  '\r',
  ' \r',
];

const line = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(key, text).map(([name, value]) => `e${name}=${value.replace(/\n/g, '')}`),
  },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_LINES) },
);

const envFile = fc
  .tuple(
    fc.constantFrom('', '\ufeff'),
    fc.uniqueArray(line, { maxLength: 5, selector: nameOf }),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\n'),
  )
  .map(([mark, lines, newline, end]) => mark + lines.join(newline) + end);

const content = fc.oneof(text, fc.uint8Array({ maxLength: 90 }), envFile);

const texts = fc.dictionary(fc.constantFrom('l', 'm', 'example.com/n', 'on'), text, { maxKeys: 2 });

const options = fc.option(
  fc.record({
    labels: texts,
    annotations: texts,
    disableNameSuffixHash: fc.boolean(),
    immutable: fc.boolean(),
  }),
  { nil: undefined, freq: 2 },
);

const generator = (name: string, behaviors: readonly string[]) =>
  fc.record(
    {
      name: fc.constant(name),
      namespace: fc.constantFrom(...Array<string>(30).fill(''), 'one'),
      behavior: fc.constantFrom(...behaviors),
      literals: fc.uniqueArray(literal, { maxLength: 3, selector: nameOf }),
      files: fc.uniqueArray(fc.constantFrom('f0', 'n=f0', 'sub/f1', 'g=./sub//f1'), { maxLength: 2 }),
      envs: fc.uniqueArray(fc.constantFrom('e0', 'sub/e1'), { maxLength: 1 }),
      options,
      type: fc.constantFrom('', 'kubernetes.io/tls'),
    },
    { requiredKeys: ['name', 'behavior', 'literals'] },
  );

const generators = (behaviors: readonly string[]) =>
  fc.tuple(generator('x', behaviors), generator('y', behaviors), generator('1', behaviors));

const floor = (behaviors: readonly string[]) =>
  fc.record({
    generatorOptions: options,
    maps: generators(behaviors),
    secrets: generators(behaviors),
    namespace: fc.constantFrom(undefined, undefined, undefined, 'one'),
    namePrefix: fc.constantFrom(undefined, undefined, 'p-'),
    f0: content,
    f1: content,
    e0: envFile,
    e1: envFile,
  });

type Floor = ReturnType<typeof floor> extends fc.Arbitrary<infer F> ? F : never;

/** JSON is YAML, except that a few signs are no good to its readers as they are. */
const yaml = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u0085\u00a0\u2028\u2029\ufeff\ufffe\uffff\u007f-\u009f]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

interface Lists {
  readonly resources: readonly string[];
  readonly maps: readonly object[];
}

const filesOf = (
  path: string,
  one: Floor,
  { resources, maps }: Lists,
): Record<string, string | Uint8Array> => {
  const { generatorOptions, secrets, namespace, namePrefix } = one;
  const kustomization = {
    ...{ resources, generatorOptions, namespace, namePrefix },
    configMapGenerator: maps,
    secretGenerator: secrets,
  };
  return {
    [`${path}/kustomization.yaml`]: yaml(kustomization),
    [`${path}/f0`]: one.f0,
    [`${path}/sub/f1`]: one.f1,
    [`${path}/e0`]: one.e0,
    [`${path}/sub/e1`]: one.e1,
  };
};

const configMaps = ({ maps }: Floor): object[] => maps.map(({ type: _, ...args }) => args);

const PLAIN = `apiVersion: v1
kind: ConfigMap
metadata: {name: plain, labels: {l: 1}, annotations: {m: 0644}}
immutable: true
data: {a: 0x1F, b: yes, c: null, d: {e: f}}
binaryData: {r: aGk=}
`;

/** A base with a ConfigMap of its own, and an overlay that adds to what the base generates. */
export const trees: fc.Arbitrary<Tree> = fc
  .tuple(floor(['', 'create', 'other']), floor(['merge', 'merge', 'merge', 'replace']), fc.boolean())
  .map(([base, top, plain]) => {
    const more = plain ? [{ name: 'plain', behavior: 'merge', literals: ['z=1'] }] : [];
    return {
      files: {
        ...filesOf('base', base, { resources: ['plain.yaml'], maps: configMaps(base) }),
        'base/plain.yaml': PLAIN,
        ...filesOf('top', top, { resources: ['../base'], maps: [...configMaps(top), ...more] }),
      },
      folder: 'top',
    };
  });
