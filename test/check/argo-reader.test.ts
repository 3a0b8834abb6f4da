import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { refusedTabs } from '../../scripts/check/refused.ts';
import { readText } from '../../scripts/check/text.ts';
import { strictTroubles, treeOf } from '../../scripts/check/tree.ts';
import { readYaml } from '../../scripts/check/yaml.ts';
import { DESIRED, marks } from './reading.ts';

/**
 * `kubectl` reads YAML with the library that Argo CD reads it with (sigs.k8s.io/yaml, which is go-yaml 2). What this
 * product has nothing against must be read there too, and as the same.
 */
const hasKubectl = ((): boolean => {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const folder = mkdtempSync(join(tmpdir(), 'bracket-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'base.yaml'), 'apiVersion: example.com/v1\nkind: Thing\nmetadata:\n  name: x\n');

/** What Argo CD makes of a text: plain data without nulls, which a merge patch takes for removals; or its complaint. */
const argoReads = (text: string): unknown => {
  writeFileSync(join(folder, 'patch.yaml'), text);
  const args = [
    'patch',
    '--local',
    '-f',
    'base.yaml',
    '--type=merge',
    '--patch-file',
    'patch.yaml',
    '-o',
    'json',
  ];
  try {
    const printed = execFileSync('kubectl', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const {
      apiVersion: _,
      kind: __,
      metadata: ___,
      ...rest
    } = JSON.parse(printed) as Record<string, unknown>;
    return rest;
  } catch (error) {
    return String((error as { stderr?: unknown }).stderr);
  }
};

const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutNulls(one)]));
};

/** What we make of it; undefined when there is anything against it. */
const weRead = (text: string): unknown => {
  if (readText(new TextEncoder().encode(text)).troubles.length + refusedTabs(text).length > 0)
    return undefined;
  const { document, troubles, more, directives } = readYaml(text);
  if (document === undefined || troubles.length + more.length + directives.length > 0) return undefined;
  if (strictTroubles(document, text).length > 0) return undefined;
  const { value } = treeOf(document);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? withoutNulls(value)
    : undefined;
};

const VALUES = [
  ...[
    'a',
    '"b c"',
    "'d'",
    'true',
    'null',
    '0',
    '010',
    '1.10',
    '1e3',
    '-1',
    '0.5.1',
    '12:30',
    '1_000',
    '.5',
    '.inf',
    '0x1F',
  ],
  ...[
    'sha256:ab',
    'http://x/y?a=b#c',
    'x#y',
    '"a\\n"',
    '"a\\/b"',
    '"\\x41"',
    "'it''s'",
    '{a: 1, "b": [c]}',
    '[a?b]',
    '{a:b}',
  ],
  ...[
    '{"a":1}',
    '--flag=x',
    '?',
    ':',
    '^1.0',
    '>=1.0.0',
    'a  b',
    '*x',
    '|\n  x\n   y',
    '>-\n  x\n\n  y',
    'a\n  b',
    '"a\n  b"',
  ],
  ...[
    '\n- a\n-\tb',
    '\n  - a\n  - b: c\n    d: e',
    '[a,\n  b]',
    'a\t',
    '\ta',
    '%x',
    '!',
    '@a',
    '=a',
    'a!',
    'y',
    'NO',
    'off',
  ],
];
const KEYS = [
  'image',
  'a.b/c',
  '"b"',
  '12',
  'true',
  'y',
  '?x',
  '-x',
  'a#b',
  "'s''t'",
  '010',
  ':a',
  'é',
  'a b',
  'k',
];

const document = fc
  .array(
    fc.oneof(
      {
        arbitrary: fc
          .tuple(
            fc.constantFrom(...KEYS),
            fc.constantFrom(...VALUES),
            fc.constantFrom('', '', ' # c', '\t# c', ' '),
          )
          .map(([key, value, tail]) => `${key}: ${value}${tail}`),
        weight: 8,
      },
      { arbitrary: fc.constantFrom('', '# c', '\t', '\t# c', ' \t'), weight: 1 },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((lines) => `${lines.join('\n')}\n`);

const ENOUGH = 60;

if (!hasKubectl) process.stdout.write('# skip what Argo CD reads: kubectl is not here\n');
else {
  test('what is not refused here, Argo CD reads, and as the same', () => {
    const told = fc
      .sample(document, ENOUGH * 12)
      .map((text) => ({ text, ours: weRead(text) }))
      .filter(({ ours }) => ours !== undefined)
      .slice(0, ENOUGH);
    assert.ok(told.length >= ENOUGH / 2, `${told.length} texts were fine`);
    for (const { text, ours } of told) assert.equal(argoReads(text), ours, JSON.stringify(text));
  });

  test('what is refused here only for its sake, Argo CD does refuse', () => {
    for (const text of [
      '\t\na: b\n',
      'a: b\n\t# c\n',
      'a:\n-\tb: c\n',
      'a: "b\\/c"\n',
      'a: [b?c]\n',
      'a: .inf\n',
    ])
      assert.match(String(argoReads(text)), /error: unable to parse/, JSON.stringify(text));
  });
}

test('what Argo CD refuses is named where it stands', () => {
  const file = 'image: a/b\nversion: "1"\nconfig: main\n';
  assert.equal(marks(DESIRED, `\t\n${file}`), ['1:1+1 yaml-tab']);
  assert.equal(marks(DESIRED, `${file}  \t# c\n`), ['4:3+1 yaml-tab']);
  assert.equal(marks(DESIRED, file.replace('main', '"a\\\\\\/b"')), ['3:13+2 yaml-escape']);
  assert.equal(marks('environments/dev.yaml', 'gates: { checks: [a?b] }\n'), ['1:20+1 yaml-question-mark']);
});

test('a tab after a value, and a backslash that is meant, are no problem', () => {
  assert.equal(marks(DESIRED, 'image: a/b\t# c\nversion: "1"\nconfig: "main"\t\n'), []);
  assert.equal(marks('environments/dev.yaml', 'gates: { requirements: "B\\\\d+/x" }\n'), []);
});

test.run();
