import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DECLINED, scanYaml } from '../../scripts/check/scan.ts';
import { strictTroubles, treeOf } from '../../scripts/check/tree.ts';
import { readYaml } from '../../scripts/check/yaml.ts';

/** What the full reader makes of a text; undefined when it has anything against it. */
const fully = (text: string): { readonly value: unknown } | undefined => {
  const { document, more, directives, troubles } = readYaml(text);
  if (document === undefined || troubles.length + more.length + directives.length > 0) return undefined;
  return strictTroubles(document, text).length > 0 ? undefined : { value: treeOf(document).value };
};

const agrees = (text: string): boolean => {
  const quick = scanYaml(text);
  if (quick === DECLINED) return false;
  assert.equal({ value: quick }, fully(text), `the scanner and the reader differ on ${JSON.stringify(text)}`);
  return true;
};

const PIECES = [
  ...[
    'a',
    'version',
    'image',
    '"b c"',
    "'d'",
    'on',
    'no',
    'y',
    'true',
    'null',
    '~',
    '0',
    '010',
    '1.10',
    '1e3',
    '-1',
    '12',
  ],
  ...[
    '0.5.1',
    '1.2.3-rc.1',
    '2026-01-01',
    '12:30',
    '100m',
    '128Mi',
    '1_000',
    '.5',
    '.inf',
    '../../base',
    './x',
    '.x',
  ],
  ...[
    'sha256:ab',
    'http://x/y?a=b#c',
    'a: b',
    'a:b',
    'x #y',
    'x#y',
    '"a\\n"',
    "'it''s'",
    '"',
    "'",
    '&a',
    '*a',
    '!t',
    '|',
  ],
  ...[
    '>',
    '%',
    '@',
    '`',
    '{',
    '}',
    '[',
    ']',
    ',',
    '{ a: b }',
    '[a, b]',
    '{a: 1, "b": [c]}',
    '[]',
    '{}',
    '{a}',
    '[a: b]',
  ],
  ...[
    '- ',
    '-',
    '--flag=x',
    '-x',
    '? ',
    ': ',
    ':',
    '#',
    '# c',
    ' #',
    '\t',
    '__proto__',
    'constructor',
    '<<',
    '=',
    'é',
    '^1.0',
  ],
  ...[
    '>=1.0.0',
    '---',
    '...',
    'a b',
    'a  b',
    'Some text, with a comma.',
    '(x)',
    '$(X)',
    '*.x',
    '\\',
    '""',
    "''",
  ],
];

const key = fc.constantFrom('image', 'name', 'a', 'app.kubernetes.io/name', '"b"', 'spec', 'x_y', 'no');
const scalar = fc.constantFrom(...PIECES);
const indent = fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 2, 4);
const noise = fc
  .tuple(fc.array(scalar, { maxLength: 4 }), fc.nat(3))
  .map(([pieces, joint]) => pieces.join([': ', ' ', '', ', '][joint]));
const pair = fc
  .tuple(key, scalar, scalar)
  .map(([name, value, tail]) => `${name}: ${value}${tail.startsWith(' ') ? tail : ''}`);
const line = fc
  .tuple(indent, fc.oneof({ arbitrary: pair, weight: 6 }, { arbitrary: noise, weight: 1 }))
  .map(([spaces, text]) => ' '.repeat(spaces) + text);

test('whatever the scanner does not decline, the full reader reads as the same and has nothing against', async () => {
  let answered = 0;
  await fc.assert(
    fc.property(fc.array(line, { maxLength: 4 }), fc.constantFrom('\n', '\n', '\r\n'), (lines, end) => {
      if (agrees(lines.join(end) + end)) answered++;
    }),
    { numRuns: 30_000 },
  );
  assert.ok(answered > 200, `only ${answered} texts were in the plain subset: the property says too little`);
});

const node: fc.Arbitrary<(indent: number) => string> = fc.letrec<{ node: (indent: number) => string }>(
  (tie) => ({
    node: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar.map((text) => () => ` ${text}\n`),
      fc
        .array(fc.tuple(key, tie('node')), { minLength: 1, maxLength: 3 })
        .map(
          (pairs) => (indent: number) =>
            `\n${pairs.map(([name, value]) => `${' '.repeat(indent)}${name}:${value(indent + 2)}`).join('')}`,
        ),
      fc
        .tuple(fc.array(tie('node'), { minLength: 1, maxLength: 3 }), fc.constantFrom(0, 2))
        .map(([items, shift]) => (indent: number) => {
          const pad = ' '.repeat(Math.max(0, indent - shift));
          return `\n${items.map((item) => `${pad}-${item(indent - shift + 2).replace(/^\n +/, ' ')}`).join('')}`;
        }),
    ),
  }),
).node;

test('the scanner and the full reader agree on nested mappings and lists', async () => {
  let answered = 0;
  await fc.assert(
    fc.property(node, (make) => {
      if (agrees(make(0).replace(/^\s*\n/, ''))) answered++;
    }),
    { numRuns: 10_000 },
  );
  assert.ok(answered > 100, `only ${answered} texts were in the plain subset`);
});

test('the scanner reads what this product writes', () => {
  const desired =
    '# yaml-language-server: $schema=x\nimage: a/b\nversion: "1.10"\ndigest: sha256:ab\nconfig: "main" # c\n';
  assert.equal(scanYaml(desired), { image: 'a/b', version: '1.10', digest: 'sha256:ab', config: 'main' });
  const release =
    'version: "1"\nrequires: { a: "^1.0.0", b-c: \'2\' }\nchanges:\n  - commit: ab\n    title: Text, more\n  - title: x\n';
  assert.equal(scanYaml(release), {
    version: '1',
    requires: { a: '^1.0.0', 'b-c': '2' },
    changes: [{ commit: 'ab', title: 'Text, more' }, { title: 'x' }],
  });
  const manifest =
    'spec:\n  containers:\n  - name: app\n    args: ["--port=80", 8080, true]\n  - name: b\nresources:\n  - ../../base\n';
  assert.equal(scanYaml(manifest), {
    spec: { containers: [{ name: 'app', args: ['--port=80', 8080, true] }, { name: 'b' }] },
    resources: ['../../base'],
  });
});

test('the scanner declines what only the full reader can judge', () => {
  const texts = [
    '',
    'version: 0.5.1\n',
    'a: on\n',
    'on: a\n',
    'a: 010\n',
    'a: &x b\n',
    'a: |\n  b\n',
    'a: b\n  c\n',
    'a: é\n',
  ];
  for (const text of [
    ...texts,
    'a: b\r\n',
    ' a: b\n',
    'a: 1\na: 2\n',
    '__proto__: 1\n',
    'a: "\\n"\n',
    '---\na: b\n',
    'a\n',
  ])
    assert.is(scanYaml(text), DECLINED, JSON.stringify(text));
});

test.run();
