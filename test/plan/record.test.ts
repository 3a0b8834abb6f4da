import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readFile } from '../../scripts/check/read.ts';
import { type RecordFields, readRecord, recordText, sameRecord } from '../../scripts/plan/record.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

test('what is written is read back, whatever it says', () => {
  const line = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
  const fields = fc.record(
    {
      version: fc.constantFrom('1.10', '7e12345', '0123', 'no', '1_000', '2026-11-21', 'v1'),
      digest: fc.constant(DIGEST),
      commit: fc.constantFrom('1234567890'.repeat(4), 'e'.repeat(40)),
      requires: fc.dictionary(fc.constantFrom('service-a', 'on', 'y'), line),
      database: fc.constant({ schema: 12, tolerates: 10 }),
      changes: fc.array(fc.record({ title: line, requirement: fc.constantFrom('B1', '12', 'null') }), {
        maxLength: 3,
      }),
    },
    { requiredKeys: ['version'] },
  );
  fc.assert(
    fc.property(fields, (given) => {
      const read = readRecord(recordText(given as RecordFields));
      return 'fields' in read && sameRecord(read.fields as RecordFields, given as RecordFields).length === 0;
    }),
  );
});

test('a new record is what the reader of the repository takes, without a word', () => {
  const text = recordText({
    version: '1.10',
    digest: DIGEST,
    changes: [{ title: 'One: "two" # three', requirement: 'B1' }],
  });
  const facts = readFile({ path: 'services/a/releases/1.10.yaml', mode: '100644', bytes: Buffer.from(text) });
  assert.equal(facts.problems, []);
  assert.match(text, /^# yaml-language-server: \$schema=.*release\.schema\.json\nversion: "1\.10"\n/);
});

test('what the schema does not know is kept for the schema to refuse', () => {
  const text = recordText({ version: '1', surprise: 1 } as unknown as RecordFields);
  const { problems } = readFile({
    path: 'services/a/releases/1.yaml',
    mode: '100644',
    bytes: Buffer.from(text),
  });
  assert.ok(problems.some(({ what }) => what.includes('surprise')));
});

test('hostile records end in a sentence', () => {
  const hostile = [
    'a: &x [1]\nb: *x\n',
    'a: 1\na: 2\n',
    '['.repeat(60_000),
    '- 1\n',
    'just words\n',
    'x: !!js/function 1\n',
    'a: 1\n---\nb: 2\n',
    `a: ${'x'.repeat(1_000_001)}`,
    '"unclosed',
  ];
  for (const text of hostile) {
    const read = readRecord(text);
    assert.ok('error' in read && read.error.length > 5, text.slice(0, 40));
  }
  assert.equal(readRecord(' \n'), { fields: {} });
  assert.is(({} as { polluted?: true }).polluted, undefined);
  readRecord('__proto__: { polluted: true }\n');
  assert.is(({} as { polluted?: true }).polluted, undefined);
});

test('records agree where both speak; what one leaves out is no difference', () => {
  const there = { version: '1', digest: DIGEST, requires: { a: '^1', b: '^2' } };
  assert.equal(sameRecord(there, { version: '1' }), []);
  assert.equal(sameRecord(there, { version: '1', requires: { b: '^2', a: '^1' } }), []);
  assert.equal(sameRecord(there, { version: '1', digest: `sha256:${'b'.repeat(64)}` }), ['digest']);
  assert.equal(
    sameRecord({ version: '1' }, { version: '1', digest: DIGEST }),
    ['digest'],
    'a record never changes',
  );
});

test.run();
