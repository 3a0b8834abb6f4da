import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseLedger, parseLedgerFiles } from '../../scripts/history/ledger/parse.ts';
import type { LedgerEvent } from '../../scripts/model/event.ts';
import { novemberEvents, numbered, textOf } from './random-events.ts';

const FILE = 'production/2026-11.jsonl';
const first = numbered(1);
const [LINE = ''] = textOf([first]).split('\n');

const read = (text: string | Buffer, file = FILE) => parseLedger(file, Buffer.from(text));

/** Where it is and what it is called, in one line. */
const told = (text: string | Buffer, file = FILE): string[] =>
  read(text, file).troubles.map(
    ({ code, severity, place }) => `${place.file}:${place.line}:${place.column} ${severity} ${code}`,
  );

const changed = (change: (event: Record<string, unknown> & { data: Record<string, unknown> }) => void) => {
  const event = JSON.parse(LINE);
  change(event);
  return JSON.stringify(event);
};

test('what was written is read, whatever people and services said', () => {
  fc.assert(
    fc.property(novemberEvents('production'), (events) => {
      const { events: found, troubles } = read(textOf(events));
      assert.equal(troubles, []);
      assert.equal(found, JSON.parse(JSON.stringify(events)));
    }),
    { numRuns: 200 },
  );
});

test('cut off at any byte, every whole line counts, and a part of one never does', () => {
  fc.assert(
    fc.property(
      novemberEvents('production', 4),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (events, share) => {
        const bytes = Buffer.from(textOf(events));
        const cut = bytes.subarray(0, Math.floor(share * bytes.length));
        const { events: found, troubles } = parseLedger(FILE, cut);
        assert.equal(found, JSON.parse(JSON.stringify(events.slice(0, found.length))));
        const isWhole = cut.length === 0 || cut.at(-1) === 10;
        assert.is(troubles.length, isWhole ? 0 : 1);
        if (!isWhole) assert.match(troubles[0]?.code ?? '', /^ledger-(?:truncated|bytes)$/);
        const breaks = cut.filter((byte) => byte === 10).length;
        assert.ok(found.length === breaks || (found.length === breaks + 1 && !isWhole));
      },
    ),
    { numRuns: 300 },
  );
});

test('a last line that breaks off is told where it does, with what to run', () => {
  const [trouble, ...more] = read(`${LINE}\n${LINE.slice(0, 40)}`).troubles;
  assert.equal(more, []);
  assert.is(trouble?.code, 'ledger-truncated');
  assert.equal(trouble?.place, { file: FILE, line: 2, column: 41 });
  assert.match(trouble?.fix ?? '', /npx bracket verify production/);
  assert.equal(read(`${LINE}\n${LINE.slice(0, 40)}`).events, [first]);
});

test('a last line that is whole and only lacks its end counts, and is told', () => {
  const { events, troubles } = read(LINE);
  assert.equal(events, [first]);
  assert.equal(
    troubles.map(({ code, severity, what }) => [code, severity, what]),
    [['ledger-truncated', 'warning', 'The last line does not end.']],
  );
});

const foreign: Readonly<Record<string, readonly [line: string, told: RegExp]>> = {
  'no JSON': ['hello', /it is no JSON/],
  'two objects in a line': [`${LINE}${LINE}`, /it is no JSON/],
  'a list': [`[${LINE}]`, /no JSON object/],
  nothing: ['null', /no JSON object/],
  'no type': [changed((event) => delete event['type']), /its type is absent/],
  'a type of somebody else': [
    changed((event) => Object.assign(event, { type: 'dev.cdevents.service.deployed.0.2.0' })),
    /no event of this ledger/,
  ],
  'a type that was never defined': [
    changed((event) => Object.assign(event, { type: 'dev.release-brackets.deployment.dreamt' })),
    /deployment\.dreamt/,
  ],
  'a type called like what every object has': [
    changed((event) => Object.assign(event, { type: 'dev.release-brackets.constructor' })),
    /no event of this ledger/,
  ],
  'a key that its schema does not know': [
    changed((event) => Object.assign(event.data, { approved: true })),
    /data has "approved"/,
  ],
  'an attribute that its schema does not know': [
    changed((event) => Object.assign(event, { traceparent: '00' })),
    /the event has "traceparent"/,
  ],
  'a key that is missing': [
    changed((event) => delete event.data['tree']),
    /data must have required property 'tree'/,
  ],
  'an attempt of text': [
    changed((event) => Object.assign(event.data, { attempt: '1' })),
    /data\.attempt must be integer/,
  ],
  'another environment': [LINE.replaceAll('production', 'dev'), /it is about dev/],
  'another month': [
    changed((event) => Object.assign(event, { time: '2026-12-01T00:00:00.000Z' })),
    /2026-12-01T00:00:00\.000Z, in another month/,
  ],
  'a time that is none': [
    changed((event) => Object.assign(event, { time: '2026-11-31T00:00:00.000Z' })),
    /time must match format/,
  ],
  'an id that belongs to something else': [
    changed((event) => Object.assign(event, { id: `${event['id']}/smoke` })),
    /its `id` contradicts its `data`/,
  ],
  'a commit in its subject that its data does not name': [
    changed((event) => Object.assign(event, { subject: '0'.repeat(40) })),
    /its `subject` contradicts/,
  ],
};

for (const [name, [line, expected]] of Object.entries(foreign))
  test(`${name}: is told, and is no event`, () => {
    const text = textOf([numbered(1), numbered(2)]).replace('\n', `\n${line}\n`);
    const { events, troubles } = read(text);
    assert.equal(events, [numbered(1), numbered(2)]);
    assert.is(troubles.length, 1);
    const [trouble] = troubles;
    assert.is(trouble?.code, 'ledger-foreign');
    assert.is(trouble?.place.line, 2);
    assert.match(trouble?.what ?? '', expected);
    assert.match(trouble?.fix ?? '', /^Find out .*\.$/);
  });

test('the same event written twice counts once; with another content the first one counts, and it is told', () => {
  assert.equal(read(textOf([first, first])), { events: [first], troubles: [] });
  const later = { ...first, time: '2026-11-21T10:00:01.000Z' } as LedgerEvent;
  assert.equal(read(textOf([first, later])).events, [first]);
  assert.equal(told(textOf([first, later])), [`${FILE}:2:1 error ledger-twice`]);
});

test('bytes that are no text cost the line they are in', () => {
  const bad = Buffer.concat([
    Buffer.from(`${LINE}\n{"ä`),
    Buffer.from([0xff, 0xfe]),
    Buffer.from(`"}\n${textOf([numbered(2)])}`),
  ]);
  assert.equal(read(bad).events, [first, numbered(2)]);
  assert.equal(told(bad), [`${FILE}:2:4 error ledger-bytes`]);
});

test('a line beyond a megabyte is not read, one below it is', () => {
  const long = (size: number): string =>
    changed((event) => Object.assign(event.data, { x: 'ä'.repeat(size) }));
  assert.equal(told(`${long(600_000)}\n`), [`${FILE}:1:1 error ledger-long`]);
  assert.equal(told(`${long(500_000)}\n`), [`${FILE}:1:1 error ledger-foreign`]);
});

test('blank lines and lines that end as on Windows are nothing to tell', () => {
  assert.equal(read(`\n${LINE}\r\n\r\n`), { events: [first], troubles: [] });
  assert.equal(read(''), { events: [], troubles: [] });
});

test('a file that is none of the ledger is told, and nothing of it counts', () => {
  for (const file of [
    'production/notes.txt',
    'production/2026-13.jsonl',
    'production/old/2026-11.jsonl',
    'locks/2026-11.jsonl',
    '2026-11.jsonl',
  ]) {
    assert.equal(read(`${LINE}\n`, file).events, [], file);
    assert.equal(told(`${LINE}\n`, file), [`${file}:1:1 error ledger-foreign`]);
  }
});

test('files are read in the order of their months, and an event in two of them counts once', () => {
  const october = numbered(1, Date.UTC(2026, 9, 31));
  const files = [
    { path: FILE, bytes: Buffer.from(textOf([numbered(2), first])) },
    { path: 'production/2026-10.jsonl', bytes: Buffer.from(textOf([october])) },
  ];
  const { events, troubles } = parseLedgerFiles(files);
  assert.equal(events, [october, numbered(2)]);
  assert.equal(
    troubles.map(({ code, place }) => [code, place.file, place.line]),
    [['ledger-twice', FILE, 2]],
  );
});

test.run();
