import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { readingsOf } from '../../scripts/check/scalars.ts';

const DIFFER: Readonly<Record<string, readonly [old: string, now: string]>> = {
  yes: ['true', 'text'],
  Yes: ['true', 'text'],
  on: ['true', 'text'],
  y: ['true', 'text'],
  no: ['false', 'text'],
  OFF: ['false', 'text'],
  N: ['false', 'text'],
  '010': ['the number 8', 'the number 10'],
  '-010': ['the number -8', 'the number -10'],
  '089': ['text or a number', 'the number 89'],
  '0o17': ['text or a number', 'the number 15'],
  '0b101': ['the number 5', 'text'],
  '-0x1F': ['a number', 'text'],
  '1_000': ['the number 1000', 'text'],
  '1_000.5': ['the number 1000.5', 'text'],
  '1:30': ['the number 90', 'text'],
  '-1:30:00': ['the number -5400', 'text'],
  '1e3': ['text or a number', 'the number 1000'],
  '1.5e3': ['text or a number', 'the number 1500'],
  '7e12345': ['text or a number', 'the number Infinity'],
  '2026-11-21': ['a date', 'text'],
  '2026-11-21T10:00:00Z': ['a date', 'text'],
  '2026-11-21 10:00:00 +1': ['a date', 'text'],
  '.inf': ['nothing that Argo CD can read', 'no finite number'],
  '.NaN': ['nothing that Argo CD can read', 'no finite number'],
  '=': ['a special value', 'text'],
  '<<': ['a merge key', 'text'],
};

test('what YAML 1.1 and 1.2 read differently is known, with both meanings', () => {
  for (const [text, [old, now]] of Object.entries(DIFFER)) assert.equal(readingsOf(text), { old, now }, text);
});

test('what both read alike is left alone', () => {
  const same = [
    'true',
    'False',
    'null',
    '~',
    '',
    '0',
    '12',
    '-12',
    '+12',
    '1.10',
    '.5',
    '1.',
    '1.5e+3',
    '0x1F',
  ];
  for (const text of [
    ...same,
    '0.5.1',
    '1.2.3',
    '1:2x',
    'yesterday',
    'none',
    'a_b',
    '_1',
    '2026-11',
    'n/a',
    '3f2c',
  ])
    assert.is(readingsOf(text), undefined, text);
});

/** The library knows both versions; wherever it reads a text in two ways, we must know that too. */
test('wherever the YAML library itself differs between the versions, so do we', () => {
  const pieces = [
    '0',
    '1',
    '8',
    '9',
    '_',
    ':',
    '.',
    'e',
    '+',
    '-',
    'x',
    'o',
    'b',
    'y',
    'n',
    'T',
    '30',
    '60',
    'yes',
    'NO',
  ];
  let differ = 0;
  const missed: string[] = [];
  const check = (text: string): void => {
    const read = (version: '1.1' | '1.2'): unknown => parse(text, { version, logLevel: 'silent' });
    const readings = (() => {
      try {
        return [read('1.1'), read('1.2')] as const;
      } catch {
        return undefined;
      }
    })();
    if (readings === undefined || typeof readings[0] === 'object') return;
    // The library takes `e0` for a number of YAML 1.1 and then cannot say which.
    if (Object.is(readings[0], readings[1]) || Number.isNaN(readings[0])) return;
    differ++;
    if (readingsOf(text) === undefined)
      missed.push(`${text}: ${String(readings[0])} or ${String(readings[1])}`);
  };
  for (const a of pieces)
    for (const b of pieces)
      for (const c of ['', ...pieces]) for (const d of ['', '0', '_', ':', 'e']) check(a + b + c + d);
  assert.equal(missed, []);
  assert.ok(differ > 1000, `${differ} texts differed`);
});

test.run();
