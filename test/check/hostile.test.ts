import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { locate } from '../../scripts/check/locate.ts';
import { readFile } from '../../scripts/check/read.ts';
import type { Finding } from '../../scripts/model/problem.ts';
import { DESIRED, marks, read } from './reading.ts';

/** Longer than the longest honest file takes on a slow machine; what hangs takes minutes. */
const SECONDS = 10;

const inTime = <T>(what: string, run: () => T): T => {
  const started = performance.now();
  const result = run();
  const seconds = (performance.now() - started) / 1000;
  assert.ok(seconds < SECONDS, `${what} took ${seconds.toFixed(1)} s`);
  return result;
};

const PATHS = [
  DESIRED,
  'environments/dev.yaml',
  'services/a/releases/1.yaml',
  'services/a/base/deployment.yaml',
];

/** Texts that have brought readers of YAML to their knees, as long as a file may be. */
const BOMBS: Readonly<Record<string, (length: number) => string>> = {
  'open brackets': (length) => '['.repeat(length),
  'open braces with keys': (length) => '{a: '.repeat(length / 4),
  'balanced brackets': (length) => '['.repeat(length / 2) + ']'.repeat(length / 2),
  'lists in lists on one line': (length) => '- '.repeat(length / 2),
  'lists in lists, compact': (length) => '-\n'.repeat(length / 2),
  'keys of keys': (length) => '? '.repeat(length / 2),
  'values of values': (length) => 'a: '.repeat(length / 3),
  'ever deeper lines': (length) =>
    Array.from({ length: Math.sqrt(length) }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  'closing brackets': (length) => `a: b\n${']'.repeat(length)}`,
  'many anchors': (length) => 'a: &x b\n'.repeat(length / 8),
  'many different keys': (length) => Array.from({ length: length / 12 }, (_, i) => `key${i}: 1`).join('\n'),
  'one key many times': (length) => 'a: 1\n'.repeat(length / 5),
  'many documents': (length) => '---\n'.repeat(length / 4),
  'many directives': (length) => '%A b\n'.repeat(length / 5),
  'many tags': (length) => `[${'!t '.repeat(length / 3)}`,
  'open quotes': (length) => '"'.repeat(length),
  'many comments': (length) => '# a\n'.repeat(length / 4),
  'many comment signs': (length) => `${'# '.repeat(length / 2)}\n---\n`,
  'many tabs': (length) => `a:\n${'\t'.repeat(length)}b`,
  'one long word': (length) => 'a'.repeat(length),
  'one long value': (length) => `image: ${'a-'.repeat(length / 2)}`,
  'one long host': (length) => `image: ${'a.'.repeat(length / 2)}`,
  'one long revision': (length) => `config: "${'a/'.repeat(length / 2)}"`,
  'one long duration': (length) => `gates: { soak: "${'1h'.repeat(length / 2)}x" }`,
  'one long schedule': (length) => `gates: { windows: [{ schedule: "${'* '.repeat(length / 2)}" }] }`,
  'the beginning of many secrets': (length) => 'eyJ'.repeat(length / 3),
  'many addresses': (length) => `a: ${'http://a:'.repeat(length / 9)}`,
  'many private keys': (length) => '-----BEGIN PRIVATE KEY-----\n'.repeat(length / 28),
  'block texts': (length) => 'a: |\n x\n'.repeat(length / 8),
  'carriage returns': (length) => 'a: b\r'.repeat(length / 5),
  'nothing but blanks': (length) => ' '.repeat(length),
  'a billion laughs': () =>
    `a0: &a0 [lol]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}*a${i}]`).join('\n')}\n`,
};

for (const [name, make] of Object.entries(BOMBS)) {
  test(`${name} are refused or read, in time, wherever they lie`, () => {
    for (const path of PATHS) {
      const facts = inTime(`64 KB of ${name} in ${path}`, () => read(path, make(65_536)));
      if (path === DESIRED) assert.ok(facts.problems.length > 0, `${name} are no desired file`);
      assert.ok(facts.problems.length < 40_000, 'problems stay within the size of the file');
    }
  });
}

test('a megabyte of errors is told by its first ones', () => {
  const facts = inTime('a megabyte of ]', () => read(DESIRED, `a: b\n${'] \n'.repeat(300_000)}`));
  assert.ok(facts.problems.length >= 90 && facts.problems.length <= 110, `${facts.problems.length} problems`);
});

test('of very many problems the first ones are told, and how many there are', () => {
  const problems = read(DESIRED, `${'a: 1\n'.repeat(1000)}`).problems;
  assert.is(problems.length, 200, 'and the one about its first line');
  assert.match(
    problems.at(-1)?.what ?? '',
    /^From here on the file has [\d,]+ more problems, which are not listed\.$/,
  );
});

test('as many problems as a megabyte holds do not end the process', () => {
  const facts = inTime('a megabyte of keys', () => read(DESIRED, 'a: &x b\n'.repeat(125_000)));
  assert.is(facts.problems.length, 200, 'and the one about its first line');
});

test('ten megabytes are not read', () => {
  const [problem] = read(DESIRED, new Uint8Array(10 * 1024 * 1024)).problems;
  assert.is(problem?.code, 'file-too-large');
  assert.is(problem?.what, 'The file has 10,485,760 bytes; at most 1,048,576 are read.');
  const untold = readFile({ path: DESIRED, mode: '100644', bytes: new Uint8Array(), size: 2_000_000 });
  assert.is(untold.problems[0]?.what, 'The file has 2,000,000 bytes; at most 1,048,576 are read.');
});

test('bytes that are no UTF-8 are refused where they stand', () => {
  const bytes = Buffer.concat([
    Buffer.from('image: \ufffd\nversion: "'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"\n'),
  ]);
  assert.equal(marks(DESIRED, bytes), ['2:11+1 not-utf8']);
  assert.equal(marks(DESIRED, Buffer.from([0xff, 0xfe, 0x61, 0])), ['1:1+1 not-utf8']);
});

test('keys that every object has are keys like any other', () => {
  for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
    const text = `image: a/b\nversion: "1"\nconfig: main\n${key}: { version: "2" }\n`;
    assert.equal(marks(DESIRED, text), [`4:1+${key.length} unknown-key`]);
  }
  assert.is(({} as Record<string, unknown>)['version'], undefined, 'no prototype was changed');
  const facts = read('services/a/releases/1.yaml', 'version: "1"\nrequires: { constructor: "^1" }\n');
  assert.equal(facts.kind === 'release' && Object.entries(facts.value?.requires ?? {}), [
    ['constructor', '^1'],
  ]);
});

const yamlish = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'[]{}:,-?&*!|>\'"%@`#\n\n \t'.split('')),
      fc.constantFrom(
        'image: ',
        'version: "1"\n',
        'config: ',
        'a: ',
        '- ',
        '\r\n',
        '---\n',
        '\u0000',
        '\ufeff',
        '🚀',
        '__proto__: ',
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.from(parts.join('')));

const bytes = fc.oneof(
  yamlish,
  fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
);

test('no bytes make the reader throw, and every problem it has stands inside the file', async () => {
  await fc.assert(
    fc.property(bytes, fc.constantFrom(...PATHS), (content, path) => {
      const facts = readFile({ path, mode: '100644', bytes: content });
      const lines = content.toString('utf8').split('\n');
      for (const { place, what, why, fix, excerpt = '' } of facts.problems) {
        const line = lines[place.line - 1];
        assert.ok(
          line !== undefined && place.column >= 1 && place.column <= line.length + 1,
          JSON.stringify(place),
        );
        for (const text of [what, why, fix, excerpt]) assert.not.match(text, /[\u0000-\u001f\u007f-\u009f]/);
      }
      assert.equal(JSON.parse(JSON.stringify(facts)), facts, 'facts survive JSON');
    }),
    { numRuns: 3000 },
  );
});

const step = fc.oneof(fc.constantFrom('image', 'version', 'a', '__proto__', ''), fc.nat(3), fc.string());

test('a finding is located inside its file, whatever it names and whatever the file holds', async () => {
  await fc.assert(
    fc.property(yamlish, fc.array(step, { maxLength: 4 }), (content, path) => {
      const text = content.toString('utf8');
      const finding: Finding = {
        code: 'x',
        severity: 'error',
        file: DESIRED,
        path,
        what: 'a',
        why: 'b',
        fix: 'c',
      };
      const { place } = locate(finding, text);
      const line = text.split('\n')[place.line - 1];
      assert.ok(
        line !== undefined && place.column >= 1 && place.column <= line.length + 1,
        JSON.stringify(place),
      );
    }),
    { numRuns: 3000 },
  );
});

test.run();
