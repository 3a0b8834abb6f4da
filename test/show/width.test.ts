import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { oneLine } from '../../scripts/show/escape.ts';
import { matrixLines } from '../../scripts/show/matrix.ts';
import { clip, pad, width, wrap } from '../../scripts/show/width.ts';
import { hostile } from './hostile.ts';

test('a terminal shows wide characters and pictures in two columns, marks in none', () => {
  assert.is(width('service-b'), 9);
  assert.is(width('漢字'), 4);
  assert.is(width('🎉'), 2);
  assert.is(width('👩‍👩‍👧‍👦'), 2);
  assert.is(width('e\u0301'), 1);
  assert.is(width('한국어'), 6);
  assert.is(width(''), 0);
});

test('text is clipped and filled up by columns', () => {
  assert.is(clip('漢字漢字', 5), '漢字…');
  assert.is(clip('short', 5), 'short');
  assert.is(pad('漢', 4), '漢  ');
});

test('lines break at blanks, and a long word is cut', () => {
  assert.equal(wrap('one two three', 8, '  '), ['one two', '  three']);
  assert.equal(wrap('- abcdefghij', 6, '  '), ['- abcd', '  efgh', '  ij']);
  assert.equal(wrap('fits', 4), ['fits']);
});

test('no line is wider than the terminal, and no word is lost', () => {
  fc.assert(
    fc.property(
      hostile(),
      fc.integer({ min: 8, max: 100 }),
      fc.constantFrom('', '  ', '    '),
      (text, columns, indent) => {
        const line = oneLine(text, 1000);
        const rows = wrap(line, columns, indent);
        for (const row of rows) assert.ok(width(row) <= columns, JSON.stringify(row));
        assert.is(rows.join('').replaceAll(' ', ''), line.replaceAll(' ', ''));
      },
    ),
  );
});

const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,62}$/);

test('a matrix fits the terminal whatever its names, and every cell is in it', () => {
  const matrix = fc.uniqueArray(names, { minLength: 1, maxLength: 12 }).chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(
        fc.record({
          name: names,
          cells: fc.array(fc.stringMatching(/^[A-Za-z0-9._-]{1,128}$/), {
            minLength: columns.length,
            maxLength: columns.length,
          }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  );
  fc.assert(
    fc.property(matrix, fc.integer({ min: 20, max: 120 }), ({ columns, rows }, terminal) => {
      const lines = matrixLines({ corner: 'service', columns, rows }, terminal);
      for (const line of lines) assert.ok(width(line) <= terminal, line);
      const tables = lines.filter((line) => line.startsWith('service')).length;
      assert.ok(tables >= 1);
      const ends = rows.flatMap(({ cells }) => cells.map((cell) => cell.slice(0, 3)));
      for (const end of ends)
        assert.ok(
          lines.some((line) => line.includes(end)),
          end,
        );
    }),
  );
});

test('environments that do not fit beside each other stand in tables of their own', () => {
  const columns = ['dev', 'hardening', 'production-europe', 'production-america'];
  const rows = [{ name: 'service-b', cells: ['0.5.1', '0.5.0 *', '0.5.0', '0.5.0'] }];
  assert.equal(matrixLines({ corner: 'service', columns, rows }, 44), [
    'service    dev    hardening',
    'service-b  0.5.1  0.5.0 *',
    '',
    'service    production-europe',
    'service-b  0.5.0',
    '',
    'service    production-america',
    'service-b  0.5.0',
  ]);
});

test.run();
